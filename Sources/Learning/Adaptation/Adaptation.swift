import Kitchen
import Neural

/// How a learner adapts to a partner: plain gradient descent over the episodes that they have just played.
public struct AdaptationRule: Sendable, Hashable, Codable {
    /// Learning rate of a step.
    public var rate: Double
    /// How often it goes over the episodes.
    public var passes: Int
    /// Of the value's loss beside the policy's.
    public var valueWeight: Double
    /// Which parameters it moves.
    public var scope: Scope

    /// Which parameters adapt. The fewer, the less of the noise of a few episodes goes into them.
    public enum Scope: String, Sendable, Hashable, Codable, CaseIterable { case all, biases, policy }

    public init(rate: Double = 0.5, passes: Int = 1, valueWeight: Double = 0.5, scope: Scope = .all) {
        self.rate = rate
        self.passes = passes
        self.valueWeight = valueWeight
        self.scope = scope
    }

    /// - Throws: `LearningError` for numbers that cannot work.
    public func check() throws {
        guard rate > 0, passes > 0, valueWeight >= 0 else {
            throw LearningError("adaptation needs a rate and passes above 0, and a value's weight that is not below 0")
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

/// What a learner's parameters become for one partner: its own plus what some gradient steps add.
final class Adaptation {
    let step: FloatBuffer
    let parameters: FloatBuffer

    init(_ count: Int) {
        step = FloatBuffer(count)
        parameters = FloatBuffer(count)
    }
}

extension RolloutShare {
    /// The parameters that this share plays and learns with.
    func adapted(_ parameters: UnsafePointer<Float>) -> UnsafePointer<Float> {
        guard let adaptation else { return parameters }
        for index in 0..<adaptation.step.count { adaptation.parameters.base[index] = parameters[index] + adaptation.step.base[index] }
        return adaptation.parameters.pointer
    }

    /// Adapts to the partner of the episodes that were played.
    /// - Throws: `LearningError` for a gradient that is no number.
    func adapt(_ parameters: UnsafePointer<Float>, _ objective: PPOObjective, iteration: Int, by rule: AdaptationRule) throws {
        if adaptation == nil { adaptation = Adaptation(gradients.count) }
        guard let adaptation else { return }
        let count = settings.horizon * rows.count
        let moments = advantageMoments(set: 0)
        let mean = moments.sum / Double(count)
        let deviation = max(moments.squares / Double(count) - mean * mean, 0).squareRoot()
        let size = min(settings.minibatch / PPOSettings.shares, count)
        for pass in 0..<rule.passes {
            shuffle(set: 0, iteration: iteration, epoch: settings.epochs + pass)
            for first in stride(from: 0, through: count - size, by: size) {
                accumulate(
                    parameters, samples: first..<(first + size), objective: objective, mean: Float(mean),
                    factor: Float(1 / (deviation + 1e-8)), scale: 1 / Float(size))
                for entry in network.table.entries where !rule.moves(entry.name) {
                    (gradients.base + entry.offset).update(repeating: 0, count: entry.shape.volume)
                }
                let most = settings.gradientClip > 0 ? Float(settings.gradientClip) : .greatestFiniteMagnitude
                guard Gradients.clip(gradients.all, to: most).isFinite else {
                    throw LearningError(
                        brokenAt: "iteration \(iteration + 1), adaptation, pass \(pass + 1), minibatch \(first / size + 1)", network.table,
                        gradients: gradients.pointer, parameters: adapted(parameters))
                }
                for index in 0..<gradients.count { adaptation.step.base[index] -= Float(rule.rate) * gradients.base[index] }
            }
        }
    }
}

/// First-order model-agnostic meta-learning (Finn, Abbeel and Levine 2017): what is learned is where to adapt from.
extension PPO {
    /// Plays and learns once: every share of the games meets partners, adapts to them, plays again, and the gradient at
    /// the adapted parameters moves the ones adapted from.
    /// - Throws: `LearningError` for a learner with parameters for each seat, and as soon as something is no number.
    public func iterateAdapting(by rule: AdaptationRule) throws -> Metrics {
        defer { forgetAdaptation() }
        try collect()
        try adapt(by: rule)
        try collect(pass: 1)
        return try learn()
    }

    /// Scores with the company's partners before and after each of some adaptations, without learning.
    ///
    /// Every share of the games adapts for itself, to its own few episodes.
    /// - Returns: `[times + 1][shares]` mean scores an episode.
    public func scoresWhileAdapting(times: Int, by rule: AdaptationRule) throws -> [[Double]] {
        defer { forgetAdaptation() }
        return try (0...times).map { time in
            if time > 0 { try adapt(by: rule) }
            try collect(pass: 8 + time, shapedWeight: 0, randomShares: 0)
            return shares.map { $0.sparse / Double($0.games) }
        }
    }

    private func forgetAdaptation() {
        for share in shares { share.adaptation = nil }
    }

    private func adapt(by rule: AdaptationRule) throws {
        guard learners.count == 1 else { throw LearningError("only a learner with one set of parameters adapts") }
        nonisolated(unsafe) let parameters = learners[0].parameters.pointer
        var objective = objective(Double(iteration * settings.stepsPerIteration))
        // To adapt is to choose; what keeps a learner undecided while it learns is of no use here.
        (objective.entropyWeight, objective.valueWeight) = (0, Float(rule.valueWeight))
        let (shares, iteration, own) = (shares, iteration, objective)
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
