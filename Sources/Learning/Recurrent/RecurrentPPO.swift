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
/// that the result depends on the settings and not on the workers. Several learners play with each other (a dynamic population), and
/// partners play, too, but do not learn (a static one); see `RecurrentSeats`. Or one learner plays with a library of partners of any network,
/// another one every episode, whom it can only tell apart by what they do: it learns to adapt within an episode. Or several runs learn apart
/// in self-play, and in stages their episodes begin where they came to with each other (`AugmentedStarts`). Games go on from one
/// iteration to the next, and so a checkpoint holds their states and what is remembered, too.
public final class RecurrentPPO {
    public let settings: RecurrentSettings
    public let kitchen: Kitchen
    /// Iterations done.
    public private(set) var iteration = 0
    let network: RecurrentNetwork
    private let workers: Workers
    private let shares: [SequenceShare]
    private let learners: [NetworkLearner]
    private let partners: [NetworkLearner]
    /// Mean score of the episodes that ended in the last iteration in which some did.
    private var score = 0.0
    /// How the learners talked in the last iteration.
    private(set) var talk = TalkMetrics()
    private var talkCounts: TalkCounts
    /// Where the episodes of a stage of state augmentation begin.
    private var starts: AugmentedStarts?

    /// - Parameters:
    ///   - workers: threads; they change nothing in the result.
    ///   - partners: the tensors, by name, of policies that play and do not learn; their networks must be those of the learners.
    ///   - library: partners of other networks instead, of which every episode draws one.
    /// - Throws: `LearningError` for settings with which nothing can be learned; what a network or a kitchen object to.
    public init(
        _ kitchen: Kitchen, settings: RecurrentSettings, workers: Workers, partners: [[String: Tensor]] = [], library: PartnerPool? = nil
    ) throws {
        try settings.check(for: kitchen.layout, partners: partners.count, isBesideLibrary: library != nil)
        Products.useCallingThreadOnly()
        let network = try RecurrentNetwork(settings, layout: kitchen.layout)
        try settings.checkMemory(network)
        self.settings = settings
        self.kitchen = kitchen
        self.workers = workers
        self.network = network
        shares = try (0..<RecurrentSettings.shares).map {
            try SequenceShare($0, settings: settings, network: network, kitchen: kitchen, partners: partners.count, library: library)
        }
        talkCounts = TalkCounts(kitchen, utterances: network.talking.utterances)
        func learner(_ number: Int) -> NetworkLearner {
            var random = RandomStream(settings.seed, StreamKey.initialWeights, UInt64(number))
            return NetworkLearner(network.table, network.initial(using: &random))
        }
        learners = (0..<settings.policies).map(learner)
        self.partners = try partners.enumerated().map { number, tensors in
            let partner = learner(settings.policies + number)
            do { try partner.take(tensors) } catch let problem as ShapeError {
                throw LearningError("partner \(number + 1) has another network than the learners: \(problem)")
            }
            return partner
        }
    }

    public var isDone: Bool { iteration >= settings.iterations }

    /// The policies as they are now, without their voices.
    public var models: [PolicyModel] { learners.map { PolicyModel(plan: network.plan, tensors: $0.tensors) } }

    /// The first policy of a checkpoint.
    /// - Throws: `LearningError` for a checkpoint of another learner; what a network objects to.
    public static func model(_ checkpoint: Safetensors, settings: RecurrentSettings, layout: Layout) throws -> PolicyModel {
        let network = try RecurrentNetwork(settings, layout: layout)
        return PolicyModel(plan: network.plan, tensors: try NetworkLearner.tensors(checkpoint, set: 0, network.table))
    }

    /// The policies as they are now, of learners that talk.
    /// - Throws: `ShapeError` for one that does not talk, and where a weight is no number.
    public func talkingModels() throws -> [TalkingModel] { try learners.map { try TalkingModel($0.tensors) } }

    // MARK: An iteration

