import GRDB

extension EpisodeStore {
    /// The score of one finished episode of agents, with what tells it from others.
    public struct ListedScore: Sendable, Hashable {
        public let episode: EpisodeID
        public let run: RunID
        public let map: String
        public let dynamics: String
        public let horizon: Int
        public let seed: UInt64
        /// Names in seat order, as in `Score`.
        public let players: [String]
        public let score: Double
    }

    /// Calls `body` with the score of every finished episode of agents, by map and line-up; none that cannot be understood
    /// (`damage`). Read from an index alone.
    public func forEachScore(_ body: (ListedScore) throws -> Void) throws {
        try read { database in
            let labels = try labels(database)
            let maps = try Dictionary(
                Row.fetchAll(database, sql: "SELECT rowid AS id, name FROM maps").map { row in
                    let row = StoredRow(row, "maps")
                    return (try row.int64("id"), try row.text("name"))
                }
            ) { first, _ in first }
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT rowid AS id, map, line_up, dynamics, horizon, score, run, seed FROM episodes
                    WHERE status = 'finished' ORDER BY map, line_up, dynamics, horizon
                    """)
            var last: (lineUp: String, players: [String]) = ("", [])
            while let next = try rows.next() {
                let listed = readable { () -> ListedScore? in
                    let row = StoredRow(next, "episodes")
                    let lineUp = try row.text("line_up")
                    guard !lineUp.contains("human") else { return nil }
                    if lineUp != last.lineUp { last = (lineUp, EpisodeStore.players(lineUp, labels)) }
                    let map = try row.int64("map")
                    guard let name = maps[map] else { throw row.wrong("map", "the row of a map") }
                    return ListedScore(
                        episode: EpisodeID(try row.int64("id")), run: RunID(try row.int64("run")), map: name,
                        dynamics: try row.text("dynamics"), horizon: try row.int("horizon"), seed: try row.key64("seed"),
                        players: last.players, score: try row.real("score"))
                }
                if case .some(.some(let score)) = listed { try body(score) }
            }
        }
    }
}
