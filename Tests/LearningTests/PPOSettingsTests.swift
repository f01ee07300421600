import Foundation
import Testing

@testable import Learning

@Suite struct PPOSettingsTests {
    @Test func settingsThatCannotLearnAreRefused() {
        var settings = TestRuns.settings
        settings.games = 6
        #expect(throws: LearningError("games must be a multiple of 4, not 6")) { try settings.check() }
        #expect(throws: LearningError.self) {
            settings = TestRuns.settings
            settings.hidden = []
            try settings.check()
        }
    }

    /// Files of runs have the names of the first version, so that runs go on.
    @Test func filesHaveTheNamesOfTheFirstVersion() throws {
        var settings = PPOSettings()
        (settings.parameters, settings.gamma, settings.gaeLambda) = (.perSeat, 0.5, 0.25)
        let data = try JSONEncoder().encode(settings)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(
            object.keys.sorted() == [
                "clip", "discount", "entropy", "entropySteps", "epochs", "filters", "finalEntropy", "finalRate", "finalSelfPlay", "games",
                "gradientClip", "hidden", "horizon", "input", "isPerSeat", "lambda", "minibatch", "partnersAtOnce", "randomStartShare",
                "randomStarts", "rate", "rewardScale", "seed", "selfPlay", "shaped", "shapedSteps", "steps", "valueClip", "valueWeight",
            ])
        #expect(object["isPerSeat"] as? Bool == true && object["discount"] as? Double == 0.5 && object["lambda"] as? Double == 0.25)
        #expect(try JSONDecoder().decode(PPOSettings.self, from: data) == settings)
    }

    @Test func iterationsAreWhole() {
        var settings = PPOSettings()
        (settings.games, settings.horizon, settings.steps) = (4, 100, 401)
        #expect(settings.stepsPerIteration == 400 && settings.iterations == 2)
        #expect(PPOSettings.steps(for: "cramped_room") == 3_000_000 && PPOSettings.steps(for: "unknown") == PPOSettings.usualSteps)
    }
}
