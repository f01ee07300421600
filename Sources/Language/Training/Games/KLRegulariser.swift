import Foundation
import Neural

/// A divergence from another speaker's policy, held fixed, in a speaker's loss: it draws the speaker towards that policy, or
/// pushes it away.
struct KLRegulariser {
    /// How two policies' next-symbol distributions, p of the one that learns and q of the other, are compared.
    enum Measure {
        /// Kullback-Leibler divergence of p from q.
        case kullbackLeibler
        /// Jensen-Shannon divergence of p from q, the mean of two Kullback-Leibler divergences; it is at most ln 2, so that there is
        /// a limit to moving away.
        case jensenShannon
    }

    let measure: Measure
    /// Weight of the sum over a message's symbols in the loss; below 0 the divergence is rewarded.
    let weight: Float
    /// The other speaker's parameters.
    let reference: [Float]

    /// Derivative of the divergence by a probability p, without the part that is the same for all symbols.
    private func derivative(_ p: Float, _ q: Float) -> Float {
        let (p, q) = (max(p, 1e-8), max(q, 1e-8))
        switch measure {
        case .kullbackLeibler: return log(p / q)
        case .jensenShannon: return 0.5 * log(2 * p / (p + q))
        }
    }

    /// Writes the gradient of the weighted divergence by the logits of p.
    func write(_ p: UnsafePointer<Float>, _ q: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, factor: Float, count: Int) {
        var mean: Float = 0
        for symbol in 0..<count {
            target[symbol] = derivative(p[symbol], q[symbol])
            mean += p[symbol] * target[symbol]
        }
        for symbol in 0..<count { target[symbol] = factor * p[symbol] * (target[symbol] - mean) }
    }
}

extension SpeakerNetwork {
    /// Adds to `gradients` the gradient of a regulariser, averaged over rounds and summed over the prefixes of what was said, per round.
    /// - Parameters:
    ///   - features: `[rounds, plan.features]`.
    ///   - memory: for the one that learns; what a pass left there is overwritten.
    ///   - other: for the reference.
    func regularise(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, _ regulariser: KLRegulariser, messages: MessageBatch,
        features: UnsafePointer<Float>, memory: borrowing Memory, other: borrowing Memory
    ) {
        forward(regulariser.reference, messages: messages, features: features, memory: other)
        forward(parameters, messages: messages, features: features, memory: memory)
        let (count, vocabulary) = (messages.count, plan.rules.vocabulary)
        for round in 0..<count {
            for step in 0..<messages.steps {
                let place = (step &* count &+ round) &* vocabulary
                let target = memory.toLogits.base + place
                if step > Int(messages.ends[round]) || step == plan.rules.maxLength {
                    target.update(repeating: 0, count: vocabulary)
                } else {
                    regulariser.write(
                        memory.shares.pointer + place, other.shares.pointer + place, into: target,
                        factor: regulariser.weight / Float(count), count: vocabulary)
                }
            }
        }
        backward(parameters, gradients: gradients, messages: messages, features: features, memory: memory)
    }
}
