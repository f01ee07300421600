import Episodes
import Foundation
import GRDB
import Kitchen

/// An episode's line in a list.
public struct EpisodeSummary: Sendable, Hashable, Codable {
    public let id: EpisodeID
    public let run: RunID
    public let map: String
    public let dynamics: String
    public let horizon: Int
    public let seed: UInt64
    public let status: String
    public let ticks: Int
    /// Nil for an episode that was refused.
    public let score: Double?
    /// Names in seat order.
    public let players: [String]
    /// When the run began.
    public let date: String
    /// Ticks with faults, over all seats.
    public let faults: Int
    /// How long a game in real time took; nil where that was not measured.
    public let pace: Pace?
}

extension EpisodeStore {
    /// What identifies an episode of a horizon, in any run.
    public struct Pairing: Hashable, Sendable {
        let map: Int64
        let lineUp: String
        let dynamics: String
        public let seed: UInt64

        public init(map: MapID, occupants: [Occupant], dynamics: Dynamics, seed: UInt64) {
            self.map = map.row
            lineUp = EpisodeStore.lineUp(occupants)
            self.dynamics = dynamics.rawValue
            self.seed = seed
        }
    }

    /// What came of an episode.
    public enum Outcome: Sendable, Hashable {
        case score(Double)
        case refused
    }

