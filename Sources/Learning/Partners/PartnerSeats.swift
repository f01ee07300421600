import Agents
import Basics
import Kitchen
import Neural

/// The partners' seats of a share of games. Who the partner is changes from iteration to iteration, when games come in a few groups, each of
/// which has one (`begin`), or from episode to episode (`meet`). A partner with a memory remembers its episode and nothing before.
final class PartnerSeats {
    /// A partner's network with what it needs to play.
    private final class Player {
        let partner: Partner
        let network: PolicyNetwork
        /// One buffer a seat.
        let parameters: [[Float]]
        let body: Sequential.Tape
        let head: Sequential.Tape
        /// Which of `inputs` it is shown; nil for the learner's observations.
        let ownInput: Int?

        init(_ partner: Partner, _ kitchen: Kitchen, games: Int, ownInput: Int?) throws {
            self.partner = partner
            self.ownInput = ownInput
            network = try PolicyNetwork(partner.model.plan, layout: kitchen.layout)
            parameters = try [0, 1].map { [network] in try network.parameters(partner.model.tensors, seat: $0) }
            body = Sequential.Tape(network.body, capacity: games, isForTraining: false)
            head = Sequential.Tape(network.policy, capacity: games, isForTraining: false)
        }
    }

    /// The observations of partners that are shown something else than the learner.
    private final class OwnInput {
        let input: InputEncoding
        var observer: BatchObserver
        let observations: FloatBuffer

        init(_ input: InputEncoding, _ batch: borrowing KitchenBatch) throws {
            self.input = input
            observer = try BatchObserver(input, batch)
            observations = FloatBuffer(batch.games * 2 * observer.observationSize)
        }
    }

    private let players: [Player]
    private let inputs: [OwnInput]
    private let weights: [Double]
    private let slips: (episodes: Double, actions: Double)
    private let games: Int
    private let firstGame: Int
    private let groups: Int
    private let input: FloatBuffer
    private let probabilities = FloatBuffer(Action.allCases.count)
    /// Which partner each game has; -1 for none.
    private(set) var assignment: [Int]
    /// In which games the partner does some actions at random, besides those of its own noise.
    private(set) var isSlipping: [Bool]
    /// Of each game's partner: the stuck detector's memory, and the pose before.
    private var memories: [Int]
    private var poses: [Pose?]
    /// What each game's partner remembers, `[games, memorySize]`; of one that remembers less than another, the first numbers.
    private let remembered: FloatBuffer
    private let memorySize: Int
    private var random = RandomStream(0)

    /// - Parameters:
    ///   - input: of the learner, whose observations partners of the same input are shown, too; nil where they cannot be had.
    ///   - groups: of games that have the same partner in an iteration.
    /// - Throws: `LearningError` for a partner that cannot be shown batches, `ShapeError` for one that does not fit
    ///   the kitchen.
    init(_ pool: PartnerPool, input: InputEncoding?, batch: borrowing KitchenBatch, groups: Int = 1) throws {
        var inputs: [OwnInput] = []
        var players: [Player] = []
        for partner in pool.partners {
            let own = partner.model.plan.input
            try PartnerSeats.check(partner, batch.kitchen.layout)
            if own != input && !inputs.contains(where: { $0.input == own }) { inputs.append(try OwnInput(own, batch)) }
            players.append(
                try Player(partner, batch.kitchen, games: batch.games, ownInput: own == input ? nil : inputs.firstIndex { $0.input == own })
            )
        }
        self.players = players
        self.inputs = inputs
        memorySize = players.map(\.network.body.remembered).max() ?? 0
        remembered = FloatBuffer(batch.games * memorySize)
        weights = pool.weights
        slips = pool.slips
        games = batch.games
        firstGame = batch.firstGame
        self.groups = min(groups, batch.games)
        let sizes = inputs.map { $0.observer.observationSize } + [input?.shape(batch.kitchen.layout).volume ?? 0]
        self.input = FloatBuffer(batch.games * (sizes.max() ?? 0))
        assignment = Array(repeating: -1, count: batch.games)
        isSlipping = Array(repeating: false, count: batch.games)
        memories = Array(repeating: 0, count: batch.games)
        poses = Array(repeating: nil, count: batch.games)
    }

