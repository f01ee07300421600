import Basics
import Foundation
import Kitchen
import Neural

// Proximal policy optimisation on one page, in the order of the paper: Schulman, Wolski, Dhariwal, Radford and Klimov 2017,
// "Proximal policy optimization algorithms". Equations are the paper's where nothing else is said; "GAE" is Schulman,
// Moritz, Levine, Jordan and Abbeel 2016, "High-dimensional continuous control using generalized advantage estimation".

extension PPO {
    // MARK: Algorithm 1

    /// One iteration of Algorithm 1: the policy plays one episode of every game, advantages are estimated, and the loss is
    /// minimised by `epochs` passes (K in the paper) over minibatches of `minibatch` samples (M).
    /// - Throws: `LearningError` as soon as a gradient is no finite number.
    public func iterate() throws -> Metrics {
        try collect(.training)
        return try update()
    }

    /// Minimises the loss on the episodes that were played, and counts the iteration.
    func update() throws -> Metrics {
        var metrics = rolloutMetrics()
        metrics.learningRate = settings.learningRateSchedule.value(stepsDone)
        metrics.explainedVariance = shares.reduce(into: ReturnMoments()) { $0.add($1.returnMoments()) }.explainedVariance
        let loss = loss(atStep: stepsDone)
        var sums = PPOLoss.Sums()
        var (steps, gradientNorms) = (0, 0.0)
        for set in learners.indices {
            let advantages = shares.reduce(into: AdvantageMoments()) { $0.add($1.advantageMoments(set: set)) }.normalisation
            for epoch in 0..<settings.epochs {
                for minibatch in 0..<minibatches(set) {
                    accumulateGradients(set, epoch: epoch, minibatch: minibatch, loss, advantages)
                    gradientNorms += Double(
                        try learners[set].step(
                            shares.map { $0.gradients.pointer }, learningRate: metrics.learningRate, maxNorm: settings.gradientLimit,
                            at: "iteration \(iteration + 1), epoch \(epoch + 1), minibatch \(minibatch + 1)"))
                    for share in shares { sums.add(share.sums) }
                    steps += 1
                }
            }
        }
        iteration += 1
        metrics.iteration = iteration
        metrics.steps = iteration * settings.stepsPerIteration
        metrics.gradientNorm = gradientNorms / Double(max(steps, 1))
        metrics.add(sums)
        return metrics
    }

    /// The loss's coefficients after so many environment steps of the run.
    func loss(atStep step: Double) -> PPOLoss {
        PPOLoss(
            clipCoefficient: Float(settings.clipCoefficient), valueClip: Float(settings.valueClip),
            valueCoefficient: Float(settings.valueCoefficient),
            entropyCoefficient: Float(settings.entropySchedule.value(step)))
    }
}

// MARK: - Advantages: equations 11 and 12

extension RolloutBuffer {
    /// Generalised advantage estimation (GAE, equation 16) over whole episodes, backwards in time:
    ///
    ///     delta_t = r_t + gamma V(s_t+1) - V(s_t)          the TD error (equation 12)
    ///     A_t     = delta_t + gamma gae_lambda A_t+1       the advantage (equation 11)
    ///     R_t     = A_t + V(s_t)                           the return, which the value is to become
    ///
    /// Reads `rewards` and `values`, writes `advantages` and `returns`.
    func estimateAdvantages(gamma: Float, gaeLambda: Float) {
        for row in 0..<rows {
            var advantage: Float = 0
            var index = (ticks &- 1) &* rows &+ row
            while index >= 0 {
                let tdError = rewards.base[index] + gamma * values.base[index &+ rows] - values.base[index]
                advantage = tdError + gamma * gaeLambda * advantage
                advantages.base[index] = advantage
                returns.base[index] = advantage + values.base[index]
                index &-= rows
            }
        }
    }
}

// MARK: - The loss of a sample: equations 6, 7 and 9

/// What is minimised, for one sample: minus equation 9,
///
///     loss = -L_clip + value_coefficient L_value - entropy_coefficient S
///
/// where `value_coefficient` and `entropy_coefficient` are the paper's c1 and c2, and L_value is half of the squared error.
struct PPOLoss: Sendable {
    /// Epsilon of equation 7.
    var clipCoefficient: Float
    /// How far a value may move from what it was; 0 for no limit. Not in the paper, but in its authors' program.
    var valueClip: Float
    var valueCoefficient: Float
    var entropyCoefficient: Float

    /// What the policy that played kept of a sample.
    struct Sample {
        let action: Int
        /// Of the action and of what was said with it, by the policy that played.
        let logProbability: Float
        let value: Float
        /// Normalised over the iteration.
        let advantage: Float
        let `return`: Float
    }