    /// Plays on in every game and minimises the loss.
    /// - Throws: `LearningError` as soon as a gradient is no finite number.
    public func iterate() throws -> PPO.Metrics {
        if let stage = settings.stage(beginningAt: iteration) {
            try begin(in: AugmentedStarts(of: models, kitchen, settings, stage: stage, workers: workers))
        }
        let weights = settings.rewardWeights(atStep: iteration * settings.stepsPerIteration)
        let (shares, iteration, information) = (shares, iteration, talkCounts.informationTable)
        nonisolated(unsafe) let pointers = (learners + partners).map { $0.parameters.pointer }
        workers.run(shares.count) { shares[$0].collect(pointers, iteration: iteration, weights: weights, information: information) }
        if let problem = shares.lazy.compactMap(\.problem).first { throw problem }
        return try update()
    }

    /// Begins a stage of state augmentation, or goes on with it.
    private func begin(in buffer: AugmentedStarts) throws {
        starts = buffer
        for share in shares { try share.begin(in: buffer) }
    }

    private func update() throws -> PPO.Metrics {
        var metrics = rolloutMetrics()
        let loss = PPOLoss(
            clipCoefficient: Float(settings.clipCoefficient), valueClip: Float(settings.valueClip),
            valueCoefficient: Float(settings.valueCoefficient), entropyCoefficient: Float(settings.entropyCoefficient))
        var sums = PPOLoss.Sums()
        var norms = 0.0
        for policy in learners.indices {
            for epoch in 0..<settings.epochs {
                for share in shares { share.shuffle(policy, iteration: iteration, epoch: epoch) }
                for minibatch in 0..<settings.minibatches {
                    accumulateGradients(policy, minibatch, loss)
                    norms += Double(try step(policy, epoch: epoch, minibatch: minibatch))
                    for share in shares { sums.add(share.sums) }
                }
            }
        }
        iteration += 1
        metrics.iteration = iteration
        metrics.steps = iteration * settings.stepsPerIteration
        metrics.gradientNorm = norms / Double(learners.count * settings.epochs * settings.minibatches)
        metrics.add(sums)
        talk = countTalk(voiceEntropy: sums.voiceEntropy / sums.count)
        return metrics
    }

    private func countTalk(voiceEntropy: Double) -> TalkMetrics {
        talkCounts.clear()
        for share in shares { talkCounts.add(share.talk) }
        let episodes = Double(settings.stepsPerIteration) / Double(settings.horizon)
        return TalkMetrics(
            iteration: iteration, steps: iteration * settings.stepsPerIteration,
            messages: (0..<2).map { Double(talkCounts.messages(seat: $0)) / episodes }, voiceEntropy: voiceEntropy,
            bits: (0..<2).map { talkCounts.bits(seat: $0) })
    }

    private func rolloutMetrics() -> PPO.Metrics {
        var metrics = PPO.Metrics()
        let judged = shares.filter { !settings.startsAtRandom($0.number) }
        let ended = judged.reduce(0) { $0 + $1.scores.count }
        if ended > 0 { score = judged.reduce(0) { $0 + $1.scores.sum } / Double(ended) }
        metrics.score = score
        metrics.partnerScores = shares[0].partnerScores.indices.map { partner in
            judged.reduce(into: PPO.PartnerScore()) { $0.add($1.partnerScores[partner]) }
        }
        let seats = shares.reduce(0) { $0 + $1.rows }
        metrics.shaped = shares.reduce(0) { $0 + $1.shaped } / Double(seats) * Double(settings.horizon) / Double(settings.rollout)
        metrics.learningRate = settings.learningRate(atUpdate: iteration * settings.epochs * settings.minibatches)
        metrics.explainedVariance = shares.reduce(into: ReturnMoments()) { $0.add($1.returnMoments()) }.explainedVariance
        return metrics
    }

    /// Lets every share compute the gradient of its sequences of a policy's minibatch.
    private func accumulateGradients(_ policy: Int, _ minibatch: Int, _ loss: PPOLoss) {
        let shares = shares
        let moments = workers.map(shares.count) { shares[$0].advantageMoments(policy, minibatch: minibatch) }
        let normalisation = moments.reduce(into: AdvantageMoments()) { $0.add($1) }.normalisation
        let scale = 1 / Float(settings.rollout * shares[0].sequences(policy) * shares.count)
        nonisolated(unsafe) let pointer = learners[policy].parameters.pointer
        workers.run(shares.count) {
            shares[$0].accumulateGradients(
                pointer, policy, minibatch: minibatch, loss: loss, normalisation: normalisation, scale: scale)
        }
    }

