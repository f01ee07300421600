import Basics
import Kitchen
import Neural

/// Going over what was played.
extension RolloutShare {
    /// Puts the samples of a set into a new order.
    func shuffle(set: Int, iteration: Int, epoch: Int) {
        var random = RandomStream(settings.seed, StreamKey.minibatches, UInt64(iteration), UInt64(epoch), UInt64(number))
        let (range, rows) = (sets[set], rows.count)
        for index in 0..<(settings.horizon &* range.count) {
            order[index] = Int32(index / range.count &* rows &+ range.lowerBound &+ index % range.count)
        }
        for index in stride(from: settings.horizon &* range.count &- 1, to: 0, by: -1) {
            let other = Int(truncatingIfNeeded: ((random.next() >> 32) &* UInt64(index &+ 1)) >> 32)
            order.swapAt(index, other)
        }
    }

    /// Sums and sums of squares of a set's advantages.
    func advantageMoments(set: Int) -> (sum: Double, squares: Double) {
        var (sum, squares) = (0.0, 0.0)
        for tick in 0..<settings.horizon {
            for row in sets[set] {
                let advantage = Double(experience.advantages.base[tick &* rows.count &+ row])
                sum += advantage
                squares += advantage * advantage
            }
        }
        return (sum, squares)
    }

    /// Adds up the gradient of the samples `first..<first + count` of the order.
    /// - Parameters:
    ///   - mean: of the advantages, which are used minus this and times `factor`.
    ///   - scale: one over the samples of the whole minibatch.
    func accumulate(
        _ parameters: UnsafePointer<Float>, samples: Range<Int>, objective: PPOObjective, mean: Float, factor: Float, scale: Float
    ) {
        gradients.clear()
        sums = PPOObjective.Sums()
        let parameters = adapted(parameters)
        let count = Action.allCases.count
        let size = experience.viewSize
        var first = samples.lowerBound
        while first < samples.upperBound {
            let batch = min(RolloutShare.chunk, samples.upperBound &- first)
            for index in 0..<batch {
                (input.base + index &* size).update(from: experience.seen.base + Int(order[first &+ index]) &* size, count: size)
            }
            let body = network.body.forward(parameters, input: input.pointer, batch: batch, tape: bodyTape, isSparse: true)
            let logits = network.policy.forward(parameters, input: body, batch: batch, tape: policyTape)
            let values = value.forward(parameters, input: body, batch: batch, tape: valueTape)
            let logitSlopes = network.policy.outputGradient(policyTape)
            let valueSlopes = value.outputGradient(valueTape)
            for index in 0..<batch {
                let sample = Int(order[first &+ index])
                valueSlopes[index] = objective.slopes(
                    PPOObjective.Sample(
                        action: Int(experience.actions[sample]), logProbability: experience.logProbabilities.base[sample],
                        value: experience.values.base[sample],
                        advantage: (experience.advantages.base[sample] - mean) * factor,
                        target: experience.targets.base[sample]),
                    logits: logits + index &* count, value: values[index], count: count, scale: scale,
                    into: logitSlopes + index &* count, sums: &sums)
            }
            let bodySlopes = network.body.outputGradient(bodyTape)
            network.policy.backward(
                parameters, gradients: gradients.base, input: body, batch: batch, tape: policyTape, inputGradient: bodySlopes)
            value.backward(
                parameters, gradients: gradients.base, input: body, batch: batch, tape: valueTape, inputGradient: bodySlopes,
                adding: true)
            network.body.backward(parameters, gradients: gradients.base, input: input.pointer, batch: batch, tape: bodyTape)
            first &+= batch
        }
    }
}
