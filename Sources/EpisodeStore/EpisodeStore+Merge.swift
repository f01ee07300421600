import Foundation
import GRDB

/// What merging a store into another came to.
public struct MergeResult: Sendable, Hashable {
    /// Episodes that were not there before.
    public var added = 0
    /// Episodes that were there.
    public var known = 0
    /// Episodes of other runs than tournaments, which are not merged.
    public var leftOut = 0
}

extension EpisodeStore {
    /// Takes over the episodes of the tournaments in another store, all or none of them, with all that belongs to them. What is
    /// there already stays, so that stores may be merged in any order and again.
    ///
    /// Runs are known by their plans, agents and maps by their content. Shards of one plan keep the row numbers that an undivided
    /// run would give; where other runs took these before, rows move as a whole.
    /// - Parameters:
    ///   - path: the other store, which is only read.
    ///   - allowsMixed: whether shards of one plan may come from different builds of Brigade, or from machines that play
    ///     differently.
    ///   - clockKinds: kinds of agents that answer by the clock, whose episodes differ every time.
    /// - Throws: `StoreError`, also where an episode is there that was played differently, and where builds would be mixed.
    @discardableResult
    public func merge(_ path: String, allowsMixed: Bool = false, clockKinds: Set<String> = []) throws -> MergeResult {
        try EpisodeStore.checkSource(path)
        return try writeOutsideTransaction { database in
            // A log beside the file holds what is not in it; without one nobody writes, and no lock is needed.
            let hasLog = ((try? FileManager.default.attributesOfItem(atPath: path + "-wal"))?[.size] as? Int ?? 0) > 0
            let uri = URL(fileURLWithPath: path).absoluteString + (hasLog ? "?mode=ro" : "?immutable=1")
            try database.execute(sql: "ATTACH ? AS shard", arguments: [uri])
            defer { try? database.execute(sql: "DETACH shard") }
            var result = MergeResult()
            try database.inTransaction(.immediate) {
                result = try StoreMerge(target: self.path, source: path, allowsMixed: allowsMixed, clockKinds: clockKinds).run(database)
                return .commit
            }
            return result
        }
    }

    /// Refuses a store that is cut off, damaged, or of another version.
    private static func checkSource(_ path: String) throws {
        if isCutOff(path) {
            throw StoreError(file: path, reason: .damaged, message: "the file is cut off; copy it again, or remove it and play it again")
        }
        let source = try EpisodeStore(reading: path)
        try source.read { database in
            if let problem = try String.fetchOne(database, sql: "PRAGMA quick_check(1)"), problem != "ok" {
                throw StoreError(
                    file: path, reason: .damaged, message: "the file is damaged or cut off (\(problem)); copy or play it again")
            }
            guard try Schema.applied(database) == Set(Schema.migrations.map(\.identifier)) else {
                throw StoreError(
                    file: path, reason: .other,
                    message: "the store was written by an older Brigade; any command of this one that writes to it brings it up to date")
            }
        }
        try source.close()
    }
}

extension EpisodeStore {
    /// Whether a file of SQLite is shorter than its first page says, or ends within a page.
    private static func isCutOff(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        // Whatever else is wrong is found where the store is opened.
        guard let data = try? file.read(upToCount: 100) ?? Data(), let size = try? file.seekToEnd() else { return false }
        let head = [UInt8](data)
        let mark = Array("SQLite format 3\0".utf8)
        guard head.count == 100 else { return mark.starts(with: head.prefix(mark.count)) }
        guard head.starts(with: mark) else { return false }
        func number(_ place: Int, _ bytes: Int) -> UInt64 { head[place..<place + bytes].reduce(0) { $0 << 8 | UInt64($1) } }
        // 1 means 65,536; pages are counted by programs that also note for which change that holds.
        let page = number(16, 2) == 1 ? 65_536 : number(16, 2)
        guard page > 0 else { return false }
        return size % page != 0 || number(24, 4) == number(92, 4) && size < number(28, 4) * page
    }
}

