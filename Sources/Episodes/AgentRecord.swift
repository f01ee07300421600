/// An agent as a store keeps it: enough to distinguish versions and to make it again.
public struct AgentRecord: Hashable, Sendable {
    public var name: String
    public var kind: String
    /// Hash of the agent's file and its weights.
    public var hash: String
    public var description: String
    public var provenance: String
    /// The text of its file.
    public var file: String

    public init(name: String, kind: String, hash: String, description: String = "", provenance: String = "", file: String = "") {
        self.name = name
        self.kind = kind
        self.hash = hash
        self.description = description
        self.provenance = provenance
        self.file = file
    }
}
