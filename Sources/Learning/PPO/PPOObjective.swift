import Foundation
import Neural

/// The objective of proximal policy optimisation for one sample, and its slope (Schulman et al. 2017, eq. 9).
struct PPOObjective {
    var clip: Float
    var valueClip: Float
    var valueWeight: Float
    var entropyWeight: Float

    /// What was seen when the sample was taken.
    struct Sample {
        let action: Int
        let logProbability: Float
        let value: Float
        let advantage: Float
        let target: Float
    }

    /// Sums over samples, for the metrics.
    struct Sums {
        var policyLoss = 0.0
        var valueLoss = 0.0
        var entropy = 0.0
        /// Estimate of the divergence from the old policy: mean of `ratio - 1 - log ratio`.
        var divergence = 0.0
        var clipped = 0.0
        var count = 0.0

        mutating func add(_ other: Sums) {
            policyLoss += other.policyLoss
            valueLoss += other.valueLoss
            entropy += other.entropy
            divergence += other.divergence
            clipped += other.clipped
            count += other.count
        }
    }

    /// Writes the loss's slope by `logits` (into `logitSlopes`, times `scale`) and returns the one by the value.
    @inline(__always)
    func slopes(
        _ sample: Sample, logits: UnsafePointer<Float>, value: Float, count: Int, scale: Float,
        into logitSlopes: UnsafeMutablePointer<Float>, sums: inout Sums
    ) -> Float {
        let partition = Softmax.probabilities(logits, into: logitSlopes, count: count)
        var entropy: Float = 0
        for index in 0..<count { entropy -= logitSlopes[index] * (logits[index] - partition) }
        let logRatio = logits[sample.action] - partition - sample.logProbability
        let ratio = expf(logRatio)
        let limited = min(max(ratio, 1 - clip), 1 + clip)
        let isClipped = limited * sample.advantage < ratio * sample.advantage
        let pull = isClipped ? 0 : -ratio * sample.advantage
        for index in 0..<count {
            let p = logitSlopes[index]
            let towards: Float = index == sample.action ? 1 : 0
            let spread = entropyWeight * p * (logits[index] - partition + entropy)
            logitSlopes[index] = scale * (pull * (towards - p) + spread)
        }
        let error = value - sample.target
        let near = sample.value + min(max(value - sample.value, -valueClip), valueClip)
        let nearError = valueClip > 0 ? near - sample.target : error
        // Beyond the limit the larger error is the clipped one, which does not depend on the value any more.
        let isStopped = nearError * nearError > error * error
        sums.policyLoss -= Double(min(ratio * sample.advantage, limited * sample.advantage))
        sums.valueLoss += Double(max(error * error, nearError * nearError)) / 2
        sums.entropy += Double(entropy)
        sums.divergence += Double(ratio - 1 - logRatio)
        sums.clipped += isClipped ? 1 : 0
        sums.count += 1
        return isStopped ? 0 : scale * valueWeight * error
    }
}
