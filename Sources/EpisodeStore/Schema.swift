import GRDB

/// The store's schema, version by version. A migration that has been released is never edited; a new one is added
/// (`docs/episode-store.md` describes tables and views for an analyst).
enum Schema {
    /// Marks a SQLite file as an episode store: the letters `BRGD`.
    static let applicationID: Int32 = 0x4252_4744

    /// A step from one version of the schema to the next.
    struct Migration: Sendable {
        /// A line of the table `grdb_migrations` once it is done.
        let identifier: String
        let sql: String
    }

    /// All steps, oldest first.
    static let migrations = [
        Migration(identifier: "1 episodes", sql: episodes),
        Migration(identifier: "2 studies", sql: studies),
        Migration(identifier: "3 exchanges", sql: exchanges),
        Migration(identifier: "4 rounds", sql: rounds),
        Migration(identifier: "5 faults", sql: faults),
    ]

    /// Brings `database` up to date in one transaction, so that of several programs that do so at once one does it and the
    /// others find it done.
    static func migrate(_ database: Database) throws {
        guard try applied(database).count < migrations.count else { return }
        try database.inTransaction(.immediate) {
            try database.execute(
                sql: """
                    PRAGMA application_id = \(applicationID);
                    CREATE TABLE IF NOT EXISTS grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                    """)
            let done = try applied(database)
            for migration in migrations where !done.contains(migration.identifier) {
                try database.execute(sql: migration.sql)
                try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES (?)", arguments: [migration.identifier])
            }
            return .commit
        }
    }

    /// Whether a newer program has written to `database`.
    static func isNewer(_ database: Database) throws -> Bool {
        !(try applied(database)).isSubset(of: migrations.map(\.identifier))
    }

    /// The steps that are done.
    static func applied(_ database: Database) throws -> Set<String> {
        guard try database.tableExists("grdb_migrations") else { return [] }
        return try Set(String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations"))
    }
}
