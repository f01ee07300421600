import EpisodeStore

/// Scores of agents with each other: for every map, first seat and second seat the scores of all episodes.
public struct CrossPlay: Sendable {
    /// Which episodes of a pair count.
    public enum Seats: String, Sendable, Hashable, CaseIterable, Codable {
        /// Both orders, each counting the same.
        case averaged
        /// The row's agent sits first.
        case first
        /// The row's agent sits second.
        case second
    }

    /// In the order in which they are first met in the scores.
    public let maps: [String]
    public let agents: [String]
    public let dynamics: String
    public let horizon: Int
    /// `[map][first][second]`.
    private let scores: [[[[Double]]]]

    /// - Throws: `TournamentProblem` when there are no scores, or they are of several dynamics or horizons, which no
    ///   matrix may mix.
    public init(_ rows: [EpisodeStore.Score]) throws {
        guard let first = rows.first else {
            throw TournamentProblem(
                description: "no finished episode of two agents is meant; 'brigade episodes list' shows what there is")
        }
        let settings = Set(rows.map { "\($0.dynamics) dynamics, \($0.horizon) ticks" })
        guard settings.count == 1 else {
            throw TournamentProblem(
                description: "the episodes are of different games (\(settings.sorted().joined(separator: "; "))); "
                    + "choose one with --dynamics and --horizon")
        }
        dynamics = first.dynamics
        horizon = first.horizon
        var maps = Index()
        var agents = Index()
        let places = rows.map { (maps.number($0.map), agents.number($0.players[0]), agents.number($0.players[1])) }
        var scores = Array(
            repeating: Array(repeating: Array(repeating: [Double](), count: agents.names.count), count: agents.names.count),
            count: maps.names.count)
        for (place, row) in zip(places, rows) { scores[place.0][place.1][place.2].append(row.score) }
        self.maps = maps.names
        self.agents = agents.names
        self.scores = scores
    }

    private struct Index {
        var names: [String] = []
        private var numbers: [String: Int] = [:]

        mutating func number(_ name: String) -> Int {
            if let number = numbers[name] { return number }
            numbers[name] = names.count
            names.append(name)
            return names.count - 1
        }
    }

    /// The scores of `agent` with `partner`, a stratum for each map and order; none at all when one of them was not
    /// played, so that no mean is over other maps than its neighbour's.
    /// - Parameter map: index in `maps`; nil for all.
    public func strata(_ agent: Int, _ partner: Int, map: Int?, seats: Seats) -> [[Double]] {
        let maps = map.map { [$0] } ?? Array(maps.indices)
        let strata = maps.flatMap { map -> [[Double]] in
            let first = scores[map][agent][partner]
            let second = scores[map][partner][agent]
            switch seats {
            case .first: return [first]
            case .second: return [second]
            case .averaged: return agent == partner ? [first] : [first, second]
            }
        }
        return strata.contains(where: \.isEmpty) ? [] : strata
    }
}
