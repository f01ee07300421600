import Basics
import Foundation
import Agents
import Kitchen
import Neural

/// How people are imitated.
public struct CloningSettings: Sendable, Hashable {
    public enum Recipe: String, Sendable, Hashable, CaseIterable {
        /// The field's: features without counters, a fixed number of epochs.
        case plain
        /// Features with counters and the ticks before, decay of the weights, as many epochs as serve people left out.
        case remembering
    }

    public var seed: UInt64 = 0
    public var recipe = Recipe.remembering
    public var hidden = [64, 64]
    /// Passes over the samples; with the recipe `remembering`, at most.
    public var epochs = 100
    public var minibatch = 64
    public var rate = 1e-3
    /// Share of every weight that a step takes away, as a multiple of the rate.
    public var decay = 0.0
    /// Parts that the pairs of people are split into; each is left out once to be judged on.
    public var folds = 4

    public init(recipe: Recipe) {
        self.recipe = recipe
        guard recipe == .remembering else { return }
        (epochs, minibatch, rate, decay) = (30, 128, 1e-3, 0.1)
    }

    public var plan: PolicyPlan {
        let body = hidden.enumerated().map { LayerPlan("hidden_\($0.offset)", .dense(outputs: $0.element), .relu) }
        return PolicyPlan(
            input: recipe == .plain ? .features(seesCounters: false) : .remembering, body: body,
            policy: LayerPlan("policy", .dense(outputs: Action.allCases.count)), value: nil)
    }
}

/// How well a forecast fits what people did.
public struct Fit: Sendable, Hashable {
    /// Sum of negative logarithms of the probabilities of what they did.
    public private(set) var loss = 0.0
    /// How often the likeliest action was theirs.
    public private(set) var hits = 0
    public private(set) var count = 0
    /// How often they did each action, and how often the forecast expected it.
    public private(set) var done = [Double](repeating: 0, count: Action.allCases.count)
    public private(set) var expected = [Double](repeating: 0, count: Action.allCases.count)

    public init() {}

    /// Takes in one tick of one player.
    public mutating func add(_ action: Action, _ probability: (Action) -> Double) {
        let all = Action.allCases
        for other in all { expected[Int(other.rawValue)] += probability(other) }
        done[Int(action.rawValue)] += 1
        loss -= log(max(probability(action), 1e-9))
        if all.allSatisfy({ probability($0) <= probability(action) }) { hits += 1 }
        count += 1
    }

    public mutating func add(_ other: Fit) {
        loss += other.loss
        hits += other.hits
        count += other.count
        for index in done.indices {
            done[index] += other.done[index]
            expected[index] += other.expected[index]
        }
    }

    /// Negative log-likelihood a tick, in nats.
    public var meanLoss: Double { loss / Double(max(count, 1)) }
    public var accuracy: Double { Double(hits) / Double(max(count, 1)) }
    public func doneShare(_ action: Action) -> Double { done[Int(action.rawValue)] / Double(max(count, 1)) }
    public func expectedShare(_ action: Action) -> Double { expected[Int(action.rawValue)] / Double(max(count, 1)) }
}

/// Learns to do what people did (behaviour cloning).
public struct BehaviourCloning: Sendable {
    public let settings: CloningSettings
    private let samples: HumanSamples
    private let layout: Layout

    /// What came of it.
    public struct Outcome: Sendable {
        public let model: PolicyModel
        /// Passes over the samples.
        public let epochs: Int
        /// On pairs of people left out, after as many epochs.
        public let fit: Fit
    }

    public init(_ samples: HumanSamples, layout: Layout, settings: CloningSettings) {
        self.samples = samples
        self.layout = layout
        self.settings = settings
    }

    /// Trains with each part of the people left out, then with all of them.
    /// - Throws: `LearningError` for too few people, and as soon as a gradient is no number.
    public func run(workers: Workers, report: @Sendable (String) -> Void = { _ in }) throws -> Outcome {
        let folds = settings.folds
        guard samples.pairs.count >= folds, folds > 1 else {
            throw LearningError("\(samples.pairs.count) pairs of people cannot be split into \(folds) parts")
        }
        Products.useCallingThreadOnly()
        let network = try PolicyNetwork(settings.plan, layout: layout)
        let fits = workers.map(folds) { fold in
            let rows = (0..<samples.count).filter { Int(samples.pair[$0]) % folds != fold }
            let others = (0..<samples.count).filter { Int(samples.pair[$0]) % folds == fold }
            let learner = CloneLearner(network, samples, settings, key: UInt64(fold) + 1)
            let curve = Result<[Fit], any Error> {
                try (0..<settings.epochs).map { epoch in
                    try learner.learn(rows, epoch: epoch)
                    return learner.fit(others)
                }
            }
            report("people left out, part \(fold + 1) of \(folds): done")
            return curve
        }
        let curves = try fits.map { try $0.get() }
        let byEpoch = (0..<settings.epochs).map { epoch in
            curves.reduce(into: Fit()) { sum, curve in sum.add(curve[epoch]) }
        }
        let best = byEpoch.indices.min { byEpoch[$0].meanLoss < byEpoch[$1].meanLoss } ?? 0
        let last = settings.recipe == .plain ? settings.epochs - 1 : best
        let learner = CloneLearner(network, samples, settings, key: 0)
        for epoch in 0...last { try learner.learn(Array(0..<samples.count), epoch: epoch) }
        return Outcome(
            model: PolicyModel(plan: settings.plan, tensors: network.table.tensors(learner.parameters.array)), epochs: last + 1,
            fit: byEpoch[last])
    }
}

