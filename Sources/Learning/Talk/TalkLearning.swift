import Agents
import Basics
import Kitchen
import Neural

/// Policies that learn to act and to talk with symbols in a kitchen of OvercookedV2, by proximal policy optimisation (`PPO`).
///
/// What a policy says in a tick, its partner hears in the next. Both share the team's reward, and the value is of what both see, as in
/// MAPPO (Yu et al. 2022): so what is said is credited by what the other does with it. Actions and utterances are two heads, each with
/// the clipped loss of its own ratio. Alone a policy plays with itself; several learners play with each other, in pairs drawn for each
/// game (a dynamic population); fixed partners play, too, but do not learn (a static one).
public final class TalkLearning {
    public let settings: TalkSettings
    public let kitchen: Kitchen
    /// Iterations done.
    public internal(set) var iteration = 0
    let learners: [TalkLearner]
    private let fixed: [TalkLearner]
    private let network: TalkingNetwork
    private let shares: [TalkShare]
    private let workers: Workers

    /// - Parameter partners: policies of the same sizes that play and do not learn.
    /// - Throws: `LearningError` for settings with which nothing can be learned; what network and kitchen object to.
    public init(_ kitchen: Kitchen, settings: TalkSettings, workers: Workers, partners: [TalkingModel] = []) throws {
        try settings.check()
        guard kitchen.layout.family == .overcookedV2, kitchen.players == 2 else {
            throw LearningError("\(kitchen.layout.name) is no kitchen of OvercookedV2 for two; talking policies learn only there")
        }
        Products.useCallingThreadOnly()
        let view = try GridEncoding(kitchen).viewElements
        let sizes = TalkingNetwork.Sizes(view: view, symbols: settings.symbols, hidden: settings.hidden)
        let network = try TalkingNetwork(sizes, valueUnits: settings.valueUnits)
        guard let value = network.value else { throw LearningError("a learner's network needs a value") }
        for partner in partners where partner.sizes != sizes {
            throw LearningError(
                "a partner has \(partner.sizes.symbols) symbols and layers of \(partner.sizes.hidden); here it must have "
                    + "\(sizes.symbols) and \(sizes.hidden)")
        }
        self.kitchen = kitchen
        self.settings = settings
        self.workers = workers
        self.network = network
        shares = try (0..<TalkSettings.shares).map {
            try TalkShare($0, settings: settings, network: network, value: value, kitchen: kitchen)
        }
        learners = (0..<settings.learners).map { TalkLearner(network, seed: settings.seed, number: $0) }
        fixed = try partners.enumerated().map { number, model in
            let partner = TalkLearner(network, seed: settings.seed, number: settings.learners + number)
            try partner.take(model)
            return partner
        }
    }

    public var isDone: Bool { iteration >= settings.iterations }

    /// The policies as they are now.
    /// - Throws: `ShapeError` where a weight is no number.
    public func models() throws -> [TalkingModel] { try learners.map { try $0.model() } }

    /// What an iteration was like.
    public struct Metrics: Sendable, Hashable {
        public var iteration = 0
        /// Environment steps so far.
        public var steps = 0
        /// Mean score of an episode, without what messages cost; of episodes that began at random, too.
        public var score = 0.0
        /// Mean number of messages of an episode.
        public var messages = 0.0
        /// Mean entropy of actions and of what is said, in nats.
        public var actionEntropy = 0.0
        public var voiceEntropy = 0.0
        public var valueLoss = 0.0
        public var approxKL = 0.0
        /// Mean norm of the gradients before they were shortened.
        public var gradientNorm = 0.0

        private static let table: [(name: String, value: @Sendable (Metrics) -> String)] = [
            ("iteration", { "\($0.iteration)" }), ("steps", { "\($0.steps)" }), ("score", { "\($0.score)" }),
            ("messages", { "\($0.messages)" }), ("action_entropy", { "\($0.actionEntropy)" }),
            ("voice_entropy", { "\($0.voiceEntropy)" }), ("value_loss", { "\($0.valueLoss)" }), ("approx_kl", { "\($0.approxKL)" }),
            ("gradient_norm", { "\($0.gradientNorm)" }),
        ]

        /// Names of the columns of `line`.
        public static let columns = table.map(\.name)
        /// The numbers, in the order of `columns`.
        public var values: [String] { Metrics.table.map { $0.value(self) } }
    }

    // MARK: Learning

    private var stepsDone: Double { Double(iteration * settings.stepsPerIteration) }

    /// Random numbers of an iteration and a share.
    private func key(_ purpose: UInt64, share: Int, policy: Int = 0, epoch: Int = 0) -> RandomStream {
        RandomStream(
            settings.seed, UInt64(iteration), UInt64(share), UInt64(policy), UInt64(epoch), purpose, StreamKey.talkEpisodes)
    }

    /// Plays an episode of every game with `weight` of the shaped reward.
    private func collect(purpose: UInt64, shapedWeight: Double, randomShares: Int) throws {
        let (all, shares) = (learners + fixed, shares)
        let rounds = shares.indices.map { share in
            TalkShare.Round(
                key: key(purpose, share: share), shapedWeight: shapedWeight, startsAtRandom: share >= shares.count - randomShares,
                policies: all.count, learners: learners.count)
        }
        nonisolated(unsafe) let parameters = all.map { $0.parameters.pointer }
        workers.run(shares.count) { shares[$0].collect(parameters, rounds[$0]) }
        if let problem = shares.lazy.compactMap(\.problem).first { throw problem }
    }

