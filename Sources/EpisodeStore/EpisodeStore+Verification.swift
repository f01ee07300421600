import Episodes
import Foundation
import GRDB
import Kitchen

extension EpisodeStore {
    /// What verifying found.
    public struct Verification: Sendable, Hashable {
        /// Episodes that were played again.
        public var episodes = 0
        /// Those of them with which something is wrong.
        public var differing = 0
        /// What is wrong elsewhere: the file itself, rows that point to nothing, parts that are missing or changed.
        public var faults = 0
        /// Parts that carry no content hash.
        public var unsealed = 0

        public var isSound: Bool { differing == 0 && faults == 0 }
    }

    /// Verifies what is stored: plays the episodes that `filter` means again and compares them with their rows and with their
    /// content hashes.
    ///
    /// Without a filter the whole store is verified: the file (SQLite's own check), the schema, what rows point to, and the
    /// content hash of every run, agent, map, episode, round, study and session, so that nothing can change or vanish unnoticed.
    /// - Parameter report: gets each thing that is wrong, in words.
    public func verify(_ filter: EpisodeFilter = .init(), report: (String) -> Void) throws -> Verification {
        var found = Verification()
        try read { database in
            if filter == EpisodeFilter() {
                for check in [fileProblems, schemaProblems, referenceProblems, sealProblems] {
                    for problem in EpisodeStore.problems(of: check, database, path) {
                        found.faults += 1
                        report(problem)
                    }
                }
                found.unsealed = try unsealed(database)
            }
            let hasSeals = try Schema.has("content_hashes", database)
            try forEachRow(database, filter) { id, row in
                found.episodes += 1
                guard let problem = try problem(id, row, hasSeals ? database : nil) else { return }
                found.differing += 1
                report(problem)
            }
        }
        return found
    }

    /// What `check` finds; on a damaged file it may find no more than that.
    private static func problems(of check: (Database) throws -> [String], _ database: Database, _ path: String) -> [String] {
        do {
            return try check(database)
        } catch let error as DatabaseError {
            return ["a check cannot go on: \(StoreError(error, file: path).message)"]
        } catch {
            return ["a check cannot go on: \((error as? UnreadableRow)?.what ?? "\(error)")"]
        }
    }

    /// What is wrong with an episode, in words.
    /// - Parameter sealed: the database, where it has content hashes.
    private func problem(_ id: EpisodeID, _ row: Result<StoredEpisode, StoreError>, _ sealed: Database?) throws -> String? {
        do {
            if let difference = try row.get().episode.difference() { return "episode \(id): \(difference)" }
        } catch let problem as StoreError {
            return problem.message
        } catch {
            return "episode \(id): its log cannot be played: \(error)"
        }
        guard let sealed else { return nil }
        let kept = try DatabaseValue.fetchOne(
            sealed, sql: "SELECT hash FROM content_hashes WHERE part = 'episode' AND id = ?", arguments: [id.row])
        guard let kept, try kept != ContentSeal.episode.hash(id.row, sealed).databaseValue else { return nil }
        return "episode \(id): \(EpisodeStore.changed)"
    }

    private static let changed = "what is stored is not what was written, or its content hash was changed"

    /// SQLite's own check of pages, indices and constraints.
    private func fileProblems(_ database: Database) throws -> [String] {
        try String.fetchAll(database, sql: "PRAGMA integrity_check(50)").filter { $0 != "ok" }.map { "the file: \($0)" }
    }

