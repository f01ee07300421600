import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps

extension EpisodeStore {
    /// All runs, oldest first.
    public func runs() throws -> [RunRecord] { try runs(only: nil) }

    /// The run of that row, or nil.
    public func run(_ id: RunID) throws -> RunRecord? { try runs(only: id.row).first }

    func runs(only id: Int64?) throws -> [RunRecord] {
        try read { database in
            let request: SQLRequest<Row> = """
                SELECT r.rowid AS id, r.*, (SELECT COUNT(*) FROM episodes e WHERE e.run = r.rowid) AS stored FROM runs r
                WHERE \(id.map { "r.rowid = \($0)" as SQL } ?? "1") ORDER BY r.rowid
                """
            return try request.fetchAll(database).compactMap { row in
                let row = StoredRow(row, "runs")
                return readable {
                    RunRecord(
                        id: RunID(try row.int64("id")), kind: try row.text("kind"), settings: try row.text("settings"),
                        firstEpisode: EpisodeID(try row.int64("first_episode")), planned: try row.int("planned"),
                        stored: try row.int("stored"),
                        started: try row.text("started"), finished: try row.optional("finished", row.text))
                }
            }
        }
    }

    /// All agents, in the order in which they were entered.
    public func agents() throws -> [AgentRecord] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT rowid AS id, * FROM agents ORDER BY rowid").compactMap { row in
                let row = StoredRow(row, "agents")
                return readable {
                    AgentRecord(
                        name: try row.text("name"), kind: try row.text("kind"), hash: try row.text("hash"),
                        description: try row.text("description"), provenance: try row.text("provenance"), file: try row.text("file"))
                }
            }
        }
    }

    /// Names that filters can mean: of maps, and of those who sat in a seat.
    public func names() throws -> (maps: [String], players: [String]) {
        try read { database in
            func names(_ table: String, _ sql: String) throws -> [String] {
                try Row.fetchAll(database, sql: sql).compactMap { row in readable { try StoredRow(row, table, key: []).text("name") } }
            }
            return (
                try names("maps", "SELECT DISTINCT name FROM maps ORDER BY name"),
                try names(
                    "agents",
                    """
                    SELECT DISTINCT COALESCE(a.name, s.person, 'human') AS name
                    FROM seats s LEFT JOIN agents a ON a.rowid = s.agent ORDER BY name
                    """)
            )
        }
    }

    /// What each agent's row is called among versions of the same name.
    func labels(_ database: Database) throws -> [Int64: String] {
        var labels: [Int64: String] = [:]
        var latest: [String: (row: Int64, hash: String)] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT rowid AS id, name, hash FROM agents ORDER BY rowid") {
            let row = StoredRow(row, "agents")
            guard let (id, name, hash) = readable({ (try row.int64("id"), try row.text("name"), try row.text("hash")) }) else { continue }
            if let older = latest[name] { labels[older.row] = "\(name)@\(older.hash.prefix(4))" }
            latest[name] = (id, hash)
            labels[id] = name
        }
        return labels
    }

    /// Names behind a line-up, in seat order.
    static func players(_ lineUp: String, _ labels: [Int64: String]) -> [String] {
        lineUp.split(separator: ",").map { part in Int64(part).map { labels[$0] ?? "agent \($0)" } ?? String(part) }
    }
}
