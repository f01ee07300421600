import Agents
import Kitchen
import Neural

/// A fixed policy that a learner plays with.
public struct Partner: Sendable {
    public let name: String
    public let model: PolicyModel

    public init(name: String, model: PolicyModel) {
        self.name = name
        self.model = model
    }
}

/// The partners' seats of a share of games: partner `n` plays in every game whose number and iteration lead to it.
final class PartnerSeats {
    private final class Player {
        let network: PolicyNetwork
        /// One buffer a seat.
        let parameters: [[Float]]
        let body: Sequential.Tape
        let head: Sequential.Tape

        init(_ partner: Partner, _ kitchen: Kitchen, games: Int) throws {
            network = try PolicyNetwork(partner.model.plan, layout: kitchen.layout)
            parameters = try [0, 1].map { [network] in try network.parameters(partner.model.tensors, seat: $0) }
            body = Sequential.Tape(network.body, capacity: games, isForLearning: false)
            head = Sequential.Tape(network.policy, capacity: games, isForLearning: false)
        }
    }

    private let players: [Player]
    private let games: Int
    private let firstGame: Int
    private let input: FloatBuffer
    private let probabilities = FloatBuffer(Action.allCases.count)
    private var assignment: [Int]
    private var seats: [Int]
    private var random = RandomStream(0)

    /// - Throws: `LearningProblem` for a partner that is shown something else than the learner, `ShapeProblem` for one
    ///   that does not fit the kitchen.
    init(_ partners: [Partner], kitchen: Kitchen, games: Int, firstGame: Int) throws {
        players = try partners.map { try Player($0, kitchen, games: games) }
        self.games = games
        self.firstGame = firstGame
        input = FloatBuffer(games * (partners.map { $0.model.plan.input.shape(kitchen.layout).volume }.max() ?? 0))
        assignment = Array(repeating: 0, count: games)
        // The other seat than the learner's.
        seats = (0..<games).map { 1 - $0 % 2 }
    }

    /// Prepares for the episodes of an iteration.
    func begin(seed: UInt64, iteration: Int) {
        random = RandomStream(seed, 0x9A27, UInt64(iteration), UInt64(firstGame))
        for game in 0..<games { assignment[game] = ((firstGame + game) / 2 + iteration) % players.count }
    }

    /// Sets the partners' actions for what `scene`, `[games, 2] + view`, shows.
    func act(_ scene: UnsafePointer<Float>, viewSize: Int, into actions: UnsafeMutableBufferPointer<UInt8>) {
        for number in players.indices {
            for seat in 0..<2 { act(number, seat, scene, viewSize, actions) }
        }
    }

    private func act(
        _ number: Int, _ seat: Int, _ scene: UnsafePointer<Float>, _ viewSize: Int, _ actions: UnsafeMutableBufferPointer<UInt8>
    ) {
        let player = players[number]
        let count = Action.allCases.count
        var batch = 0
        for game in 0..<games where assignment[game] == number && seats[game] == seat {
            (input.base + batch &* viewSize).update(from: scene + (game &* 2 &+ seat) &* viewSize, count: viewSize)
            batch &+= 1
        }
        guard batch > 0 else { return }
        player.parameters[seat].withUnsafeBufferPointer { parameters in
            let start = parameters.baseAddress.unsafelyUnwrapped
            let body = player.network.body.forward(start, input: input.pointer, batch: batch, tape: player.body, isSparse: true)
            let logits = player.network.policy.forward(start, input: body, batch: batch, tape: player.head)
            var index = 0
            for game in 0..<games where assignment[game] == number && seats[game] == seat {
                Softmax.probabilities(logits + index &* count, into: probabilities.base, count: count)
                let uniform = Float(random.next() >> 40) * 0x1p-24
                actions[game &* 2 &+ seat] = UInt8(Softmax.choice(probabilities.pointer, count: count, uniform: uniform))
                index &+= 1
            }
        }
    }
}
