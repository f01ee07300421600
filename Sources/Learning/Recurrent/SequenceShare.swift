import Agents
import Basics
import Kitchen
import Neural

/// A share of a recurrent learner's games: its batch, what it remembers, its rollout and its gradients. One thread at a time works on it.
final class SequenceShare: @unchecked Sendable {
    // Sendable: the learner hands a share to one worker at a time and waits for it.

    let settings: RecurrentSettings
    let network: RecurrentNetwork
    let kitchen: Kitchen
    let number: Int
    let games: Int
    /// Seats of all games: both are the learner's.
    let rows: Int
    private(set) var batch: KitchenBatch
    private var observer: ViewObserver
    private(set) var buffer: SequenceBuffer
    /// Of all rows: what is remembered, `[rows, hidden]`.
    private let states: FloatBuffer
    /// Of all rows: whether an episode begins with the tick to come.
    private let begins: UnsafeMutableBufferPointer<Bool>
    /// Of all games: what the team has earned in the episode so far.
    private var earned: [Double]
    private let playing: SequencePass
    private let learning: SequencePass
    /// Places of the views of a pass, and which of its steps begin episodes.
    private let places: UnsafeMutableBufferPointer<Int32>
    private let sampleBegins: UnsafeMutableBufferPointer<Bool>
    private let sampleStates: FloatBuffer
    private let probabilities = FloatBuffer(Action.allCases.count)
    private let actions: UnsafeMutableBufferPointer<UInt8>
    /// The rows in the order of the epoch.
    private var order: [Int]
    /// `[parameters]`.
    let gradients: FloatBuffer
    private(set) var sums = PPOLoss.Sums()
    /// Of the episodes that ended in the last rollout.
    private(set) var scores = (sum: 0.0, count: 0)
    private(set) var shaped = 0.0
    /// What went wrong in the last rollout.
    private(set) var problem: (any Error)?

    /// - Throws: what the kitchen or the batch object to.
    init(_ number: Int, settings: RecurrentSettings, network: RecurrentNetwork, kitchen: Kitchen) throws {
        self.number = number
        self.settings = settings
        self.network = network
        self.kitchen = kitchen
        let games = settings.games / RecurrentSettings.shares
        let rows = games * kitchen.players
        (self.games, self.rows) = (games, rows)
        var batch = try KitchenBatch(
            kitchen, games: games, horizon: settings.horizon, seed: settings.seed, firstGame: number * games, starts: settings.batchStarts)
        try SequenceShare.stagger(&batch, all: settings.games)
        observer = try ViewObserver(network.input, batch)
        self.batch = batch
        buffer = SequenceBuffer(ticks: settings.rollout, rows: rows, viewSize: network.viewSize, hidden: network.memory.hidden)
        states = FloatBuffer(rows * network.memory.hidden)
        begins = .allocate(capacity: rows)
        begins.initialize(repeating: true)
        earned = Array(repeating: 0, count: games)
        let sequences = settings.sequencesPerShare
        playing = SequencePass(network, steps: 1, sequences: rows, isForTraining: false)
        learning = SequencePass(network, steps: settings.rollout, sequences: sequences, isForTraining: true)
        places = .allocate(capacity: max(rows, settings.rollout * sequences))
        places.initialize(repeating: 0)
        sampleBegins = .allocate(capacity: places.count)
        sampleBegins.initialize(repeating: false)
        sampleStates = FloatBuffer(sequences * network.memory.hidden)
        actions = .allocate(capacity: rows)
        actions.initialize(repeating: Action.stay.rawValue)
        order = Array(0..<rows)
        gradients = FloatBuffer(network.table.count)
    }

    deinit {
        begins.deallocate()
        places.deallocate()
        sampleBegins.deallocate()
        actions.deallocate()
    }

    /// Lets the first episodes end at different ticks, so that every rollout has all parts of an episode.
    private static func stagger(_ batch: inout KitchenBatch, all: Int) throws {
        for game in 0..<batch.games {
            var state = batch.state(game: game)
            state.timestep = (batch.firstGame + game) * batch.horizon / all
            try batch.load(state, game: game)
        }
    }

    // MARK: Playing

