import Episodes

extension AgentFile {
    /// The agent as logs keep it.
    public var record: AgentRecord {
        AgentRecord(
            name: name, kind: kindName, hash: contentHash, description: description, provenance: provenance, file: text)
    }
}
