import Foundation
import GRDB
import KitchenMaps

/// Content hashes: one for every part of a store, over everything that is stored for it, made as it is written. A part that is
/// changed or missing afterwards is found by them (`EpisodeStore.verify`).
///
/// Hashed is what SQLite reads back, column by column: its type and its bytes. What a hash is made of is never edited; a new
/// column that needs protection needs a new migration, which makes all hashes again.
enum ContentSeal: String, CaseIterable {
    case run, agent, map, episode, round
    /// A study with its versions, all its participants and what they finished; its key is its name.
    case study
    /// A participant's session that has ended, with its events.
    case session

    /// What is hashed: each query has the part's key as its argument.
    /// - Parameter hasSessions: whether the store has the tables of studies of version 8.
    private func queries(hasSessions: Bool) -> [String] {
        switch self {
        case .run:
            ["SELECT id, kind, plan_hash, settings, first_episode, planned, started, finished FROM runs WHERE id = ?"]
        case .agent:
            ["SELECT id, name, kind, hash, description, provenance, file FROM agents WHERE id = ?"]
        case .map:
            ["SELECT id, name, hash, yaml FROM maps WHERE id = ?"]
        case .episode:
            [
                """
                SELECT id, run, map, line_up, dynamics, horizon, seed, status, ticks, score, actions, start, state_hash,
                    pot_empty, pot_filling, pot_cooking, pot_ready, events, source FROM episodes WHERE id = ?
                """,
                """
                SELECT seat, agent, person, sparse, shaped, moves, stays, interacts, idle, collisions, onions_potted,
                    tomatoes_potted, dishes_taken, soups_plated, deliveries, drops, hand_overs, faults
                FROM seats WHERE episode = ? ORDER BY seat
                """,
                // Not their row numbers, which depend on who wrote first.
                "SELECT tick, seat, kind, text, data FROM notes WHERE episode = ? ORDER BY id",
            ]
        case .round:
            [
                """
                SELECT id, run, game, condition, seed, number, speaker, listener, candidates, target, picked, utterance
                FROM rounds WHERE id = ?
                """
            ]
        case .study where hasSessions:
            [
                "SELECT version, hash, text, entered FROM study_versions WHERE study = ? ORDER BY version",
                """
                SELECT participant, number, enrolled, version, row, outcome, companion FROM study_participants
                WHERE study = ? ORDER BY number
                """,
                """
                SELECT participant, item, position, kitchen, partner, blind_name, episode, answers, finished, seat, level
                FROM study_steps WHERE study = ? ORDER BY participant, item
                """,
                "SELECT version, withdrawn FROM study_withdrawals WHERE study = ? ORDER BY rowid",
            ]
        case .session:
            [
                "SELECT id, study, participant, version, began, program, tick_ms, display, ended FROM study_sessions WHERE id = ?",
                "SELECT number, ms, kind, item, tick, what FROM study_events WHERE session = ? ORDER BY number",
            ]
        case .study:
            [
                "SELECT participant, number, enrolled FROM study_participants WHERE study = ? ORDER BY number",
                """
                SELECT participant, item, position, kitchen, partner, blind_name, episode, answers, finished
                FROM study_steps WHERE study = ? ORDER BY participant, item
                """,
            ]
        }
    }

    /// The keys of all parts that are there.
    func keys(_ database: Database) throws -> String {
        switch self {
        case .run: "SELECT id FROM runs"
        case .agent: "SELECT id FROM agents"
        case .map: "SELECT id FROM maps"
        case .episode: "SELECT id FROM episodes"
        case .round: "SELECT id FROM rounds"
        case .study:
            "SELECT study AS id FROM study_participants UNION SELECT study FROM study_steps"
                + (try Schema.has("study_versions", database) ? " UNION SELECT study FROM study_versions" : "")
        // One that goes on is sealed when it ends.
        case .session: "SELECT id FROM study_sessions WHERE ended IS NOT NULL"
        }
    }

    /// The parts that a store of this version has.
    static func parts(_ database: Database) throws -> [ContentSeal] {
        let hasSessions = try Schema.has("study_sessions", database)
        return allCases.filter { $0 != .session || hasSessions }
    }