    /// What was said with an action by a policy that has a second head for it. The ratio of equation 6 is of both together.
    struct Utterance {
        let said: Int
        /// `[count]`, of the policy as it is now.
        let logits: UnsafePointer<Float>
        let count: Int
        let entropyCoefficient: Float
        /// `[count]`, overwritten by the gradient of the loss with respect to the logits.
        let gradient: UnsafeMutablePointer<Float>
    }

    /// A head's probabilities of a sample, which become the gradient of the loss in place.
    private struct Head {
        let logits: UnsafePointer<Float>
        let count: Int
        let gradient: UnsafeMutablePointer<Float>
        let logSumExp: Float
        /// S.
        let entropy: Float

        @inline(__always)
        init(_ logits: UnsafePointer<Float>, count: Int, into gradient: UnsafeMutablePointer<Float>) {
            (self.logits, self.count, self.gradient) = (logits, count, gradient)
            // pi(a | s) of all choices.
            logSumExp = Softmax.probabilities(logits, into: gradient, count: count)
            var entropy: Float = 0
            for index in 0..<count { entropy -= gradient[index] * (logits[index] - logSumExp) }
            self.entropy = entropy
        }

        /// Writes the gradients of -L_clip and of -S with respect to the logits, by that of the softmax.
        @inline(__always)
        func write(_ policyGradient: Float, taken choice: Int, entropyCoefficient: Float, scale: Float) {
            for index in 0..<count {
                let probability = gradient[index]
                let taken: Float = index == choice ? 1 : 0
                let entropyGradient = entropyCoefficient * probability * (logits[index] - logSumExp + entropy)
                gradient[index] = scale * (policyGradient * (taken - probability) + entropyGradient)
            }
        }
    }

    /// Adds one sample to `sums` and computes its gradient.
    /// - Parameters:
    ///   - logits: `[actions]`, of the policy as it is now.
    ///   - value: of the value function as it is now.
    ///   - scale: of the gradient: one over the samples of a minibatch.
    ///   - logitGradient: `[actions]`, overwritten by the gradient of the loss with respect to the logits.
    ///   - utterance: what was said, where the policy can talk.
    /// - Returns: the gradient of the loss with respect to the value.
    @inline(__always)
    func gradient(
        _ sample: Sample, logits: UnsafePointer<Float>, value: Float, actions: Int, scale: Float,
        into logitGradient: UnsafeMutablePointer<Float>, saying utterance: Utterance? = nil, sums: inout Sums
    ) -> Float {
        let acting = Head(logits, count: actions, into: logitGradient)
        let talking = utterance.map { Head($0.logits, count: $0.count, into: $0.gradient) }

        // Equation 6: r_t = pi(a_t | s_t) / pi_old(a_t | s_t).
        var logRatio = logits[sample.action] - acting.logSumExp - sample.logProbability
        if let utterance, let talking { logRatio += utterance.logits[utterance.said] - talking.logSumExp }
        let ratio = expf(logRatio)

        // Equation 7: L_clip = min(r_t A_t, clip(r_t, 1 - epsilon, 1 + epsilon) A_t).
        let clippedRatio = min(max(ratio, 1 - clipCoefficient), 1 + clipCoefficient)
        let (surrogate, clippedSurrogate) = (ratio * sample.advantage, clippedRatio * sample.advantage)
        // The clipped ratio does not depend on the logits: no gradient.
        let isClipped = clippedSurrogate < surrogate

        let policyGradient = isClipped ? 0 : -surrogate
        acting.write(policyGradient, taken: sample.action, entropyCoefficient: entropyCoefficient, scale: scale)
        if let utterance, let talking {
            talking.write(policyGradient, taken: utterance.said, entropyCoefficient: utterance.entropyCoefficient, scale: scale)
            sums.voiceEntropy += Double(talking.entropy)
        }

        // L_value = (V(s_t) - R_t)^2 / 2 of equation 9; with a value clip the larger of it and the clipped value's.
        let error = value - sample.return
        let clippedValue = sample.value + min(max(value - sample.value, -valueClip), valueClip)
        let clippedError = valueClip > 0 ? clippedValue - sample.return : error
        let isValueClipped = clippedError * clippedError > error * error

        sums.policyLoss -= Double(min(surrogate, clippedSurrogate))
        sums.valueLoss += Double(max(error * error, clippedError * clippedError)) / 2
        sums.entropy += Double(acting.entropy)
        sums.approxKL += Double(ratio - 1 - logRatio)
        sums.clipFraction += isClipped ? 1 : 0
        sums.count += 1
        return isValueClipped ? 0 : scale * valueCoefficient * error
    }

