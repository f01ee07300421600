import Basics
import HumanTrials
import Agents
import Conformance
import Foundation
import Kitchen
import KitchenMaps
import Neural
import TestSupport
import Testing

@testable import Learning

@Suite struct BehaviourCloningTests {
    /// Four pairs who, whatever they see, stay three ticks and then push against the counter for one.
    static func trials(_ folder: String) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let actions = String(repeating: "44444400", count: 40)
        let lines = (0..<4).map { pair in
            """
            {"id":"made/run-1/\(pair)/cramped_room","layout":"cramped_room","grid":["XXPXX","O   O","X   X","XDXSX"],\
            "old_dynamics":true,"start":[[[1,1,0,0],[3,1,0,0]],[]],"a":"\(actions)","r_replay":[],"s":[]}
            """
        }
        let path = folder + "/trials.jsonl"
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    static func result(_ path: String, _ recipe: CloningSettings.Recipe, workers: Int = 1) throws -> BehaviourCloning.Outcome {
        let layout = try MapLibrary.standard.layout("cramped_room")
        var settings = CloningSettings(recipe: recipe)
        settings.epochs = 40
        settings.decay = 0
        settings.hidden = [16]
        let samples = try HumanSamples(file: path, layout: layout, input: settings.plan.input) { _ in layout }
        #expect(samples.pairs.count == 4 && samples.count == 4 * 160 * 2)
        return try BehaviourCloning(samples, layout: layout, settings: settings).run(workers: Workers(workers))
    }

    @Test func aRateThatIsTooLargeIsFoundWhereItBreaks() throws {
        try inScratchFolder { folder in
            let layout = try MapLibrary.standard.layout("cramped_room")
            var settings = CloningSettings(recipe: .plain)
            (settings.hidden, settings.rate) = ([4], 1e38)
            let samples = try HumanSamples(file: Self.trials(folder), layout: layout, input: settings.plan.input) { _ in layout }
            let error = #expect(throws: LearningError.self) {
                _ = try BehaviourCloning(samples, layout: layout, settings: settings).run(workers: Workers(1))
            }
            #expect(error?.description.hasPrefix("epoch 1, minibatch 2: the gradient of '") == true)
        }
    }

    @Test func aMemoryForetellsWhatTheStateDoesNotShow() throws {
        try inScratchFolder { folder in
            let path = try Self.trials(folder)
            let plain = try Self.result(path, .plain)
            let remembering = try Self.result(path, .remembering)
            // Three in four is all that can be known without a memory: 0.562 nats.
            #expect(abs(plain.fit.meanLoss - 0.562) < 0.05 && abs(plain.fit.expectedShare(.stay) - 0.75) < 0.05)
            #expect(remembering.fit.meanLoss < 0.4 && remembering.fit.accuracy > 0.95)
            #expect(try Self.result(path, .remembering, workers: 3).model.tensors == remembering.model.tensors)
        }
    }

    /// The proxy that was written plays, and foretells as it was judged.
    @Test func theResultForetellsTrials() throws {
        try inScratchFolder { folder in
            let path = try Self.trials(folder)
            let result = try Self.result(path, .remembering)
            try PolicyFiles(
                name: "it", kind: "human-proxy", model: result.model, description: "a: \"b\" \\ # c", provenance: "",
                parameters: ["hesitation: 1"]
            ).write(into: folder)
            let catalogue = AgentCatalogue([HumanProxyKind.self, PolicyKind.self])
            let file = try AgentFile.read(folder + "/it.yaml", catalogue: catalogue)
            #expect(file.description == "a: \"b\" \\ # c")
            let layout = try MapLibrary.standard.layout("cramped_room")
            var fit = Fit()
            try HumanTrial.forEach(in: path, maps: { _ in layout }) { trial in
                fit.add(try TrialForecast.fit(trial) { try file.makeAgent() })
            }
            #expect(fit.count == 4 * 160 * 2 && fit.accuracy > 0.95 && fit.doneShare(.stay) == 0.75)
            // A hesitant one stays more, a hasty one less.
            func judged(_ manner: String, on path: String) throws -> Fit {
                let text = try String(contentsOfFile: folder + "/it.yaml", encoding: .utf8)
                try text.replacingOccurrences(of: "hesitation: 1", with: manner)
                    .write(toFile: folder + "/other.yaml", atomically: true, encoding: .utf8)
                let other = try AgentFile.read(folder + "/other.yaml", catalogue: catalogue)
                var fit = Fit()
                try HumanTrial.forEach(in: path, maps: { _ in layout }) { trial in
                    fit.add(try TrialForecast.fit(trial) { try other.makeAgent() })
                }
                return fit
            }
            #expect(try judged("hesitation: 0.05", on: path).expectedShare(.stay) < fit.expectedShare(.stay))
            #expect(try judged("hesitation: 20", on: path).expectedShare(.stay) > fit.expectedShare(.stay))
            // Of a person unlike those it learned from, one that takes after whom it foretells soon knows better.
            let restless = folder + "/restless.jsonl"
            try String(contentsOfFile: path, encoding: .utf8).replacingOccurrences(of: "44444400", with: "44004400")
                .write(toFile: restless, atomically: true, encoding: .utf8)
            let stubborn = try judged("hesitation: 1", on: restless)
            #expect(try judged("calibration: 0.1", on: restless).meanLoss < stubborn.meanLoss - 0.1)
        }
    }

    @Test func trialsOfOtherKitchensAreTold() throws {
        try inScratchFolder { folder in
            let path = try Self.trials(folder)
            let layout = try MapLibrary.standard.layout("coordination_ring")
            #expect(throws: LearningError("\(path): no trial was played in the kitchen 'coordination_ring'")) {
                _ = try HumanSamples(file: path, layout: layout, input: .remembering) { _ in layout }
            }
        }
    }
}
