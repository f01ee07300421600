import Foundation
import GRDB

extension EpisodeStore {
    /// A finished episode with everybody who played it, people too.
    public struct Game: Sendable, Hashable {
        /// Who sat in a seat.
        public enum Player: Sendable, Hashable {
            /// An agent, by its name in `Score`.
            case agent(String)
            /// A person, by their name or code; nil for nobody in particular.
            case person(String?)
        }

        public let map: String
        public let dynamics: String
        public let horizon: Int
        /// In seat order.
        public let players: [Player]
        public let score: Double
    }

    /// All finished episodes that `filter` means, of agents and of people, in row order, but for those that cannot be understood
    /// (`damage`).
    public func games(_ filter: EpisodeFilter = .init()) throws -> [Game] {
        try read { database in
            let labels = try labels(database)
            let columns: SQL = """
                e.status, m.name AS map, r.rowid AS run, e.dynamics, e.horizon, e.score, e.line_up,
                (SELECT json_group_array(person) FROM (SELECT s.person FROM seats s WHERE s.episode = e.rowid ORDER BY s.seat)) AS people
                """
            var games: [Game] = []
            try scan(database, filter, columns) { _, row in
                let game = readable { try EpisodeStore.game(StoredRow(row.get(), "episodes"), labels) }
                if case .some(.some(let game)) = game { games.append(game) }
                return true
            }
            return games
        }
    }

    private static func game(_ row: StoredRow, _ labels: [Int64: String]) throws -> Game? {
        guard try status(row) == .finished else { return nil }
        try requireMapAndRun(row)
        let names = (try? JSONDecoder().decode([String?].self, from: Data(row.text("people").utf8))) ?? []
        let lineUp = try row.text("line_up")
        let players = zip(lineUp.split(separator: ","), players(lineUp, labels)).enumerated().map { seat, player in
            player.0 == "human" ? Game.Player.person(names.indices.contains(seat) ? names[seat] : nil) : .agent(player.1)
        }
        return Game(
            map: try row.text("map"), dynamics: try dynamics(row).rawValue, horizon: try row.int("horizon"), players: players,
            score: try row.real("score"))
    }
}
