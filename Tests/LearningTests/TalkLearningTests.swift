import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Neural
import TestSupport
import Testing

@testable import Learning

/// Policies that learn to talk.
@Suite struct TalkLearningTests {
    private static var settings: TalkSettings {
        var settings = TalkSettings()
        (settings.games, settings.horizon, settings.steps) = (8, 20, 8 * 20 * 3)
        (settings.hidden, settings.valueUnits, settings.epochs, settings.minibatches) = ([8], 8, 2, 2)
        return settings
    }

    private static func kitchen() throws -> Kitchen { try Kitchen(MapLibrary.standard.layout("v2-benchmark/test_time_simple_5x5")) }

    private func weights(_ settings: TalkSettings, workers: Int = 1, partners: [TalkingModel] = []) throws -> (
        [[String: Tensor]], [TalkLearning.Metrics]
    ) {
        let learning = try TalkLearning(Self.kitchen(), settings: settings, workers: Workers(workers), partners: partners)
        var metrics: [TalkLearning.Metrics] = []
        while !learning.isDone { metrics.append(try learning.iterate()) }
        return (try learning.models().map(\.tensors), metrics)
    }

    @Test func workersChangeNothing() throws {
        var several = Self.settings
        several.learners = 3
        for settings in [Self.settings, several] {
            let (one, metrics) = try weights(settings)
            let (other, same) = try weights(settings, workers: 3)
            #expect(one == other && metrics == same && one.count == settings.learners)
            #expect(metrics.allSatisfy { $0.messages > 0 && $0.voiceEntropy > 0 })
        }
        var otherSeed = Self.settings
        otherSeed.seed = 1
        #expect(try weights(otherSeed).0 != weights(Self.settings).0)
    }

    /// Partners of --with play and stay as they are; without symbols nobody says anything.
    @Test func partnersDoNotLearnAndTheSilentDoNotTalk() throws {
        let model = try TalkLearning(Self.kitchen(), settings: Self.settings, workers: Workers(1)).models()[0]
        let (alone, _) = try weights(Self.settings)
        let (beside, _) = try weights(Self.settings, partners: [model])
        #expect(beside.count == 1 && beside != alone)
        var silent = Self.settings
        silent.symbols = 0
        let (_, metrics) = try weights(silent)
        #expect(metrics.allSatisfy { $0.messages == 0 && $0.voiceEntropy == 0 })
        #expect(throws: LearningError.self) { _ = try weights(silent, partners: [model]) }
        let plain = try Kitchen(MapLibrary.standard.layout("cramped_room"), dynamics: .old)
        #expect(throws: LearningError.self) { _ = try TalkLearning(plain, settings: Self.settings, workers: Workers(1)) }
    }

    /// A message that costs is said less after learning; one that is free is not.
    @Test func whatCostsIsSaidLess() throws {
        var dear = Self.settings
        (dear.messageCost, dear.steps, dear.learningRate, dear.shaped) = (5, 8 * 20 * 40, 0.01, 0)
        let (_, metrics) = try weights(dear, workers: 2)
        #expect(metrics.last?.messages ?? 1 < (metrics.first?.messages ?? 0) / 2, "\(metrics.map(\.messages))")
    }

    @Test func aResumedRunEqualsAnUndisturbedOne() throws {
        func run(_ folder: String, stopping: Int?) throws -> Double? {
            var run = try TalkRun(folder: folder, name: "it", kitchen: Self.kitchen(), settings: Self.settings, workers: Workers(2))
            var done = run.progress.done
            return try run.run(report: { done = $0.iteration }, shouldStop: { done == stopping })
        }
        try inScratchFolder { undisturbed in
            try inScratchFolder { disturbed in
                let whole = try run(undisturbed, stopping: nil)
                #expect(try run(disturbed, stopping: 1) == nil)
                #expect(try run(disturbed, stopping: nil) == whole && whole != nil)
                for file in ["it.safetensors", "it.yaml", "metrics.csv", "checkpoint.safetensors", "run.json"] {
                    let a = FileManager.default.contents(atPath: "\(undisturbed)/\(file)")
                    #expect(a != nil && a == FileManager.default.contents(atPath: "\(disturbed)/\(file)"), "\(file)")
                }
                #expect(try TalkingModel.read(disturbed + "/it.safetensors").sizes.symbols == 4)
                try Data("iteration\n".utf8).write(to: URL(fileURLWithPath: disturbed + "/metrics.csv"))
                let error = #expect(throws: LearningError.self) { _ = try run(disturbed, stopping: nil) }
                #expect(error?.description.contains("has 0 lines, the checkpoint is of iteration 3") == true)
            }
        }
    }

    @Test func settingsThatCannotLearnAreExplained() throws {
        for change: (inout TalkSettings) -> Void in [
            { $0.games = 6 }, { $0.symbols = 1 }, { $0.hidden = [] }, { $0.learners = 0 }, { $0.horizon = 0 }, { $0.gamma = 2 },
        ] {
            var settings = Self.settings
            change(&settings)
            #expect(throws: LearningError.self) { try settings.check() }
        }
    }
}