/// One network learning from samples.
private final class CloneLearner {
    let parameters: FloatBuffer
    private let network: PolicyNetwork
    private let samples: HumanSamples
    private let settings: CloningSettings
    private let key: UInt64
    private let gradients: FloatBuffer
    private let input: FloatBuffer
    private let probabilities = FloatBuffer(Action.allCases.count)
    private let body: Sequential.Tape
    private let head: Sequential.Tape
    private var adam: Adam

    init(_ network: PolicyNetwork, _ samples: HumanSamples, _ settings: CloningSettings, key: UInt64) {
        self.network = network
        self.samples = samples
        self.settings = settings
        self.key = key
        var random = RandomStream(settings.seed, StreamKey.cloningWeights, key)
        parameters = FloatBuffer(
            Initialisation.normal(network.table, using: &random) { $0.hasPrefix("policy") ? 0.1 : 2.0.squareRoot() })
        gradients = FloatBuffer(network.table.count)
        input = FloatBuffer(settings.minibatch * samples.viewSize)
        body = Sequential.Tape(network.body, capacity: settings.minibatch, isForTraining: true)
        head = Sequential.Tape(network.policy, capacity: settings.minibatch, isForTraining: true)
        adam = Adam(network.table.count)
    }

    /// One pass over `rows` in an order of its own.
    /// - Throws: `LearningError` for a gradient that is no number.
    func learn(_ rows: [Int], epoch: Int) throws {
        var random = RandomStream(settings.seed, StreamKey.cloningEpoch, key, UInt64(epoch))
        let order = rows.shuffled(using: &random)
        let shrink = Float(1 - settings.rate * settings.decay)
        for first in stride(from: 0, to: order.count, by: settings.minibatch) {
            let batch = order[first..<min(first + settings.minibatch, order.count)]
            let (body, logits) = forward(batch)
            gradients.clear()
            let slopes = network.policy.outputGradient(head)
            let count = Action.allCases.count
            for (index, row) in batch.enumerated() {
                Softmax.probabilities(logits + index * count, into: slopes + index * count, count: count)
                slopes[index * count + Int(samples.actions[row])] -= 1
                for action in 0..<count { slopes[index * count + action] /= Float(batch.count) }
            }
            network.policy.backward(
                parameters.pointer, gradients: gradients.base, input: body, batch: batch.count, tape: head,
                inputGradient: network.body.outputGradient(self.body))
            network.body.backward(
                parameters.pointer, gradients: gradients.base, input: input.pointer, batch: batch.count, tape: self.body)
            guard Gradients.norm(gradients.all).isFinite else {
                throw LearningError(
                    brokenAt: "epoch \(epoch + 1), minibatch \(first / settings.minibatch + 1)", network.table,
                    gradients: gradients.pointer, parameters: parameters.pointer)
            }
            if settings.decay > 0 { for index in 0..<parameters.count { parameters.base[index] *= shrink } }
            adam.step(parameters.base, gradients: gradients.pointer, rate: settings.rate)
        }
    }

    /// How well it fits `rows`.
    func fit(_ rows: [Int]) -> Fit {
        var fit = Fit()
        let count = Action.allCases.count
        for first in stride(from: 0, to: rows.count, by: settings.minibatch) {
            let batch = rows[first..<min(first + settings.minibatch, rows.count)]
            let (_, logits) = forward(batch)
            for (index, row) in batch.enumerated() {
                Softmax.probabilities(logits + index * count, into: probabilities.base, count: count)
                fit.add(Action.allCases[Int(samples.actions[row])]) { Double(probabilities.base[Int($0.rawValue)]) }
            }
        }
        return fit
    }

    private func forward(_ batch: ArraySlice<Int>) -> (body: UnsafeMutablePointer<Float>, logits: UnsafeMutablePointer<Float>) {
        let size = samples.viewSize
        samples.views.withUnsafeBufferPointer { views in
            for (index, row) in batch.enumerated() {
                (input.base + index * size).update(from: views.baseAddress.unsafelyUnwrapped + row * size, count: size)
            }
        }
        let body = network.body.forward(parameters.pointer, input: input.pointer, batch: batch.count, tape: self.body)
        return (body, network.policy.forward(parameters.pointer, input: body, batch: batch.count, tape: head))
    }
}