/// One store being merged into another: `main` is the one, the attached `shard` the other.
private struct StoreMerge {
    let target: String
    let source: String
    let allowsMixed: Bool
    let clockKinds: Set<String>

    /// Temporary tables that say what becomes of the rows of the other store.
    private static let tables = """
        DROP TABLE IF EXISTS temp.merge_agents;
        DROP TABLE IF EXISTS temp.merge_maps;
        DROP TABLE IF EXISTS temp.merge_runs;
        DROP TABLE IF EXISTS temp.merge_keys;
        DROP TABLE IF EXISTS temp.merge_episodes;
        CREATE TEMP TABLE merge_agents (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
        CREATE TEMP TABLE merge_maps (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
        CREATE TEMP TABLE merge_runs (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, shift INTEGER NOT NULL);
        CREATE TEMP TABLE merge_keys (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, map INTEGER NOT NULL, line_up TEXT NOT NULL);
        CREATE TEMP TABLE merge_episodes (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, map INTEGER NOT NULL, line_up TEXT NOT NULL);
        """

    func run(_ database: Database) throws -> MergeResult {
        try database.execute(sql: StoreMerge.tables)
        try enter("agents", ["name", "kind", "hash", "description", "provenance", "file"], .agent, database)
        try enter("maps", ["name", "hash", "yaml"], .map, database)
        try enterRuns(database)
        try checkBuilds(database)
        let agents = try Dictionary(
            uniqueKeysWithValues: Row.fetchAll(database, sql: "SELECT old, new FROM temp.merge_agents").map { row in
                ("\(row["old"] as Int64)", "\(row["new"] as Int64)")
            })
        let moved = DatabaseFunction("moved_line_up", argumentCount: 1, pure: true) { values in
            guard let lineUp = String.fromDatabaseValue(values[0]) else { return nil }
            return lineUp.split(separator: ",").map { agents[String($0)] ?? String($0) }.joined(separator: ",")
        }
        database.add(function: moved)
        defer { database.remove(function: moved) }
        try database.execute(
            sql: """
                INSERT INTO temp.merge_keys SELECT s.id, s.id + r.shift, m.new, moved_line_up(s.line_up)
                FROM shard.episodes s JOIN temp.merge_runs r ON r.old = s.run JOIN temp.merge_maps m ON m.old = s.map
                WHERE s.status <> 'unfinished'
                """)
        try checkStates(database)
        try database.execute(
            sql:
                "INSERT INTO temp.merge_episodes SELECT k.* FROM temp.merge_keys k JOIN shard.episodes s ON s.id = k.old WHERE NOT EXISTS (\(StoreMerge.twin))"
        )
        var result = MergeResult()
        result.added = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM temp.merge_episodes") ?? 0
        result.known = try (Int.fetchOne(database, sql: "SELECT COUNT(*) FROM temp.merge_keys") ?? 0) - result.added
        result.leftOut =
            try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM shard.episodes WHERE run NOT IN (SELECT old FROM temp.merge_runs)") ?? 0
        try copy(database)
        try noteShards(database)
        try database.execute(sql: "DROP TABLE temp.merge_keys; DROP TABLE temp.merge_episodes")
        return result
    }

    /// The same episode in the store, in any run.
    private static let twin = """
        SELECT 1 FROM main.episodes e WHERE e.map = k.map AND e.line_up = k.line_up AND e.seed = s.seed AND e.dynamics = s.dynamics
            AND e.horizon = s.horizon AND e.status <> 'unfinished'
        """

