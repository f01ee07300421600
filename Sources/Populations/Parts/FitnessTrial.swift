import Agents
import Basics
import Kitchen
import Learning
import Neural

/// Plays some games with one network in both seats and counts scores and events. One thread at a time uses it.
final class FitnessTrial {
    private let network: PolicyNetwork
    private let kitchen: Kitchen
    private let games: Int
    private let horizon: Int
    /// `[games, 2, features]`.
    private let observations: FloatBuffer
    private let body: Sequential.Tape
    private let head: Sequential.Tape
    private let probabilities = FloatBuffer(Action.allCases.count)
    private var actions: [UInt8]
    private let features: FeatureEncoding

    /// Sums over the players of a trial, by episode.
    struct Result: Sendable, Hashable {
        var score = 0.0
        var shaped = 0.0
        /// How often players caused each event, in the order of `Event`.
        var events = [Double](repeating: 0, count: Event.allCases.count)
    }

    init(_ network: PolicyNetwork, kitchen: Kitchen, games: Int, horizon: Int) throws {
        self.network = network
        self.kitchen = kitchen
        self.games = games
        self.horizon = horizon
        features = try FeatureEncoding(kitchen, counterGoals: InputEncoding.goals(seesCounters: true))
        observations = FloatBuffer(games * FeatureEncoding.size)
        body = Sequential.Tape(network.body, capacity: games * 2, isForTraining: false)
        head = Sequential.Tape(network.policy, capacity: games * 2, isForTraining: false)
        actions = Array(repeating: 0, count: games * 2)
    }

    /// Plays one episode of every game.
    /// - Parameter parameters: of the network, `[parameters]`.
    func play(_ parameters: [Float], seed: UInt64) throws -> Result {
        precondition(parameters.count == network.table.count, "\(parameters.count) parameters of \(network.table.count)")
        var batch = try KitchenBatch(kitchen, games: games, horizon: horizon, seed: seed)
        var random = RandomStream(seed, StreamKey.fitnessActions)
        var result = Result()
        let count = Action.allCases.count
        try parameters.withUnsafeBufferPointer { numbers in
            let start = numbers.baseAddress.unsafelyUnwrapped
            for _ in 0..<horizon {
                try features.observe(batch, into: observations.all)
                let hidden = network.body.forward(start, input: observations.pointer, batch: games * 2, tape: body, isSparse: true)
                let logits = network.policy.forward(start, input: hidden, batch: games * 2, tape: head)
                for row in 0..<(games * 2) {
                    Softmax.probabilities(logits + row &* count, into: probabilities.base, count: count)
                    let uniform = random.uniformFloat()
                    actions[row] = UInt8(Softmax.choice(probabilities.pointer, count: count, uniform: uniform))
                }
                try actions.withUnsafeBufferPointer { try batch.step($0) }
                for game in 0..<games {
                    for seat in 0..<2 {
                        let outcome = batch.outcome(game: game, player: seat)
                        result.score += kitchen.sparseReward(outcome)
                        result.shaped += kitchen.shapedReward(outcome)
                        outcome.events.forEach { result.events[$0] += 1 }
                    }
                }
            }
        }
        result.score /= Double(games)
        result.shaped /= Double(games)
        for event in result.events.indices { result.events[event] /= Double(games) }
        return result
    }
}
