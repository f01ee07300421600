import Foundation
import GRDB

extension EpisodeStore {
    /// How much a player said in the episodes in which it could.
    public struct TalkCount: Sendable, Hashable {
        public let player: String
        /// Seats that it took in them.
        public let seats: Int
        public let messages: Int
        public let characters: Int

        public init(player: String, seats: Int, messages: Int, characters: Int) {
            self.player = player
            self.seats = seats
            self.messages = messages
            self.characters = characters
        }

        /// E.g. `planner+text said 147.0 messages an episode, of 21.4 characters`.
        public var words: String {
            let count = String(format: "%.1f", Double(messages) / Double(max(1, seats)))
            guard messages > 0 else { return "\(player) said nothing, though it could" }
            let length = String(format: "%.1f", Double(characters) / Double(messages))
            return "\(player) said \(count) messages an episode, of \(length) characters"
        }
    }

    /// How much was said in the episodes with a channel that `filter` means, by player in alphabetical order.
    public func talkCounts(_ filter: EpisodeFilter = .init()) throws -> [TalkCount] {
        try counted("channel") { database in
            let request: SQLRequest<Row> = """
                SELECT \(EpisodeFilter.name) AS player, COUNT(*) AS count,
                    CAST(TOTAL((SELECT COUNT(*) FROM notes n WHERE n.episode = e.rowid AND n.seat = s.seat AND n.kind = 'message'))
                        AS INTEGER) AS messages,
                    CAST(TOTAL((SELECT TOTAL(LENGTH(n.text)) FROM notes n WHERE n.episode = e.rowid AND n.seat = s.seat
                        AND n.kind = 'message')) AS INTEGER) AS characters
                FROM notes c JOIN episodes e ON e.rowid = c.episode JOIN maps m ON m.rowid = e.map JOIN runs r ON r.rowid = e.run
                    JOIN seats s ON s.episode = e.rowid LEFT JOIN agents a ON a.rowid = s.agent
                WHERE c.kind = 'channel' AND \(filter.conditions) GROUP BY player ORDER BY player
                """
            let rows = try request.fetchCursor(database)
            var found: [TalkCount] = []
            while let next = try rows.next() {
                let row = StoredRow(next, "notes")
                found.append(
                    TalkCount(
                        player: try row.text("player"), seats: try row.int("count"), messages: try row.int("messages"),
                        characters: try row.int("characters")))
            }
            return found
        }
    }
}
