import Basics
import Foundation
import GRDB

/// How far a shard of a run is: a part of its plan that one job plays.
public struct ShardRecord: Sendable, Hashable {
    /// Which of `count` shards, counted from one.
    public let number: Int
    public let count: Int
    /// Episodes that the shard has.
    public let planned: Int
    /// How many of them are stored.
    public let stored: Int
    /// The builds of Brigade that played it (`Origin.build`).
    public let builds: [String]
    /// A hash over episodes that every shard of the plan plays to compare machines; nil where there are none.
    public let canary: String?

    public init(number: Int, count: Int, planned: Int, stored: Int, builds: [String], canary: String?) {
        self.number = number
        self.count = count
        self.planned = planned
        self.stored = stored
        self.builds = builds
        self.canary = canary
    }

    public var isComplete: Bool { stored >= planned }
}

/// How far a run is that is played in shards.
public struct ShardedRun: Sendable, Hashable {
    public let run: RunRecord
    /// The hash by which the run's plan is known in every store.
    public let plan: String
    /// What is known of its shards, by count and number.
    public let shards: [ShardRecord]

    /// Whether all that was planned is there: by the number of episodes, or by shards, where other runs had some of them before.
    public var isComplete: Bool {
        if run.stored >= run.planned { return true }
        return Set(shards.map(\.count)).contains { missing(of: $0).isEmpty }
    }

    /// The numbers of those of `count` shards that are not there whole.
    public func missing(of count: Int) -> [Int] {
        let whole = Set(shards.filter { $0.count == count && $0.isComplete }.map(\.number))
        return (1...max(count, 1)).filter { !whole.contains($0) }
    }
}

extension EpisodeStore {
    /// Notes how far a shard is; what is known already is never taken back.
    public func note(_ shard: ShardRecord, of run: RunID) throws {
        try write { try EpisodeStore.note(shard, of: run, $0) }
    }

    static func note(_ shard: ShardRecord, of run: RunID, _ database: Database) throws {
        let known = try EpisodeStore.shards(of: run.row, database).first { $0.number == shard.number && $0.count == shard.count }
        let builds = Set(shard.builds + (known?.builds ?? [])).sorted().joined(separator: " ")
        try database.execute(
            sql: "INSERT OR REPLACE INTO shards (run, number, count, planned, stored, builds, canary) VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                run.row, shard.number, shard.count, shard.planned, max(shard.stored, known?.stored ?? 0), builds,
                shard.canary ?? known?.canary,
            ])
    }

    /// The runs of tournaments that have shards, with them.
    public func shardedRuns() throws -> [ShardedRun] {
        try runs().filter { $0.kind == "tournament" }.compactMap { run in
            let (plan, shards) = try read { database -> (String, [ShardRecord]) in
                guard try Schema.has("shards", database) else { return ("", []) }
                let plan = try String.fetchOne(database, sql: "SELECT plan_hash FROM runs WHERE id = ?", arguments: [run.id.row])
                return (plan ?? "", try EpisodeStore.shards(of: run.id.row, database))
            }
            return shards.isEmpty ? nil : ShardedRun(run: run, plan: plan, shards: shards)
        }
    }

    static func shards(of run: Int64, _ database: Database, schema: String = "main") throws -> [ShardRecord] {
        try Row.fetchAll(database, sql: "SELECT * FROM \(schema).shards WHERE run = ? ORDER BY count, number", arguments: [run]).map {
            row in
            let row = StoredRow(row, "shards", key: ["run", "count", "number"])
            return ShardRecord(
                number: try row.int("number", 1...1_000_000), count: try row.int("count", 1...1_000_000),
                planned: try row.int("planned"), stored: try row.int("stored"),
                builds: try row.text("builds").split(separator: " ").map(String.init), canary: try row.optional("canary", row.text))
        }
    }

    /// Puts a copy of the store at `path`, whole or not at all: one file that needs no others and that nobody has to lock.
    /// - Parameter folder: on a disk of this machine, for the copy on its way.
    /// - Throws: `StoreError`; `OutputError` where the copy cannot be written.
    public func publish(to path: String, through folder: String) throws {
        let copy = "\(folder)/publish-\(UUID().uuidString).sqlite"
        defer { for end in ["", "-journal", "-wal", "-shm"] { unlink(copy + end) } }
        try writeOutsideTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
        try EpisodeStore.explained(copy) {
            let queue = try DatabaseQueue(path: copy)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try queue.close()
        }
        var file = try WholeFile(path)
        let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: copy))
        defer { try? source.close() }
        while let part = try source.read(upToCount: 1 << 20), !part.isEmpty { try file.append(part) }
        try file.commit()
    }
}