    /// Enters agents or maps, each content once, and notes their rows.
    private func enter(_ table: String, _ columns: [String], _ seal: ContentSeal, _ database: Database) throws {
        let names = columns.joined(separator: ", ")
        let last = try Int64.fetchOne(database, sql: "SELECT COALESCE(MAX(id), 0) FROM main.\(table)") ?? 0
        try database.execute(
            sql: "INSERT INTO main.\(table) (\(names)) SELECT \(names) FROM shard.\(table) WHERE 1 ORDER BY id ON CONFLICT DO NOTHING")
        for id in try Int64.fetchAll(database, sql: "SELECT id FROM main.\(table) WHERE id > ?", arguments: [last]) {
            try seal.seal(id, database)
        }
        try database.execute(
            sql: """
                INSERT INTO temp.merge_\(table) SELECT s.id, m.id FROM shard.\(table) s
                JOIN main.\(table) m ON m.name = s.name AND m.hash = s.hash
                """)
    }

    /// Enters the tournaments' runs and notes by how much their episodes' rows move.
    private func enterRuns(_ database: Database) throws {
        for row in try Row.fetchAll(database, sql: "SELECT * FROM shard.runs WHERE kind = 'tournament' ORDER BY id") {
            let row = StoredRow(row, "runs")
            let plan = try row.text("plan_hash")
            try database.execute(
                sql: """
                    INSERT INTO main.runs (kind, plan_hash, settings, first_episode, planned, started)
                    VALUES ('tournament', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                    """,
                arguments: [
                    plan, try row.text("settings"), EpisodeStore.nextFree(database), try row.int("planned"), try row.text("started"),
                ])
            if database.changesCount > 0 { try ContentSeal.run.seal(database.lastInsertedRowID, database) }
            try database.execute(
                sql: """
                    INSERT INTO temp.merge_runs SELECT ?, id, first_episode - ? FROM main.runs WHERE kind = 'tournament' AND plan_hash = ?
                    """, arguments: [try row.int64("id"), try row.int64("first_episode"), plan])
        }
    }

    /// Refuses to mix builds, or machines on which the same episodes went differently, within a run.
    private func checkBuilds(_ database: Database) throws {
        guard !allowsMixed else { return }
        for row in try Row.fetchAll(database, sql: "SELECT old, new FROM temp.merge_runs") {
            let ours = try EpisodeStore.shards(of: row["new"], database)
            for shard in try EpisodeStore.shards(of: row["old"], database, schema: "shard") {
                guard let other = ours.first(where: { $0.builds != shard.builds || differ($0.canary, shard.canary) }) else {
                    if shard.builds.count > 1 { throw mixed("several builds of Brigade played this shard") }
                    continue
                }
                throw mixed(
                    other.builds != shard.builds
                        ? "it was played by build \(shard.builds.joined(separator: " and ")), shard \(other.number) of \(other.count) in \(target) by "
                            + other.builds.joined(separator: " and ")
                        : "its canary episodes went otherwise (\(shard.canary ?? "")) than those of shard \(other.number) of \(other.count) in "
                            + "\(target) (\(other.canary ?? "")): one of the machines computes differently")
            }
        }
    }

    private func differ(_ one: String?, _ other: String?) -> Bool { one != nil && other != nil && one != other }

    private func mixed(_ why: String) -> StoreError {
        StoreError(
            file: source, reason: .other,
            message:
                "\(why); nothing of it was merged. Play it again with one build, or accept it with --allow-mixed, which reports will say")
    }

