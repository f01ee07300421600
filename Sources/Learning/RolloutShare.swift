import Agents
import Kitchen
import Neural

/// A share of the games: its batch, its experience, its tapes and its gradients. One thread at a time works on it.
final class RolloutShare: @unchecked Sendable {
    // Sendable: the learner hands a share to one worker at a time and waits for it.

    /// A seat of a game that the learner plays.
    struct Row {
        let game: Int
        let seat: Int
    }

    /// Samples that go through the network together: what fits into a core's cache.
    static let chunk = 256

    private let settings: PPOSettings
    private let network: PolicyNetwork
    private let value: Sequential
    private let kitchen: Kitchen
    private let number: Int
    private let games: Int
    private var batch: KitchenBatch
    private var observer: BatchObserver
    private let rows: [Row]
    /// Rows of each set of parameters; with one set all of them.
    let sets: [Range<Int>]
    let experience: Experience
    private let partners: PartnerSeats?

    private let scene: FloatBuffer
    private let input: FloatBuffer
    private let bodyTape: Sequential.Tape
    private let policyTape: Sequential.Tape
    private let valueTape: Sequential.Tape
    private let probabilities = FloatBuffer(Action.allCases.count)
    private let actions: UnsafeMutableBufferPointer<UInt8>
    private let order: UnsafeMutableBufferPointer<Int32>
    let gradients: FloatBuffer
    private var random = RandomStream(0)
    private var startsRandomly = false
    var sums = PPOObjective.Sums()
    /// Sparse and shaped reward of the last episode of every game together.
    private(set) var sparse = 0.0
    private(set) var shaped = 0.0
    /// What went wrong in the last piece of work.
    var problem: (any Error)?

    /// - Throws: what the kitchen, the batch or the partners object to.
    init(_ number: Int, settings: PPOSettings, network: PolicyNetwork, value: Sequential, kitchen: Kitchen, partners: [Partner]) throws {
        self.number = number
        self.settings = settings
        self.network = network
        self.value = value
        self.kitchen = kitchen
        let games = settings.games / PPOSettings.shares
        self.games = games
        // One tick more than is played, so that the state after the last is there to be valued. The urgency
        // channel tells the end itself.
        let isTimed = settings.input == .lossless
        batch = try KitchenBatch(
            kitchen, games: games, horizon: settings.horizon + (isTimed ? 0 : 1), seed: settings.seed, firstGame: number * games)
        observer = try BatchObserver(network.plan.input, batch)
        let viewSize = observer.viewSize
        // With partners, the learner's seat alternates from game to game.
        let all = (0..<2).flatMap { seat in (0..<games).map { Row(game: $0, seat: seat) } }
        rows = partners.isEmpty ? all : all.filter { $0.seat == $0.game % 2 }
        let first = rows.count { $0.seat == 0 }
        sets = settings.isPerSeat ? [0..<first, first..<rows.count] : [0..<rows.count]
        self.partners = partners.isEmpty ? nil : try PartnerSeats(partners, kitchen: kitchen, games: games, firstGame: number * games)
        experience = Experience(ticks: settings.horizon, rows: rows.count, viewSize: viewSize)
        let capacity = max(rows.count, RolloutShare.chunk)
        scene = FloatBuffer(games * 2 * viewSize)
        input = FloatBuffer(capacity * viewSize)
        bodyTape = Sequential.Tape(network.body, capacity: capacity, isForLearning: true)
        policyTape = Sequential.Tape(network.policy, capacity: capacity, isForLearning: true)
        valueTape = Sequential.Tape(value, capacity: capacity, isForLearning: true)
        actions = .allocate(capacity: games * 2)
        actions.initialize(repeating: Action.stay.rawValue)
        order = .allocate(capacity: settings.horizon * rows.count)
        order.initialize(repeating: 0)
        gradients = FloatBuffer(network.table.count)
    }

    deinit {
        actions.deallocate()
        order.deallocate()
    }

    // MARK: Playing

