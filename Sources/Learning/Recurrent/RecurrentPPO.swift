import Agents
import Basics
import Foundation
import Kitchen
import Neural

/// Proximal policy optimisation of a network that remembers, in self-play or, with exchanged ingredients, Other-Play (Hu et al. 2020,
/// "'Other-Play' for zero-shot coordination"), in kitchens that hide things.
///
/// Every iteration plays on for `rollout` ticks of each game and goes over whole sequences some times, each replayed from what was
/// remembered when the rollout began. What is remembered is emptied where an episode begins. The loss is `PPOLoss`, as in `PPO`;
/// advantages are normalised in each minibatch. Games are split into a fixed number of shares whose gradients are added in order, so
/// that the result depends on the settings and not on the workers. Games go on from one iteration to the next, and so a checkpoint
/// holds their states and what is remembered, too.
public final class RecurrentPPO {
    public let settings: RecurrentSettings
    public let kitchen: Kitchen
    /// Iterations done.
    public private(set) var iteration = 0
    let network: RecurrentNetwork
    private let workers: Workers
    private let shares: [SequenceShare]
    private let parameters: FloatBuffer
    private let gradients: FloatBuffer
    private var adam: Adam
    /// Mean score of the episodes that ended in the last iteration in which some did.
    private var score = 0.0

    /// - Parameter workers: threads; they change nothing in the result.
    /// - Throws: `LearningError` for settings with which nothing can be learned; what a network or a kitchen object to.
    public init(_ kitchen: Kitchen, settings: RecurrentSettings, workers: Workers) throws {
        try settings.check(for: kitchen.layout)
        Products.useCallingThreadOnly()
        let network = try RecurrentNetwork(settings, layout: kitchen.layout)
        try settings.checkMemory(network)
        self.settings = settings
        self.kitchen = kitchen
        self.workers = workers
        self.network = network
        shares = try (0..<RecurrentSettings.shares).map {
            try SequenceShare($0, settings: settings, network: network, kitchen: kitchen)
        }
        var random = RandomStream(settings.seed, StreamKey.initialWeights, 0)
        parameters = FloatBuffer(network.initial(using: &random))
        gradients = FloatBuffer(network.table.count)
        adam = Adam(network.table.count, epsilon: 1e-5)
    }

    public var isDone: Bool { iteration >= settings.iterations }

    /// The policy as it is now.
    public var model: PolicyModel { PolicyModel(plan: network.plan, tensors: network.table.tensors(parameters.array)) }

    // MARK: An iteration

    /// Plays on in every game and minimises the loss.
    /// - Throws: `LearningError` as soon as a gradient is no finite number.
    public func iterate() throws -> PPO.Metrics {
        let weight = settings.shapedSchedule.value(Double(iteration * settings.stepsPerIteration))
        let (shares, iteration) = (shares, iteration)
        nonisolated(unsafe) let pointer = parameters.pointer
        workers.run(shares.count) { shares[$0].collect(pointer, iteration: iteration, shapedWeight: weight) }
        if let problem = shares.lazy.compactMap(\.problem).first { throw problem }
        return try update()
    }

    private func update() throws -> PPO.Metrics {
        var metrics = rolloutMetrics()
        let loss = PPOLoss(
            clipCoefficient: Float(settings.clipCoefficient), valueClip: Float(settings.valueClip),
            valueCoefficient: Float(settings.valueCoefficient), entropyCoefficient: Float(settings.entropyCoefficient))
        var sums = PPOLoss.Sums()
        var norms = 0.0
        for epoch in 0..<settings.epochs {
            for share in shares { share.shuffle(iteration: iteration, epoch: epoch) }
            for minibatch in 0..<settings.minibatches {
                accumulateGradients(minibatch, loss)
                norms += Double(try step(epoch: epoch, minibatch: minibatch))
                for share in shares { sums.add(share.sums) }
            }
        }
        iteration += 1
        metrics.iteration = iteration
        metrics.steps = iteration * settings.stepsPerIteration
        metrics.gradientNorm = norms / Double(settings.epochs * settings.minibatches)
        metrics.add(sums)
        return metrics
    }

    private func rolloutMetrics() -> PPO.Metrics {
        var metrics = PPO.Metrics()
        let ended = shares.reduce(0) { $0 + $1.scores.count }
        if ended > 0 { score = shares.reduce(0) { $0 + $1.scores.sum } / Double(ended) }
        metrics.score = score
        let seats = shares.reduce(0) { $0 + $1.rows }
        metrics.shaped = shares.reduce(0) { $0 + $1.shaped } / Double(seats) * Double(settings.horizon) / Double(settings.rollout)
        metrics.learningRate = settings.learningRate(atUpdate: iteration * settings.epochs * settings.minibatches)
        metrics.explainedVariance = shares.reduce(into: ReturnMoments()) { $0.add($1.returnMoments()) }.explainedVariance
        return metrics
    }