    /// What came of episodes of a horizon; nil for those that are not in the store. Where one is there twice, the first counts.
    public func outcomes(of pairings: [Pairing], horizon: Int) throws -> [Outcome?] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT rowid AS id, status, score FROM episodes INDEXED BY episodes_by_map
                    WHERE map = ? AND line_up = ? AND seed = ? AND dynamics = ? AND horizon = ? AND status <> 'unfinished'
                    ORDER BY rowid LIMIT 1
                    """)
            return try pairings.map { pairing in
                let key: StatementArguments = [
                    pairing.map, pairing.lineUp, Int64(bitPattern: pairing.seed), pairing.dynamics, horizon,
                ]
                guard let found = try Row.fetchOne(statement, arguments: key) else { return nil }
                let row = StoredRow(found, "episodes")
                return try EpisodeStore.status(row) == .refused ? .refused : .score(row.real("score"))
            }
        }
    }

    /// Calls `body` with the state hash of every episode, in row order.
    public func forEachStateHash(_ body: (UInt64) -> Void) throws {
        try read { database in
            let hashes = try String.fetchCursor(database, sql: "SELECT state_hash FROM episodes ORDER BY rowid")
            while let hash = try hashes.next() { body(UInt64(hash, radix: 16) ?? 0) }
        }
    }

    /// The sum of a column of counts, which stops at nine quintillion rather than fail.
    static func sum(_ column: String) -> SQL { "CAST(MIN(TOTAL(\(sql: column)), 9e18) AS INTEGER)" }

    /// What a cross-play matrix is made of: one finished episode of agents, or several that are alike.
    public struct Score: Sendable, Hashable {
        public let map: String
        public let dynamics: String
        public let horizon: Int
        /// Names in seat order; of agents that share a name, all but the version entered last carry their hash, as in
        /// `greedy@1f2e`.
        public let players: [String]
        public let score: Double
        /// How many episodes had this score.
        public let count: Int

        public init(map: String, dynamics: String, horizon: Int, players: [String], score: Double, count: Int = 1) {
            self.map = map
            self.dynamics = dynamics
            self.horizon = horizon
            self.players = players
            self.score = score
            self.count = count
        }
    }

    /// The same as `scores`, with episodes that are alike counted together, in the order in which the first of each was stored.
    /// Read from an index alone; where anything in it cannot be understood, episode by episode as `scores` does.
    public func tallies(_ filter: EpisodeFilter = .init()) throws -> [Score] {
        let tallies = try? read { database -> [Score] in
            let labels = try labels(database)
            let request: SQLRequest<Row> = """
                SELECT MIN(e.rowid) AS id, e.status, m.name AS map, MIN(r.rowid) AS run, e.dynamics, e.horizon, e.score, e.line_up,
                    COUNT(*) AS count
                FROM episodes e LEFT JOIN maps m ON m.rowid = e.map LEFT JOIN runs r ON r.rowid = e.run WHERE \(filter.conditions)
                GROUP BY e.map, e.line_up, e.dynamics, e.horizon, e.status, e.score
                """
            var found: [(id: Int64, score: Score)] = []
            let rows = try request.fetchCursor(database)
            while let next = try rows.next() {
                let row = StoredRow(next, "episodes")
                guard let score = try EpisodeStore.agentScore(row, labels, count: row.int("count")) else { continue }
                found.append((try row.int64("id"), score))
            }
            return found.sorted { $0.id < $1.id }.map(\.score)
        }
        return try tallies ?? scores(filter)
    }

    /// Scores of all finished episodes of agents that `filter` means, in row order; none in which a person sat, and none that
    /// cannot be understood (`damage`).
    public func scores(_ filter: EpisodeFilter = .init()) throws -> [Score] {
        try read { database in
            let labels = try labels(database)
            var scores: [Score] = []
            try scan(database, filter, "e.status, m.name AS map, r.rowid AS run, e.dynamics, e.horizon, e.score, e.line_up") { _, row in
                let score = readable { try EpisodeStore.agentScore(StoredRow(row.get(), "episodes"), labels) }
                if case .some(.some(let score)) = score { scores.append(score) }
                return true
            }
            return scores
        }
    }

    /// The score of a row, or nil for an episode that is none of finished ones of agents.
    private static func agentScore(_ row: StoredRow, _ labels: [Int64: String], count: Int = 1) throws -> Score? {
        guard try EpisodeStore.status(row) == .finished else { return nil }
        let lineUp = try row.text("line_up")
        guard !lineUp.contains("human") else { return nil }
        guard lineUp.split(separator: ",").allSatisfy({ Int64($0).map { labels[$0] != nil } ?? false }) else {
            throw row.wrong("line_up", "rows of agents")
        }
        try EpisodeStore.requireMapAndRun(row)
        return Score(
            map: try row.text("map"), dynamics: try EpisodeStore.dynamics(row).rawValue, horizon: try row.int("horizon"),
            players: EpisodeStore.players(lineUp, labels), score: try row.real("score"), count: count)
    }

    static func status(_ row: StoredRow) throws -> Episode.Status {
        guard let status = Episode.Status(rawValue: try row.text("status")) else {
            throw row.wrong("status", "finished, unfinished or refused")
        }
        return status
    }

    static func dynamics(_ row: StoredRow) throws -> Dynamics {
        guard let dynamics = Dynamics(rawValue: try row.text("dynamics")) else { throw row.wrong("dynamics", "old or new") }
        return dynamics
    }

    /// Refuses an episode whose map or run (columns `map` and `run`) is not there.
    static func requireMapAndRun(_ row: StoredRow) throws {
        for column in ["map", "run"] where (row.row[column] as DatabaseValue?)?.isNull ?? true {
            throw UnreadableRow(what: "table episodes, \(row.place), column \(column): the row that it names is not in the store")
        }
    }

    /// Lines of the episodes that `filter` means, in row order, but for those that cannot be understood (`damage`).
    /// - Parameter limit: at most so many, the newest of them.
    public func summaries(_ filter: EpisodeFilter = .init(), limit: Int = .max) throws -> [EpisodeSummary] {
        try read { database in
            var lines: [EpisodeSummary] = []
            let columns: SQL = """
                r.rowid AS run, m.name AS map, e.dynamics, e.horizon, e.seed, e.status, e.ticks, e.score, e.line_up, r.started,
                (SELECT json_group_array(name) FROM (SELECT \(EpisodeFilter.name) AS name FROM seats s
                    LEFT JOIN agents a ON a.rowid = s.agent WHERE s.episode = e.rowid ORDER BY s.seat)) AS players,
                (SELECT \(EpisodeStore.sum("s.faults")) FROM seats s WHERE s.episode = e.rowid) AS faults,
                (SELECT n.data FROM notes n WHERE n.episode = e.rowid AND n.kind = 'pace' ORDER BY n.rowid LIMIT 1) AS pace
                """
            try scan(database, filter, columns, .newestFirst) { _, row in
                if let line = readable({ try EpisodeStore.summary(StoredRow(try row.get(), "episodes")) }) { lines.append(line) }
                return lines.count < limit
            }
            return lines.reversed()
        }
    }

    /// The line of the finished episode with the highest score of those that `filter` means, the first of equals; nil where there
    /// is none.
    public func bestEpisode(_ filter: EpisodeFilter = .init()) throws -> EpisodeSummary? {
        var filter = filter
        filter.status = .finished
        let highest = try read { database in
            let request: SQLRequest<Double> = """
                SELECT MAX(e.score) FROM episodes e LEFT JOIN maps m ON m.rowid = e.map LEFT JOIN runs r ON r.rowid = e.run
                WHERE \(filter.conditions)
                """
            return try Double.fetchOne(database, request)
        }
        guard let highest else { return nil }
        (filter.lowestScore, filter.highestScore) = (highest, highest)
        return try summaries(filter).first
    }

    private static func summary(_ row: StoredRow) throws -> EpisodeSummary {
        try requireMapAndRun(row)
        let status = try status(row)
        let players = (try? JSONDecoder().decode([String].self, from: Data(row.text("players").utf8))) ?? []
        let lineUp = try row.text("line_up")
        guard players.count == lineUp.split(separator: ",").count else {
            throw UnreadableRow(
                what: "table seats, episode \(try row.int64("id")): there are \(players.count) seats, its line-up is '\(lineUp)'")
        }
        return EpisodeSummary(
            id: EpisodeID(try row.int64("id")), run: RunID(try row.int64("run")), map: try row.text("map"),
            dynamics: try dynamics(row).rawValue,
            horizon: try row.int("horizon"), seed: try row.key64("seed"), status: status.rawValue, ticks: try row.int("ticks"),
            score: status == .refused ? nil : try row.real("score"), players: players, date: try row.text("started"),
            faults: try row.int("faults"), pace: Pace(json: try row.optional("pace", row.text)))
    }
}
