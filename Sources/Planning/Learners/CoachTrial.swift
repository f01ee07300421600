import Agents
import Basics
import Episodes
import Kitchen

/// Who is coached in a trial.
public enum CoachedPersona: String, Sendable, Hashable, CaseIterable {
    /// A human proxy, or another agent, that follows hints and learns nothing.
    case proxy
    /// Knows only how to take ingredients.
    case beginner
    /// Knows how to fill pots, and nothing of dishes.
    case carrier
    /// Knows how to serve, and nothing of ingredients.
    case server

    /// What it knows at first; nil for one that does not learn.
    var works: Set<Skill.Work>? {
        switch self {
        case .proxy: nil
        case .beginner: [.ingredient]
        case .carrier: [.ingredient, .pot]
        case .server: [.dish, .fill, .deliver]
        }
    }
}

/// Games of simulated learners with and without a coach, and one in another kitchen without, to see what coaching is worth.
public struct CoachTrial: Sendable {
    public let coach: PlannerCoachKind
    /// Where they practise.
    public let practice: Kitchen
    /// Where they play then, without hints; nil for nowhere.
    public let transfer: Kitchen?
    /// Who takes the other seats.
    public let partner: AgentFile
    /// Plays the persona `proxy`; nil leaves it out.
    public let proxy: AgentFile?
    /// Games of practice.
    public let games: Int
    public let horizon: Int
    /// How likely a hint is followed.
    public let obedience: Double
    public let seed: UInt64

    public init(
        _ coach: PlannerCoachKind, practice: Kitchen, transfer: Kitchen?, partner: AgentFile, proxy: AgentFile?, games: Int = 2,
        horizon: Int = 400, obedience: Double = 0.8, seed: UInt64 = 1
    ) {
        self.coach = coach
        self.practice = practice
        self.transfer = transfer
        self.partner = partner
        self.proxy = proxy
        self.games = games
        self.horizon = horizon
        self.obedience = obedience
        self.seed = seed
    }

    /// How one learner fared.
    public struct Outcome: Sendable, Hashable {
        /// The team's scores in the games of practice.
        public var practice: [Double] = []
        /// The score in the other kitchen; nil where it was not played.
        public var transfer: Double?
        /// Hints that were given, and those that were followed.
        public var hints = 0
        public var followed = 0
    }

    /// Lets a learner play all its games. Seeds are the same with and without a coach.
    /// - Parameters:
    ///   - seat: the learner's, counted from zero.
    ///   - number: which of many like it.
    /// - Throws: `Match.Refusal` with what an agent says of a kitchen that it cannot play; `AgentError` for a proxy that is not there.
    public func play(_ persona: CoachedPersona, seat: Int, number: Int, isCoached: Bool) throws -> Outcome {
        var learner = try learner(persona)
        defer { learner.close() }
        var outcome = Outcome()
        for game in 0..<games {
            let played = try play(
                practice, &learner, seat: seat, seed: seed(seat, number, game), coach: isCoached ? coach.makeCoach() : nil)
            outcome.practice.append(played.score)
            outcome.hints += played.hints.count
            outcome.followed += played.hints.count { $0.isFollowed == true }
        }
        if persona != .proxy, let transfer {
            outcome.transfer = try play(transfer, &learner, seat: seat, seed: seed(seat, number, games), coach: nil).score
        }
        return outcome
    }

    private func seed(_ seat: Int, _ number: Int, _ game: Int) -> UInt64 {
        var random = RandomStream(seed, UInt64(seat), UInt64(number), UInt64(game), StreamKey.learnerGames)
        return random.next()
    }

    private func learner(_ persona: CoachedPersona) throws -> any Learner {
        let planner = coach.planner
        func knowledge(_ episode: EpisodeContext) throws -> KitchenKnowledge { try planner.preparation(episode).knowledge }
        if let works = persona.works { return Novice(knowing: works, obedience: obedience, knowledge: knowledge) }
        guard let proxy else { throw AgentError("there is no agent for the persona proxy") }
        return FollowingLearner(try proxy.makeAgent(), obedience: obedience, knowledge: knowledge)
    }

    /// Plays a game in which the learner hears what the coach says.
    private func play(
        _ kitchen: Kitchen, _ learner: inout any Learner, seat: Int, seed: UInt64, coach: (any Coach)?
    ) throws -> (score: Double, hints: [(hint: Hint, isFollowed: Bool?)]) {
        let coached = CoachedLearner(learner, coach)
        var team: [any Agent] = try (0..<kitchen.players).map { $0 == seat ? coached : try partner.makeAgent() }
        defer { for place in team.indices where place != seat { team[place].close() } }
        var match = try Match(kitchen, horizon: horizon, seed: seed)
        let episode = try match.playWithoutRefusal(&team)
        learner = coached.learner
        return (episode.score, coached.hints(atEnd: match.game))
    }
}

/// A learner in its seat, who hears before each tick what the coach says.
private final class CoachedLearner: Agent {
    private(set) var learner: any Learner
    private var coach: (any Coach)?

    init(_ learner: any Learner, _ coach: (any Coach)?) {
        (self.learner, self.coach) = (learner, coach)
    }

    func begin(_ episode: EpisodeContext) throws {
        try learner.begin(episode)
        try coach?.begin(episode)
    }

    func act(_ game: KitchenGame) -> Decision {
        if let hint = coach?.observe(game, mayHint: true) { learner.hear(hint) }
        return learner.act(game)
    }

    /// What was said, and whether it was followed, once the game is over.
    func hints(atEnd game: KitchenGame) -> [(hint: Hint, isFollowed: Bool?)] {
        _ = coach?.observe(game, mayHint: false)
        return coach?.hints ?? []
    }
}
