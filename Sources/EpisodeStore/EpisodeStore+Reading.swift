import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps

/// An episode's line in a list.
public struct EpisodeSummary: Sendable, Hashable, Codable {
    public let id: Int64
    public let run: Int64
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
    /// All runs, oldest first.
    public func runs() throws -> [RunRecord] { try runs(only: nil) }

    /// The run of that row, or nil.
    public func run(_ number: Int64) throws -> RunRecord? { try runs(only: number).first }

    func runs(only id: Int64?) throws -> [RunRecord] {
        try read { database in
            let request: SQLRequest<Row> = """
                SELECT r.*, (SELECT COUNT(*) FROM episodes e WHERE e.run = r.id) AS stored FROM runs r
                WHERE \(id.map { "r.id = \($0)" as SQL } ?? "1") ORDER BY r.id
                """
            return try request.fetchAll(database).map { row in
                RunRecord(
                    id: RunID(row: row["id"]), kind: row["kind"], settings: row["settings"], firstEpisode: row["first_episode"],
                    planned: row["planned"], stored: row["stored"], started: row["started"], finished: row["finished"])
            }
        }
    }

    /// All agents, in the order in which they were entered.
    public func agents() throws -> [AgentRecord] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM agents ORDER BY id").map { row in
                AgentRecord(
                    name: row["name"], kind: row["kind"], hash: row["hash"], description: row["description"],
                    provenance: row["provenance"], file: row["file"])
            }
        }
    }

    /// What identifies an episode of a horizon, whatever run it belongs to.
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

        init(row: Row) {
            map = row["map"]
            lineUp = row["line_up"]
            dynamics = row["dynamics"]
            seed = UInt64(bitPattern: row["seed"])
        }
    }

    /// Every finished or refused episode of a horizon.
    public func pairings(horizon: Int) throws -> Set<Pairing> {
        try read { database in
            var found: Set<Pairing> = []
            let rows = try Row.fetchCursor(
                database, sql: "SELECT map, line_up, dynamics, seed FROM episodes WHERE horizon = ? AND status <> 'unfinished'",
                arguments: [horizon])
            while let row = try rows.next() { found.insert(Pairing(row: row)) }
            return found
        }
    }

    /// Calls `body` with the state hash of every episode, in row order.
    public func forEachStateHash(_ body: (UInt64) -> Void) throws {
        try read { database in
            let hashes = try String.fetchCursor(database, sql: "SELECT state_hash FROM episodes ORDER BY id")
            while let hash = try hashes.next() { body(UInt64(hash, radix: 16) ?? 0) }
        }
    }

    /// What a cross-play matrix is made of: one finished episode of agents.
    public struct Score: Sendable, Hashable {
        public let map: String
        public let dynamics: String
        public let horizon: Int
        /// Names in seat order; of agents that share a name, all but the version entered last carry their hash, as in
        /// `greedy@1f2e`.
        public let players: [String]
        public let score: Double
    }

    /// Scores of all finished episodes of agents that `filter` means, in row order; none in which a person sat.
    public func scores(_ filter: EpisodeFilter = .init()) throws -> [Score] {
        try read { database in
            let labels = try EpisodeStore.labels(database)
            let request: SQLRequest<Row> = """
                SELECT m.name AS map, e.dynamics, e.horizon, e.score, e.line_up
                FROM episodes e JOIN maps m ON m.id = e.map JOIN runs r ON r.id = e.run
                WHERE e.status = 'finished' AND instr(e.line_up, 'human') = 0 AND \(filter.conditions)
                ORDER BY e.id
                """
            var scores: [Score] = []
            let rows = try request.fetchCursor(database)
            while let row = try rows.next() {
                scores.append(
                    Score(
                        map: row["map"], dynamics: row["dynamics"], horizon: row["horizon"],
                        players: EpisodeStore.players(row["line_up"], labels), score: row["score"]))
            }
            return scores
        }
    }

    /// What each agent's row is called among versions of the same name.
    static func labels(_ database: Database) throws -> [Int64: String] {
        var labels: [Int64: String] = [:]
        var latest: [String: (row: Int64, hash: String)] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT id, name, hash FROM agents ORDER BY id") {
            let (id, name, hash): (Int64, String, String) = (row["id"], row["name"], row["hash"])
            if let older = latest[name] { labels[older.row] = "\(name)@\(older.hash.prefix(4))" }
            latest[name] = (id, hash)
            labels[id] = name
        }
        return labels
    }

    /// Lines of the episodes that `filter` means, in row order.
    /// - Parameter limit: at most so many, the newest of them.
    public func summaries(_ filter: EpisodeFilter = .init(), limit: Int = .max) throws -> [EpisodeSummary] {
        try read { database in
            let request: SQLRequest<Row> = """
                SELECT e.id, e.run, m.name AS map, e.dynamics, e.horizon, e.seed, e.status, e.ticks, e.score, r.started,
                    (SELECT json_group_array(name) FROM (SELECT \(EpisodeFilter.name) AS name FROM seats s
                        LEFT JOIN agents a ON a.id = s.agent WHERE s.episode = e.id ORDER BY s.seat)) AS players,
                    (SELECT COALESCE(SUM(faults), 0) FROM seats s WHERE s.episode = e.id) AS faults,
                    (SELECT n.data FROM notes n WHERE n.episode = e.id AND n.kind = 'pace' ORDER BY n.id LIMIT 1) AS pace
                FROM episodes e JOIN maps m ON m.id = e.map JOIN runs r ON r.id = e.run
                WHERE \(filter.conditions) ORDER BY e.id DESC LIMIT \(limit)
                """
            var lines: [EpisodeSummary] = []
            let rows = try request.fetchCursor(database)
            while let row = try rows.next() {
                lines.append(
                    EpisodeSummary(
                        id: row["id"], run: row["run"], map: row["map"], dynamics: row["dynamics"], horizon: row["horizon"],
                        seed: UInt64(bitPattern: row["seed"]), status: row["status"], ticks: row["ticks"], score: row["score"],
                        players: EpisodeStore.names(row["players"]), date: row["started"], faults: row["faults"],
                        pace: Pace(json: row["pace"])))
            }
            return lines.reversed()
        }
    }

    /// The episode of that row, whole.
    /// - Throws: `StoreProblem` when there is none or it cannot be understood.
    public func episode(_ id: Int64) throws -> StoredEpisode {
        var filter = EpisodeFilter()
        filter.ids = [id]
        var found: StoredEpisode?
        try forEachEpisode(filter) { found = $0 }
        guard let found else {
            let range = try read { try Row.fetchOne($0, sql: "SELECT MIN(id) AS first, MAX(id) AS last, COUNT(*) AS count FROM episodes") }
            let count: Int = range?["count"] ?? 0
            throw StoreProblem(
                file: path, reason: .unknownEpisode,
                message: count == 0
                    ? "there is no episode \(id); the store is empty"
                    : "there is no episode \(id); there are \(count), from \(range?["first"] ?? 0) to \(range?["last"] ?? 0)")
        }
        return found
    }

    /// Calls `body` with every episode that `filter` means, whole, in row order.
    /// - Throws: `StoreProblem` for a row that cannot be understood; whatever `body` throws.
    public func forEachEpisode(_ filter: EpisodeFilter = .init(), _ body: (StoredEpisode) throws -> Void) throws {
        try forEachRow(filter) { try body($1.get()) }
    }

    /// Calls `body` with the number and, unless the row cannot be understood, the episode of every row that `filter`
    /// means, in row order.
    /// - Throws: `StoreProblem` when the file cannot be read on; whatever `body` throws.
    public func forEachRow(
        _ filter: EpisodeFilter = .init(), _ body: (Int64, Result<StoredEpisode, StoreProblem>) throws -> Void
    ) throws {
        try read { database in
            let request: SQLRequest<Row> = """
                SELECT e.*, m.name AS map_name, m.yaml, r.started
                FROM episodes e JOIN maps m ON m.id = e.map JOIN runs r ON r.id = e.run
                WHERE \(filter.conditions) ORDER BY e.id
                """
            var layouts: [Int64: Layout] = [:]
            let rows = try request.fetchCursor(database)
            while let row = try rows.next() {
                let id: Int64 = row["id"]
                do {
                    let layout = try layout(row, &layouts)
                    try body(id, .success(try stored(row, layout, database)))
                } catch let error as UnreadableRow {
                    try body(id, .failure(StoreProblem(file: path, reason: .damaged, message: "episode \(id) \(error.what)")))
                }
            }
        }
    }

    /// What cannot be understood of a row.
    private struct UnreadableRow: Error {
        let what: String
    }

    private func layout(_ row: Row, _ known: inout [Int64: Layout]) throws -> Layout {
        let map: Int64 = row["map"]
        if let layout = known[map] { return layout }
        do {
            let layout = try MapFile.parseYAML(row["yaml"], file: path, name: row["map_name"])
            known[map] = layout
            return layout
        } catch {
            throw UnreadableRow(what: "has a map that cannot be understood; it was changed or damaged: \(error)")
        }
    }

    private func stored(_ row: Row, _ layout: Layout, _ database: Database) throws -> StoredEpisode {
        let id: Int64 = row["id"]
        let seats: [(name: String, figures: SeatFigures)]
        let notes: [Episode.Note]
        do {
            seats = try Array(
                Row.fetchCursor(database.cachedStatement(sql: EpisodeStore.selectSeats), arguments: [id])
                    .map { ($0["name"], EpisodeStore.figures($0)) })
            notes = try Array(
                Row.fetchCursor(database.cachedStatement(sql: EpisodeStore.selectNotes), arguments: [id])
                    .compactMap(EpisodeStore.note))
        } catch {
            throw UnreadableRow(what: "has seats or notes that cannot be read: \(error)")
        }
        let (ticks, horizon): (Int, Int) = (row["ticks"], row["horizon"])
        guard let dynamics = Dynamics(rawValue: row["dynamics"]), let status = Episode.Status(rawValue: row["status"]),
            let actions = ActionCode.decode([UInt8](row["actions"] as Data), players: seats.count),
            let stateHash = UInt64(row["state_hash"] as String, radix: 16), let events = EpisodeStore.events(row["events"]),
            ticks == actions.count / max(seats.count, 1), ticks <= horizon
        else { throw UnreadableRow(what: "cannot be understood; its row was changed or damaged") }
        let episode = Episode(
            layout: layout, dynamics: dynamics, horizon: horizon, seed: UInt64(bitPattern: row["seed"]),
            start: try start(row["start"]), status: status, actions: actions, score: row["score"] ?? 0, stateHash: stateHash,
            seats: seats.map(\.figures), pots: EpisodeStore.pots(row), events: events, notes: notes)
        return StoredEpisode(
            id: id, run: RunID(row: row["run"]), map: layout.name, players: seats.map(\.name), episode: episode,
            source: row["source"], date: row["started"])
    }

    private static let selectSeats = """
        SELECT s.*, COALESCE(a.name, s.person, 'human') AS name FROM seats s LEFT JOIN agents a ON a.id = s.agent
        WHERE s.episode = ? ORDER BY s.seat
        """

    private static let selectNotes = "SELECT * FROM notes WHERE episode = ? ORDER BY id"

    private func start(_ text: String?) throws -> KitchenState? {
        guard let text else { return nil }
        do {
            return try StateNotation.state(JSONSerialization.jsonObject(with: Data(text.utf8)), timestep: 0)
        } catch {
            throw UnreadableRow(what: "has a start that cannot be understood; its row was changed or damaged")
        }
    }

    private static func events(_ text: String) -> [Episode.LoggedEvent]? {
        guard let json = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [[Int]] else { return nil }
        var events: [Episode.LoggedEvent] = []
        events.reserveCapacity(json.count)
        for entry in json {
            guard entry.count == 3, Int32(exactly: entry[0]) != nil, UInt8(exactly: entry[1]) != nil,
                let event = UInt8(exactly: entry[2]).flatMap(Event.init(rawValue:))
            else { return nil }
            events.append(Episode.LoggedEvent(tick: entry[0], seat: entry[1], event: event))
        }
        return events
    }

    private static func figures(_ row: Row) -> SeatFigures {
        var figures = SeatFigures()
        figures.sparse = row["sparse"]
        figures.shaped = row["shaped"]
        for count in SeatFigures.counts { figures[keyPath: count.path] = row[count.column] }
        return figures
    }

    private static func pots(_ row: Row) -> PotFigures {
        var pots = PotFigures()
        pots.empty = row["pot_empty"]
        pots.filling = row["pot_filling"]
        pots.cooking = row["pot_cooking"]
        pots.ready = row["pot_ready"]
        return pots
    }

    private static func note(_ row: Row) -> Episode.Note? {
        Episode.Note.Kind(rawValue: row["kind"]).map {
            let text: String = row["text"]
            let data: String? = row["data"] ?? ($0 == .fault ? Episode.Fault(beforeVersion5: text).json : nil)
            return Episode.Note(tick: row["tick"], seat: row["seat"], kind: $0, text: text, data: data)
        }
    }

    private static func names(_ json: String) -> [String] {
        (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
    }
}
