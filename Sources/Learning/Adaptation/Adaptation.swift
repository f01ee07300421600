import Kitchen
import Neural

/// How a learner adapts to a partner: the inner loop of MAML (Finn, Abbeel and Levine 2017, Algorithm 1, line 6), plain
/// gradient descent over the episodes that the two have just played.
public struct AdaptationRule: Sendable, Hashable, Codable {
    /// Learning rate of a step: the paper's alpha.
    public var learningRate: Double
    /// Passes over the episodes.
    public var passes: Int
    /// Weight of the value's loss (`PPOSettings.valueCoefficient`).
    public var valueCoefficient: Double
    /// Which parameters adapt.
    public var scope: Scope

    /// Which parameters adapt. The fewer, the less of the noise of a few episodes goes into them.
    public enum Scope: String, Sendable, Hashable, Codable, CaseIterable { case all, biases, policy }

    /// Names in files of runs.
    private enum CodingKeys: String, CodingKey {
        case learningRate = "rate"
        case passes
        case valueCoefficient = "valueWeight"
        case scope
    }

    public init(learningRate: Double = 0.5, passes: Int = 1, valueCoefficient: Double = 0.5, scope: Scope = .all) {
        self.learningRate = learningRate
        self.passes = passes
        self.valueCoefficient = valueCoefficient
        self.scope = scope
    }

    /// - Throws: `LearningError` for numbers that cannot work.
    public func check() throws {
        guard learningRate > 0, passes > 0, valueCoefficient >= 0 else {
            throw LearningError("adaptation needs a learning rate and passes above 0, and a value coefficient that is not below 0")
        }
    }

    /// Whether the parameter called `name` adapts.
    func moves(_ name: String) -> Bool {
        switch scope {
        case .all: true
        case .biases: name.hasSuffix("/bias")
        case .policy: name.hasPrefix("policy/")
        }
    }
}

/// A learner's parameters adapted to one partner: its own plus what some gradient steps have added.
final class Adaptation {
    /// `[parameters]`: what has been added.
    let step: FloatBuffer
    /// `[parameters]`: the sum, as of the last `RolloutShare.adapted`.
    let parameters: FloatBuffer

    init(_ count: Int) {
        step = FloatBuffer(count)
        parameters = FloatBuffer(count)
    }
}

extension RolloutShare {
    /// The parameters that this share plays and learns with, `[parameters]`.
    /// - Parameter parameters: the learner's, `[parameters]`.
    func adapted(_ parameters: UnsafePointer<Float>) -> UnsafePointer<Float> {
        guard let adaptation else { return parameters }
        for index in 0..<adaptation.step.count { adaptation.parameters.base[index] = parameters[index] + adaptation.step.base[index] }
        return adaptation.parameters.pointer
    }

    /// Adapts to the partner of the episodes that were played.
    /// - Parameter parameters: the learner's, `[parameters]`.
    /// - Throws: `LearningError` for a gradient that is no finite number.
    func adapt(_ parameters: UnsafePointer<Float>, _ loss: PPOLoss, iteration: Int, by rule: AdaptationRule) throws {
        if adaptation == nil { adaptation = Adaptation(gradients.count) }
        guard let adaptation else { return }
        let count = samples(set: 0)
        let normalisation = advantageMoments(set: 0).normalisation
        let size = min(settings.minibatch / PPOSettings.shares, count)
        for pass in 0..<rule.passes {
            shuffle(set: 0, iteration: iteration, epoch: settings.epochs + pass)
            for first in stride(from: 0, through: count - size, by: size) {
                accumulateGradients(
                    parameters, samples: first..<(first + size), loss: loss, normalisation: normalisation, scale: 1 / Float(size))
                for entry in network.table.entries where !rule.moves(entry.name) {
                    (gradients.base + entry.offset).update(repeating: 0, count: entry.shape.volume)
                }
                guard Gradients.clip(gradients.all, to: settings.gradientLimit).isFinite else {
                    throw LearningError(
                        brokenAt: "iteration \(iteration + 1), adaptation, pass \(pass + 1), minibatch \(first / size + 1)", network.table,
                        gradients: gradients.pointer, parameters: adapted(parameters))
                }
                for index in 0..<gradients.count { adaptation.step.base[index] -= Float(rule.learningRate) * gradients.base[index] }
            }
        }
    }
}

/// First-order model-agnostic meta-learning (Finn, Abbeel and Levine 2017, "Model-agnostic meta-learning for fast adaptation
/// of deep networks", Algorithm 3 and the first-order variant of section 5.2): what is learned is where to adapt from.
extension PPO {
    /// Plays and learns once: every share of the games adapts to its partners, plays again, and the gradient at the adapted
    /// parameters moves the ones adapted from.
    /// - Throws: `LearningError` for a learner with parameters for each seat, and as soon as a gradient is no finite number.
    public func iterateAdapting(by rule: AdaptationRule) throws -> Metrics {
        defer { forgetAdaptation() }
        try collect(.training)
        try adapt(by: rule)
        try collect(.adapted)
        return try update()
    }

    /// Scores with the partners before and after each of some adaptations, without learning.
    ///
    /// Every share of the games adapts for itself, to its own few episodes.
    /// - Returns: `[times + 1][shares]` mean scores an episode.
    public func scoresWhileAdapting(times: Int, by rule: AdaptationRule) throws -> [[Double]] {
        defer { forgetAdaptation() }
        return try (0...times).map { time in
            if time > 0 { try adapt(by: rule) }
            try collect(.adaptationTrial(adaptations: time), shapedWeight: 0, randomShares: 0)
            return shares.map { $0.sparse / Double($0.games) }
        }
    }

    private func forgetAdaptation() {
        for share in shares { share.adaptation = nil }
    }

    private func adapt(by rule: AdaptationRule) throws {
        guard learners.count == 1 else { throw LearningError("only a learner with one set of parameters adapts") }
        nonisolated(unsafe) let parameters = learners[0].parameters.pointer
        var loss = loss(atStep: stepsDone)
        // To adapt is to choose: no entropy bonus, which keeps a learner undecided while it learns.
        (loss.entropyCoefficient, loss.valueCoefficient) = (0, Float(rule.valueCoefficient))
        let (shares, iteration, own) = (shares, iteration, loss)
        let problems = workers.map(shares.count) { share -> (any Error)? in
            do {
                try shares[share].adapt(parameters, own, iteration: iteration, by: rule)
                return nil
            } catch {
                return error
            }
        }
        if let problem = problems.lazy.compactMap(\.self).first { throw problem }
    }
}
