import Basics
import Foundation
import GRDB
import Kitchen
import KitchenMaps
import Synchronization

/// The log of all episodes: one SQLite file (`docs/episode-store.md`).
///
///     let store = try EpisodeStore(creating: "runs/episodes.sqlite")
///     let map = try store.register(kitchen.layout)
///     let run = try store.run(kind: "play", settings: "{}", planned: 0).id
///     try store.write([NewEpisode(run: run, map: map, occupants: [.person("human"), .person("human")], episode: episode)])
///
/// Writes are transactions in write-ahead logging: a program that is killed loses what it had not written yet and
/// nothing else, and others can read while it writes.
public final class EpisodeStore: Sendable {
    public let path: String
    private let database: any DatabaseReader
    private let pool: DatabasePool?
    let damageFound = Mutex(Damage())
    /// Maps that have been registered, so that a map of many episodes is entered and checked once.
    let maps = Mutex<[Layout: MapID]>([:])

    /// Opens the store at `path` for writing; makes it, and its folder, where there is none.
    /// - Parameter onWait: called once, as soon as another program that has locked the file is being waited for.
    /// - Throws: `StoreError`, for instance when the file is no store or of a newer version.
    public init(creating path: String, onWait: @escaping @Sendable () -> Void = {}) throws {
        self.path = path
        let wait = LockWait(seconds: EpisodeStore.patience, onWait)
        try EpisodeStore.refuseFolder(path)
        try EpisodeStore.makeFolder(for: path)
        let pool = try EpisodeStore.patiently(path, wait) {
            // Several that make one file wait for each other's locks, so each is to give up soon and try again.
            var first = Configuration()
            first.busyMode = .timeout(0.1)
            let queue = try DatabaseQueue(path: path, configuration: first)
            try queue.read { try EpisodeStore.refuseForeign($0, path, allowsEmpty: true) }
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try Schema.migrate(database)
            }
            try queue.close()
            var configuration = Configuration()
            configuration.busyMode = wait.mode
            configuration.prepareDatabase { database in
                // Deleted pages are never reused wrongly after a kill; the log is synced at checkpoints. These come after 16 MB of log,
                // so that a page that changes often is copied into the file less often, and what changes at present stays in memory.
                try database.execute(
                    sql: "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000")
            }
            return try DatabasePool(path: path, configuration: configuration)
        }
        self.pool = pool
        database = pool
    }

    /// How long to wait for another program that writes, in seconds.
    public static let patience = 60.0
    private static let readingPatience = 10.0

    /// Runs `body` again for as long as other programs that open the same file are in its way: changing a file to
    /// write-ahead logging is refused without waiting while anybody else has it open.
    private static func patiently<T>(_ path: String, _ wait: LockWait, _ body: () throws -> T) throws -> T {
        let begin = ContinuousClock.now
        while true {
            do {
                return try body()
            } catch let error as DatabaseError {
                let isInTheWay = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL].contains(error.resultCode)
                let waited = (ContinuousClock.now - begin) / .seconds(1)
                guard isInTheWay && waited < patience else { throw StoreError(error, file: path) }
                wait.note(waited)
                Thread.sleep(forTimeInterval: .random(in: 0.005...0.05))
            }
        }
    }

    /// Opens the store at `path` for reading.
    /// - Parameter onWait: called once, as soon as another program that has locked the file is being waited for.
    /// - Throws: `StoreError`.
    public init(reading path: String, onWait: @escaping @Sendable () -> Void = {}) throws {
        self.path = path
        pool = nil
        try EpisodeStore.refuseFolder(path)
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError(
                file: path, reason: .missing,
                message: "there is no such file; 'brigade tournament' or 'brigade play' makes one, --db names it")
        }
        database = try EpisodeStore.explained(path) {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = LockWait(seconds: EpisodeStore.readingPatience, onWait).mode
            do {
                return try EpisodeStore.opened(path, configuration)
            } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
                // A log in a folder that cannot be written: nobody writes to it, so it may be read as it is.
                return try EpisodeStore.opened("file:\(path)?immutable=1", configuration)
            }
        }
    }

    private static func opened(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { try refuseForeign($0, path, allowsEmpty: false) }
        return queue
    }

    private static func refuseForeign(_ database: Database, _ path: String, allowsEmpty: Bool) throws {
        let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
        if tables == 0 && allowsEmpty { return }
        guard try Int32.fetchOne(database, sql: "PRAGMA application_id") == Schema.applicationID else {
            throw StoreError(
                file: path, reason: .foreign,
                message: tables == 0
                    ? "the database is empty; 'brigade tournament --db \(path)' fills it"
                    : "this database is none of Brigade's; name another file")
        }
        if try Schema.isNewer(database) {
            throw StoreError(
                file: path, reason: .newer,
                message: "the file was written by a newer Brigade; update this one, or name another file")
        }
    }

    private static func refuseFolder(_ path: String) throws {
        guard FileManager.default.isFolder(path) else { return }
        throw StoreError(file: path, reason: .foreign, message: "this is a folder; name a file, such as \(path)/episodes.sqlite")
    }

    private static func makeFolder(for path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreError(
                file: path, reason: .readOnly, message: "its folder cannot be made; check the path and the permissions")
        }
    }

    /// Runs `body` and turns SQLite's errors into words.
    static func explained<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, file: path)
        } catch let error as RowDecodingError {
            throw StoreError(file: path, reason: .damaged, message: "a row cannot be understood; it was changed or damaged: \(error)")
        } catch let error as UnreadableRow {
            throw StoreError(file: path, reason: .damaged, message: error.what)
        }
    }

    func read<T>(_ body: (Database) throws -> T) throws -> T {
        try EpisodeStore.explained(path) { try database.read(body) }
    }

    func write<T>(_ body: (Database) throws -> T) throws -> T {
        guard let pool else {
            throw StoreError(file: path, reason: .readOnly, message: "the store was opened for reading")
        }
        return try EpisodeStore.explained(path) { try pool.write(body) }
    }

    /// Runs `body` outside of a transaction, with the connection that writes.
    func writeOutsideTransaction<T>(_ body: (Database) throws -> T) throws -> T {
        guard let pool else {
            throw StoreError(file: path, reason: .readOnly, message: "the store was opened for reading")
        }
        return try EpisodeStore.explained(path) { try pool.writeWithoutTransaction(body) }
    }

    /// Writes the file anew without what was deleted from it, and empties the write-ahead log.
    func vacuum() throws {
        guard let pool else { return }
        try EpisodeStore.explained(path) {
            try pool.writeWithoutTransaction { database in
                _ = try database.checkpoint(.truncate)
                try database.execute(sql: "VACUUM")
                _ = try database.checkpoint(.truncate)
            }
        }
    }

    /// Moves everything from the write-ahead log into the file, so that it can be copied alone. Done by `close`, too.
    public func close() throws {
        try EpisodeStore.explained(path) {
            do {
                _ = try pool?.writeWithoutTransaction { database in
                    try database.execute(sql: "PRAGMA busy_timeout = 500")
                    try database.checkpoint(.truncate)
                }
            } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
                // Somebody reads on: all is stored, and the log is moved by the last one.
            }
            try database.close()
        }
    }
}