    /// The part in words, e.g. `episode 17`.
    func name(_ key: DatabaseValue) -> String {
        switch key.storage {
        case .int64(let row): "\(rawValue) \(row)"
        case .string(let text): "\(rawValue) \(String(text.prefix(60)).debugDescription)"
        default: "\(rawValue) \(key)"
        }
    }

    /// The hash of what is stored now under `key`.
    func hash(_ key: some DatabaseValueConvertible, _ database: Database) throws -> Int64 {
        var hash = ContentHasher()
        let hasSessions = try self == .study && Schema.has("study_sessions", database)
        for sql in queries(hasSessions: hasSessions) {
            let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: [key])
            while let row = try rows.next() { try hash.add(row) }
            hash.endOfList()
        }
        return hash.value
    }

    /// Keeps the hash of what is stored now under `key`.
    func seal(_ key: some DatabaseValueConvertible, _ database: Database) throws {
        let columns = columns(key.databaseValue, hash: try hash(key, database))
        try database.cachedStatement(sql: ContentSeal.insert).execute(arguments: StatementArguments(columns))
    }

    /// The hash of what is written for a part, without reading it back.
    /// - Parameter lists: the columns of each query's rows after each other, as SQLite reads them back.
    static func hash(_ lists: [[DatabaseValue]]) -> Int64 {
        var hash = ContentHasher()
        for values in lists {
            for value in values { hash.add(value) }
            hash.endOfList()
        }
        return hash.value
    }

    /// The columns of `insert`.
    func columns(_ key: DatabaseValue, hash: Int64) -> [DatabaseValue] { [rawValue.databaseValue, key, hash.databaseValue] }

    static let insert = "INSERT OR REPLACE INTO content_hashes (part, id, hash) VALUES (?, ?, ?)"

    /// Seals everything in a store that was written before there were seals; sessions came later.
    static func sealAll(_ database: Database) throws {
        for part in try parts(database) {
            for key in try DatabaseValue.fetchAll(database, sql: part.keys(database)) { try part.seal(key, database) }
        }
    }

    /// Seals studies again, whose hashes cover more since there are sessions.
    static func sealStudies(_ database: Database) throws {
        for key in try DatabaseValue.fetchAll(database, sql: study.keys(database)) { try study.seal(key, database) }
    }

    /// Takes the seal of a part away that is no more.
    func unseal(_ key: some DatabaseValueConvertible, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM content_hashes WHERE part = ? AND id = ?", arguments: [rawValue, key])
    }
}

/// FNV-1a over rows, 64 bits: each column as its type, its length where it has one, and its bytes.
private struct ContentHasher {
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    var value: Int64 { Int64(bitPattern: hash) }

    mutating func add(_ row: Row) throws {
        for index in 0..<row.count {
            let value = row[index] as DatabaseValue
            guard case .string = value.storage else {
                add(value)
                continue
            }
            mark(3)
            // The bytes themselves: a text that is no UTF-8 any more is another one.
            try row.withUnsafeData(atIndex: index) { add($0 ?? Data()) }
        }
    }

    /// A value as SQLite reads it back.
    mutating func add(_ value: DatabaseValue) {
        switch value.storage {
        case .null: mark(0)
        case .int64(let value):
            mark(1)
            add(UInt64(bitPattern: value))
        case .double(let value):
            mark(2)
            add(value.bitPattern)
        case .string(var text):
            mark(3)
            text.withUTF8 { add($0) }
        case .blob(let data):
            mark(4)
            add(data)
        }
    }

    mutating func endOfList() { mark(5) }

    private mutating func mark(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

    private mutating func add(_ word: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { mark(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    private mutating func add(_ data: Data) {
        let hasher = self
        self = data.withUnsafeBytes { bytes in
            var hasher = hasher
            hasher.add(bytes)
            return hasher
        }
    }

    private mutating func add(_ text: UnsafeBufferPointer<UInt8>) { add(UnsafeRawBufferPointer(text)) }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
        add(UInt64(bytes.count))
        var hash = hash
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        self.hash = hash
    }
}