    /// - Throws: `LearningError` for a partner that cannot be shown a batch of that kitchen.
    private static func check(_ partner: Partner, _ layout: Layout) throws {
        let input = partner.model.plan.input
        if partner.model.plan.policy.kind.isRecurrent {
            throw LearningError("the partner '\(partner.name)' has its memory in its last layer; put one without a memory behind it")
        }
        if input.isRemembering {
            throw LearningError("the partner '\(partner.name)' is shown the ticks before, which learners' games do not keep")
        }
        guard input.isView == (layout.family == .overcookedV2) else {
            let shown = input.isView ? "what its seat sees, as in OvercookedV2's kitchens" : "the whole state"
            throw LearningError(
                "the partner '\(partner.name)' is shown \(shown), and '\(layout.name)' is a kitchen of \(layout.family.name); choose "
                    + "partners that learned in such a kitchen")
        }
    }

    /// Draws partners for the episodes of an iteration.
    /// - Parameter selfPlayGames: the first games, which the learner plays with itself.
    func begin(seed: UInt64, iteration: Int, pass: Pass, selfPlayGames: Int) {
        random = RandomStream(seed, StreamKey.partnerActions, UInt64(iteration), UInt64(firstGame), pass.key)
        // The partners do not depend on the pass: a learner that adapts plays with the same ones again.
        var draws = RandomStream(seed, StreamKey.partners, UInt64(iteration), UInt64(firstGame))
        let drawn = (0..<groups).map { _ in draw(&draws) }
        for game in 0..<games { seat(game < selfPlayGames ? -1 : drawn[game * groups / games], in: game) }
    }

    /// Draws the actions of the ticks to come from that stream.
    func drawActions(seed: UInt64, iteration: Int) {
        random = RandomStream(seed, StreamKey.partnerActions, UInt64(iteration), UInt64(firstGame), Pass.training.key)
    }

    /// Draws the partner of a game's episode to come.
    func meet(in game: Int, _ random: inout RandomStream) {
        seat(draw(&random), in: game)
        isSlipping[game] = slips.episodes > 0 && random.uniform() < slips.episodes
    }

    private func seat(_ partner: Int, in game: Int) {
        (assignment[game], memories[game], poses[game]) = (partner, 0, nil)
        (remembered.base + game &* memorySize).update(repeating: 0, count: memorySize)
    }

    /// What the partners remember, `[games, numbers]`; nothing where none has a memory.
    var memory: [Float] { remembered.array }

    /// Which partner each game has and what it remembers, in five numbers a game.
    var progress: [Float] {
        (0..<games).flatMap { game in
            [
                Float(assignment[game]), Float(memories[game]), poses[game].map { Float($0.bits) } ?? -1,
                Float(lastActions[game].rawValue), isSlipping[game] ? 1 : 0,
            ]
        }
    }

    /// Goes on from there.
    /// - Parameter memory: as `memory` gave it.
    /// - Throws: `LearningError` for numbers of another pool or other games.
    func restore(_ progress: [Float], memory: [Float]) throws {
        guard progress.count == 5 * games, progress.allSatisfy({ (-1..<1e6).contains($0) }), memory.count == remembered.count else {
            throw LearningError("the checkpoint's partners are not those of this learner's games")
        }
        for game in 0..<games {
            let own = progress[(5 * game)..<(5 * game + 5)].map { Int($0) }
            guard own[0] < players.count, let action = Action(rawValue: UInt8(clamping: own[3])) else {
                throw LearningError("the checkpoint has a partner that is not among these")
            }
            (assignment[game], memories[game], lastActions[game]) = (own[0], own[1], action)
            isSlipping[game] = own[4] > 0
            poses[game] = own[2] < 0 ? nil : Pose(bits: UInt16(clamping: own[2]))
        }
        remembered.set(memory)
    }

