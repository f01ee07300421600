import Basics

/// A cross-play matrix with its intervals, marginals and gap: for one map, or over all maps with each counting the same.
public struct CrossPlayTable: Sendable, Codable {
    /// A cell: what two agents score together.
    public struct Cell: Sendable, Codable {
        public let episodes: Int
        public let mean: Statistics.Estimate
        public let iqm: Double
    }

    /// How good an agent is as a partner.
    public struct Marginal: Sendable, Codable {
        public let agent: String
        /// With itself; nil when that was not played.
        public let selfPlay: Statistics.Estimate?
        /// The mean over all other agents, each counting the same.
        public let crossPlay: Statistics.Estimate?
        /// The same where the agent sits first, and second.
        public let first: Double?
        public let second: Double?
        /// The partner with the lowest mean, and that mean.
        public let worstPartner: String?
        public let worst: Double?
        /// Faults in the episodes of `selfPlay`, and of `crossPlay`; nil where there is nothing to say.
        public let selfPlayMark: Mark?
        public let crossPlayMark: Mark?
    }

    /// The map's name; nil over all maps.
    public let map: String?
    public let seats: CrossPlay.Seats
    public let agents: [String]
    /// `[agent][partner]`; nil where nothing was played.
    public let cells: [[Cell?]]
    /// What is to be said of cells, also of those that are empty because an agent refused; nil where there is nothing.
    public let marks: [[Mark?]]
    /// Who failed, and who says who decides.
    public let conduct: [NamedConduct]
    public let marginals: [Marginal]
    /// Means over all agents: with themselves, with others, and the difference.
    public let selfPlay: Statistics.Estimate?
    public let crossPlay: Statistics.Estimate?
    public let gap: Statistics.Estimate?

    /// - Parameter map: index of a map; nil over all maps.
    public init(_ play: CrossPlay, map: Int?, seats: CrossPlay.Seats, bootstrap: Statistics.Bootstrap) {
        let agents = play.agents.indices
        let mapKey = UInt64(map.map { $0 + 1 } ?? 0) << 40
        @Sendable func key(_ purpose: UInt64, _ a: Int = 0, _ b: Int = 0) -> UInt64 { purpose << 56 | mapKey | UInt64(a) << 20 | UInt64(b) }
        @Sendable func others(_ agent: Int, _ seats: CrossPlay.Seats) -> [Tally] {
            agents.filter { $0 != agent }.flatMap { play.strata(agent, $0, map: map, seats: seats) }
        }
        @Sendable func estimate(_ strata: [Tally], _ key: UInt64) -> Statistics.Estimate? {
            strata.isEmpty ? nil : Statistics.meanOfMeans(strata, bootstrap, key: key)
        }
        @Sendable func mean(_ strata: [Tally]) -> Double? {
            strata.isEmpty ? nil : Statistics.mean(strata.map(\.mean))
        }
        let workers = Workers(AvailableCores.count())
        let cells = workers.map(agents.count) { agent in
            agents.map { partner -> Cell? in
                let strata = play.strata(agent, partner, map: map, seats: seats)
                guard let mean = estimate(strata, key(1, agent, partner)) else { return nil }
                var all = Tally()
                for stratum in strata { all.add(stratum) }
                return Cell(episodes: all.total, mean: mean, iqm: all.interquartileMean)
            }
        }
        @Sendable func mark(_ agent: Int, _ partner: Int, _ seats: CrossPlay.Seats) -> Mark {
            play.mark(agent, partner, map: map, seats: seats)
        }
        @Sendable func marked(_ mark: Mark) -> Mark? { mark == Mark() ? nil : mark }
        marks = agents.map { agent in agents.map { marked(mark(agent, $0, seats)) } }
        conduct = play.notable(on: map.map { play.maps[$0] })
        marginals = workers.map(agents.count) { agent in
            let partners = agents.filter { $0 != agent }.compactMap { partner in
                cells[agent][partner].map { (name: play.agents[partner], mean: $0.mean.value) }
            }
            let worst = partners.min { $0.mean < $1.mean }
            return Marginal(
                agent: play.agents[agent], selfPlay: estimate(play.strata(agent, agent, map: map, seats: .averaged), key(2, agent)),
                crossPlay: estimate(others(agent, seats), key(3, agent)), first: mean(others(agent, .first)),
                second: mean(others(agent, .second)), worstPartner: worst?.name, worst: worst?.mean,
                selfPlayMark: marked(mark(agent, agent, .averaged)),
                crossPlayMark: marked(agents.filter { $0 != agent }.reduce(into: Mark()) { $0 += mark(agent, $1, seats) }))
        }
        let own = agents.flatMap { play.strata($0, $0, map: map, seats: .averaged) }
        let mixed = agents.flatMap { others($0, .first) }
        selfPlay = estimate(own, key(4))
        crossPlay = estimate(mixed, key(5))
        gap =
            own.isEmpty || mixed.isEmpty
            ? nil
            : Statistics.contrast(
                own.map { ($0, 1 / Double(own.count)) } + mixed.map { ($0, -1 / Double(mixed.count)) }, bootstrap, key: key(6))
        self.map = map.map { play.maps[$0] }
        self.seats = seats
        self.agents = play.agents
        self.cells = cells
    }

    /// Whether a cell contains episodes in which an agent failed, or lacks some that an agent refused.
    public var isFaulty: Bool { marks.contains { $0.contains { $0?.isFaulty == true } } }

    /// The orders in which rows can stand.
    public enum Order: String, Sendable, CaseIterable {
        case name
        /// The best partner of others first.
        case crossPlay = "cross-play"
        case selfPlay = "self-play"
        /// The agent whose worst partner is best first.
        case worst
    }

    /// Indices of `agents` in `order`.
    public func sorted(by order: Order) -> [Int] {
        func value(_ index: Int) -> Double {
            let marginal = marginals[index]
            switch order {
            case .name: return 0
            case .crossPlay: return marginal.crossPlay?.value ?? -.infinity
            case .selfPlay: return marginal.selfPlay?.value ?? -.infinity
            case .worst: return marginal.worst ?? -.infinity
            }
        }
        return agents.indices.sorted { (-value($0), agents[$0]) < (-value($1), agents[$1]) }
    }
}
