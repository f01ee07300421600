import Basics
import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps

extension EpisodeStore {
    /// Enters a map, once for each content, and returns its row.
    /// - Throws: `StoreError`, also for a map that could not be read back as it is.
    public func register(_ layout: Layout) throws -> MapID {
        if let known = maps.withLock({ $0[layout] }) { return known }
        let yaml = MapFile.yaml(layout)
        let hash = ContentHash.of([Data(yaml.utf8)])
        guard (try? EpisodeStore.layout(yaml, name: layout.name, file: path)) == layout else {
            throw StoreError(
                file: path, reason: .other,
                message: "the map '\(layout.name)' cannot be stored, since its text would not read back equal; change its name")
        }
        let map = try write { database in
            try database.execute(
                sql: "INSERT INTO maps (name, hash, yaml) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [layout.name, hash, yaml])
            if database.changesCount > 0 { try ContentSeal.map.seal(database.lastInsertedRowID, database) }
            return MapID(row: try row(database, "maps", layout.name, hash))
        }
        maps.withLock { $0[layout] = map }
        return map
    }

    /// The map behind the text of a row of `maps`.
    ///
    /// Older versions wrote names as they are, also where YAML takes such a text for something else, as in `name: 16`. What
    /// begins with a name as they wrote it is read without it.
    static func layout(_ yaml: String, name: String, file: String) throws -> Layout {
        let unquoted = "name: \(name)\n".utf8
        guard yaml.utf8.starts(with: unquoted) else { return try MapFile.parseYAML(yaml, file: file, name: name) }
        return try MapFile.parseYAML(String(decoding: yaml.utf8.dropFirst(unquoted.count), as: UTF8.self), file: file, name: name)
    }

    /// Enters an agent, once for each content, and returns its row.
    public func register(_ agent: AgentRecord) throws -> AgentID {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO agents (name, kind, hash, description, provenance, file) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                arguments: [
                    agent.name.storable, agent.kind, agent.hash, agent.description.storable, agent.provenance.storable, agent.file.storable,
                ])
            if database.changesCount > 0 { try ContentSeal.agent.seal(database.lastInsertedRowID, database) }
            return AgentID(row: try row(database, "agents", agent.name.storable, agent.hash))
        }
    }

    private func row(_ database: Database, _ table: String, _ name: String, _ hash: String) throws -> Int64 {
        // The row was just inserted or was there before.
        try Int64.fetchOne(
            database, sql: "SELECT id FROM \(table) WHERE name = ? AND hash = ?", arguments: [name, hash]) ?? 0
    }

    /// Begins a run, or continues the one of the same kind and settings.
    ///
    /// A new run reserves the next `planned` episode rows, so that an episode's row depends on its place in the plan
    /// and not on who finished first.
    /// - Parameter settings: a JSON object that says what was asked for.
    public func run(kind: String, settings: String, planned: Int) throws -> RunRecord {
        let hash = ContentHash.of([Data(settings.utf8)])
        let id = try write { database in
            try database.execute(
                sql: """
                    INSERT INTO runs (kind, plan_hash, settings, first_episode, planned, started) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                arguments: [kind, hash, settings, EpisodeStore.nextFree(database), planned, EpisodeStore.now])
            if database.changesCount > 0 { try ContentSeal.run.seal(database.lastInsertedRowID, database) }
            return try Int64.fetchOne(
                database, sql: "SELECT id FROM runs WHERE kind = ? AND plan_hash = ?", arguments: [kind, hash]) ?? 0
        }
        guard let run = try runs(only: id).first else {
            throw StoreError(file: path, reason: .other, message: "the run just entered is not there; the file was changed under it")
        }
        return run
    }

    /// The first episode row that is neither taken nor reserved by a run.
    static func nextFree(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database,
            sql: """
                SELECT 1 + MAX(COALESCE((SELECT MAX(id) FROM episodes), 0),
                    COALESCE((SELECT MAX(first_episode + planned - 1) FROM runs), 0))
                """) ?? 1
    }

    /// Notes that everything of a run that was planned has been stored.
    public func finish(_ run: RunID) throws {
        try write { database in
            try database.execute(
                sql: "UPDATE runs SET finished = ? WHERE id = ? AND finished IS NULL", arguments: [EpisodeStore.now, run.row])
            if database.changesCount > 0 { try ContentSeal.run.seal(run.row, database) }
        }
    }

    static var now: String { Date().ISO8601Format() }

    /// Stores episodes, all or none of them, and returns their rows. An episode whose row is taken is left as it is.
    @discardableResult
    public func write(_ episodes: [NewEpisode]) throws -> [EpisodeID] {
        try write { database in try episodes.map { try insert($0, database) } }
    }

    func insert(_ new: NewEpisode, _ database: Database) throws -> EpisodeID {
        let id = try new.id ?? EpisodeID(EpisodeStore.nextFree(database))
        try EpisodeWriter(database).insert(PreparedEpisode(new, id: id))
        return id
    }

    /// The occupants in seat order: agents' rows, and `human` for people.
    static func lineUp(_ occupants: [Occupant]) -> String {
        occupants.map { occupant in
            if case .agent(let id) = occupant { return "\(id.row)" }
            return "human"
        }.joined(separator: ",")
    }
}

extension String {
    /// The text as SQLite and everything that reads it can keep it: the character NUL, at which they would cut it, becomes the
    /// replacement character.
    var storable: String { utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self }
}
