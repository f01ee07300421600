import Basics
import Foundation
import KitchenMaps
import Neural
import SourceFiles

/// The three files that make a policy an agent.
public struct PolicyFiles: Sendable {
    public let name: String
    /// `policy`, or a kind that takes the same parameters.
    public let kind: String
    public let model: PolicyModel
    public let description: String
    public let provenance: String
    /// Maps that it was made for; empty for all.
    public let kitchens: [String]
    /// Further lines of the agent file's parameters.
    public let parameters: [String]

    public init(
        name: String, kind: String = PolicyKind.name, model: PolicyModel, description: String, provenance: String,
        kitchens: [String] = [], parameters: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.model = model
        self.description = description
        self.provenance = provenance
        self.kitchens = kitchens
        self.parameters = parameters
    }

    /// Writes `name.yaml`, `name.json` and `name.safetensors` into `folder`, which is made if needed, the agent file
    /// last: where it is, the others are.
    public func write(into folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let lines =
            [
                "name: \(YAMLText.scalar(name))", "kind: \(kind)", "description: \(YAMLText.quoted(description))",
                "provenance: \(YAMLText.quoted(provenance))",
            ] + (model.plan.input.isView ? ["needs: \(AgentNeed.view.rawValue)"] : [])
            + (kitchens.isEmpty ? [] : ["kitchens: [\(kitchens.map(YAMLText.quoted).joined(separator: ", "))]"])
            + ["parameters:", "  weights: \(YAMLText.scalar(name + ".safetensors"))", "  network: \(YAMLText.scalar(name + ".json"))"]
        let text = (lines + parameters.map { "  " + $0 }).joined(separator: "\n") + "\n"
        try Safetensors(model.tensors).write(to: "\(folder)/\(name).safetensors")
        try WholeFile.write(PolicySidecar.text(model.plan), to: "\(folder)/\(name).json")
        try WholeFile.write(text, to: "\(folder)/\(name).yaml")
    }
}
