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
    /// What the numbers are: `points`, or what `relative` made of them.
    public private(set) var measure: String
    /// `[map][first][second]`.
    private let scores: [[[[Double]]]]
    /// What a point counts: `[map][partner][seat of the other]`.
    private var weights: [[[Double]]]?

    /// - Parameter measure: what the scores are.
    /// - Throws: `TournamentProblem` when there are no scores, or they are of several dynamics or horizons, which no
    ///   matrix may mix.
    public init(_ rows: [EpisodeStore.Score], measure: String = "points") throws {
        self.measure = measure
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
            let first = weighted(scores[map][agent][partner], map, partner, seat: 0)
            let second = weighted(scores[map][partner][agent], map, partner, seat: 1)
            switch seats {
            case .first: return [first]
            case .second: return [second]
            case .averaged: return agent == partner ? [first] : [first, second]
            }
        }
        return strata.contains(where: \.isEmpty) ? [] : strata
    }

    private func weighted(_ scores: [Double], _ map: Int, _ partner: Int, seat: Int) -> [Double] {
        guard let weights else { return scores }
        return scores.map { $0 * weights[map][partner][seat] }
    }

    /// The same with every score in percent of what was possible. Where nothing was, nothing stays nothing.
    /// - Parameters:
    ///   - measure: what the numbers then are, e.g. `percent of the optimum`.
    ///   - possible: the best score on a map of an agent in a seat (counted from zero) beside a partner.
    public func relative(
        _ measure: String, possible: (_ map: String, _ partner: String, _ seat: Int) throws -> Double
    ) rethrows -> CrossPlay {
        var relative = self
        relative.measure = measure
        relative.weights = try maps.map { map in
            try agents.map { partner in
                try (0..<2).map { seat in
                    let best = try possible(map, partner, seat)
                    return best > 0 ? 100 / best : 0
                }
            }
        }
        return relative
    }
}
