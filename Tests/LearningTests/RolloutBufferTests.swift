import Foundation
import Testing

@testable import Learning

@Suite struct RolloutBufferTests {
    @Test func advantagesByTheirDefinition() {
        let buffer = RolloutBuffer(ticks: 3, capacity: 2, observationSize: 1)
        let (rewards, values): ([Float], [Float]) = ([1, 0, 0, 2, 3, -1], [0.5, 1, 2, 0, 1, 1, 4, 2])
        buffer.rewards.set(rewards)
        buffer.values.set(values)
        buffer.estimateAdvantages(gamma: 0.9, gaeLambda: 0.8)
        for row in 0..<2 {
            for tick in 0..<3 {
                var (expected, weight) = (Float(0), Float(1))
                for later in tick..<3 {
                    expected += weight * (rewards[later * 2 + row] + 0.9 * values[(later + 1) * 2 + row] - values[later * 2 + row])
                    weight *= 0.9 * 0.8
                }
                #expect(abs(buffer.advantages.array[tick * 2 + row] - expected) < 1e-5)
                #expect(abs(buffer.returns.array[tick * 2 + row] - expected - values[tick * 2 + row]) < 1e-5)
            }
        }
    }

    @Test func fewerRowsArePacked() {
        var buffer = RolloutBuffer(ticks: 2, capacity: 4, observationSize: 3)
        #expect(buffer.observation(tick: 1, row: 1) - buffer.observations.base == (4 + 1) * 3)
        buffer.use(rows: 2)
        #expect(buffer.observation(tick: 1, row: 1) - buffer.observations.base == (2 + 1) * 3)
    }

    @Test func normalisedAdvantagesHaveMeanZeroAndDeviationOne() {
        let advantages = [1.0, 2, 4, -3]
        var (all, first, rest) = (AdvantageMoments(), AdvantageMoments(), AdvantageMoments())
        for (index, advantage) in advantages.enumerated() {
            all.add(advantage)
            if index == 0 { first.add(advantage) } else { rest.add(advantage) }
        }
        let normalised = advantages.map { Double(all.normalisation.normalised(Float($0))) }
        #expect(abs(normalised.reduce(0, +)) < 1e-5 && abs(normalised.reduce(0) { $0 + $1 * $1 } / 4 - 1) < 1e-5)
        first.add(rest)
        #expect(first.normalisation.mean == all.normalisation.mean && first.normalisation.factor == all.normalisation.factor)
        var same = AdvantageMoments()
        for _ in 0..<3 { same.add(5) }
        #expect(same.normalisation.normalised(5) == 0)
    }

    @Test func explainedVarianceByItsDefinition() {
        func variance(_ values: [Double], _ returns: [Double]) -> Double {
            var moments = ReturnMoments()
            for (value, target) in zip(values, returns) { moments.add(return: target, value: value) }
            return moments.explainedVariance
        }
        #expect(variance([1, 2, 3], [1, 2, 3]) == 1)
        // A constant error is no variance.
        #expect(variance([0, 1, 2], [1, 2, 3]) == 1)
        #expect(abs(variance([2, 2, 2], [1, 2, 3])) < 1e-12)
        #expect(abs(variance([3, 2, 1], [1, 2, 3]) + 3) < 1e-12)
        #expect(variance([1, 2], [4, 4]) == 0 && variance([], []) == 0)
    }
}
