import GRDB

/// Which program on which machine plays episodes.
public struct Origin: Sendable, Hashable {
    /// The version of Brigade.
    public let program: String
    /// A hash of the program's file: two programs of one version may still differ.
    public let build: String
    public let host: String
    /// The processor's model.
    public let processor: String
    /// The library for matrix products, and the kernels that it chose.
    public let library: String

    public init(program: String, build: String, host: String, processor: String, library: String) {
        self.program = program
        self.build = build
        self.host = host
        self.processor = processor
        self.library = library
    }
}

extension EpisodeStore {
    /// Enters an origin, once, and returns its row.
    public func register(_ origin: Origin) throws -> OriginID {
        let key: StatementArguments = [
            origin.program, origin.build, origin.host.storable, origin.processor.storable, origin.library.storable,
        ]
        return try write { database in
            try database.execute(
                sql: "INSERT INTO origins (program, build, host, processor, library) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: key)
            let row = try Int64.fetchOne(
                database, sql: "SELECT id FROM origins WHERE (program, build, host, processor, library) = (?, ?, ?, ?, ?)", arguments: key)
            // It was just inserted or was there before.
            return OriginID(row: row ?? 0)
        }
    }

    static let noteOrigin = "INSERT OR IGNORE INTO episode_origins (episode, origin) VALUES (?, ?)"

    /// The builds of Brigade that played shards of one run, for each run that several did: what `--allow-mixed` allowed.
    public func mixedRuns() throws -> [(run: RunID, builds: [String])] {
        try read { database in
            guard try Schema.has("shards", database) else { return [] }
            let rows = try Row.fetchAll(
                database, sql: "SELECT run, group_concat(builds, ' ') AS builds FROM shards GROUP BY run ORDER BY run")
            return try rows.compactMap { row in
                let row = StoredRow(row, "shards", key: [])
                let builds = Set(try row.text("builds").split(separator: " ").map(String.init)).sorted()
                return builds.count > 1 ? (RunID(try row.int64("run")), builds) : nil
            }
        }
    }
}
