import Basics
import Foundation
import Kitchen
import Neural
import TestSupport
import Testing

@testable import Learning

/// A few iterations of PPO against what was recorded of them in `Tests/Golden/expected`.
///
/// Promised: one worker and two learn the same to the bit on one machine. On another processor OpenBLAS adds in another order,
/// so that there metrics and lengths of parameters agree within a thousandth (`GoldenNumbers.tolerance`), not to the bit; an
/// action drawn otherwise in a few thousand would be more, and is unlikely.
@Suite struct ExpectedLearningTests {
    @Test(arguments: [PPOSettings.Input.features, .lossless]) func ppoLearnsAsRecorded(input: PPOSettings.Input) throws {
        var settings = TestRuns.settings
        (settings.input, settings.learningRate) = (input, 1e-2)
        let one = try TestRuns.result(settings, workers: 1)
        let two = try TestRuns.result(settings, workers: 2)
        #expect(one.0 == two.0 && one.1 == two.1, "two workers")
        let csv = ([PPO.Metrics.columns.joined(separator: ",")] + one.1.map(\.line)).joined(separator: "\n")
        let lines = GoldenNumbers.lines(csv: csv) + GoldenNumbers.lines(one.0.mapValues(\.numbers))
        try GoldenFile("expected/ppo-\(input).txt", tolerance: GoldenNumbers.tolerance).expect(lines)
    }
}
