import Agents
import Basics
import Kitchen
import Neural

/// Plays every ordered pair of networks, many episodes at once, as OvercookedV2's experiments do: both draw their actions, each has a
/// memory of its own, and every pair has the same starts and recipes.
public struct NetworkCrossPlay: Sendable {
    public let kitchen: Kitchen
    /// The networks, all shown views of an OvercookedV2 kitchen.
    public let models: [PolicyModel]
    /// Episodes of a pair.
    public let episodes: Int
    public let horizon: Int
    public let starts: RecurrentSettings.Starts
    public let seed: UInt64

    /// - Throws: `LearningError` for a network that is shown something else.
    public init(
        _ kitchen: Kitchen, models: [PolicyModel], episodes: Int, horizon: Int = 400, starts: RecurrentSettings.Starts = .standard,
        seed: UInt64 = 0
    ) throws {
        guard models.allSatisfy(\.plan.input.isView), kitchen.layout.family == .overcookedV2 else {
            throw LearningError("this cross-play is of networks that are shown a player's view, in OvercookedV2's kitchens")
        }
        (self.kitchen, self.models, self.episodes) = (kitchen, models, episodes)
        (self.horizon, self.starts, self.seed) = (horizon, starts, seed)
    }

    /// The scores of a pair.
    public struct Cell: Sendable, Hashable {
        /// Numbers of the networks among `models`, by seat.
        public let seats: [Int]
        /// Of every episode.
        public let scores: [Double]

        public var mean: Double { scores.reduce(0, +) / Double(scores.count) }
    }

    /// Plays all pairs.
    public func cells(workers: Workers) throws -> [Cell] {
        let count = models.count
        let results = workers.map(count * count) { pair in Result { try scores([pair / count, pair % count]) } }
        return try results.enumerated().map { Cell(seats: [$0 / count, $0 % count], scores: try $1.get()) }
    }

    /// The scores of a pair's episodes.
    func scores(_ seats: [Int]) throws -> [Double] {
        Products.useCallingThreadOnly()
        var batch = try KitchenBatch(kitchen, games: episodes, horizon: horizon, seed: seed, starts: batchStarts)
        let first = try SeatOfNetwork(models[seats[0]], seat: 0, batch, seed: seed)
        let second = try SeatOfNetwork(models[seats[1]], seat: 1, batch, seed: seed)
        var actions = [UInt8](repeating: 0, count: 2 * episodes)
        var scores = [Double](repeating: 0, count: episodes)
        for _ in 0..<horizon {
            try first.act(batch, into: &actions)
            try second.act(batch, into: &actions)
            try actions.withUnsafeBufferPointer { try batch.step($0) }
            for game in 0..<episodes {
                scores[game] +=
                    kitchen.sparseReward(batch.outcome(game: game, player: 0)) + kitchen.sparseReward(batch.outcome(game: game, player: 1))
            }
        }
        return scores
    }

    private var batchStarts: KitchenBatch.Starts {
        var settings = RecurrentSettings()
        settings.starts = starts
        return settings.batchStarts
    }
}

/// A network in one seat of all games of a batch.
private final class SeatOfNetwork {
    private let network: PolicyNetwork
    private let parameters: [Float]
    private let seat: Int
    private var observer: GridObserver
    /// `[games, 2, view]` and `[games, view]`.
    private let all: FloatBuffer
    private let own: FloatBuffer
    private let body: Sequential.Tape
    private let head: Sequential.Tape
    private let probabilities = FloatBuffer(Action.allCases.count)
    private var random: RandomStream

    init(_ model: PolicyModel, seat: Int, _ batch: borrowing KitchenBatch, seed: UInt64) throws {
        guard case .view(let permuted) = model.plan.input else { throw LearningError("this network is shown no view") }
        network = try PolicyNetwork(model.plan, layout: batch.kitchen.layout)
        parameters = try network.parameters(model.tensors, seat: seat)
        self.seat = seat
        observer = try GridObserver(batch, permuting: permuted)
        all = FloatBuffer(observer.size(games: batch.games))
        own = FloatBuffer(batch.games * network.body.input.volume)
        body = Sequential.Tape(network.body, capacity: batch.games, isForTraining: false)
        head = Sequential.Tape(network.policy, capacity: batch.games, isForTraining: false)
        random = RandomStream(seed, StreamKey.rollout, UInt64(seat), Pass.evaluation.key)
    }

    /// Draws the seat's action in every game.
    func act(_ batch: borrowing KitchenBatch, into actions: inout [UInt8]) throws {
        try observer.observe(batch, into: all.all)
        let (size, count) = (network.body.input.volume, Action.allCases.count)
        for game in 0..<batch.games {
            (own.base + game * size).update(from: all.pointer + (2 * game + seat) * size, count: size)
        }
        let features = network.body.forward(parameters, input: own.pointer, batch: batch.games, tape: body, isSparse: true)
        let logits = network.policy.forward(parameters, input: features, batch: batch.games, tape: head)
        for game in 0..<batch.games {
            Softmax.probabilities(logits + game * count, into: probabilities.base, count: count)
            actions[2 * game + seat] = UInt8(
                Softmax.choice(probabilities.pointer, count: count, uniform: random.uniformFloat()))
        }
    }
}