    /// Plays an episode of every game and learns from it.
    /// - Throws: `LearningError` as soon as a gradient is no finite number.
    public func iterate() throws -> Metrics {
        let randomShares = stepsDone < settings.randomStartShare * Double(settings.steps) ? shares.count / 2 : 0
        try collect(
            purpose: Purpose.training, shapedWeight: settings.value(from: settings.shaped, to: 0, at: stepsDone), randomShares: randomShares
        )
        var metrics = Metrics()
        let judged = shares.dropLast(randomShares)
        let episodes = Double(settings.games * judged.count / shares.count)
        metrics.score = judged.reduce(0) { $0 + $1.score } / episodes
        metrics.messages = judged.reduce(0) { $0 + $1.messages } / episodes
        var (acting, talking, norms, steps) = (PPOLoss.Sums(), PPOLoss.Sums(), 0.0, 0)
        for policy in learners.indices {
            for epoch in 0..<settings.epochs {
                for (number, share) in shares.enumerated() {
                    share.shuffle(policy, key(Purpose.order, share: number, policy: policy, epoch: epoch))
                }
                for minibatch in 0..<settings.minibatches {
                    guard let norm = try step(policy, minibatch: minibatch, epoch: epoch) else { continue }
                    norms += Double(norm)
                    steps += 1
                    for share in shares {
                        acting.add(share.acting)
                        talking.add(share.talking)
                    }
                }
            }
        }
        iteration += 1
        (metrics.iteration, metrics.steps) = (iteration, iteration * settings.stepsPerIteration)
        metrics.actionEntropy = acting.entropy / max(acting.count, 1)
        metrics.voiceEntropy = talking.entropy / max(talking.count, 1)
        metrics.valueLoss = acting.valueLoss / max(acting.count, 1)
        metrics.approxKL = acting.approxKL / max(acting.count, 1)
        metrics.gradientNorm = norms / Double(max(steps, 1))
        return metrics
    }

    private enum Purpose {
        static let training: UInt64 = 1
        static let order: UInt64 = 2
        static let evaluation: UInt64 = 3
    }

    /// One step of the optimiser of a policy; nil where it has no samples.
    private func step(_ policy: Int, minibatch: Int, epoch: Int) throws -> Float? {
        let shares = shares
        let parts = shares.map { share in
            let count = share.samples(policy)
            return (minibatch * count / settings.minibatches)..<((minibatch + 1) * count / settings.minibatches)
        }
        let samples = zip(parts, shares).reduce(0) { $0 + $1.0.count * $1.1.seats(policy) }
        guard samples > 0 else { return nil }
        let moments = shares.reduce(into: AdvantageMoments()) { $0.add($1.advantageMoments(policy)) }
        let losses = TalkShare.Losses(
            acting: loss(settings.entropyCoefficient, settings.finalEntropyCoefficient),
            talking: loss(settings.voiceEntropyCoefficient, settings.finalVoiceEntropyCoefficient),
            normalisation: moments.normalisation, scale: 1 / Float(samples))
        nonisolated(unsafe) let parameters = learners[policy].parameters.pointer
        workers.run(shares.count) { shares[$0].accumulateGradients(parameters, samples: parts[$0], losses) }
        let learningRate = settings.value(from: settings.learningRate, to: settings.finalLearningRate, at: stepsDone)
        return try learners[policy].step(
            shares, learningRate: learningRate, maxNorm: settings.maxGradientNorm,
            at: "iteration \(iteration + 1), policy \(policy + 1), epoch \(epoch + 1), minibatch \(minibatch + 1)")
    }

    private func loss(_ entropy: Double, _ finalEntropy: Double) -> PPOLoss {
        PPOLoss(
            clipCoefficient: Float(settings.clipCoefficient), valueClip: 0, valueCoefficient: Float(settings.valueCoefficient),
            entropyCoefficient: Float(settings.value(from: entropy, to: finalEntropy, at: stepsDone)))
    }

    /// Plays an episode of every game from the kitchen's start without learning from it, and returns the mean score.
    public func evaluate() throws -> Double {
        try collect(purpose: Purpose.evaluation, shapedWeight: 0, randomShares: 0)
        return shares.reduce(0) { $0 + $1.score } / Double(settings.games)
    }

    // MARK: Checkpoints

    /// All that is needed to go on exactly.
    var checkpoint: (tensors: [String: Tensor], metadata: [String: String]) {
        var checkpoint: (tensors: [String: Tensor], metadata: [String: String]) = ([:], [PPO.CheckpointKey.iteration: String(iteration)])
        for (set, learner) in learners.enumerated() { learner.save(into: &checkpoint, set: set) }
        return checkpoint
    }

    /// - Throws: `LearningError` for a checkpoint of another run.
    func restore(_ checkpoint: Safetensors) throws {
        guard let iteration = checkpoint.metadata[PPO.CheckpointKey.iteration].flatMap(Int.init) else {
            throw LearningError("the checkpoint does not have its iteration")
        }
        for (set, learner) in learners.enumerated() { try learner.restore(checkpoint, set: set) }
        self.iteration = iteration
    }
}
