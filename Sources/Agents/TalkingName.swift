import Episodes

/// The mark of agents that could talk to each other: a part of their name, so that no table, file or store mixes what they scored
/// with what they score in silence.
public enum TalkingName {
    /// `+text`, or `+text;cost=1`: a name has no commas.
    static func suffix(_ channel: TalkChannel) -> String { "+" + channel.words.replacing(",", with: ";") }

    /// The name without the mark; nil for a name that has none.
    public static func plain(_ name: String) -> String? {
        guard let place = name.lastIndex(of: "+"),
            (try? TalkChannel(words: String(name[name.index(after: place)...]).replacing(";", with: ","))) != nil
        else { return nil }
        return String(name[..<place])
    }
}

extension AgentFile {
    /// The agent under the name that says that it could talk.
    public func talking(over channel: TalkChannel?) -> AgentFile {
        guard let channel else { return self }
        var other = self
        other.name = name + TalkingName.suffix(channel)
        return other
    }
}
