import Agents
import Episodes
import Kitchen

/// Looks back on an episode: in which stretches a player's choices cost most, and what would have been better.
struct GameReview {
    private let episode: Episode
    private let seat: Int
    private var shadow: ShadowPlanner
    private var game: KitchenGame
    private let words: CoachWords

    /// - Throws: `AgentError` for a seat that the episode does not have; what the engine says of an episode that cannot be played.
    init(_ kind: PlannerCoachKind, _ episode: Episode, seat: Int) throws {
        let kitchen = try episode.kitchen()
        guard (0..<kitchen.players).contains(seat) else {
            throw AgentError("there is no seat \(seat + 1); \(episode.layout.name) has \(kitchen.players)")
        }
        self.episode = episode
        self.seat = seat
        game = try KitchenGame(kitchen, from: episode.start, horizon: episode.horizon)
        let context = EpisodeContext(kitchen: kitchen, seat: seat, seed: episode.seed, horizon: episode.horizon)
        shadow = try ShadowPlanner(kind.planner, context, memory: CoachSettings.stretch)
        words = CoachWords(shadow.knowledge)
    }

    /// Some ticks, and what they cost.
    private struct Stretch {
        var from: Int
        var to: Int
        var cost: Double
        var better: String
        /// What the player did in them.
        var works: [String]
    }

    /// The costliest moments, the costliest first.
    /// - Complexity: O(ticks) deliberations.
    func moments(_ shouldStop: () -> Bool) throws -> [CostlyMoment] {
        var review = self
        let least = CoachSettings.minLoss * shadow.knowledge.recipes.soup.reward
        var costly: [[Stretch]] = []
        for stretch in try review.stretches(shouldStop) where stretch.cost >= least {
            if let last = costly.last, let end = last.last, end.to == stretch.from,
                last.count < CoachSettings.maxStretches || end.better == stretch.better
            {
                costly[costly.count - 1].append(stretch)
            } else {
                costly.append([stretch])
            }
        }
        let moments = costly.compactMap(moment)
        return Array(moments.sorted { ($1.points, $0.from) < ($0.points, $1.from) }.prefix(CoachSettings.moments))
    }

    /// Plays the episode once more, a stretch at a time.
    private mutating func stretches(_ shouldStop: () -> Bool) throws -> [Stretch] {
        var stretches: [Stretch] = []
        var works: [String] = []
        var from = 0
        shadow.observe(game)
        for tick in 0..<episode.ticks where !shouldStop() {
            try game.advance(episode.jointAction(tick))
            shadow.observe(game)
            if let done = shadow.done { works.append(words.past(done)) }
            let to = tick + 1
            guard to - from == CoachSettings.stretch || to == episode.ticks else { continue }
            let hindsight = Hindsight(shadow.moments.suffix(to - from + 1), seat: seat)
            let better = hindsight.turn.map(better) ?? ""
            stretches.append(Stretch(from: from, to: to, cost: hindsight.cost, better: better, works: works))
            works = []
            from = to
        }
        return stretches
    }

    /// What the planner would have done, as a request.
    private func better(_ turn: (game: KitchenGame, goal: Goal, action: Action)) -> String {
        turn.game.withState { state in
            words.reason(
                shadow.knowledge.skill(state, held: state.held(by: seat), goal: turn.goal), state, isParticular: true)
        }
    }

    private func moment(_ stretches: [Stretch]) -> CostlyMoment? {
        guard let first = stretches.first, let last = stretches.last else { return nil }
        let stays = (first.from..<last.to).count { episode.jointAction($0)[seat] == .stay }
        let works = stretches.flatMap(\.works)
        let walked = 2 * stays > last.to - first.from ? "stood still" : "walked without taking or putting anything"
        let did = works.isEmpty ? walked : works.prefix(GameReview.maxWorks).joined(separator: ", then ")
        return CostlyMoment(
            from: first.from, to: last.to, points: stretches.reduce(0) { $0 + $1.cost }, did: did, better: first.better)
    }

    /// How many works of a moment are told.
    private static let maxWorks = 3
}
