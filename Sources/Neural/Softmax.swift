import Foundation

/// Probabilities out of logits. All arrays are `[count]`.
public enum Softmax {
    /// Writes the probabilities of logits divided by `temperature` into `target`, which may be the logits themselves.
    /// - Returns: log-sum-exp of the logits, times the temperature: the logarithm of a probability is its logit minus this,
    ///   at temperature 1.
    @inline(__always)
    @discardableResult
    public static func probabilities(
        _ logits: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, count: Int, temperature: Float = 1
    ) -> Float {
        var top = logits[0]
        for index in 1..<count where logits[index] > top { top = logits[index] }
        var sum: Float = 0
        for index in 0..<count {
            target[index] = expf((logits[index] - top) / temperature)
            sum += target[index]
        }
        for index in 0..<count { target[index] /= sum }
        return top + temperature * logf(sum)
    }

    /// Natural logarithm of the probability of `choice`.
    @inline(__always)
    public static func logProbability(_ logits: UnsafePointer<Float>, of choice: Int, count: Int) -> Float {
        var top = logits[0]
        for index in 1..<count where logits[index] > top { top = logits[index] }
        var sum: Float = 0
        for index in 0..<count { sum += expf(logits[index] - top) }
        return logits[choice] - top - logf(sum)
    }

    /// The choice that `uniform`, a number in `0..<1`, falls on: a draw from the probabilities where it is drawn uniformly.
    @inline(__always)
    public static func choice(_ probabilities: UnsafePointer<Float>, count: Int, uniform: Float) -> Int {
        var sum: Float = 0
        for index in 0..<(count &- 1) {
            sum += probabilities[index]
            if uniform < sum { return index }
        }
        // Rounding may leave the sum below one; what is impossible is not chosen for it.
        var last = count &- 1
        while last > 0 && probabilities[last] <= 0 { last &-= 1 }
        return last
    }

    /// The index of the largest number, the first of equals.
    @inline(__always)
    public static func argmax(_ numbers: UnsafePointer<Float>, count: Int) -> Int {
        var best = 0
        for index in 1..<count where numbers[index] > numbers[best] { best = index }
        return best
    }

    /// Adds to the gradient with respect to the logits that of minus `factor` times the entropy of their probabilities.
    @inline(__always)
    public static func addEntropyGradient(
        _ probabilities: UnsafePointer<Float>, to gradient: UnsafeMutablePointer<Float>, factor: Float, count: Int
    ) {
        var entropy: Float = 0
        for index in 0..<count where probabilities[index] > 0 { entropy -= probabilities[index] * logf(probabilities[index]) }
        for index in 0..<count where probabilities[index] > 0 {
            gradient[index] += factor * probabilities[index] * (logf(probabilities[index]) + entropy)
        }
    }
}
