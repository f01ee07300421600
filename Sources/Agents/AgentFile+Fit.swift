extension AgentFile {
    /// What has to be said before the agent plays in kitchens that it was not made for; nil where it was made for them all.
    /// - Parameter maps: names of maps.
    public func misfit(_ maps: [String]) -> String? {
        let others = maps.filter { !isMade(for: $0) }
        guard !others.isEmpty else { return nil }
        return "\(name) was made for \(kitchens.joined(separator: ", ")), not for \(others.joined(separator: ", ")); "
            + "what it does there says little about it"
    }

    /// Whether the agent was made for a map, or for all.
    public func isMade(for map: String) -> Bool { kitchens.isEmpty || kitchens.contains(map) }
}
