import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps

extension EpisodeStore {
    /// The episode of that row, whole.
    /// - Throws: `StoreError` when there is none or it cannot be understood.
    public func episode(_ id: EpisodeID) throws -> StoredEpisode {
        var filter = EpisodeFilter()
        filter.ids = [id]
        var found: Result<StoredEpisode, StoreError>?
        try forEachRow(filter) { found = $1 }
        guard let found else {
            let range = try read { database in
                try Row.fetchOne(database, sql: "SELECT MIN(rowid) AS first, MAX(rowid) AS last, COUNT(*) AS count FROM episodes").map {
                    row in
                    let row = StoredRow(row, "episodes", key: [])
                    let (first, last) = (try row.optional("first", row.int64), try row.optional("last", row.int64))
                    return (first: first, last: last, count: try row.int("count"))
                }
            }
            guard let range, let first = range.first, let last = range.last else {
                throw StoreError(file: path, reason: .unknownEpisode, message: "there is no episode \(id); the store is empty")
            }
            throw StoreError(
                file: path, reason: .unknownEpisode,
                message: "there is no episode \(id); there are \(range.count), from \(first) to \(last)")
        }
        return try found.get()
    }

    /// Calls `body` with every episode that `filter` means, whole, in row order, but for those that cannot be understood
    /// (`damage`).
    /// - Throws: `StoreError` when the file cannot be read on; whatever `body` throws.
    public func forEachEpisode(_ filter: EpisodeFilter = .init(), _ body: (StoredEpisode) throws -> Void) throws {
        try forEachRow(filter) { _, row in
            switch row {
            case .success(let episode): try body(episode)
            case .failure(let problem): leaveOut(problem.message)
            }
        }
    }

    /// Calls `body` with the number and, unless the row cannot be understood, the episode of every row that `filter`
    /// means, in row order.
    /// - Throws: `StoreError` when the file cannot be read on; whatever `body` throws.
    public func forEachRow(
        _ filter: EpisodeFilter = .init(), _ body: (EpisodeID, Result<StoredEpisode, StoreError>) throws -> Void
    ) throws {
        try read { try forEachRow($0, filter, body) }
    }

    func forEachRow(
        _ database: Database, _ filter: EpisodeFilter, _ body: (EpisodeID, Result<StoredEpisode, StoreError>) throws -> Void
    ) throws {
        var maps: [Int64: Result<StoredMap, UnreadableRow>] = [:]
        let parts = Parts(database)
        let columns: SQL = "e.*, m.rowid AS map_row, m.name AS map_name, m.yaml, r.rowid AS run_row, r.started"
        try scan(database, filter, columns) { id, row in
            let episode: Result<StoredEpisode, StoreError>
            do {
                let row = StoredRow(try row.get(), "episodes")
                episode = .success(try stored(row, map(row, &maps), parts))
            } catch let error as UnreadableRow {
                episode = .failure(StoreError(file: path, reason: .damaged, message: "episode \(id): \(error.what)"))
            }
            try body(EpisodeID(id), episode)
            return true
        }
    }

    /// A map as episodes on it need it.
    private struct StoredMap {
        let layout: Layout
        let players: Int
    }

    private func map(_ row: StoredRow, _ known: inout [Int64: Result<StoredMap, UnreadableRow>]) throws -> StoredMap {
        guard let id = try row.optional("map_row", row.int64) else {
            throw UnreadableRow(what: "table episodes, \(row.place), column map: there is no such map in the store")
        }
        if let map = known[id] { return try map.get() }
        let map = Result { () throws(UnreadableRow) -> StoredMap in
            do {
                let layout = try EpisodeStore.layout(row.text("yaml"), name: row.text("map_name"), file: "maps.yaml, row \(id)")
                return StoredMap(layout: layout, players: layout.starts.count)
            } catch {
                let why = (error as? UnreadableRow)?.what ?? "\(error)"
                throw UnreadableRow(what: "its map cannot be understood; it was changed or damaged: \(why)")
            }
        }
        known[id] = map
        return try map.get()
    }

