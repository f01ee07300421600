import ArgumentParser
import Episodes

/// What the players of a kitchen can say to each other.
struct ChannelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What players can say to each other: text, signals, or symbols:K.",
            discussion: """
                Followed by what is unlike the usual: cost=POINTS a message (0), hearers=view for those who see the speaker (all), \
                limit=CHARACTERS (200), such as text,cost=1,hearers=view. Agents that can talk are called NAME+text.
                """, valueName: "channel"))
    var channel: String?

    /// The channel; nil for none.
    /// - Throws: `ValidationError` for words that name none.
    func opened() throws -> TalkChannel? {
        do {
            return try channel.map(TalkChannel.init(words:))
        } catch let error as TalkChannelError {
            throw ValidationError(error.description)
        }
    }
}
