import Basics
import Agents
import Kitchen
import Neural

/// The partners' seats of a share of games. Games come in a few groups, each of which meets one partner an iteration, so
/// that a partner's network sees several games at once.
final class PartnerSeats {
    /// A partner's network with what it needs to play.
    private final class Player {
        let partner: Partner
        let network: PolicyNetwork
        /// One buffer a seat.
        let parameters: [[Float]]
        let body: Sequential.Tape
        let head: Sequential.Tape
        /// Which of the scenes it is shown; nil for the learner's.
        let scene: Int?

        init(_ partner: Partner, _ kitchen: Kitchen, games: Int, scene: Int?) throws {
            self.partner = partner
            self.scene = scene
            network = try PolicyNetwork(partner.model.plan, layout: kitchen.layout)
            parameters = try [0, 1].map { [network] in try network.parameters(partner.model.tensors, seat: $0) }
            body = Sequential.Tape(network.body, capacity: games, isForTraining: false)
            head = Sequential.Tape(network.policy, capacity: games, isForTraining: false)
        }
    }

    /// What partners see that are shown something else than the learner.
    private final class Scene {
        let input: InputEncoding
        var observer: BatchObserver
        let views: FloatBuffer

        init(_ input: InputEncoding, _ batch: borrowing KitchenBatch) throws {
            self.input = input
            observer = try BatchObserver(input, batch)
            views = FloatBuffer(batch.games * 2 * observer.viewSize)
        }
    }

    private let players: [Player]
    private let scenes: [Scene]
    private let weights: [Double]
    private let games: Int
    private let firstGame: Int
    private let groups: Int
    private let input: FloatBuffer
    private let probabilities = FloatBuffer(Action.allCases.count)
    /// Which partner each game meets; -1 for none.
    private(set) var assignment: [Int]
    /// Of each game's partner: whether it is stuck, and the pose that tells.
    private var memories: [Int]
    private var poses: [Pose?]
    private var random = RandomStream(0)

    /// - Parameter groups: of games that meet the same partner.
    /// - Throws: `LearningError` for a partner that cannot be shown batches, `ShapeError` for one that does not fit
    ///   the kitchen.
    init(_ company: Company, input: InputEncoding, batch: borrowing KitchenBatch, groups: Int) throws {
        var scenes: [Scene] = []
        var players: [Player] = []
        for partner in company.partners {
            let own = partner.model.plan.input
            if own.isRemembering {
                throw LearningError("the partner '\(partner.name)' is shown the ticks before, which learners' games do not keep")
            }
            if own != input && !scenes.contains(where: { $0.input == own }) { scenes.append(try Scene(own, batch)) }
            players.append(
                try Player(partner, batch.kitchen, games: batch.games, scene: own == input ? nil : scenes.firstIndex { $0.input == own }))
        }
        self.players = players
        self.scenes = scenes
        weights = company.weights.isEmpty ? Array(repeating: 1, count: players.count) : company.weights
        games = batch.games
        firstGame = batch.firstGame
        self.groups = min(groups, batch.games)
        let sizes = scenes.map { $0.observer.viewSize } + [input.shape(batch.kitchen.layout).volume]
        self.input = FloatBuffer(batch.games * (sizes.max() ?? 0))
        assignment = Array(repeating: -1, count: batch.games)
        memories = Array(repeating: 0, count: batch.games)
        poses = Array(repeating: nil, count: batch.games)
    }

    /// Draws partners for the episodes of an iteration.
    /// - Parameter alone: the first games, which the learner plays with itself.
    func begin(seed: UInt64, iteration: Int, pass: Int, alone: Int) {
        random = RandomStream(seed, StreamKey.partnerActions, UInt64(iteration), UInt64(firstGame), UInt64(pass))
        // Who is met does not depend on the pass: a learner that adapts meets the same partner again.
        var draws = RandomStream(seed, StreamKey.partners, UInt64(iteration), UInt64(firstGame))
        let met = (0..<groups).map { _ in draw(&draws) }
        for game in 0..<games { assignment[game] = game < alone ? -1 : met[game * groups / games] }
        for game in 0..<games { (memories[game], poses[game]) = (0, nil) }
    }

    private func draw(_ random: inout RandomStream) -> Int {
        var rest = random.uniform() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return weights.lastIndex { $0 > 0 } ?? 0
    }

    /// Sets the partners' actions; `scene`, `[games, 2] + view`, is what the learner is shown. The learner's seat is 0
    /// in even games, 1 in odd ones.
    func act(_ batch: borrowing KitchenBatch, _ scene: UnsafePointer<Float>, viewSize: Int, into actions: UnsafeMutableBufferPointer<UInt8>)
        throws
    {
        for scene in scenes { try scene.observer.observe(batch, into: scene.views.all) }
        for (number, player) in players.enumerated() {
            for seat in 0..<2 {
                let views = player.scene.map { scenes[$0].views.pointer } ?? scene
                let size = player.scene.map { scenes[$0].observer.viewSize } ?? viewSize
                act(number, player, seat, views, size, batch, actions)
            }
        }
    }

    private func act(
        _ number: Int, _ player: Player, _ seat: Int, _ views: UnsafePointer<Float>, _ viewSize: Int, _ batch: borrowing KitchenBatch,
        _ actions: UnsafeMutableBufferPointer<UInt8>
    ) {
        let count = Action.allCases.count
        var rows = 0
        for game in 0..<games where assignment[game] == number && game & 1 != seat {
            (input.base + rows &* viewSize).update(from: views + (game &* 2 &+ seat) &* viewSize, count: viewSize)
            rows &+= 1
        }
        guard rows > 0 else { return }
        player.parameters[seat].withUnsafeBufferPointer { parameters in
            let start = parameters.baseAddress.unsafelyUnwrapped
            let body = player.network.body.forward(start, input: input.pointer, batch: rows, tape: player.body, isSparse: true)
            let logits = player.network.policy.forward(start, input: body, batch: rows, tape: player.head)
            var index = 0
            for game in 0..<games where assignment[game] == number && game & 1 != seat {
                Softmax.probabilities(logits + index &* count, into: probabilities.base, count: count)
                if player.partner.unsticks { recover(game, pose: batch.pose(game: game, player: seat)) }
                blur(player.partner.noise)
                let uniform = random.uniformFloat()
                let choice = Softmax.choice(probabilities.pointer, count: count, uniform: uniform)
                actions[game &* 2 &+ seat] = UInt8(choice)
                lastActions[game] = Action.allCases[choice]
                index &+= 1
            }
        }
    }

    /// Mixes any action at all into the probabilities.
    private func blur(_ noise: Double) {
        guard noise > 0 else { return }
        let count = Action.allCases.count
        for action in 0..<count { probabilities.base[action] = probabilities.base[action] * Float(1 - noise) + Float(noise) / Float(count) }
    }

    private lazy var lastActions = [Action](repeating: .stay, count: games)

    /// Changes the probabilities of a game's partner where it is stuck, as `PolicyPlayer` does.
    private func recover(_ game: Int, pose: Pose) {
        if poses[game] != nil {
            memories[game] = StuckDetector.after(memories[game], doing: lastActions[game], hasMoved: pose != poses[game])
        }
        poses[game] = pose
        if StuckDetector.isStuck(memories[game]) { StuckDetector.recover(probabilities.base, memories[game]) }
    }
}
