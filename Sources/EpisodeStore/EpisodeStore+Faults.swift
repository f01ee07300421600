import Episodes
import GRDB

/// What went wrong in one seat, over all episodes of a run with the same map, rules and players.
public struct SeatFaults: Sendable, Hashable {
    public let key: SeatKey
    /// Episodes of these players on this map in this run, faulty or not.
    public let episodes: Int
    /// Those in which something went wrong in the seat.
    public let faultyEpisodes: Int
    /// Those of the faulty ones that were not played, because the seat's agent cannot play the map.
    public let refusedEpisodes: Int
    /// Ticks that were lost.
    public let faultyTicks: Int
    /// Ticks of all the episodes.
    public let ticks: Int
    /// The first faulty episode, and what went wrong in it first.
    public let firstEpisode: EpisodeID
    public let firstTick: Int
    public let firstReason: Episode.Fault
}

/// Who made one seat's decisions, over all episodes of a run with the same map, rules and players.
public struct SeatChoices: Sendable, Hashable {
    public let key: SeatKey
    /// Episodes with such a note.
    public fileprivate(set) var episodes: Int
    /// The sum over them.
    public fileprivate(set) var choices: Choices
}

extension EpisodeStore {
    /// Every seat in which something went wrong in the episodes that `filter` means, by run, map and players, in the order of
    /// the first episodes; empty where nothing did, at no cost.
    ///
    ///     for seat in try store.seatFaults(filter) {
    ///         print("\(seat.key.player): \(seat.faultyTicks) of \(seat.ticks) ticks, first \(seat.firstReason)")
    ///     }
    public func seatFaults(_ filter: EpisodeFilter = .init()) throws -> [SeatFaults] {
        try counted("fault") { database in
            let labels = try labels(database)
            let request: SQLRequest<Row> = """
                SELECT e.run, m.name AS map_name, e.dynamics, e.horizon, e.line_up, s.seat, COUNT(*) AS episodes,
                    COUNT(f.episode) AS faulty, SUM(f.episode IS NOT NULL AND e.status = 'refused') AS refused,
                    \(EpisodeStore.sum("s.faults")) AS faults, \(EpisodeStore.sum("e.ticks")) AS ticks, MIN(f.episode) AS first
                FROM episodes e JOIN maps m ON m.rowid = e.map JOIN runs r ON r.rowid = e.run JOIN seats s ON s.episode = e.rowid
                LEFT JOIN (SELECT DISTINCT episode, seat FROM notes WHERE kind = 'fault') f ON f.episode = e.rowid AND f.seat = s.seat
                WHERE \(filter.conditions)
                GROUP BY e.run, e.map, e.dynamics, e.horizon, e.line_up, s.seat HAVING faulty > 0 ORDER BY first, s.seat
                """
            return try request.fetchAll(database).compactMap { row in
                let row = StoredRow(row, "episodes", key: ["first"])
                return readable {
                    let (episode, key) = (try row.int64("first"), try SeatKey(row, labels))
                    let first = try EpisodeStore.firstFault(database, episode: episode, seat: key.seat)
                    return SeatFaults(
                        key: key, episodes: try row.int("episodes"), faultyEpisodes: try row.int("faulty"),
                        refusedEpisodes: try row.int("refused"), faultyTicks: try row.int("faults"), ticks: try row.int("ticks"),
                        firstEpisode: EpisodeID(episode), firstTick: first.tick, firstReason: first.fault)
                }
            }
        }
    }

    /// Who made the decisions in the episodes that `filter` means, for every seat with notes of kind `choices`, by run,
    /// map and players, in the order of the first episodes.
    public func seatChoices(_ filter: EpisodeFilter = .init()) throws -> [SeatChoices] {
        try counted("choices") { database in
            let labels = try labels(database)
            let request: SQLRequest<Row> = """
                SELECT n.rowid AS id, e.run, e.map, m.name AS map_name, e.dynamics, e.horizon, e.line_up, n.seat, n.tick, n.text, n.data
                FROM notes n JOIN episodes e ON e.rowid = n.episode JOIN maps m ON m.rowid = e.map JOIN runs r ON r.rowid = e.run
                WHERE n.kind = 'choices' AND \(filter.conditions) ORDER BY e.rowid, n.seat
                """
            var found: [SeatChoices] = []
            var places: [[DatabaseValue]: Int] = [:]
            let rows = try request.fetchCursor(database)
            while let next = try rows.next() {
                let row = StoredRow(next, "notes")
                guard let seat = readable({ try EpisodeStore.choices(row, labels) }) else { continue }
                let key: [DatabaseValue] = ["run", "map", "dynamics", "horizon", "line_up", "seat"].map { next[$0] }
                if let place = places[key] {
                    found[place].episodes += 1
                    found[place].choices += seat.choices
                } else {
                    places[key] = found.count
                    found.append(seat)
                }
            }
            return found
        }
    }

    private static func choices(_ row: StoredRow, _ labels: [Int64: String]) throws -> SeatChoices {
        let key = try SeatKey(row, labels)
        let note = Episode.Note(tick: 0, seat: key.seat, kind: .choices, text: "", data: try row.text("data"))
        guard let choices = Choices(note) else { throw row.wrong("data", "counts of decisions") }
        return SeatChoices(key: key, episodes: 1, choices: choices)
    }

    /// What `body` counts where there are notes of that kind; nothing where they cannot be counted, because rows of them are
    /// damaged (`damage`).
    func counted<T>(_ kind: String, _ body: (Database) throws -> [T]) throws -> [T] {
        try read { database in
            do {
                let isAny = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM notes WHERE kind = ?)", arguments: [kind])
                return isAny == true ? try body(database) : []
            } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_ERROR].contains(error.resultCode) {
                leaveOut("notes of kind \(kind) cannot be counted: \(error.message ?? "the file is damaged")")
                return []
            }
        }
    }

    private static func firstFault(_ database: Database, episode: Int64, seat: Int) throws -> (tick: Int, fault: Episode.Fault) {
        let statement = try database.cachedStatement(
            sql:
                """
                SELECT rowid AS id, tick, text, data FROM notes WHERE kind = 'fault' AND episode = ? AND seat = ?
                ORDER BY tick, rowid LIMIT 1
                """
        )
        guard let row = try Row.fetchOne(statement, arguments: [episode, seat]).map({ StoredRow($0, "notes") }) else {
            return (0, Episode.Fault(kind: "other", ticks: nil))
        }
        let fault = Episode.Fault(json: try row.optional("data", row.text))
        return (try row.int("tick"), try fault ?? Episode.Fault(beforeVersion5: row.text("text")))
    }
}

extension Episode.Fault {
    /// Kinds of faults that older stores kept in front of a colon.
    private static let oldKinds = ["late", "died", "nonsense", "flood", "unseated"]

    /// The fault behind the text that stores had before version 5 of the schema, where that is all there is.
    init(beforeVersion5 text: String) {
        let refusal = "cannot play this kitchen: "
        if let kind = Episode.Fault.oldKinds.first(where: { text == $0 || text.hasPrefix($0 + ": ") }) {
            let detail = text.dropFirst(kind.count + 2)
            self.init(kind: kind, detail: detail.isEmpty ? nil : String(detail), ticks: nil)
        } else if text.hasPrefix(refusal) {
            self.init(kind: Episode.Fault.refused, detail: String(text.dropFirst(refusal.count)), ticks: 0)
        } else {
            self.init(kind: "other", detail: text, ticks: nil)
        }
    }
}