    private func stored(_ row: StoredRow, _ map: StoredMap, _ parts: Parts) throws -> StoredEpisode {
        let id = try row.int64("id")
        let ticks = try row.int("ticks")
        guard let run = try row.optional("run_row", row.int64) else {
            throw UnreadableRow(what: "table episodes, \(row.place), column run: there is no such run in the store")
        }
        let (dynamics, status) = (try EpisodeStore.dynamics(row), try EpisodeStore.status(row))
        let seats = try seats(of: id, ticks: ticks, players: map.players, parts.seats)
        guard seats.count == map.players else {
            throw UnreadableRow(what: "table seats, episode \(id): there are \(seats.count) seats; its map has \(map.players)")
        }
        guard seats.map(\.occupant).joined(separator: ",") == (try row.text("line_up")) else {
            throw row.wrong("line_up", "the seats' \(seats.map(\.occupant).joined(separator: ","))")
        }
        guard let actions = ActionCode.decode(try row.bytes("actions"), players: seats.count) else {
            throw row.wrong("actions", "actions of \(seats.count) players")
        }
        guard ticks == actions.count / max(seats.count, 1) else {
            throw row.wrong("ticks", "the \(actions.count / max(seats.count, 1)) ticks of its actions")
        }
        let horizon = try row.int("horizon", ticks...Int.max)
        guard let stateHash = UInt64(try row.text("state_hash"), radix: 16) else { throw row.wrong("state_hash", "16 hexadecimal digits") }
        guard let events = EventCode.decode(try row.text("events"), ticks: ticks, players: seats.count) else {
            throw row.wrong("events", "packed events of the episode")
        }
        let score = try row.optional("score", row.real)
        guard let score = score ?? (status == .refused ? 0 : nil) else { throw row.wrong("score", "a number") }
        let cells = map.layout.width * map.layout.height
        let notes = try notes(of: id, horizon: horizon, players: seats.count, parts.notes)
        let episode = Episode(
            layout: map.layout, dynamics: dynamics, horizon: horizon, seed: try row.key64("seed"),
            start: try row.optional("start", row.text).map { try start($0, row) }, status: status, actions: actions, score: score,
            stateHash: stateHash, seats: seats.map(\.figures), pots: try EpisodeStore.pots(row, 0...(ticks * cells)), events: events,
            notes: notes)
        return StoredEpisode(
            id: EpisodeID(id), run: RunID(run), map: map.layout.name, players: seats.map(\.name), episode: episode,
            source: try row.optional("source", row.text), date: try row.text("started"))
    }

    /// Who sat in a seat, as a line-up says it and by name, and what was counted.
    private struct StoredSeat {
        let occupant: String
        let name: String
        let figures: SeatFigures
    }

    /// What is kept of episodes in other tables.
    private struct Parts {
        let seats: EpisodeRows
        let notes: EpisodeRows

        init(_ database: Database) {
            seats = EpisodeRows(
                database, columns: "s.*, a.rowid AS agent_row, COALESCE(a.name, s.person, 'human') AS name",
                tables: "seats s LEFT JOIN agents a ON a.rowid = s.agent", key: "s.episode", order: "s.seat")
            notes = EpisodeRows(database, columns: "rowid AS id, *", tables: "notes", key: "episode", order: "rowid")
        }
    }

    private func seats(of id: Int64, ticks: Int, players: Int, _ rows: EpisodeRows) throws -> [StoredSeat] {
        guard ticks >= 0, ticks < Int.max / 1_000_000 else { return [] }
        return try rows.of(id) { place, row in
            let row = StoredRow(row, "seats", key: ["episode", "seat"])
            _ = try row.int("seat", place...place)
            let agent = try row.optional("agent", row.int64)
            if let agent, (row.row["agent_row"] as DatabaseValue?)?.isNull ?? true {
                throw UnreadableRow(what: "table seats, \(row.place), column agent: there is no agent \(agent) in the store")
            }
            var figures = SeatFigures()
            figures.sparse = try row.real("sparse")
            figures.shaped = try row.real("shaped")
            // Everything counted happens at most once a tick and player.
            for count in SeatFigures.counts { figures[keyPath: count.path] = try row.int(count.column, 0...(ticks * players)) }
            return StoredSeat(occupant: agent.map { "\($0)" } ?? "human", name: try row.text("name"), figures: figures)
        }
    }

    private func notes(of id: Int64, horizon: Int, players: Int, _ rows: EpisodeRows) throws -> [Episode.Note] {
        try rows.of(id) { _, row in
            let row = StoredRow(row, "notes")
            guard let kind = Episode.Note.Kind(rawValue: try row.text("kind")) else {
                throw row.wrong("kind", Episode.Note.Kind.allCases.map(\.rawValue).joined(separator: ", "))
            }
            let text = try row.text("text")
            let data = try row.optional("data", row.text) ?? (kind == .fault ? Episode.Fault(beforeVersion5: text).json : nil)
            return Episode.Note(
                tick: try row.int("tick", 0...horizon), seat: try row.int("seat", 0...max(0, players - 1)), kind: kind, text: text,
                data: data)
        }
    }

    private func start(_ text: String, _ row: StoredRow) throws -> KitchenState {
        do {
            return try StateNotation.state(JSONSerialization.jsonObject(with: Data(text.utf8)), timestep: 0)
        } catch {
            throw row.wrong("start", "a state of a kitchen")
        }
    }

    private static func pots(_ row: StoredRow, _ range: ClosedRange<Int>) throws -> PotFigures {
        var pots = PotFigures()
        pots.empty = try row.int("pot_empty", range)
        pots.filling = try row.int("pot_filling", range)
        pots.cooking = try row.int("pot_cooking", range)
        pots.ready = try row.int("pot_ready", range)
        return pots
    }
}
