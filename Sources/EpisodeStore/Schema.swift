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
        /// What SQL cannot do.
        var after: @Sendable (Database) throws -> Void = { _ in }
    }

    /// All steps, oldest first.
    static let migrations = [
        Migration(identifier: "1 episodes", sql: episodes),
        Migration(identifier: "2 studies", sql: studies),
        Migration(identifier: "3 exchanges", sql: exchanges),
        Migration(identifier: "4 rounds", sql: rounds),
        Migration(identifier: "5 faults", sql: faults),
        Migration(identifier: "6 content hashes", sql: contentHashes, after: ContentSeal.sealAll),
        Migration(identifier: "7 claims", sql: claims),
        Migration(identifier: "8 study sessions", sql: studySessions, after: ContentSeal.sealStudies),
        Migration(identifier: "9 origins", sql: origins),
        Migration(identifier: "10 packed events", sql: packedEvents, after: packEvents),
    ]

    /// Brings `database` up to date in one transaction, so that of several programs that do so at once one does it and the
    /// others find it done.
    static func migrate(_ database: Database) throws {
        guard try applied(database).count < migrations.count else { return }
        try database.inTransaction(.immediate) {
            let done = try applied(database)
            try apply(migrations.filter { !done.contains($0.identifier) }, database)
            return .commit
        }
    }

    /// Takes `steps` in an open transaction.
    static func apply(_ steps: [Migration], _ database: Database) throws {
        try database.execute(
            sql: """
                PRAGMA application_id = \(applicationID);
                CREATE TABLE IF NOT EXISTS grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                """)
        for step in steps {
            try database.execute(sql: step.sql)
            try step.after(database)
            try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES (?)", arguments: [step.identifier])
        }
    }

    /// Whether a newer program has written to `database`: one that knows all of our steps and others.
    static func isNewer(_ database: Database) throws -> Bool {
        (try applied(database)).isStrictSuperset(of: migrations.map(\.identifier))
    }

    /// Whether there is such a table.
    static func has(_ table: String, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?)", arguments: [table]) == true
    }

    /// The steps that are done.
    static func applied(_ database: Database) throws -> Set<String> {
        // Asked each time: another program may have made the table since this one looked.
        guard try has("grdb_migrations", database) else { return [] }
        return try Set(String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations"))
    }
}