    /// Sums over samples; divided by `count` they are metrics.
    struct Sums {
        var policyLoss = 0.0
        var valueLoss = 0.0
        var entropy = 0.0
        /// Of what is said.
        var voiceEntropy = 0.0
        var approxKL = 0.0
        var clipFraction = 0.0
        var count = 0.0

        mutating func add(_ other: Sums) {
            voiceEntropy += other.voiceEntropy
            policyLoss += other.policyLoss
            valueLoss += other.valueLoss
            entropy += other.entropy
            approxKL += other.approxKL
            clipFraction += other.clipFraction
            count += other.count
        }
    }
}

// MARK: - A minibatch: the gradient, and a step of Adam

extension PPO {
    /// Minibatches of a pass over the samples of one set of parameters.
    private func minibatches(_ set: Int) -> Int { shares[0].samples(set: set) / samplesPerShare(set) }

    /// Samples that each share gives to a minibatch.
    private func samplesPerShare(_ set: Int) -> Int { min(settings.minibatch / shares.count, shares[0].samples(set: set)) }

    /// Lets every share compute the gradient of its samples of a minibatch.
    private func accumulateGradients(
        _ set: Int, epoch: Int, minibatch: Int, _ loss: PPOLoss, _ normalisation: AdvantageMoments.Normalisation
    ) {
        let size = samplesPerShare(set)
        let (shares, iteration) = (shares, iteration)
        nonisolated(unsafe) let parameters = learners[set].parameters.pointer
        workers.run(shares.count) { index in
            if minibatch == 0 { shares[index].shuffle(set: set, iteration: iteration, epoch: epoch) }
            shares[index].accumulateGradients(
                parameters, samples: (minibatch * size)..<((minibatch + 1) * size), loss: loss, normalisation: normalisation,
                scale: 1 / Float(size * shares.count))
        }
    }
}

extension RolloutShare {
    /// Computes the gradient of the loss over some samples into `gradients`, and their part of the metrics into `sums`.
    /// - Parameters:
    ///   - parameters: `[parameters]`, of the learner.
    ///   - samples: places in `order`.
    ///   - scale: one over the samples of the whole minibatch.
    func accumulateGradients(
        _ parameters: UnsafePointer<Float>, samples: Range<Int>, loss: PPOLoss, normalisation: AdvantageMoments.Normalisation,
        scale: Float
    ) {
        precondition(samples.lowerBound >= 0 && samples.upperBound <= order.count, "\(samples) of \(order.count) samples")
        gradients.clear()
        sums = PPOLoss.Sums()
        let parameters = adapted(parameters)
        var first = samples.lowerBound
        while first < samples.upperBound {
            let batch = min(RolloutShare.chunk, samples.upperBound &- first)
            accumulateChunk(parameters, first: first, batch: batch, loss, normalisation, scale)
            first &+= batch
        }
    }

    /// The same for as many samples as go through the network together.
    private func accumulateChunk(
        _ parameters: UnsafePointer<Float>, first: Int, batch: Int, _ loss: PPOLoss, _ normalisation: AdvantageMoments.Normalisation,
        _ scale: Float
    ) {
        let (actions, size) = (Action.allCases.count, buffer.observationSize)
        for index in 0..<batch {
            (input.base + index &* size).update(from: buffer.observations.base + Int(order[first &+ index]) &* size, count: size)
        }
        let body = network.body.forward(parameters, input: input.pointer, batch: batch, tape: bodyTape, isSparse: true)
        let logits = network.policy.forward(parameters, input: body, batch: batch, tape: policyTape)
        let values = value.forward(parameters, input: body, batch: batch, tape: valueTape)
        let logitGradients = network.policy.outputGradient(policyTape)
        let valueGradients = value.outputGradient(valueTape)
        for index in 0..<batch {
            let sample = Int(order[first &+ index])
            valueGradients[index] = loss.gradient(
                PPOLoss.Sample(
                    action: Int(buffer.actions[sample]), logProbability: buffer.logProbabilities.base[sample],
                    value: buffer.values.base[sample], advantage: normalisation.normalised(buffer.advantages.base[sample]),
                    return: buffer.returns.base[sample]),
                logits: logits + index &* actions, value: values[index], actions: actions, scale: scale,
                into: logitGradients + index &* actions, sums: &sums)
        }
        let bodyGradients = network.body.outputGradient(bodyTape)
        network.policy.backward(
            parameters, gradients: gradients.base, input: body, batch: batch, tape: policyTape, inputGradient: bodyGradients)
        value.backward(
            parameters, gradients: gradients.base, input: body, batch: batch, tape: valueTape, inputGradient: bodyGradients,
            adding: true)
        network.body.backward(parameters, gradients: gradients.base, input: input.pointer, batch: batch, tape: bodyTape)
    }
}
