import Agents
import Basics
import Kitchen
import Testing

@testable import Learning

@Suite struct AdaptationTrialTests {
    private static func trial() -> AdaptationTrial {
        var trial = AdaptationTrial()
        (trial.episodes, trial.times, trial.repeats) = (2, 2, 8)
        (trial.learner.horizon, trial.learner.minibatch) = (30, 80)
        return trial
    }

    /// A score before and after each adaptation for every repeat, whatever the workers.
    @Test func scoresForEveryTimeAndRepeat() throws {
        let model = try PPO(TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(1)).model
        let partner = Partner(name: "it", model: model)
        func scores(_ workers: Int) throws -> [[Double]] {
            try Self.trial().scores(of: model, with: partner, in: TestRuns.kitchen(), workers: Workers(workers))
        }
        let one = try scores(1)
        #expect(one.map(\.count) == [8, 8, 8])
        #expect(try scores(3) == one)
    }

    @Test func whatCannotAdaptIsRefused() throws {
        let clone = PolicyModel(plan: CloningSettings(recipe: .plain).plan, tensors: [:])
        #expect(throws: LearningError.self) {
            _ = try Self.trial().scores(
                of: clone, with: Partner(name: "it", model: clone), in: TestRuns.kitchen(), workers: Workers(1))
        }
        var trial = Self.trial()
        trial.repeats = 3
        #expect(throws: LearningError("there are episodes and times to adapt, and repeats are a multiple of 4")) { try trial.check() }
    }
}
