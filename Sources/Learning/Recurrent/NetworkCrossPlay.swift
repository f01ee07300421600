import Agents
import Basics
import Kitchen
import Neural

/// Plays every ordered pair of networks, many episodes at once, as OvercookedV2's experiments do: both draw their actions, each has a
/// memory of its own, and every pair has the same starts and recipes.
public struct NetworkCrossPlay: Sendable {
    public let kitchen: Kitchen
    /// The networks, all shown views of an OvercookedV2 kitchen.
    public let models: [Model]
    /// Whether those that talk hear each other.
    public let canTalk: Bool
    /// Episodes of a pair.
    public let episodes: Int
    public let horizon: Int
    public let starts: RecurrentSettings.Starts
    public let seed: UInt64

    /// - Throws: `LearningError` for a network that is shown something else.
    public init(
        _ kitchen: Kitchen, models: [Model], episodes: Int, horizon: Int = 400, starts: RecurrentSettings.Starts = .standard,
        seed: UInt64 = 0, canTalk: Bool = true
    ) throws {
        guard models.allSatisfy(\.isShownView), kitchen.layout.family == .overcookedV2 else {
            throw LearningError("this cross-play is of networks that are shown a player's view, in OvercookedV2's kitchens")
        }
        (self.kitchen, self.models, self.episodes, self.canTalk) = (kitchen, models, episodes, canTalk)
        (self.horizon, self.starts, self.seed) = (horizon, starts, seed)
    }

    /// A network.
    public enum Model: Sendable {
        case policy(PolicyModel)
        case talking(TalkingModel)

        var isShownView: Bool {
            if case .policy(let model) = self { return model.plan.input.isView }
            return true
        }
    }

    /// The scores of a pair.
    public struct Cell: Sendable, Hashable {
        /// Numbers of the networks among `models`, by seat.
        public let seats: [Int]
        /// Of every episode.
        public let scores: [Double]
        /// Mean number of messages of an episode.
        public let messages: Double

        public var mean: Double { scores.reduce(0, +) / Double(scores.count) }
    }

    /// Plays all pairs.
    public func cells(workers: Workers) throws -> [Cell] {
        let count = models.count
        let results = workers.map(count * count) { pair in Result { try cell([pair / count, pair % count]) } }
        return try results.map { try $0.get() }
    }

    /// States of the episodes of all pairs, each with starts of its own: every so many ticks, the first of an episode among them.
    func states(every interval: Int, workers: Workers) throws -> [KitchenState] {
        let count = models.count
        let results = workers.map(count * count) { pair in
            Result {
                var states: [KitchenState] = []
                let seed = RandomStream(seed, UInt64(pair)).key
                try play([pair / count, pair % count], seed: seed) { tick, batch in
                    if tick % interval == 0 { states += (0..<episodes).map { batch.state(game: $0) } }
                } after: { _, _ in
                }
                return states
            }
        }
        return try results.flatMap { try $0.get() }
    }

    /// Plays a pair's episodes.
    private func cell(_ seats: [Int]) throws -> Cell {
        var scores = [Double](repeating: 0, count: episodes)
        var messages = 0
        try play(seats, seed: seed) { _, _ in
        } after: { batch, said in
            messages += said
            for game in 0..<episodes {
                scores[game] +=
                    kitchen.sparseReward(batch.outcome(game: game, player: 0)) + kitchen.sparseReward(batch.outcome(game: game, player: 1))
            }
        }
        return Cell(seats: seats, scores: scores, messages: Double(messages) / Double(episodes))
    }

    /// Plays a pair's episodes.
    /// - Parameters:
    ///   - before: gets every tick and the games before it.
    ///   - after: gets the games after every tick, and how many messages were said in it.
    private func play(
        _ seats: [Int], seed: UInt64, before: (Int, borrowing KitchenBatch) -> Void, after: (borrowing KitchenBatch, Int) -> Void
    ) throws {
        Products.useCallingThreadOnly()
        var batch = try KitchenBatch(kitchen, games: episodes, horizon: horizon, seed: seed, starts: batchStarts)
        let first = try SeatOfNetwork(models[seats[0]], seat: 0, batch, seed: seed)
        let second = try SeatOfNetwork(models[seats[1]], seat: 1, batch, seed: seed)
        var actions = [UInt8](repeating: 0, count: 2 * episodes)
        for tick in 0..<horizon {
            before(tick, batch)
            try first.act(batch, into: &actions)
            try second.act(batch, into: &actions)
            if canTalk {
                second.hear(first.said)
                first.hear(second.said)
            }
            try actions.withUnsafeBufferPointer { try batch.step($0) }
            after(batch, canTalk ? first.messages + second.messages : 0)
        }
    }

    private var batchStarts: KitchenBatch.Starts {
        var settings = RecurrentSettings()
        settings.starts = starts
        return settings.batchStarts(0)
    }
}