    /// Plays on in every game for a rollout and estimates advantages.
    func collect(_ parameters: UnsafePointer<Float>, iteration: Int, shapedWeight: Double) {
        var random = RandomStream(settings.seed, StreamKey.rollout, UInt64(iteration), UInt64(number), Pass.training.key)
        scores = (0, 0)
        shaped = 0
        buffer.views.clear()
        buffer.states.base.update(from: states.pointer, count: states.count)
        do {
            for tick in 0...settings.rollout {
                try look(tick)
                let isLast = tick == settings.rollout
                choose(parameters, tick, isLast, &random)
                guard !isLast else { break }
                try batch.step(UnsafeBufferPointer(actions))
                reward(tick, shapedWeight)
            }
        } catch { problem = error }
        buffer.estimateAdvantages(gamma: Float(settings.gamma), gaeLambda: Float(settings.gaeLambda))
    }

    /// Keeps what all rows see, and which episodes begin.
    private func look(_ tick: Int) throws {
        try observer.observe(batch)
        for row in 0..<rows { buffer.views.append(observer[row]) }
        (buffer.begins.baseAddress.unsafelyUnwrapped + tick &* rows).update(from: begins.baseAddress.unsafelyUnwrapped, count: rows)
    }

    /// Draws actions from the policy, and keeps values. What is seen after the last tick is only valued, and is looked at again when the
    /// games go on.
    private func choose(_ parameters: UnsafePointer<Float>, _ tick: Int, _ isLast: Bool, _ random: inout RandomStream) {
        for row in 0..<rows { places[row] = Int32(tick &* rows &+ row) }
        let samples = SequencePass.Samples(
            places: UnsafePointer(places.baseAddress.unsafelyUnwrapped), begins: UnsafePointer(begins.baseAddress.unsafelyUnwrapped),
            steps: 1, sequences: rows)
        playing.forward(parameters, rows: buffer.views, samples, state: states.pointer)
        let count = Action.allCases.count
        playing.heads(parameters, gradients: nil, count: rows) { first, samples, logits, values, _ in
            for index in 0..<samples {
                let (row, own) = (first &+ index, logits + index &* count)
                buffer.values.base[tick &* rows &+ row] = values[index]
                guard !isLast else { continue }
                let logSumExp = Softmax.probabilities(own, into: probabilities.base, count: count)
                let choice = Softmax.choice(probabilities.pointer, count: count, uniform: random.uniformFloat())
                buffer.actions[tick &* rows &+ row] = UInt8(choice)
                buffer.logProbabilities.base[tick &* rows &+ row] = own[choice] - logSumExp
                actions[row] = UInt8(choice)
            }
        }
        if !isLast { states.base.update(from: playing.outputs.pointer, count: states.count) }
    }

    /// Writes the rewards of a tick, counts them, and notes which episodes are over.
    private func reward(_ tick: Int, _ shapedWeight: Double) {
        let players = kitchen.players
        for game in 0..<games {
            let team = (0..<players).reduce(0) { $0 + kitchen.sparseReward(batch.outcome(game: game, player: $1)) }
            let isOver = batch.ended(game: game)
            for seat in 0..<players {
                let mine = kitchen.shapedReward(batch.outcome(game: game, player: seat))
                let row = game &* players &+ seat
                buffer.rewards.base[tick &* rows &+ row] = Float((team + shapedWeight * mine) * settings.rewardScale)
                shaped += mine
                begins[row] = isOver
            }
            earned[game] += team
            guard isOver else { continue }
            scores = (scores.sum + earned[game], scores.count + 1)
            earned[game] = 0
        }
    }

    // MARK: Learning

    /// Puts the sequences into a new order.
    func shuffle(iteration: Int, epoch: Int) {
        var random = RandomStream(settings.seed, StreamKey.minibatches, UInt64(iteration), UInt64(epoch), UInt64(number))
        order = Array(0..<rows)
        order.shuffle(using: &random)
    }

    /// The rows of a minibatch.
    private func rows(of minibatch: Int) -> ArraySlice<Int> {
        order[(minibatch * settings.sequencesPerShare)..<((minibatch + 1) * settings.sequencesPerShare)]
    }

    /// Of the advantages of a minibatch.
    func advantageMoments(minibatch: Int) -> AdvantageMoments {
        var moments = AdvantageMoments()
        let own = rows(of: minibatch)
        for tick in 0..<settings.rollout {
            for row in own { moments.add(Double(buffer.advantages.base[tick &* rows &+ row])) }
        }
        return moments
    }

    /// Of the returns and values of all samples.
    func returnMoments() -> ReturnMoments {
        var moments = ReturnMoments()
        for index in 0..<(settings.rollout &* rows) {
            moments.add(return: Double(buffer.returns.base[index]), value: Double(buffer.values.base[index]))
        }
        return moments
    }

