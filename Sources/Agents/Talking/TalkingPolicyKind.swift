import Basics
import Foundation
import Neural
import SourceFiles

/// A network that learned to act and to talk with symbols (`brigade train talk`).
public struct TalkingPolicyKind: AgentKind {
    public static let name = "talking-policy"
    public static let summary = """
        A network that plays by what its seat sees and talks with symbols of its own (docs/kitchen-talk.md); OvercookedV2 only.
        weights: the .safetensors file
        choice: stochastic (default) draws action and symbol from the network's probabilities, greedy takes the most likely
        """
    public static let possibleNeeds = [AgentNeed.view]

    private let weights: String
    private let isGreedy: Bool

    public init(_ reader: inout ParameterReader) {
        weights = reader.path("weights")
        isGreedy = reader.word("choice", among: ["stochastic", "greedy"]) == "greedy"
    }

    /// - Throws: `AgentError` for a file that is missing or wrong.
    public func model() throws -> TalkingModel { try TalkingModel.read(weights) }

    public func makeAgent() throws -> any Agent { TalkingPolicyAgent(try model(), isGreedy: isGreedy) }
}

/// The two files that make a talking policy an agent.
public struct TalkingFiles: Sendable {
    public let name: String
    public let model: TalkingModel
    public let description: String
    public let provenance: String
    /// The map that it was made for.
    public let kitchen: String

    public init(name: String, model: TalkingModel, description: String, provenance: String, kitchen: String) {
        self.name = name
        self.model = model
        self.description = description
        self.provenance = provenance
        self.kitchen = kitchen
    }

    /// Writes `name.yaml` and `name.safetensors` into `folder`, which is made if needed, the agent file last.
    public func write(into folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let lines = [
            "name: \(YAMLText.scalar(name))", "kind: \(TalkingPolicyKind.name)", "description: \(YAMLText.quoted(description))",
            "provenance: \(YAMLText.quoted(provenance))", "kitchens: [\(YAMLText.quoted(kitchen))]", "parameters:",
            "  weights: \(YAMLText.scalar(name + ".safetensors"))",
        ]
        try Safetensors(model.tensors).write(to: "\(folder)/\(name).safetensors")
        try WholeFile.write(lines.joined(separator: "\n") + "\n", to: "\(folder)/\(name).yaml")
    }
}