    /// Takes a step of the optimiser.
    /// - Returns: the gradient's norm before it was shortened.
    private func step(_ policy: Int, epoch: Int, minibatch: Int) throws -> Float {
        // Counted from one, so that the first step is not of length 0.
        let update = (iteration * settings.epochs + epoch) * settings.minibatches + minibatch + 1
        return try learners[policy].step(
            shares.map { $0.gradients.pointer }, learningRate: settings.learningRate(atUpdate: update), maxNorm: settings.gradientLimit,
            at: "iteration \(iteration + 1), policy \(policy + 1), epoch \(epoch + 1), minibatch \(minibatch + 1)")
    }

    // MARK: Checkpoints

    /// Names in a checkpoint that `PPO`'s have not.
    private enum Key {
        static let ticks = "ticks"
        static let score = "score"
        static let talk = "talk"
        static let starts = "starts"
        static func share(_ number: Int, _ name: String) -> String { "share_\(number)/\(name)" }
    }
}

extension RecurrentPPO: ResumableLearner {
    public var checkpoint: Safetensors {
        var tensors: [String: Tensor] = [:]
        var metadata = [
            PPO.CheckpointKey.iteration: String(iteration), Key.ticks: String(shares[0].batch.ticks), Key.score: String(score),
        ]
        for (set, learner) in learners.enumerated() { learner.save(into: &tensors, &metadata, set: set) }
        for share in shares {
            for (key, tensor) in share.progress { tensors[Key.share(share.number, key)] = tensor }
        }
        if let starts { tensors[Key.starts] = starts.packed }
        let counts = talkCounts.numbers.map(Float.init)
        if settings.symbols > 0 { tensors[Key.talk] = Tensor(shape: [counts.count], numbers: counts) }
        return Safetensors(tensors, metadata: metadata)
    }

    public func restore(_ checkpoint: Safetensors) throws {
        func word<Number: LosslessStringConvertible>(_ key: String, _ type: Number.Type) throws -> Number {
            guard let value = checkpoint.metadata[key].flatMap(Number.init) else {
                throw LearningError("the checkpoint does not have its '\(key)'")
            }
            return value
        }
        for (set, learner) in learners.enumerated() { try learner.restore(checkpoint, set: set) }
        let done = try word(PPO.CheckpointKey.iteration, Int.self)
        if done > 0, let stage = settings.stage(ofIteration: done - 1) {
            guard let states = checkpoint.tensors[Key.starts] else {
                throw LearningError("the checkpoint does not have its '\(Key.starts)'")
            }
            try begin(in: AugmentedStarts(states, kitchen, settings, stage: stage))
        }
        for share in shares {
            let prefix = Key.share(share.number, "")
            let own = checkpoint.tensors.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
            try share.restore(Dictionary(uniqueKeysWithValues: own), ticks: word(Key.ticks, Int.self))
        }
        if settings.symbols > 0 {
            guard let counts = checkpoint.tensors[Key.talk]?.numbers, counts.count == talkCounts.numbers.count,
                counts.allSatisfy({ (0..<1e7).contains($0) })
            else { throw LearningError("the checkpoint does not have its '\(Key.talk)'") }
            talkCounts.numbers = counts.map { Int($0) }
        }
        score = try word(Key.score, Double.self)
        iteration = done
    }
}

extension RecurrentSettings {
    /// Refuses sizes whose rollouts and network do not fit into the machine's memory.
    /// - Throws: `MemoryError`.
    func checkMemory(_ network: RecurrentNetwork) throws {
        let (samples, units, hidden) = (Double(stepsPerIteration * runs) * 2, Double(network.units), Double(network.remembered))
        // Of every sample the view, of which about forty numbers are not 0, and ten numbers; of those of a minibatch what layers give.
        let rollouts = samples * 4 * 50
        let passes = samples / Double(minibatches) * 4 * (4 * units + 14 * hidden)
        let learned = Double(network.table.count) * 4 * Double(Self.shares + 5 * policies)
        try MachineMemory.check(
            rollouts + passes + learned, for: "a learner with \(allGames) games of \(rollout) ticks and \(network.table.count) parameters",
            lower: runs > 1 ? "games, runs, rollout or hidden" : "games, rollout or hidden")
    }
}