    /// Plays one episode of every game and estimates advantages.
    /// - Parameters:
    ///   - parameters: one pointer a set.
    ///   - isRandom: whether the episodes begin at random instead of at the kitchen's start.
    func collect(_ parameters: [UnsafePointer<Float>], iteration: Int, shapedWeight: Double, isRandom: Bool) {
        random = RandomStream(settings.seed, 0x5A3F, UInt64(iteration), UInt64(number))
        partners?.begin(seed: settings.seed, iteration: iteration)
        (sparse, shaped) = (0, 0)
        do {
            if isRandom || startsRandomly { batch = try freshBatch(iteration: iteration, isRandom: isRandom) }
            startsRandomly = isRandom
            for tick in 0..<settings.horizon {
                try observer.observe(batch, into: scene.all)
                decide(parameters, tick)
                partners?.act(scene.pointer, viewSize: experience.viewSize, into: actions)
                try batch.step(UnsafeBufferPointer(actions))
                reward(tick, shapedWeight)
            }
            try valueEnd(parameters)
        } catch {
            problem = error
        }
        experience.estimateAdvantages(discount: Float(settings.discount), lambda: Float(settings.lambda))
    }

    /// Games that begin as told; what they begin with depends on nothing that happened before.
    private func freshBatch(iteration: Int, isRandom: Bool) throws -> KitchenBatch {
        var random = RandomStream(settings.seed, 0x57A2, UInt64(iteration))
        return try KitchenBatch(
            kitchen, games: games, horizon: batch.horizon, seed: random.next(), firstGame: batch.firstGame,
            starts: isRandom ? .random(settings.randomStarts) : .standard)
    }

    private func decide(_ parameters: [UnsafePointer<Float>], _ tick: Int) {
        look(tick)
        let count = Action.allCases.count
        for set in sets.indices {
            let range = sets[set]
            let body = network.body.forward(
                parameters[set], input: experience.view(tick: tick, row: range.lowerBound), batch: range.count, tape: bodyTape,
                isSparse: true)
            let logits = network.policy.forward(parameters[set], input: body, batch: range.count, tape: policyTape)
            let values = value.forward(parameters[set], input: body, batch: range.count, tape: valueTape)
            for row in range {
                let index = tick &* rows.count &+ row
                let own = logits + (row &- range.lowerBound) &* count
                let partition = Softmax.probabilities(own, into: probabilities.base, count: count)
                let choice = Softmax.choice(
                    probabilities.pointer, count: count, uniform: Float(random.next() >> 40) * 0x1p-24)
                experience.actions[index] = UInt8(choice)
                experience.logProbabilities.base[index] = own[choice] - partition
                experience.values.base[index] = values[row &- range.lowerBound]
                actions[rows[row].game &* 2 &+ rows[row].seat] = UInt8(choice)
            }
        }
    }

    /// Copies the rows' views out of the scene.
    private func look(_ tick: Int) {
        let size = experience.viewSize
        for row in rows.indices {
            experience.view(tick: tick, row: row).update(
                from: scene.base + (rows[row].game &* 2 &+ rows[row].seat) &* size, count: size)
        }
    }

    private func reward(_ tick: Int, _ shapedWeight: Double) {
        for row in rows.indices {
            let (game, seat) = (rows[row].game, rows[row].seat)
            let own = batch.outcome(game: game, player: seat)
            let other = batch.outcome(game: game, player: 1 &- seat)
            let team = kitchen.sparseReward(own) + kitchen.sparseReward(other)
            let mine = kitchen.shapedReward(own)
            experience.rewards.base[tick &* rows.count &+ row] = Float((team + shapedWeight * mine) * settings.rewardScale)
            sparse += kitchen.sparseReward(own) + (partners == nil ? 0 : kitchen.sparseReward(other))
            shaped += mine
        }
    }

