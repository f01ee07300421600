/// One seat in all the episodes of a run with the same map, rules and players; what is counted of a seat is counted under it.
public struct SeatKey: Sendable, Hashable {
    public let run: RunID
    public let map: String
    public let dynamics: String
    public let horizon: Int
    /// Names in seat order, as in `EpisodeStore.Score`; `human` for people.
    public let players: [String]
    /// The seat, counted from zero.
    public let seat: Int

    public init(run: RunID, map: String, dynamics: String, horizon: Int, players: [String], seat: Int) {
        self.run = run
        self.map = map
        self.dynamics = dynamics
        self.horizon = horizon
        self.players = players
        self.seat = seat
    }

    /// The seat's occupant; in a seat that the line-up does not have, `human`.
    public var player: String { players.indices.contains(seat) ? players[seat] : "human" }
}

extension SeatKey {
    /// The key in a row with the columns `run`, `map_name`, `dynamics`, `horizon`, `line_up` and `seat`.
    /// - Parameter labels: what `EpisodeStore.players` needs to name a line-up.
    init(_ row: StoredRow, _ labels: [Int64: String]) throws {
        self.init(
            run: RunID(try row.int64("run")), map: try row.text("map_name"), dynamics: try row.text("dynamics"),
            horizon: try row.int("horizon"),
            players: EpisodeStore.players(try row.text("line_up"), labels), seat: try row.int("seat"))
    }
}