    /// Lets every share compute the gradient of its sequences of a minibatch.
    private func accumulateGradients(_ minibatch: Int, _ loss: PPOLoss) {
        let shares = shares
        let moments = workers.map(shares.count) { shares[$0].advantageMoments(minibatch: minibatch) }
        let normalisation = moments.reduce(into: AdvantageMoments()) { $0.add($1) }.normalisation
        let scale = 1 / Float(settings.rollout * settings.sequencesPerShare * shares.count)
        nonisolated(unsafe) let pointer = parameters.pointer
        workers.run(shares.count) {
            shares[$0].accumulateGradients(pointer, minibatch: minibatch, loss: loss, normalisation: normalisation, scale: scale)
        }
    }

    /// Adds the shares' gradients in order, shortens the sum, and takes a step of Adam.
    /// - Returns: the gradient's norm before.
    private func step(epoch: Int, minibatch: Int) throws -> Float {
        gradients.base.update(from: shares[0].gradients.pointer, count: gradients.count)
        for share in shares.dropFirst() {
            Products.add(1, share.gradients.pointer, to: gradients.base, count: gradients.count)
        }
        let norm = Gradients.clip(gradients.all, to: settings.gradientLimit)
        guard norm.isFinite else {
            throw LearningError(
                brokenAt: "iteration \(iteration + 1), epoch \(epoch + 1), minibatch \(minibatch + 1)", network.table,
                gradients: gradients.pointer, parameters: parameters.pointer)
        }
        // Counted from one, so that the first step is not of length 0.
        let update = (iteration * settings.epochs + epoch) * settings.minibatches + minibatch + 1
        adam.step(parameters.base, gradients: gradients.pointer, learningRate: settings.learningRate(atUpdate: update))
        return norm
    }

    // MARK: Checkpoints

    /// Names in a checkpoint that `PPO`'s have not.
    private enum Key {
        static let ticks = "ticks"
        static let score = "score"
        static func share(_ number: Int, _ name: String) -> String { "share_\(number)/\(name)" }
    }
}

extension RecurrentPPO: ResumableLearner {
    public var checkpoint: Safetensors {
        let state = adam.state
        func name(_ key: String) -> String { PPO.CheckpointKey.name(key, set: 0) }
        func tensor(_ numbers: [Float]) -> Tensor { Tensor(shape: [numbers.count], numbers: numbers) }
        var tensors = [
            name(PPO.CheckpointKey.parameters): tensor(parameters.array), name(PPO.CheckpointKey.firstMoment): tensor(state.firstMoment),
            name(PPO.CheckpointKey.secondMoment): tensor(state.secondMoment),
        ]
        for share in shares {
            for (key, tensor) in share.progress { tensors[Key.share(share.number, key)] = tensor }
        }
        let metadata = [
            PPO.CheckpointKey.iteration: String(iteration), name(PPO.CheckpointKey.steps): String(state.steps),
            Key.ticks: String(shares[0].batch.ticks), Key.score: String(score),
        ]
        return Safetensors(tensors, metadata: metadata)
    }

    public func restore(_ checkpoint: Safetensors) throws {
        func name(_ key: String) -> String { PPO.CheckpointKey.name(key, set: 0) }
        func numbers(_ key: String) throws -> [Float] {
            guard let tensor = checkpoint.tensors[name(key)], tensor.numbers.count == network.table.count else {
                throw LearningError("the checkpoint's '\(name(key))' is not of this learner")
            }
            return tensor.numbers
        }
        func word<Number: LosslessStringConvertible>(_ key: String, _ type: Number.Type) throws -> Number {
            guard let value = checkpoint.metadata[key].flatMap(Number.init) else {
                throw LearningError("the checkpoint does not have its '\(key)'")
            }
            return value
        }
        parameters.set(try numbers(PPO.CheckpointKey.parameters))
        try adam.restore(
            Adam.State(
                firstMoment: numbers(PPO.CheckpointKey.firstMoment), secondMoment: numbers(PPO.CheckpointKey.secondMoment),
                steps: word(name(PPO.CheckpointKey.steps), Int.self)))
        for share in shares {
            let prefix = Key.share(share.number, "")
            let own = checkpoint.tensors.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
            try share.restore(Dictionary(uniqueKeysWithValues: own), ticks: word(Key.ticks, Int.self))
        }
        score = try word(Key.score, Double.self)
        iteration = try word(PPO.CheckpointKey.iteration, Int.self)
    }
}

extension RecurrentSettings {
    /// Refuses sizes whose rollouts and network do not fit into the machine's memory.
    /// - Throws: `MemoryError`.
    func checkMemory(_ network: RecurrentNetwork) throws {
        let (samples, units, hidden) = (Double(stepsPerIteration) * 2, Double(network.units), Double(network.memory.hidden))
        // Of every sample the view, of which about forty numbers are not 0, and ten numbers; of those of a minibatch what layers give.
        let rollouts = samples * 4 * 50
        let passes = samples / Double(minibatches) * 4 * (4 * units + 14 * hidden)
        let learned = Double(network.table.count) * 4 * Double(Self.shares + 5)
        try MachineMemory.check(
            rollouts + passes + learned, for: "a learner with \(games) games of \(rollout) ticks and \(network.table.count) parameters",
            lower: "games, rollout or hidden")
    }
}