    /// Computes the gradient of the loss over a minibatch's sequences into `gradients`, and their part of the metrics into `sums`.
    /// - Parameter scale: one over the samples of all shares.
    func accumulateGradients(
        _ parameters: UnsafePointer<Float>, minibatch: Int, loss: PPOLoss, normalisation: AdvantageMoments.Normalisation, scale: Float
    ) {
        gradients.clear()
        var sums = PPOLoss.Sums()
        let samples = gather(minibatch)
        learning.forward(parameters, rows: buffer.views, samples, state: sampleStates.pointer)
        let count = Action.allCases.count
        learning.heads(parameters, gradients: gradients.base, count: samples.count) { first, chunk, logits, values, targets in
            guard let targets else { return }
            for index in 0..<chunk {
                let place = Int(samples.places[first &+ index])
                targets.values[index] = loss.gradient(
                    PPOLoss.Sample(
                        action: Int(buffer.actions[place]), logProbability: buffer.logProbabilities.base[place],
                        value: buffer.values.base[place], advantage: normalisation.normalised(buffer.advantages.base[place]),
                        return: buffer.returns.base[place]),
                    logits: logits + index &* count, value: values[index], actions: count, scale: scale,
                    into: targets.logits + index &* count, sums: &sums)
            }
        }
        learning.backward(parameters, gradients: gradients.base, rows: buffer.views, samples)
        self.sums = sums
    }

    /// Where the views of a minibatch's sequences are, and what was remembered at their beginning.
    private func gather(_ minibatch: Int) -> SequencePass.Samples {
        let (own, hidden) = (rows(of: minibatch), network.memory.hidden)
        for (index, row) in own.enumerated() {
            (sampleStates.base + index &* hidden).update(from: buffer.states.pointer + row &* hidden, count: hidden)
            for tick in 0..<settings.rollout {
                places[tick &* own.count &+ index] = Int32(tick &* rows &+ row)
                sampleBegins[tick &* own.count &+ index] = buffer.begins[tick &* rows &+ row]
            }
        }
        return SequencePass.Samples(
            places: UnsafePointer(places.baseAddress.unsafelyUnwrapped),
            begins: UnsafePointer(sampleBegins.baseAddress.unsafelyUnwrapped), steps: settings.rollout, sequences: own.count)
    }
}

// MARK: - Checkpoints

extension SequenceShare {
    /// Where the games are, by name: states, stamps, episodes, what is remembered, which episodes begin and what they earned.
    var progress: [String: Tensor] {
        func tensor(_ numbers: [Float]) -> Tensor { Tensor(shape: [numbers.count], numbers: numbers) }
        return [
            "rows": tensor(batch.rows.map(Float.init)), "stamps": tensor(batch.stamps.map(Float.init)),
            "episodes": tensor((0..<games).map { Float(batch.episode(game: $0)) }), "states": tensor(states.array),
            "begins": tensor(begins.map { $0 ? 1 : 0 }), "earned": tensor(earned.map(Float.init)),
        ]
    }

    /// Goes on from there.
    /// - Parameter ticks: how many were played.
    /// - Throws: `LearningError` for numbers of another share.
    func restore(_ progress: [String: Tensor], ticks: Int) throws {
        func numbers(_ name: String, _ count: Int) throws -> [Float] {
            guard let tensor = progress[name], tensor.numbers.count == count, tensor.numbers.allSatisfy({ abs($0) < 1e9 }) else {
                throw LearningError("the checkpoint's '\(name)' is not of this learner")
            }
            return tensor.numbers
        }
        let rowNumbers = try numbers("rows", batch.rows.count)
        let stampNumbers = try numbers("stamps", batch.stamps.count)
        let words = rowNumbers.map { UInt16(clamping: Int($0)) }
        let stamps = stampNumbers.map { Int32($0) }
        let (width, slots) = (words.count / games, stamps.count / games)
        for game in 0..<games {
            try words.withUnsafeBufferPointer { words in
                let row = words.baseAddress.unsafelyUnwrapped + game * width
                if let problem = kitchen.problem(inRow: row) { throw LearningError("a game of the checkpoint is none: \(problem)") }
                stamps.withUnsafeBufferPointer { batch.load(row, $0.baseAddress.unsafelyUnwrapped + game * slots, game: game) }
            }
        }
        batch.resume(ticks: UInt64(ticks), episodes: try numbers("episodes", games).map { UInt32(clamping: Int($0)) })
        states.set(try numbers("states", states.count))
        for (row, begun) in try numbers("begins", rows).enumerated() { begins[row] = begun != 0 }
        earned = try numbers("earned", games).map(Double.init)
    }
}
