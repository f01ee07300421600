import Foundation
import Kitchen
import KitchenMaps
import Neural
import TestSupport
import Testing

@testable import Agents

/// Policies with layers that only play: files, memory, and answers that were recorded with them.
@Suite struct RecurrentPolicyTests {
    static let plan = PolicyPlan(
        input: .features(seesCounters: false),
        body: [
            LayerPlan("first", .dense(outputs: 8)), LayerPlan("norm", .layerNorm(size: 8, epsilon: 1e-5), .relu),
            LayerPlan("memory", .gru(hidden: 5)), LayerPlan("second", .lstm(hidden: 4)),
        ],
        policy: LayerPlan("policy", .dense(outputs: 6)), value: nil)

    /// Random weights for `plan`, large enough that it does not always do the same.
    static func model(_ plan: PolicyPlan = plan, input: Shape = [FeatureEncoding.count]) throws -> PolicyModel {
        let network = try PolicyNetwork(plan, input: input)
        var state: UInt64 = 99
        let numbers = (0..<network.table.count).map { _ -> Float in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 23) - 1
        }
        return PolicyModel(plan: plan, tensors: network.table.tensors(numbers))
    }

    /// The agent's files in a folder, and what comes of reading them.
    static func read<T>(_ model: PolicyModel, _ body: (String) throws -> T) throws -> T {
        try inScratchFolder { folder in
            try PolicyFiles(name: "it", model: model, description: "", provenance: "").write(into: folder)
            return try body(folder)
        }
    }

    @Test func filesWrittenAreReadAgain() throws {
        let embedding = PolicyPlan(
            input: .lossless, body: [LayerPlan("e", .embedding(symbols: 3, outputs: 2), .tanh)],
            policy: LayerPlan("policy", .dense(outputs: 6)), value: nil)
        for model in [try Self.model(), try Self.model(embedding, input: [2, 2, 26])] {
            try Self.read(model) { folder in
                let again = try PolicyModel.read(weights: folder + "/it.safetensors", network: folder + "/it.json")
                #expect(again.plan == model.plan && again.tensors == model.tensors)
            }
        }
    }

    /// What it did before changes what it does; a new episode begins with nothing in mind.
    @Test func memoryIsOfTheEpisode() throws {
        let kitchen = try PolicyTests.kitchen("cramped_room")
        let model = try Self.model()
        #expect(model.plan.isRecurrent && !(model.agent(.init()) is any StationaryPolicy))
        var agent = RememberingPolicyAgent(player: PolicyPlayer(model, .init()))
        func probabilities(_ ticks: Int) throws -> [[Float]] {
            try agent.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 1, horizon: 50))
            let game = try KitchenGame(kitchen, horizon: 50)
            return (0..<ticks).map { _ in
                let distribution = agent.prediction(game)
                return Action.allCases.map { distribution[$0] }
            }
        }
        let first = try probabilities(4)
        #expect(Set(first).count == 4, "the same view again is another moment")
        #expect(try probabilities(4) == first)
    }

    @Test func recordedAnswersAreCompared() throws {
        let model = try Self.model()
        let network = try PolicyNetwork(model.plan, input: [FeatureEncoding.count])
        let parameters = try network.parameters(model.tensors, seat: 0)
        let input = (0..<(3 * FeatureEncoding.count)).map { Float($0 % 7) / 3 }
        var logits: [Float] = []
        let body = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
        let head = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
        for step in 0..<3 {
            let inputs = Array(input[(step * FeatureEncoding.count)...].prefix(FeatureEncoding.count))
            let features = network.body.forward(parameters, input: inputs, batch: 1, tape: body)
            let answers = network.policy.forward(parameters, input: features, batch: 1, tape: head)
            logits += Array(UnsafeBufferPointer(start: answers, count: 6))
        }
        func problem(_ change: (inout [String: Tensor]) -> Void) throws -> String? {
            var tensors = model.tensors
            tensors["check/input"] = Tensor(shape: [3, FeatureEncoding.count], numbers: input)
            tensors["check/logits"] = Tensor(shape: [3, 6], numbers: logits)
            change(&tensors)
            return try Self.read(PolicyModel(plan: model.plan, tensors: tensors)) { folder in
                do {
                    _ = try PolicyModel.read(weights: folder + "/it.safetensors", network: folder + "/it.json")
                    return nil
                } catch { return "\(error)" }
            }
        }
        #expect(try problem { _ in } == nil)
        var wrong = logits
        wrong[13] += 0.01
        #expect(
            try problem { $0["check/logits"] = Tensor(shape: [3, 6], numbers: wrong) }?.contains(
                "it.safetensors: the network answers otherwise than was recorded: in step 3 the logit of south is") == true)
        #expect(try problem { $0["check/logits"] = nil }?.contains("belong together") == true)
        #expect(
            try problem { $0["check/input"] = Tensor(shape: [3, 2], numbers: [0, 0, 0, 0, 0, 0]) }?.contains(
                "does not fit its 'check/input'")
                == true)
    }

    @Test(arguments: [
        ("\"gru\"", "\"lstm\"", "error: 'memory' is lstm, but its kernel is 8 x 15"),
        ("\"gru\"", "\"grue\"", "error: kind cannot be 'grue'; did you mean 'gru'?"),
        ("\"name\": \"norm\"", "\"name\": \"nrm\"", "error: the weights have no 'nrm/scale'; did you mean 'norm/scale'?"),
        ("\"epsilon\": 1e-05", "\"epsilon\": -1", "epsilon"),
    ])
    func wrongSidecarsAreExplained(old: String, new: String, message: String) throws {
        let problem = try PolicyTests.problem(of: Self.model(), replacing: old, with: new)
        #expect(problem.contains(message), "\(problem)")
    }
}
