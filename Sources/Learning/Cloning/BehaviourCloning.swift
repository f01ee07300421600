import Agents
import Basics
import Foundation
import Kitchen
import Neural

/// Behaviour cloning: learns to do what people did, by maximum likelihood (Carroll et al. 2019, "On the utility of learning
/// about humans for human-AI coordination").
public struct BehaviourCloning: Sendable {
    public let settings: CloningSettings
    private let samples: HumanSamples
    private let layout: Layout

    /// A clone, and how well its like predict people that they did not learn from.
    public struct Outcome: Sendable {
        public let model: PolicyModel
        /// Passes over the samples.
        public let epochs: Int
        /// On pairs of people left out, after as many epochs.
        public let evaluation: PredictionEvaluation
    }

    public init(_ samples: HumanSamples, layout: Layout, settings: CloningSettings) {
        self.samples = samples
        self.layout = layout
        self.settings = settings
    }

    /// Trains with each part of the people left out, then with all of them.
    /// - Throws: `LearningError` for too few people, and as soon as a gradient is no finite number.
    public func run(workers: Workers, report: @Sendable (String) -> Void = { _ in }) throws -> Outcome {
        let folds = settings.folds
        guard samples.pairs.count >= folds, folds > 1 else {
            throw LearningError("\(samples.pairs.count) pairs of people cannot be split into \(folds) parts")
        }
        Products.useCallingThreadOnly()
        let network = try PolicyNetwork(settings.plan, layout: layout)
        let results = workers.map(folds) { fold in
            let rows = (0..<samples.count).filter { Int(samples.pair[$0]) % folds != fold }
            let others = (0..<samples.count).filter { Int(samples.pair[$0]) % folds == fold }
            let learner = CloneLearner(network, samples, settings, key: UInt64(fold) + 1)
            let curve = Result<[PredictionEvaluation], any Error> {
                try (0..<settings.epochs).map { epoch in
                    try learner.learn(rows, epoch: epoch)
                    return learner.evaluate(others)
                }
            }
            report("people left out, part \(fold + 1) of \(folds): done")
            return curve
        }
        let curves = try results.map { try $0.get() }
        let byEpoch = (0..<settings.epochs).map { epoch in
            curves.reduce(into: PredictionEvaluation()) { sum, curve in sum.add(curve[epoch]) }
        }
        let best = byEpoch.indices.min { byEpoch[$0].meanNegativeLogLikelihood < byEpoch[$1].meanNegativeLogLikelihood } ?? 0
        let last = settings.recipe == .plain ? settings.epochs - 1 : best
        let learner = CloneLearner(network, samples, settings, key: 0)
        for epoch in 0...last { try learner.learn(Array(0..<samples.count), epoch: epoch) }
        return Outcome(
            model: PolicyModel(plan: settings.plan, tensors: network.table.tensors(learner.parameters.array)), epochs: last + 1,
            evaluation: byEpoch[last])
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
        input = FloatBuffer(settings.minibatch * samples.observationSize)
        body = Sequential.Tape(network.body, capacity: settings.minibatch, isForTraining: true)
        head = Sequential.Tape(network.policy, capacity: settings.minibatch, isForTraining: true)
        adam = Adam(network.table.count)
    }

    /// One pass over `rows`, in a new order: the gradient of the mean negative log-likelihood, and steps of Adam.
    /// - Throws: `LearningError` for a gradient that is no finite number.
    func learn(_ rows: [Int], epoch: Int) throws {
        var random = RandomStream(settings.seed, StreamKey.cloningEpoch, key, UInt64(epoch))
        let order = rows.shuffled(using: &random)
        let shrink = Float(1 - settings.learningRate * settings.weightDecay)
        for first in stride(from: 0, to: order.count, by: settings.minibatch) {
            let batch = order[first..<min(first + settings.minibatch, order.count)]
            let (body, logits) = forward(batch)
            gradients.clear()
            let logitGradients = network.policy.outputGradient(head)
            let count = Action.allCases.count
            for (index, row) in batch.enumerated() {
                Softmax.probabilities(logits + index * count, into: logitGradients + index * count, count: count)
                logitGradients[index * count + Int(samples.actions[row])] -= 1
                for action in 0..<count { logitGradients[index * count + action] /= Float(batch.count) }
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
            if settings.weightDecay > 0 { for index in 0..<parameters.count { parameters.base[index] *= shrink } }
            adam.step(parameters.base, gradients: gradients.pointer, learningRate: settings.learningRate)
        }
    }

    /// How well it predicts the actions of `rows`.
    func evaluate(_ rows: [Int]) -> PredictionEvaluation {
        var evaluation = PredictionEvaluation()
        let count = Action.allCases.count
        for first in stride(from: 0, to: rows.count, by: settings.minibatch) {
            let batch = rows[first..<min(first + settings.minibatch, rows.count)]
            let (_, logits) = forward(batch)
            for (index, row) in batch.enumerated() {
                Softmax.probabilities(logits + index * count, into: probabilities.base, count: count)
                evaluation.add(Action.allCases[Int(samples.actions[row])]) { Double(probabilities.base[Int($0.rawValue)]) }
            }
        }
        return evaluation
    }

    /// The body's outputs, `[batch, body.output]`, and the logits, `[batch, actions]`, of some rows.
    private func forward(_ batch: ArraySlice<Int>) -> (body: UnsafeMutablePointer<Float>, logits: UnsafeMutablePointer<Float>) {
        let size = samples.observationSize
        samples.observations.withUnsafeBufferPointer { observations in
            for (index, row) in batch.enumerated() {
                (input.base + index * size).update(from: observations.baseAddress.unsafelyUnwrapped + row * size, count: size)
            }
        }
        let body = network.body.forward(parameters.pointer, input: input.pointer, batch: batch.count, tape: self.body)
        return (body, network.policy.forward(parameters.pointer, input: body, batch: batch.count, tape: head))
    }
}
