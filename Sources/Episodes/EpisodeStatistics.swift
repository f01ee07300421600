import Kitchen

/// Statistics over many episodes: scores and teamwork by map, what each player did.
///
///     var statistics = EpisodeStatistics()
///     try store.forEachEpisode { statistics.add($0.episode, map: $0.map, players: $0.players) }
public struct EpisodeStatistics: Sendable, Hashable {
    /// How players are distinguished.
    public struct Grouping: Sendable, Hashable {
        public var byMap: Bool
        public var bySeat: Bool

        public init(byMap: Bool = false, bySeat: Bool = false) {
            self.byMap = byMap
            self.bySeat = bySeat
        }
    }

    /// What was counted of all players on a map.
    public struct Team: Sendable, Hashable {
        public let map: String
        public let dynamics: Dynamics
        /// Of the episodes that were played.
        public fileprivate(set) var scores: [Double] = []
        /// Episodes that an agent refused; nothing else counts them.
        public fileprivate(set) var refused = 0
        public fileprivate(set) var ticks = 0
        /// Summed over seats and episodes.
        public fileprivate(set) var figures = SeatFigures()
        public fileprivate(set) var pots = PotFigures()
        /// Ticks in which every player stays.
        public fileprivate(set) var allStay = 0
        /// Episodes played in real time whose time was measured, and those of them that ran slow.
        public fileprivate(set) var timed = 0
        public fileprivate(set) var slow = 0

        public var episodes: Int { scores.count }
        public var score: ScoreSummary? { ScoreSummary(scores) }
    }

    /// What was counted of one player.
    public struct Player: Sendable, Hashable {
        public let name: String
        /// Nil unless grouped by map.
        public let map: String?
        /// Nil unless grouped by seat.
        public let seat: Int?
        /// Seats taken: two in an episode of an agent with itself.
        public fileprivate(set) var appearances = 0
        public fileprivate(set) var figures = SeatFigures()
        /// What the teams did in these episodes, this player included, once an appearance.
        public fileprivate(set) var team = SeatFigures()
        /// How often each event of the rules was logged, by its number.
        public fileprivate(set) var events = Array(repeating: 0, count: Event.allCases.count)
        public fileprivate(set) var scores: [Double] = []
        /// What was said where that was possible.
        public fileprivate(set) var talk = TalkFigures()

        /// The figure a seat taken.
        public func mean(_ path: KeyPath<SeatFigures, Int>) -> Double {
            Double(figures[keyPath: path]) / Double(max(appearances, 1))
        }

        /// The part of what the teams did that this player did; nil where nobody did anything.
        public func part(_ path: KeyPath<SeatFigures, Int>) -> Double? { figures[keyPath: path].share(of: team[keyPath: path]) }

        public var score: ScoreSummary? { ScoreSummary(scores) }
    }

    public let grouping: Grouping
    /// By map and dynamics, in alphabetical order.
    public var teams: [Team] { teamsByKey.values.sorted { ($0.map, $0.dynamics.rawValue) < ($1.map, $1.dynamics.rawValue) } }
    /// In alphabetical order of name, map, seat.
    public var players: [Player] {
        playersByKey.values.sorted { ($0.name, $0.map ?? "", $0.seat ?? 0) < ($1.name, $1.map ?? "", $1.seat ?? 0) }
    }

    /// Who failed, refused to play, or says who decides, by name; nobody else.
    public var conducts: [String: AgentConduct] { conductsOfAll.filter(\.value.isNotable) }

    private struct TeamKey: Hashable, Sendable {
        let map: String
        let dynamics: Dynamics
    }

    private struct PlayerKey: Hashable, Sendable {
        let name: String
        let map: String?
        let seat: Int?
    }

    /// Episodes that continue others and are counted nowhere: their first ticks are another's, and their score is no whole game's.
    public private(set) var continued = 0

    private var conductsOfAll: [String: AgentConduct] = [:]
    private var teamsByKey: [TeamKey: Team] = [:]
    private var playersByKey: [PlayerKey: Player] = [:]

    public init(grouping: Grouping = .init()) { self.grouping = grouping }

    /// Counts an episode; one that continues another only as such.
    /// - Parameter players: names in seat order.
    public mutating func add(_ episode: Episode, map: String, players: [String]) {
        guard episode.continuation == nil else { return continued += 1 }
        var team = SeatFigures()
        for figures in episode.seats { team += figures }
        count(episode, team, TeamKey(map: map, dynamics: episode.dynamics))
        for (seat, name) in players.enumerated() where episode.seats.indices.contains(seat) {
            conductsOfAll[name] = (conductsOfAll[name] ?? AgentConduct()) + AgentConduct(episode, seat: seat)
        }
        guard episode.status != .refused else { return }
        for (seat, name) in players.enumerated() where episode.seats.indices.contains(seat) {
            let key = PlayerKey(name: name, map: grouping.byMap ? map : nil, seat: grouping.bySeat ? seat : nil)
            var player = playersByKey.removeValue(forKey: key) ?? Player(name: name, map: key.map, seat: key.seat)
            player.appearances += 1
            player.figures += episode.seats[seat]
            player.team += team
            player.scores.append(episode.score)
            player.talk.add(episode, seat: seat)
            for event in episode.events where event.seat == seat { player.events[Int(event.event.rawValue)] += 1 }
            playersByKey[key] = player
        }
    }

    private mutating func count(_ episode: Episode, _ figures: SeatFigures, _ key: TeamKey) {
        var team = teamsByKey.removeValue(forKey: key) ?? Team(map: key.map, dynamics: key.dynamics)
        defer { teamsByKey[key] = team }
        guard episode.status != .refused else { return team.refused += 1 }
        team.scores.append(episode.score)
        team.ticks += episode.ticks
        if let pace = episode.pace {
            team.timed += 1
            team.slow += pace.isSlow ? 1 : 0
        }
        team.figures += figures
        team.pots += episode.pots
        team.allStay += (0..<episode.ticks).count { tick in
            (0..<episode.players).allSatisfy { episode.actions[tick * episode.players + $0] == .stay }
        }
    }
}

/// How scores lie.
public struct ScoreSummary: Sendable, Hashable, Codable {
    public let count: Int
    public let mean: Double
    /// Standard deviation of these scores themselves (divided by their number, not by one less).
    public let sd: Double
    public let lowest: Double
    public let highest: Double

    /// Nil for no scores.
    public init?(_ scores: [Double]) {
        guard let lowest = scores.min(), let highest = scores.max() else { return nil }
        let mean = scores.reduce(0, +) / Double(scores.count)
        count = scores.count
        self.mean = mean
        sd = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count)).squareRoot()
        self.lowest = lowest
        self.highest = highest
    }
}

extension Int {
    /// The number as a part of `whole`, from 0 to 1; nil where there is no whole.
    package func share(of whole: Int) -> Double? { whole == 0 ? nil : Double(self) / Double(whole) }
}
