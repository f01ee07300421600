import Foundation
import Testing

@testable import Learning

@Suite struct PPOLossTests {
    /// The loss's gradients against finite differences of its definition, on and off the clips.
    @Test func gradientsAgainstFiniteDifferences() {
        let loss = PPOLoss(clipCoefficient: 0.2, valueClip: 0.3, valueCoefficient: 0.5, entropyCoefficient: 0.1)
        let logits: [Float] = [0.3, -0.2, 0.9, 0, -1, 0.5]
        for (advantage, old, value, oldValue) in [
            (1, -1.5, 0.7, 0.6), (-1, -1.5, 0.7, 0.6), (1, -3, 0.7, 0), (-1, -3, 2, 0), (1, -0.2, -2, 0), (-2, -0.2, 0.1, 0),
        ] as [(Float, Float, Float, Float)] {
            let sample = PPOLoss.Sample(action: 2, logProbability: old, value: oldValue, advantage: advantage, return: 1)
            func definition(_ logits: [Double], _ value: Double) -> Double {
                let sum = logits.map { exp($0) }.reduce(0, +)
                let p = logits.map { exp($0) / sum }
                let ratio = exp(log(p[2]) - Double(old))
                let limited = min(max(ratio, 0.8), 1.2)
                let entropy = -p.map { $0 * log($0) }.reduce(0, +)
                let near = Double(oldValue) + min(max(value - Double(oldValue), -0.3), 0.3)
                let error = max((value - 1) * (value - 1), (near - 1) * (near - 1)) / 2
                return -min(ratio * Double(advantage), limited * Double(advantage)) + 0.5 * error - 0.1 * entropy
            }
            var logitGradient = [Float](repeating: 0, count: 6)
            var sums = PPOLoss.Sums()
            let valueGradient = loss.gradient(
                sample, logits: logits, value: value, actions: 6, scale: 1, into: &logitGradient, sums: &sums)
            let point = logits.map(Double.init)
            let step = 1e-6
            for index in 0..<6 {
                var (above, below) = (point, point)
                above[index] += step
                below[index] -= step
                let gradient = (definition(above, Double(value)) - definition(below, Double(value))) / (2 * step)
                #expect(abs(gradient - Double(logitGradient[index])) < 1e-3)
            }
            let gradient = (definition(point, Double(value) + step) - definition(point, Double(value) - step)) / (2 * step)
            #expect(abs(gradient - Double(valueGradient)) < 1e-3)
        }
    }

    /// The sums that metrics are made of, for a policy that has not changed and for one that has.
    @Test func sumsByTheirDefinition() {
        let loss = PPOLoss(clipCoefficient: 0.2, valueClip: 0, valueCoefficient: 0.5, entropyCoefficient: 0)
        var (sums, gradient) = (PPOLoss.Sums(), [Float](repeating: 0, count: 2))
        func add(_ logProbability: Float, advantage: Float) {
            _ = loss.gradient(
                PPOLoss.Sample(action: 0, logProbability: logProbability, value: 0, advantage: advantage, return: 3),
                logits: [0, 0], value: 1, actions: 2, scale: 1, into: &gradient, sums: &sums)
        }
        add(logf(0.5), advantage: 1)
        #expect(abs(sums.approxKL) < 1e-6 && sums.clipFraction == 0 && abs(sums.policyLoss + 1) < 1e-6)
        #expect(abs(sums.entropy - log(2)) < 1e-6 && sums.valueLoss == 2)
        // Now twice as likely as it was: beyond the clip for an advantage, not for a disadvantage.
        add(logf(0.25), advantage: 1)
        #expect(sums.clipFraction == 1 && gradient == [0, 0] && abs(sums.policyLoss + 1 + 1.2) < 1e-6)
        #expect(abs(sums.approxKL - (2 - 1 - log(2))) < 1e-6)
        add(logf(0.25), advantage: -1)
        #expect(sums.clipFraction == 1 && gradient[0] > 0 && sums.count == 3)
    }
}