    private func draw(_ random: inout RandomStream) -> Int {
        var rest = random.uniform() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return weights.lastIndex { $0 > 0 } ?? 0
    }

    /// Sets the partners' actions. The learner's seat is 0 in even games, 1 in odd ones.
    /// - Parameters:
    ///   - observations: the learner's of all seats, `[games, 2, observationSize]`; nil where no partner is shown them.
    ///   - actions: `[games, 2]`.
    func act(
        _ batch: borrowing KitchenBatch, _ observations: UnsafePointer<Float>?, observationSize: Int,
        into actions: UnsafeMutableBufferPointer<UInt8>
    ) throws {
        precondition(actions.count == games * 2, "\(actions.count) actions for the two seats of \(games) games")
        for own in inputs { try own.observer.observe(batch, into: own.observations.all) }
        for (number, player) in players.enumerated() {
            for seat in 0..<2 {
                guard let shown = player.ownInput.map({ inputs[$0].observations.pointer }) ?? observations else { continue }
                let size = player.ownInput.map { inputs[$0].observer.observationSize } ?? observationSize
                act(number, player, seat, shown, size, batch, actions)
            }
        }
    }

    private func act(
        _ number: Int, _ player: Player, _ seat: Int, _ observations: UnsafePointer<Float>, _ observationSize: Int,
        _ batch: borrowing KitchenBatch, _ actions: UnsafeMutableBufferPointer<UInt8>
    ) {
        let count = Action.allCases.count
        var rows = 0
        for game in 0..<games where assignment[game] == number && game & 1 != seat {
            (input.base + rows &* observationSize).update(
                from: observations + (game &* 2 &+ seat) &* observationSize, count: observationSize)
            player.network.body.remember(remembered.pointer + game &* memorySize, sample: rows, in: player.body)
            rows &+= 1
        }
        guard rows > 0 else { return }
        player.parameters[seat].withUnsafeBufferPointer { parameters in
            let start = parameters.baseAddress.unsafelyUnwrapped
            let body = player.network.body.forward(start, input: input.pointer, batch: rows, tape: player.body, isSparse: true)
            let logits = player.network.policy.forward(start, input: body, batch: rows, tape: player.head)
            var index = 0
            for game in 0..<games where assignment[game] == number && game & 1 != seat {
                player.network.body.recall(index, of: player.body, into: remembered.base + game &* memorySize)
                Softmax.probabilities(logits + index &* count, into: probabilities.base, count: count)
                if player.partner.unsticks { recover(game, pose: batch.pose(game: game, player: seat)) }
                addNoise(player.partner.noise)
                if isSlipping[game] { addNoise(slips.actions) }
                let uniform = random.uniformFloat()
                let choice = Softmax.choice(probabilities.pointer, count: count, uniform: uniform)
                actions[game &* 2 &+ seat] = UInt8(choice)
                lastActions[game] = Action.allCases[choice]
                index &+= 1
            }
        }
    }

    /// Mixes the uniform distribution into the probabilities.
    /// - Parameter noise: its share, from 0 to 1.
    private func addNoise(_ noise: Double) {
        guard noise > 0 else { return }
        let count = Action.allCases.count
        for action in 0..<count { probabilities.base[action] = probabilities.base[action] * Float(1 - noise) + Float(noise) / Float(count) }
    }

    private lazy var lastActions = [Action](repeating: .stay, count: games)

    /// Changes the probabilities of a game's partner where it is stuck, as `PolicyPlayer` does.
    private func recover(_ game: Int, pose: Pose) {
        if poses[game] != nil {
            memories[game] = StuckDetector.memory(after: memories[game], doing: lastActions[game], hasMoved: pose != poses[game])
        }
        poses[game] = pose
        if StuckDetector.isStuck(memories[game]) { StuckDetector.recover(probabilities.base, memories[game]) }
    }
}
