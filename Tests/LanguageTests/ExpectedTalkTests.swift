import Foundation
import Kitchen
import Neural
import Referential
import TestSupport
import Testing

@testable import Language

/// Talk learned for a moment against what was recorded of it in `Tests/Golden/expected`: lengths of what every agent learned,
/// and how accurate two are that invent a language.
///
/// Promised within a thousandth on every processor, for the reasons that `ExpectedLearningTests` gives.
@Suite struct ExpectedTalkTests {
    @Test(arguments: TrainingSettings.Channel.allCases) func methodsLearnAsRecorded(channel: TrainingSettings.Channel) throws {
        var lines: [String] = []
        let things = GameSettings(candidates: 3, attributes: 3, values: 3)
        for game in [try SceneGame(things), try TranslationGame(things), try ReconstructionGame(things)] as [any ReferentialGame] {
            let data = try ExperimentData(game, size: .init(humanRounds: 60, maxLength: 4), seed: 1)
            for method in game is SceneGame ? [TrainingMethod.supervised, .dynamic, .iterated] : [.s2pSched] {
                var settings = TrainingSettings()
                (settings.batch, settings.hidden, settings.embedding, settings.channel) = (8, 8, 4, channel)
                (settings.budget.gradientSteps, settings.budget.games, settings.budget.warmUp) = (96, 24, 12)
                (settings.budget.rounds, settings.budget.lineages) = (2, 2)
                let run = MethodRun(method, data: data, settings: settings, seed: 2)
                while !run.isDone { try run.advance() }
                lines.append("\(data.name), \(method.rawValue):")
                let learned = run.checkpoint.tensors.filter { $0.key.hasSuffix("parameters") || $0.key.contains("snapshot") }
                lines += GoldenNumbers.lines(learned.mapValues(\.numbers)).map { "    \($0)" }
            }
        }
        try GoldenFile("expected/talk-\(channel.rawValue).txt", tolerance: GoldenNumbers.tolerance).expect(lines)
    }

    @Test func languagesAreInventedAsRecorded() throws {
        let game = try AttributeGame(GameSettings(candidates: 3, attributes: 2, values: 3))
        var lines: [String] = []
        for channel in LewisTraining.Channel.allCases {
            var settings = LewisTraining.Settings()
            (settings.channel, settings.batch, settings.rate) = (channel, 32, 5e-3)
            let training = LewisTraining(game, rules: try MessageRules(vocabulary: 6, maxLength: 3), settings: settings, examples: 2000)
            lines.append("\(channel.rawValue):")
            for step in 1...20 {
                let won = try training.step()
                if step % 5 == 0 { lines.append("    batch \(step): \(GoldenNumbers.text(won)) won") }
            }
        }
        try GoldenFile("expected/talk-invented.txt", tolerance: GoldenNumbers.tolerance).expect(lines)
    }
}