    /// Whether tables, indices, views and the names of events are those of this version.
    private func schemaProblems(_ database: Database) throws -> [String] {
        // Only what Brigade made: an analyst may have added views and indices of their own.
        let sql = "SELECT name, type, tbl_name, sql FROM sqlite_master"
        func schema(_ database: Database) throws -> [DatabaseValue: [DatabaseValue]] {
            Dictionary(try Row.fetchAll(database, sql: sql).map { ($0["name"], Array($0.databaseValues)) }) { $1 }
        }
        let done = try Schema.applied(database)
        let fresh = try DatabaseQueue()
        let expected = try fresh.write { database in
            try Schema.apply(Schema.migrations.filter { done.contains($0.identifier) }, database)
            return try schema(database)
        }
        let actual = try schema(database)
        var problems = expected.sorted { "\($0.key)" < "\($1.key)" }.compactMap { name, made -> String? in
            if actual[name] == nil { return "the schema: \(name) is missing" }
            return actual[name] == made ? nil : "the schema: \(name) is not as it was made"
        }
        let numbers = Schema.migrations.map(\.identifier)
        if done != Set(numbers.prefix(done.count)) { problems.append("the schema: steps are missing from grdb_migrations") }
        let names = try Row.fetchAll(database, sql: "SELECT event, name FROM event_names ORDER BY event").map { row in
            "\(row["event"] as DatabaseValue? ?? .null) \(row["name"] as DatabaseValue? ?? .null)"
        }
        let wanted = Event.allCases.map { "\(DatabaseValue(value: Int64($0.rawValue)) ?? .null) \(DatabaseValue(value: $0.name) ?? .null)" }
        if names != wanted { problems.append("table event_names: its names are not those of the rules") }
        return problems
    }

    /// Rows that name other rows which are not there.
    private func referenceProblems(_ database: Database) throws -> [String] {
        try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row in
            let row = StoredRow(row, "foreign_key_check", key: [])
            let place = (try? row.optional("rowid", row.int64)).flatMap { $0 }.map { "row \($0)" } ?? "a row"
            let (table, parent) = ((try? row.text("table")) ?? "?", (try? row.text("parent")) ?? "?")
            return "table \(table), \(place): it names a row of \(parent) that is not there"
        }
    }

    /// How many parts a store of an older version has, which carry no content hashes.
    private func unsealed(_ database: Database) throws -> Int {
        guard try !Schema.has("content_hashes", database) else { return 0 }
        return ContentSeal.allCases.reduce(0) { sum, part in
            // A store of an old version has not the tables of all parts.
            let count = try? Int.fetchOne(database, sql: "SELECT COUNT(*) FROM (\(part.keys(database)))")
            return sum + (count ?? 0)
        }
    }

    /// Parts that are not as they were written, that are missing, and that nothing says were written. Episodes are compared
    /// where they are played again.
    private func sealProblems(_ database: Database) throws -> [String] {
        guard try Schema.has("content_hashes", database) else { return [] }
        var problems: [String] = []
        let parts = ContentSeal.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        for part in try DatabaseValue.fetchAll(database, sql: "SELECT part FROM content_hashes WHERE part NOT IN (\(parts))") {
            problems.append("table content_hashes: it has a hash of \(part), which is no part of a store")
        }
        for part in try ContentSeal.parts(database) {
            let keys = try part.keys(database)
            let sealed = "SELECT id FROM content_hashes WHERE part = '\(part.rawValue)'"
            for key in try DatabaseValue.fetchAll(database, sql: "\(sealed) EXCEPT SELECT id FROM (\(keys))") {
                problems.append("\(part.name(key)): it was stored and is not there")
            }
            for key in try DatabaseValue.fetchAll(database, sql: "SELECT id FROM (\(keys)) EXCEPT \(sealed)") {
                problems.append("\(part.name(key)): it has no content hash")
            }
            guard part != .episode else { continue }
            let rows = try Row.fetchCursor(
                database, sql: "SELECT id, hash FROM content_hashes WHERE part = '\(part.rawValue)' AND id IN (\(keys)) ORDER BY id")
            while let row = try rows.next() {
                let key: DatabaseValue = row["id"]
                if try row["hash"] as DatabaseValue != part.hash(key, database).databaseValue {
                    problems.append("\(part.name(key)): \(EpisodeStore.changed)")
                }
            }
        }
        return problems
    }
}
