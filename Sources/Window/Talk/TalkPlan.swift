import Basics
import Kitchen
import Referential

/// A sitting of a referential game for a person and an agent.
public struct TalkPlan: Sendable {
    /// What the person does; the agent does the other.
    public enum Role: String, Sendable, Hashable, CaseIterable { case listener, speaker }

    /// Who the person talks with.
    public enum Partner: Sendable {
        case speaker(any Speaker)
        case listener(any Listener)
    }

    /// The game's name.
    public let game: String
    /// The round of a number, counted from zero, in which nobody has spoken.
    public let round: @Sendable (Int) -> Round
    public let partner: Partner
    /// The agent's name.
    public let name: String
    public let rounds: Int
    public let seed: UInt64

    public init(
        game: String, partner: Partner, name: String, rounds: Int, seed: UInt64, round: @escaping @Sendable (Int) -> Round
    ) {
        self.game = game
        self.round = round
        self.partner = partner
        self.name = name
        self.rounds = rounds
        self.seed = seed
    }

    public var role: Role {
        switch partner {
        case .speaker: .listener
        case .listener: .speaker
        }
    }
}

/// A round that was played, as a log keeps it.
public struct PlayedRound: Sendable, Hashable {
    /// Of the sitting, counted from zero.
    public let number: Int
    /// The round with what was said.
    public let round: Round
    public let utterance: String
    public let picked: Int

    public var isRight: Bool { picked == round.target }
}

/// Where rounds are kept as they are played, so that a window that closes loses none.
public protocol TalkLog: AnyObject {
    func save(_ played: PlayedRound, of plan: TalkPlan) throws
}

/// A sitting while it is played: which round is on, what has been said, and how it went so far.
struct TalkSitting {
    enum Phase: Hashable {
        /// The person is to speak or pick.
        case asking
        /// It is shown what was meant and what was understood.
        case answered
        case over
    }

    let plan: TalkPlan
    private(set) var played: [PlayedRound] = []
    private(set) var phase = Phase.asking
    private(set) var round: Round
    /// What was said in this round.
    private(set) var utterance: String?
    /// For each candidate how likely the agent takes it to be meant, once it has listened.
    private(set) var chances: [Double]?

    /// - Throws: what the speaker says if it cannot speak.
    init(_ plan: TalkPlan) throws {
        self.plan = plan
        round = plan.round(0)
        try begin()
    }

    var score: Int { played.count { $0.isRight } }
    var number: Int { phase == .asking ? played.count : played.count - 1 }

    private mutating func begin() throws {
        utterance = nil
        chances = nil
        guard case .speaker(let speaker) = plan.partner else { return }
        var random = RandomStream(plan.seed, UInt64(played.count), StreamKey.windowSpeech)
        utterance = try speaker.speak(round, random: &random)
    }

    /// The person says `text`, and the agent picks.
    mutating func say(_ text: String) throws {
        guard phase == .asking, case .listener(let listener) = plan.partner else { return }
        let heard = try listener.listen(text, round.candidates)
        chances = heard
        utterance = text
        close(heard.indices.max { heard[$0] < heard[$1] } ?? 0)
    }

    /// The person picks a candidate.
    mutating func pick(_ candidate: Int) {
        guard phase == .asking, plan.role == .listener, round.candidates.indices.contains(candidate) else { return }
        close(candidate)
    }

    private mutating func close(_ picked: Int) {
        played.append(PlayedRound(number: played.count, round: round, utterance: utterance ?? "", picked: picked))
        phase = .answered
    }

    /// The next round, or the end.
    mutating func goOn() throws {
        guard phase == .answered else { return }
        guard played.count < plan.rounds else {
            phase = .over
            return
        }
        round = plan.round(played.count)
        phase = .asking
        try begin()
    }
}
