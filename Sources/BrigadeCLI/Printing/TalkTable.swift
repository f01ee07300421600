import Basics
import Episodes

/// What players said, as a table.
struct TalkTable {
    let lines: [String]

    /// Texts that are listed of each player.
    private static let texts = 3

    /// - Parameters:
    ///   - identity: what a player's row is called.
    ///   - heading: of those columns.
    init(_ statistics: EpisodeStatistics, identity: (EpisodeStatistics.Player) -> [String], heading: [String]) {
        let talkers = statistics.players.filter { $0.talk.seats > 0 }
        guard !talkers.isEmpty else {
            lines = ["Nobody could talk in these episodes: no channel was open."]
            return
        }
        var table = TextTable(
            heading + ["messages", "characters", "cost", "answered", "delivery after", "after any tick"], words: heading.count)
        var said: [String] = []
        for player in talkers {
            let talk = player.talk
            let (messages, seats) = (Double(talk.messages), Double(talk.seats))
            table.add(
                identity(player) + [
                    Percent.decimal(messages / seats), talk.messages > 0 ? Percent.decimal(Double(talk.characters) / messages) : "-",
                    Percent.decimal(talk.cost / seats), Percent.text(talk.answered.share(of: talk.messages)),
                    Percent.text(talk.delivered.share(of: talk.messages)), Percent.text(talk.deliveredAnyway.share(of: talk.ticks)),
                ])
            let texts = talk.frequent(TalkTable.texts).map { "\"\($0.text)\" \($0.times)" }
            if !texts.isEmpty { said.append("\(identity(player).joined(separator: " ")) said most: \(texts.joined(separator: ", "))") }
        }
        lines = table.lines(.standardOutput) + (said.isEmpty ? [] : [""] + said)
    }
}
