import Kitchen
import Neural

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

    /// Adapts to the partner of the episodes that were played: one pass over them by plain gradient descent.
    func adapt(_ parameters: UnsafePointer<Float>, _ objective: PPOObjective, iteration: Int, rate: Float) {
        if adaptation == nil { adaptation = Adaptation(gradients.count) }
        guard let adaptation else { return }
        shuffle(set: 0, iteration: iteration, epoch: settings.epochs)
        let count = settings.horizon * rows.count
        let moments = advantageMoments(set: 0)
        let mean = moments.sum / Double(count)
        let deviation = max(moments.squares / Double(count) - mean * mean, 0).squareRoot()
        let size = min(settings.minibatch / PPOSettings.shares, count)
        for first in stride(from: 0, through: count - size, by: size) {
            accumulate(
                parameters, samples: first..<(first + size), objective: objective, mean: Float(mean),
                factor: Float(1 / (deviation + 1e-8)), scale: 1 / Float(size))
            if settings.gradientClip > 0 { Gradients.clip(gradients.all, to: Float(settings.gradientClip)) }
            for index in 0..<gradients.count { adaptation.step.base[index] -= rate * gradients.base[index] }
        }
    }
}

/// First-order model-agnostic meta-learning (Finn, Abbeel and Levine 2017): what is learned is where to adapt from.
extension PPO {
    /// Plays and learns once: every share of the games meets partners, adapts to them, plays again, and the gradient at
    /// the adapted parameters moves the ones adapted from.
    /// - Parameter rate: of the gradient steps of adaptation.
    /// - Throws: `LearningProblem` for a learner with parameters for each seat, and as soon as something is no number.
    public func iterateAdapting(rate: Double) throws -> Metrics {
        defer { forgetAdaptation() }
        try collect()
        try adapt(rate: rate)
        try collect(pass: 1)
        return try learn()
    }

    /// Mean scores with the company's partners before and after each of some adaptations, without learning.
    public func scoresWhileAdapting(times: Int, rate: Double) throws -> [Double] {
        defer { forgetAdaptation() }
        return try (0...times).map { time in
            if time > 0 { try adapt(rate: rate) }
            try collect(pass: 8 + time, shapedWeight: 0, randomShares: 0)
            return shares.reduce(0) { $0 + $1.sparse } / Double(settings.games)
        }
    }

    private func forgetAdaptation() {
        for share in shares { share.adaptation = nil }
    }

    private func adapt(rate: Double) throws {
        guard learners.count == 1 else { throw LearningProblem("only a learner with one set of parameters adapts") }
        nonisolated(unsafe) let parameters = learners[0].parameters.pointer
        let objective = objective(Double(iteration * settings.stepsPerIteration))
        let (shares, iteration) = (shares, iteration)
        workers.run(shares.count) { shares[$0].adapt(parameters, objective, iteration: iteration, rate: Float(rate)) }
    }
}