    /// Refuses episodes that are there and were played differently, but for those of agents that go by the clock.
    private func checkStates(_ database: Database) throws {
        let byClock = try Set(
            Row.fetchAll(database, sql: "SELECT id, kind FROM main.agents").filter { clockKinds.contains($0["kind"]) }.map {
                "\($0["id"] as Int64)"
            })
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT s.id AS old, k.line_up, (\(StoreMerge.twin.replacing("SELECT 1", with: "SELECT e.id")) AND e.state_hash <> s.state_hash) AS twin
                FROM temp.merge_keys k JOIN shard.episodes s ON s.id = k.old WHERE twin IS NOT NULL
                """)
        while let row = try rows.next() {
            let lineUp: String = row["line_up"]
            guard !lineUp.split(separator: ",").contains(where: { byClock.contains(String($0)) }) else { continue }
            throw StoreError(
                file: source, reason: .damaged,
                message:
                    "its episode \(row["old"] as Int64) is episode \(row["twin"] as Int64) of \(target), and went otherwise: one of the two was "
                    + "played by another build or on a broken machine; 'brigade episodes verify' says which. Nothing of it was merged")
        }
    }

    /// Copies the episodes that are not there.
    private func copy(_ database: Database) throws {
        let columns =
            "dynamics, horizon, seed, status, ticks, score, actions, start, state_hash, pot_empty, pot_filling, pot_cooking, pot_ready, events, source"
        let seats = try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info('seats')").dropFirst(3)
        func of(_ table: String, _ names: some Sequence<String>) -> String { names.map { "\(table).\($0)" }.joined(separator: ", ") }
        try database.execute(
            sql: """
                INSERT INTO main.episodes (id, run, map, line_up, \(columns))
                SELECT k.new, r.new, k.map, k.line_up, \(of("s", columns.split(separator: ", ").map(String.init)))
                FROM temp.merge_episodes k JOIN shard.episodes s ON s.id = k.old JOIN temp.merge_runs r ON r.old = s.run;
                INSERT INTO main.seats (episode, seat, agent, \(seats.joined(separator: ", ")))
                SELECT k.new, s.seat, a.new, \(of("s", seats))
                FROM temp.merge_episodes k JOIN shard.seats s ON s.episode = k.old LEFT JOIN temp.merge_agents a ON a.old = s.agent;
                INSERT INTO main.notes (episode, tick, seat, kind, text, data)
                SELECT k.new, n.tick, n.seat, n.kind, n.text, n.data
                FROM temp.merge_episodes k JOIN shard.notes n ON n.episode = k.old ORDER BY k.new, n.id;
                INSERT INTO main.origins (program, build, host, processor, library)
                SELECT program, build, host, processor, library FROM shard.origins WHERE 1 ON CONFLICT DO NOTHING;
                INSERT INTO main.episode_origins (episode, origin)
                SELECT k.new, o.id FROM temp.merge_episodes k JOIN shard.episode_origins x ON x.episode = k.old
                JOIN shard.origins s ON s.id = x.origin JOIN main.origins o ON (o.program, o.build, o.host, o.processor, o.library)
                    = (s.program, s.build, s.host, s.processor, s.library);
                """)
        let hasMoved = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM temp.merge_runs WHERE old <> new OR shift <> 0)
                    OR EXISTS (SELECT 1 FROM temp.merge_agents WHERE old <> new) OR EXISTS (SELECT 1 FROM temp.merge_maps WHERE old <> new)
                """)
        if hasMoved == true {
            // What is hashed has changed with the rows' numbers.
            for id in try Int64.fetchAll(database, sql: "SELECT new FROM temp.merge_episodes") {
                try ContentSeal.episode.seal(id, database)
            }
        } else {
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO main.content_hashes (part, id, hash) SELECT 'episode', k.new, h.hash
                    FROM temp.merge_episodes k JOIN shard.content_hashes h ON h.part = 'episode' AND h.id = k.old
                    """)
        }
    }

    /// Notes how far the shards are, and which runs are done.
    private func noteShards(_ database: Database) throws {
        for row in try Row.fetchAll(database, sql: "SELECT old, new FROM temp.merge_runs") {
            let run = RunID(row["new"])
            for shard in try EpisodeStore.shards(of: row["old"], database, schema: "shard") {
                try EpisodeStore.note(shard, of: run, database)
            }
            try database.execute(
                sql: """
                    UPDATE runs SET finished = ? WHERE id = ? AND finished IS NULL
                        AND planned <= (SELECT COUNT(*) FROM episodes WHERE run = runs.id)
                    """, arguments: [EpisodeStore.now, run.row])
            if database.changesCount > 0 { try ContentSeal.run.seal(run.row, database) }
        }
    }
}
