import Agents
import Basics
import Conformance
import Foundation
import HumanTrials
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
        settings.weightDecay = 0
        settings.hidden = [16]
        let samples = try HumanSamples(file: path, layout: layout, input: settings.plan.input) { _ in layout }
        #expect(samples.pairs.count == 4 && samples.count == 4 * 160 * 2)
        return try BehaviourCloning(samples, layout: layout, settings: settings).run(workers: Workers(workers))
    }

    @Test func aLearningRateThatIsTooLargeIsFoundWhereItBreaks() throws {
        try inScratchFolder { folder in
            let layout = try MapLibrary.standard.layout("cramped_room")
            var settings = CloningSettings(recipe: .plain)
            (settings.hidden, settings.learningRate) = ([4], 1e38)
            let samples = try HumanSamples(file: Self.trials(folder), layout: layout, input: settings.plan.input) { _ in layout }
            let error = #expect(throws: LearningError.self) {
                _ = try BehaviourCloning(samples, layout: layout, settings: settings).run(workers: Workers(1))
            }
            #expect(error?.description.hasPrefix("epoch 1, minibatch 2: the gradient of '") == true)
        }
    }

    @Test func aMemoryPredictsWhatTheStateDoesNotShow() throws {
        try inScratchFolder { folder in
            let path = try Self.trials(folder)
            let plain = try Self.result(path, .plain)
            let remembering = try Self.result(path, .remembering)
            // Three in four is all that can be known without a memory: 0.562 nats.
            #expect(
                abs(plain.evaluation.meanNegativeLogLikelihood - 0.562) < 0.05 && abs(plain.evaluation.predictedShare(.stay) - 0.75) < 0.05)
            #expect(remembering.evaluation.meanNegativeLogLikelihood < 0.4 && remembering.evaluation.accuracy > 0.95)
            #expect(try Self.result(path, .remembering, workers: 3).model.tensors == remembering.model.tensors)
        }
    }

    /// The proxy that was written plays, and predicts as well as was measured.
    @Test func theResultPredictsTrials() throws {
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
            var evaluation = PredictionEvaluation()
            try HumanTrial.forEach(in: path, maps: { _ in layout }) { trial in
                evaluation.add(try PredictionEvaluation(of: trial) { try file.makeAgent() })
            }
            #expect(evaluation.count == 4 * 160 * 2 && evaluation.accuracy > 0.95 && evaluation.observedShare(.stay) == 0.75)
            // A hesitant one stays more, a hasty one less.
            func evaluated(_ style: String, on path: String) throws -> PredictionEvaluation {
                let text = try String(contentsOfFile: folder + "/it.yaml", encoding: .utf8)
                try text.replacingOccurrences(of: "hesitation: 1", with: style)
                    .write(toFile: folder + "/other.yaml", atomically: true, encoding: .utf8)
                let other = try AgentFile.read(folder + "/other.yaml", catalogue: catalogue)
                var evaluation = PredictionEvaluation()
                try HumanTrial.forEach(in: path, maps: { _ in layout }) { trial in
                    evaluation.add(try PredictionEvaluation(of: trial) { try other.makeAgent() })
                }
                return evaluation
            }
            #expect(try evaluated("hesitation: 0.05", on: path).predictedShare(.stay) < evaluation.predictedShare(.stay))
            #expect(try evaluated("hesitation: 20", on: path).predictedShare(.stay) > evaluation.predictedShare(.stay))
            // With calibration it adapts to a person unlike those that it learned from.
            let restless = folder + "/restless.jsonl"
            try String(contentsOfFile: path, encoding: .utf8).replacingOccurrences(of: "44444400", with: "44004400")
                .write(toFile: restless, atomically: true, encoding: .utf8)
            let stubborn = try evaluated("hesitation: 1", on: restless)
            #expect(try evaluated("calibration: 0.1", on: restless).meanNegativeLogLikelihood < stubborn.meanNegativeLogLikelihood - 0.1)
        }
    }
}
