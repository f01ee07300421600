import Foundation
import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Who plays episodes into a store: one tournament of one program.
///
/// Claims keep several that write to one store from playing the same episode: a claim is a row with a unique key, and belongs to
/// its claimant until the episode is stored, the claimant releases it, or is seen to be dead.
public struct Claimant: Sendable, Hashable {
    /// The claimant in the store: host, process, when the process began, and a number of its own.
    let owner: String

    public init() {
        let process = ProcessInfo.processInfo.processIdentifier
        owner = [Claimant.host, "\(process)", Claimant.start(of: process) ?? "", UUID().uuidString].joined(separator: " ")
    }

    /// Whether an owner cannot play any more: on this host its process is gone; elsewhere nothing was heard of it for long.
    static func isDead(_ owner: String, until: Double, now: Double) -> Bool {
        let parts = owner.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == host, let process = Int32(parts[1]) else { return until < now }
        if kill(process, 0) != 0 && errno == ESRCH { return true }
        // The number may have gone to another process since.
        return start(of: process) != (parts[2].isEmpty ? nil : parts[2])
    }

    private static let host = ProcessInfo.processInfo.hostName.replacing(" ", with: "-")

    /// When a process began, as the system counts it; nil where it does not say.
    private static func start(of process: Int32) -> String? {
        guard let stat = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return nil }
        // The second field is the program's name in parentheses, which may hold anything; the twenty-second is the start.
        let rest = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        return rest.count > 19 ? String(rest[19]) : nil
    }
}

extension EpisodeStore {
    /// What came of a claim.
    public enum Claim: Sendable, Hashable {
        /// The claimant is to play it.
        case granted
        /// Another claimant plays it.
        case taken
        /// It is in the store.
        case stored
    }

    /// For so many seconds after a sign of life a claimant on another host is taken to be alive.
    private static let lease = 900.0

    /// How far from its end a claim is renewed.
    private static let renewal = 840.0

    /// Claims episodes of a horizon for a claimant, all in one transaction.
    public func claim(_ pairings: [Pairing], horizon: Int, for claimant: Claimant) throws -> [Claim] {
        let now = Date().timeIntervalSince1970
        return try write { database in
            try EpisodeStore.renew(claimant, database, now)
            let isStored = try RowStatement(EpisodeStore.isStored, database)
            let enter = try RowStatement("INSERT OR IGNORE" + EpisodeStore.intoClaims, database)
            let takeOver = try RowStatement("INSERT OR REPLACE" + EpisodeStore.intoClaims, database)
            let end = [claimant.owner.databaseValue, (now + EpisodeStore.lease).databaseValue]
            return try pairings.map { pairing in
                let key = pairing.key(horizon: horizon)
                if try isStored.isTrue(key) { return .stored }
                if try enter.run(key, end) > 0 { return .granted }
                if let claim = try EpisodeStore.claim(key, database) {
                    if claim.owner == claimant.owner { return .granted }
                    if !Claimant.isDead(claim.owner, until: claim.until, now: now) { return .taken }
                }
                try takeOver.run(key, end)
                return .granted
            }
        }
    }

    private static let intoClaims = " INTO claims (map, line_up, dynamics, horizon, seed, owner, until) VALUES (?, ?, ?, ?, ?, ?, ?)"

    /// Who has claimed an episode, and until when.
    private static func claim(_ key: [DatabaseValue], _ database: Database) throws -> (owner: String, until: Double)? {
        let statement = try database.cachedStatement(
            sql: "SELECT owner, until FROM claims WHERE map = ? AND line_up = ? AND dynamics = ? AND horizon = ? AND seed = ?")
        return try Row.fetchOne(statement, arguments: StatementArguments(key)).map { row in
            let claim = StoredRow(row, "claims", key: [])
            return (try claim.text("owner"), try claim.real("until"))
        }
    }

    /// Gives up all that a claimant holds, and what dead claimants held.
    public func release(_ claimant: Claimant) throws {
        let now = Date().timeIntervalSince1970
        try write { database in
            for row in try Row.fetchAll(database, sql: "SELECT owner, MAX(until) AS until FROM claims GROUP BY owner") {
                let claim = StoredRow(row, "claims", key: [])
                let owner = try claim.text("owner")
                guard try owner == claimant.owner || Claimant.isDead(owner, until: claim.real("until"), now: now) else { continue }
                try database.execute(sql: "DELETE FROM claims WHERE owner = ?", arguments: [owner])
            }
        }
    }

    /// Stores episodes that a claimant has claimed, all or none, and gives the claims up. One that has been stored by somebody
    /// else meanwhile, in any run, is left out, so that nothing counts twice.
    /// - Parameter origin: which program on which machine played them; nil where nobody asks.
    public func write(_ episodes: [PreparedEpisode], claimedBy claimant: Claimant, origin: OriginID? = nil) throws {
        try write { database in
            try EpisodeStore.renew(claimant, database, Date().timeIntervalSince1970)
            let writer = try EpisodeWriter(database)
            let isStored = try RowStatement(EpisodeStore.isStored, database)
            let note = try RowStatement(EpisodeStore.noteOrigin, database)
            let giveUp = try RowStatement(EpisodeStore.giveUp, database)
            let owner = [claimant.owner.databaseValue]
            // In the order of their rows, each table grows at its end.
            for episode in episodes.sorted(by: { $0.id.row < $1.id.row }) {
                if try !isStored.isTrue(episode.key) {
                    try writer.insert(episode)
                    if let origin { try note.run([episode.id.row.databaseValue, origin.row.databaseValue]) }
                }
                try giveUp.run(episode.key, owner)
            }
        }
    }

    private static let giveUp = """
        DELETE FROM claims WHERE map = ? AND line_up = ? AND dynamics = ? AND horizon = ? AND seed = ? AND owner = ?
        """

    /// Shows that a claimant is alive, where its claims do not say so yet.
    private static func renew(_ claimant: Claimant, _ database: Database, _ now: Double) throws {
        try database.cachedStatement(sql: "UPDATE claims SET until = ? WHERE owner = ? AND until < ?")
            .execute(arguments: [now + lease, claimant.owner, now + renewal])
    }

    /// Whether an episode is there, by `Pairing.key`. Left to itself, SQLite takes an index without the seed and goes through all episodes
    /// of the line-up.
    private static let isStored = """
        SELECT EXISTS (SELECT 1 FROM episodes INDEXED BY episodes_by_map
            WHERE map = ?1 AND line_up = ?2 AND seed = ?5 AND dynamics = ?3 AND horizon = ?4 AND status <> 'unfinished')
        """
}