    /// The value of the state after the last tick; nothing where the network is shown that the end is near.
    private func valueEnd(_ parameters: [UnsafePointer<Float>]) throws {
        let end = experience.values.base + settings.horizon &* rows.count
        guard settings.input == .features else { return end.update(repeating: 0, count: rows.count) }
        try observer.observe(batch, into: scene.all)
        for row in rows.indices {
            (input.base + row &* experience.viewSize).update(
                from: scene.base + (rows[row].game &* 2 &+ rows[row].seat) &* experience.viewSize, count: experience.viewSize)
        }
        for set in sets.indices {
            let range = sets[set]
            let body = network.body.forward(
                parameters[set], input: input.pointer + range.lowerBound &* experience.viewSize, batch: range.count, tape: bodyTape)
            end.advanced(by: range.lowerBound).update(
                from: value.forward(parameters[set], input: body, batch: range.count, tape: valueTape), count: range.count)
        }
        // The tick that makes every game begin anew.
        actions.update(repeating: Action.stay.rawValue)
        try batch.step(UnsafeBufferPointer(actions))
    }

    // MARK: Learning

    /// Puts the samples of a set into a new order.
    func shuffle(set: Int, iteration: Int, epoch: Int) {
        var random = RandomStream(settings.seed, 0x50F1, UInt64(iteration), UInt64(epoch), UInt64(number))
        let (range, rows) = (sets[set], rows.count)
        for index in 0..<(settings.horizon &* range.count) {
            order[index] = Int32(index / range.count &* rows &+ range.lowerBound &+ index % range.count)
        }
        for index in stride(from: settings.horizon &* range.count &- 1, to: 0, by: -1) {
            let other = Int(truncatingIfNeeded: ((random.next() >> 32) &* UInt64(index &+ 1)) >> 32)
            order.swapAt(index, other)
        }
    }

    /// Sums and sums of squares of a set's advantages.
    func advantageMoments(set: Int) -> (sum: Double, squares: Double) {
        var (sum, squares) = (0.0, 0.0)
        for tick in 0..<settings.horizon {
            for row in sets[set] {
                let advantage = Double(experience.advantages.base[tick &* rows.count &+ row])
                sum += advantage
                squares += advantage * advantage
            }
        }
        return (sum, squares)
    }

    /// Adds up the gradient of the samples `first..<first + count` of the order.
    /// - Parameters:
    ///   - mean: of the advantages, which are used minus this and times `factor`.
    ///   - scale: one over the samples of the whole minibatch.
    func accumulate(
        _ parameters: UnsafePointer<Float>, samples: Range<Int>, objective: PPOObjective, mean: Float, factor: Float, scale: Float
    ) {
        gradients.clear()
        sums = PPOObjective.Sums()
        let count = Action.allCases.count
        let size = experience.viewSize
        var first = samples.lowerBound
        while first < samples.upperBound {
            let batch = min(RolloutShare.chunk, samples.upperBound &- first)
            for index in 0..<batch {
                (input.base + index &* size).update(from: experience.seen.base + Int(order[first &+ index]) &* size, count: size)
            }
            let body = network.body.forward(parameters, input: input.pointer, batch: batch, tape: bodyTape, isSparse: true)
            let logits = network.policy.forward(parameters, input: body, batch: batch, tape: policyTape)
            let values = value.forward(parameters, input: body, batch: batch, tape: valueTape)
            let logitSlopes = network.policy.outputGradient(policyTape)
            let valueSlopes = value.outputGradient(valueTape)
            for index in 0..<batch {
                let sample = Int(order[first &+ index])
                valueSlopes[index] = objective.slopes(
                    PPOObjective.Sample(
                        action: Int(experience.actions[sample]), logProbability: experience.logProbabilities.base[sample],
                        value: experience.values.base[sample],
                        advantage: (experience.advantages.base[sample] - mean) * factor,
                        target: experience.targets.base[sample]),
                    logits: logits + index &* count, value: values[index], count: count, scale: scale,
                    into: logitSlopes + index &* count, sums: &sums)
            }
            let bodySlopes = network.body.outputGradient(bodyTape)
            network.policy.backward(
                parameters, gradients: gradients.base, input: body, batch: batch, tape: policyTape, inputGradient: bodySlopes)
            value.backward(
                parameters, gradients: gradients.base, input: body, batch: batch, tape: valueTape, inputGradient: bodySlopes,
                adding: true)
            network.body.backward(parameters, gradients: gradients.base, input: input.pointer, batch: batch, tape: bodyTape)
            first &+= batch
        }
    }
}
