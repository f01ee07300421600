import GRDB

extension EpisodeStore {
    /// What tells a stored episode of agents from others of its horizon.
    public struct StoredEntry: Sendable, Hashable {
        public let map: MapID
        /// In seat order.
        public let agents: [AgentID]
        public let dynamics: String
        public let seed: UInt64
    }

    /// Every finished or refused episode of a horizon, by map and line-up. An index that has all four columns is all that is read
    /// (`EntryTests`).
    static let entriesQuery = """
        SELECT map, line_up, dynamics, seed FROM episodes WHERE horizon = ? AND status <> 'unfinished' ORDER BY map, line_up, dynamics
        """

    /// The different seeds of these episodes.
    static let seedsQuery = "SELECT DISTINCT seed FROM episodes WHERE horizon = ? AND status <> 'unfinished'"

    /// The seeds of all finished or refused episodes of a horizon.
    public func seeds(horizon: Int) throws -> Set<UInt64> {
        try read { database in
            var seeds: Set<UInt64> = []
            let rows = try Row.fetchCursor(database, sql: EpisodeStore.seedsQuery, arguments: [horizon])
            while let row = try rows.next() {
                if let seed = readable({ try StoredRow(row, "episodes", key: ["seed"]).key64("seed") }) { seeds.insert(seed) }
            }
            return seeds
        }
    }

    /// Calls `body` with every finished or refused episode of agents of a horizon, by map and line-up; none that cannot be understood
    /// (`damage`).
    public func forEachEntry(horizon: Int, _ body: (StoredEntry) -> Void) throws {
        try read { database in
            let rows = try Row.fetchCursor(database, sql: EpisodeStore.entriesQuery, arguments: [horizon])
            var last: (lineUp: String, agents: [AgentID]?) = ("", nil)
            while let next = try rows.next() {
                let entry = readable { () -> StoredEntry? in
                    let row = StoredRow(next, "episodes", key: ["map", "line_up", "seed"])
                    let lineUp = try row.text("line_up")
                    if lineUp != last.lineUp { last = (lineUp, EpisodeStore.agents(lineUp)) }
                    guard let agents = last.agents else { return nil }
                    return StoredEntry(
                        map: MapID(row: try row.int64("map")), agents: agents, dynamics: try row.text("dynamics"),
                        seed: try row.key64("seed"))
                }
                if case .some(.some(let entry)) = entry { body(entry) }
            }
        }
    }

    /// The agents of a line-up; nil where people are in it.
    private static func agents(_ lineUp: String) -> [AgentID]? {
        let parts = lineUp.split(separator: ",").map { Int64($0).map(AgentID.init) }
        return parts.contains(nil) ? nil : parts.compactMap { $0 }
    }
}
