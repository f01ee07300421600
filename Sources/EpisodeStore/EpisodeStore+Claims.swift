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

    /// Claims episodes of a horizon for a claimant, all in one transaction.
    public func claim(_ pairings: [Pairing], horizon: Int, for claimant: Claimant) throws -> [Claim] {
        let now = Date().timeIntervalSince1970
        return try write { database in
            try EpisodeStore.renew(claimant, database, now)
            return try pairings.map { pairing in
                if try EpisodeStore.isStored(pairing, horizon, database) { return .stored }
                let claims = try database.cachedStatement(
                    sql: "SELECT owner, until FROM claims WHERE map = ? AND line_up = ? AND dynamics = ? AND horizon = ? AND seed = ?")
                let key: StatementArguments = [
                    pairing.map, pairing.lineUp, pairing.dynamics, horizon, Int64(bitPattern: pairing.seed),
                ]
                if let row = try Row.fetchOne(claims, arguments: key) {
                    let claim = StoredRow(row, "claims", key: [])
                    let (owner, until) = (try claim.text("owner"), try claim.real("until"))
                    if owner == claimant.owner { return .granted }
                    if !Claimant.isDead(owner, until: until, now: now) { return .taken }
                }
                try database.cachedStatement(
                    sql: """
                        INSERT OR REPLACE INTO claims (map, line_up, dynamics, horizon, seed, owner, until)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        """
                ).execute(arguments: key + [claimant.owner, now + EpisodeStore.lease])
                return .granted
            }
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
    public func write(_ episodes: [NewEpisode], claimedBy claimant: Claimant, origin: OriginID? = nil) throws {
        try write { database in
            try EpisodeStore.renew(claimant, database, Date().timeIntervalSince1970)
            for new in episodes {
                let pairing = Pairing(map: new.map, occupants: new.occupants, dynamics: new.episode.dynamics, seed: new.episode.seed)
                if try !EpisodeStore.isStored(pairing, new.episode.horizon, database) {
                    let id = try insert(new, database)
                    if let origin { try EpisodeStore.note(origin, of: id, database) }
                }
                try database.cachedStatement(
                    sql: """
                        DELETE FROM claims WHERE map = ? AND line_up = ? AND dynamics = ? AND horizon = ? AND seed = ? AND owner = ?
                        """
                ).execute(arguments: [
                    pairing.map, pairing.lineUp, pairing.dynamics, new.episode.horizon, Int64(bitPattern: pairing.seed), claimant.owner,
                ])
            }
        }
    }

    private static func renew(_ claimant: Claimant, _ database: Database, _ now: Double) throws {
        try database.cachedStatement(sql: "UPDATE claims SET until = ? WHERE owner = ?").execute(arguments: [now + lease, claimant.owner])
    }

    private static func isStored(_ pairing: Pairing, _ horizon: Int, _ database: Database) throws -> Bool {
        // Left to itself, SQLite takes an index without the seed and goes through all episodes of the line-up.
        let statement = try database.cachedStatement(
            sql: """
                SELECT EXISTS (SELECT 1 FROM episodes INDEXED BY episodes_by_map
                    WHERE map = ? AND line_up = ? AND seed = ? AND dynamics = ? AND horizon = ? AND status <> 'unfinished')
                """)
        let key: StatementArguments = [pairing.map, pairing.lineUp, Int64(bitPattern: pairing.seed), pairing.dynamics, horizon]
        return try Bool.fetchOne(statement, arguments: key) == true
    }
}
