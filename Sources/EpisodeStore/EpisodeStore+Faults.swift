import Episodes
import GRDB

/// What went wrong in one seat, over all episodes of a run with the same map, rules and players.
public struct SeatFaults: Sendable, Hashable {
    /// Row number of the run.
    public let run: Int64
    public let map: String
    public let dynamics: String
    public let horizon: Int
    /// Names in seat order, as in `EpisodeStore.Score`; `human` for people.
    public let players: [String]
    /// The seat, counted from zero.
    public let seat: Int
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
    /// The first faulty episode's row number, and what went wrong in it first.
    public let firstEpisode: Int64
    public let firstTick: Int
    public let firstReason: Episode.Fault

    /// The seat's occupant.
    public var player: String { players.indices.contains(seat) ? players[seat] : "human" }
}

/// Who made one seat's decisions, over all episodes of a run with the same map, rules and players.
public struct SeatChoices: Sendable, Hashable {
    /// Row number of the run.
    public let run: Int64
    public let map: String
    public let dynamics: String
    public let horizon: Int
    /// Names in seat order, as in `EpisodeStore.Score`; `human` for people.
    public let players: [String]
    /// The seat, counted from zero.
    public let seat: Int
    /// Episodes that tell.
    public fileprivate(set) var episodes: Int
    /// The sum over them.
    public fileprivate(set) var choices: Choices

    /// The seat's occupant.
    public var player: String { players.indices.contains(seat) ? players[seat] : "human" }
}

extension EpisodeStore {
    /// Every seat in which something went wrong in the episodes that `filter` means, by run, map and players, in the order of
    /// the first episodes; empty where nothing did, at no cost.
    ///
    ///     for seat in try store.seatFaults(filter) {
    ///         print("\(seat.player): \(seat.faultyTicks) of \(seat.ticks) ticks, first \(seat.firstReason)")
    ///     }
    public func seatFaults(_ filter: EpisodeFilter = .init()) throws -> [SeatFaults] {
        try read { database in
            guard try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM notes WHERE kind = 'fault')") == true else { return [] }
            let labels = try EpisodeStore.labels(database)
            let request: SQLRequest<Row> = """
                SELECT e.run, m.name AS map, e.dynamics, e.horizon, e.line_up, s.seat, COUNT(*) AS episodes,
                    COUNT(f.episode) AS faulty, SUM(f.episode IS NOT NULL AND e.status = 'refused') AS refused,
                    SUM(s.faults) AS faults, SUM(e.ticks) AS ticks, MIN(f.episode) AS first
                FROM episodes e JOIN maps m ON m.id = e.map JOIN runs r ON r.id = e.run JOIN seats s ON s.episode = e.id
                LEFT JOIN (SELECT DISTINCT episode, seat FROM notes WHERE kind = 'fault') f ON f.episode = e.id AND f.seat = s.seat
                WHERE \(filter.conditions)
                GROUP BY e.run, e.map, e.dynamics, e.horizon, e.line_up, s.seat HAVING faulty > 0 ORDER BY first, s.seat
                """
            return try request.fetchAll(database).map { row in
                let (episode, seat): (Int64, Int) = (row["first"], row["seat"])
                let first = try EpisodeStore.firstFault(database, episode: episode, seat: seat)
                return SeatFaults(
                    run: row["run"], map: row["map"], dynamics: row["dynamics"], horizon: row["horizon"],
                    players: EpisodeStore.players(row["line_up"], labels), seat: seat, episodes: row["episodes"],
                    faultyEpisodes: row["faulty"], refusedEpisodes: row["refused"], faultyTicks: row["faults"], ticks: row["ticks"],
                    firstEpisode: episode, firstTick: first.tick, firstReason: first.fault)
            }
        }
    }

    /// Who made the decisions in the episodes that `filter` means, for every seat that tells (notes of kind `choices`), by run,
    /// map and players, in the order of the first episodes.
    public func seatChoices(_ filter: EpisodeFilter = .init()) throws -> [SeatChoices] {
        try read { database in
            guard try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM notes WHERE kind = 'choices')") == true else { return [] }
            let labels = try EpisodeStore.labels(database)
            let request: SQLRequest<Row> = """
                SELECT e.run, e.map, m.name AS map_name, e.dynamics, e.horizon, e.line_up, n.seat, n.tick, n.text, n.data
                FROM notes n JOIN episodes e ON e.id = n.episode JOIN maps m ON m.id = e.map JOIN runs r ON r.id = e.run
                WHERE n.kind = 'choices' AND \(filter.conditions) ORDER BY e.id, n.seat
                """
            var found: [SeatChoices] = []
            var places: [[DatabaseValue]: Int] = [:]
            let rows = try request.fetchCursor(database)
            while let row = try rows.next() {
                let note = Episode.Note(tick: row["tick"], seat: row["seat"], kind: .choices, text: row["text"], data: row["data"])
                guard let choices = Choices(note) else { continue }
                let key: [DatabaseValue] = ["run", "map", "dynamics", "horizon", "line_up", "seat"].map { row[$0] }
                if let place = places[key] {
                    found[place].episodes += 1
                    found[place].choices += choices
                    continue
                }
                places[key] = found.count
                found.append(
                    SeatChoices(
                        run: row["run"], map: row["map_name"], dynamics: row["dynamics"], horizon: row["horizon"],
                        players: EpisodeStore.players(row["line_up"], labels), seat: note.seat, episodes: 1, choices: choices))
            }
            return found
        }
    }

    private static func firstFault(_ database: Database, episode: Int64, seat: Int) throws -> (tick: Int, fault: Episode.Fault) {
        let statement = try database.cachedStatement(
            sql: "SELECT tick, text, data FROM notes WHERE kind = 'fault' AND episode = ? AND seat = ? ORDER BY tick, id LIMIT 1")
        guard let row = try Row.fetchOne(statement, arguments: [episode, seat]) else {
            return (0, Episode.Fault(kind: "other", ticks: nil))
        }
        return (row["tick"], Episode.Fault(json: row["data"]) ?? Episode.Fault(beforeVersion5: row["text"]))
    }

    /// Names behind a line-up.
    static func players(_ lineUp: String, _ labels: [Int64: String]) -> [String] {
        lineUp.split(separator: ",").map { part in Int64(part).map { labels[$0] ?? "agent \($0)" } ?? String(part) }
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
