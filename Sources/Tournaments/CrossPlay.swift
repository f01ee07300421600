import Agents
import Basics
import EpisodeStore
import Episodes

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

    /// Maps for two or more, in the order in which they are first met in the scores.
    public let maps: [String]
    /// Everyone who sat in one of the first two seats of one of `maps`, in the same order.
    public let agents: [String]
    public let dynamics: String
    public let horizon: Int
    /// What the numbers are: `points`, or what `relative` made of them.
    public private(set) var measure: String
    /// Scores on maps for one, which no pair has.
    public private(set) var solos: [Solo]
    /// What the numbers mean on maps that are not for two, a sentence each.
    public let remarks: [String]
    /// `[map][first][second]`.
    let scores: [[[Tally]]]
    /// Faults and refusals: `[map][first][second]`.
    private let marks: [[[Mark]]]
    /// Of those about whom there is something to report, by map, then agent.
    private let conducts: [String: [String: AgentConduct]]
    /// Seats that each agent took, by map, then agent.
    private let taken: [String: [String: Int]]
    /// What a point counts: `[map][partner][seat of the other]`.
    private var weights: [[[Double]]]?

    /// The scores of agents that cook alone on a map.
    public struct Solo: Sendable {
        public let map: String
        /// In the order in which they are first met.
        public let agents: [String]
        /// `[agent]`.
        public fileprivate(set) var scores: [Tally]
        /// Faults and refusals: `[agent]`.
        public let marks: [Mark]
    }

    /// - Parameters:
    ///   - rows: finished episodes. The pair of an episode of more than two are its first two seats.
    ///   - seats: the notable seats of these episodes, and of refused ones.
    ///   - measure: what the scores are.
    ///   - remarks: what else is to be said of them.
    /// - Throws: `TournamentError` when there are no scores, or they are of several dynamics or horizons, which no
    ///   matrix may mix.
    public init(_ rows: [EpisodeStore.Score], seats: [NotableSeat] = [], measure: String = "points", remarks: [String] = []) throws {
        self.measure = measure
        guard let first = rows.first else { throw TournamentError(description: CrossPlay.nothing(seats)) }
        let settings = Set(rows.map { "\($0.dynamics) dynamics, \($0.horizon) ticks" })
        guard settings.count == 1 else {
            throw TournamentError(
                description: "the episodes are of different games (\(settings.sorted().joined(separator: "; "))); "
                    + "choose one with --dynamics and --horizon")
        }
        dynamics = first.dynamics
        horizon = first.horizon
        let seats = seats.filter { $0.key.dynamics == first.dynamics && $0.key.horizon == first.horizon }
        let alone = Dictionary(grouping: rows.filter { $0.players.count == 1 }, by: \.map)
        let soloSeats = seats.filter { $0.key.players.count == 1 }
        solos = rows.map(\.map).unique.compactMap { map in
            alone[map].map { Solo(map, $0, soloSeats.filter { $0.key.map == map }) }
        }
        let together = rows.filter { $0.players.count > 1 }
        var maps = Index()
        var agents = Index()
        let places = together.map { (maps.number($0.map), agents.number($0.players[0]), agents.number($0.players[1])) }
        let pairs = Array(repeating: Array(repeating: Mark(), count: agents.names.count), count: agents.names.count)
        var scores = Array(
            repeating: Array(repeating: Array(repeating: Tally(), count: agents.names.count), count: agents.names.count),
            count: maps.names.count)
        for (place, row) in zip(places, together) { scores[place.0][place.1][place.2].add(row.score, times: row.count) }
        var marks = Array(repeating: pairs, count: maps.names.count)
        for seat in seats where seat.key.players.count > 1 {
            let pair = seat.key.players
            guard let map = maps.known(seat.key.map), let first = agents.known(pair[0]), let second = agents.known(pair[1]) else {
                continue
            }
            marks[map][first][second] += seat.conduct
        }
        self.maps = maps.names
        self.agents = agents.names
        self.scores = scores
        self.marks = marks
        let legend = OmniscientName.legend(for: rows.lazy.flatMap(\.players)).map { [$0] } ?? []
        self.remarks = remarks + CrossPlay.remarks(together, solos: solos.map(\.map), hasMatrix: !maps.names.isEmpty) + legend
        conducts = Dictionary(grouping: seats, by: \.key.map).mapValues { seats in
            Dictionary(uniqueKeysWithValues: NamedConduct.all(seats).map { ($0.agent, $0.conduct) })
        }
        taken = Dictionary(grouping: rows, by: \.map).mapValues { rows in
            rows.reduce(into: [:]) { taken, row in for player in row.players { taken[player, default: 0] += row.count } }
        }
    }

    /// Why there is nothing to show.
    private static func nothing(_ seats: [NotableSeat]) -> String {
        let nothing = "no finished episode of agents is meant; 'brigade episodes list' shows what there is"
        guard let refused = seats.first(where: { $0.conduct.refused > 0 }) else { return nothing }
        return nothing + "; \(refused.agent) on \(refused.key.map): \(refused.conduct.words)"
    }

    /// Who sits where, on maps that are not for two.
    private static func remarks(_ rows: [EpisodeStore.Score], solos: [String], hasMatrix: Bool) -> [String] {
        let many = Dictionary(grouping: rows.filter { $0.players.count > 2 }, by: \.map)
        var remarks = many.sorted { $0.key < $1.key }.map { map, rows in
            let others = Set(rows.flatMap { $0.players.dropFirst(2) }).sorted()
            return
                "\(map) has \(rows[0].players.count) seats: a pair sits in the first two, \(others.joined(separator: ", ")) in the others"
        }
        if hasMatrix && !solos.isEmpty {
            remarks.append("\(solos.joined(separator: ", ")): for one, so that no pair has a score there and no mean over maps counts it")
        }
        return remarks
    }

    /// Whether a figure contains episodes in which an agent failed, or lacks some that an agent refused.
    public var hasFaults: Bool { conducts.values.contains { $0.values.contains(where: \.isFaulty) } }

    /// The agents about which there is something to report, in alphabetical order, with all the seats that they took.
    /// - Parameter map: a map's name; nil for all of `maps`.
    public func notable(on map: String?) -> [NamedConduct] {
        let meant = map.map { [$0] } ?? maps
        var sums: [String: AgentConduct] = [:]
        for (agent, conduct) in meant.flatMap({ conducts[$0] ?? [:] }) { sums[agent] = sums[agent].map { $0 + conduct } ?? conduct }
        return sums.filter(\.value.isNotable).sorted { $0.key < $1.key }.map { agent, sum in
            var conduct = sum
            conduct.seats = meant.reduce(0) { $0 + (taken[$1]?[agent] ?? 0) }
            conduct.ticks = conduct.seats.multipliedReportingOverflow(by: horizon).partialValue
            return NamedConduct(agent: agent, conduct: conduct)
        }
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

        func known(_ name: String) -> Int? { numbers[name] }
    }

    /// The scores of `agent` with `partner`, a stratum for each map and order; none at all when one of them was not
    /// played, so that no mean is over other maps than its neighbour's.
    /// - Parameter map: index in `maps`; nil for all.
    public func strata(_ agent: Int, _ partner: Int, map: Int?, seats: Seats) -> [Tally] {
        let maps = map.map { [$0] } ?? Array(maps.indices)
        let strata = maps.flatMap { map -> [Tally] in
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

    /// Faults and refusals in the cell of `strata`.
    public func mark(_ agent: Int, _ partner: Int, map: Int?, seats: Seats) -> Mark {
        let maps = map.map { [$0] } ?? Array(maps.indices)
        var sum = Mark()
        for map in maps {
            if seats != .second || agent == partner { sum += marks[map][agent][partner] }
            if seats != .first && agent != partner { sum += marks[map][partner][agent] }
        }
        return sum
    }

    private func weighted(_ scores: Tally, _ map: Int, _ partner: Int, seat: Int) -> Tally {
        guard let weights else { return scores }
        return scores.scaled(weights[map][partner][seat])
    }

    /// The same with every score in percent of what was possible. Where nothing was, nothing stays nothing.
    /// - Parameters:
    ///   - measure: what the numbers then are, e.g. `percent of the optimum`.
    ///   - possible: the best score on a map of an agent in a seat (counted from zero) with a partner.
    ///   - alone: the best score of an agent that is alone on a map; nil leaves the map out.
    public func relative(
        _ measure: String, possible: (_ map: String, _ partner: String, _ seat: Int) throws -> Double,
        alone: (_ map: String) throws -> Double? = { _ in nil }
    ) rethrows -> CrossPlay {
        var relative = self
        relative.measure = measure
        relative.solos = try solos.compactMap { solo in
            guard let best = try alone(solo.map) else { return nil }
            var solo = solo
            solo.scores = solo.scores.map { $0.scaled(best > 0 ? 100 / best : 0) }
            return solo
        }
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

extension CrossPlay.Solo {
    fileprivate init(_ map: String, _ rows: [EpisodeStore.Score], _ seats: [NotableSeat]) {
        let agents = rows.map { $0.players[0] }.unique
        var marks = Dictionary(uniqueKeysWithValues: agents.map { ($0, Mark()) })
        for seat in seats { marks[seat.agent]? += seat.conduct }
        var scores: [String: Tally] = [:]
        for row in rows { scores[row.players[0], default: Tally()].add(row.score, times: row.count) }
        self.map = map
        self.agents = agents
        self.scores = agents.map { scores[$0] ?? Tally() }
        self.marks = agents.map { marks[$0] ?? Mark() }
    }
}
