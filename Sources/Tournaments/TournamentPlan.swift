import Agents
import Basics
import Episodes
import Kitchen
import KitchenMaps

/// What a tournament is to play: every line-up of agents, on every map, with every seed.
///
/// On a map for two that is every ordered pair of agents, on a map for one every agent alone. On a map for more it is
/// every assignment of agents to seats, or, with `fill`, every ordered pair in the first two seats and the filler in all
/// others.
///
/// A plan is played round by round: the k-th episode of every line-up on every map comes before the (k+1)-th of any, so
/// that a tournament that was stopped early has played everything about equally often. Nothing of a plan is listed in
/// memory, however long it is.
public struct TournamentPlan: Sendable {
    public let agents: [AgentFile]
    public let kitchens: [Kitchen]
    /// Who takes the seats from the third on; nil for everybody in turn.
    public let fill: AgentFile?
    /// Episodes for each line-up and map.
    public let episodes: Int
    /// Further episodes, at most, for the pairs on which the ranking depends (`AdaptiveRounds`); they come after all others.
    public let adaptive: Int
    public let horizon: Int
    public let seed: UInt64
    /// Whether agents explain every decision, for the log.
    public let explains: Bool
    /// What players can say to each other; nil for nothing. Where they can, agents are called by `AgentFile.talking`.
    public let channel: TalkChannel?
    /// Everyone who plays: `agents`, then the filler where it is none of them.
    public let players: [AgentFile]
    /// Number of episodes in a round: of line-ups, over all maps.
    public let round: Int
    /// Where each map begins in a round.
    let firstPlaces: [Int]
    /// The chosen pairs of a plan that plays no others.
    let pairs: PairUnits?

    /// One episode of the plan.
    public struct Entry: Hashable, Sendable {
        /// Index in `kitchens`.
        public let map: Int
        /// Indices in `players`, in seat order.
        public let lineUp: [Int]
        /// The episode's seed. The k-th episode has the same one for every line-up and map, so that they are compared
        /// with the same random numbers.
        public let seed: UInt64
    }

    /// Episodes that a plan has at most.
    public static let maxEpisodes = 100_000_000
    /// Those of them that results can ask for; the others are for every pair to play at all.
    public static let maxAdaptive = maxEpisodes / 2

    /// - Throws: `TournamentError` for a plan without agents, maps or episodes, one that names a map twice, and one of
    ///   more than `maxEpisodes`.
    public init(
        agents: [AgentFile], kitchens: [Kitchen], fill: AgentFile? = nil, episodes: Int, adaptive: Int = 0, horizon: Int = 400,
        seed: UInt64 = 1, explains: Bool = false, channel: TalkChannel? = nil
    ) throws {
        let (agents, fill) = (agents.map { $0.talking(over: channel) }, fill?.talking(over: channel))
        guard !agents.isEmpty, !kitchens.isEmpty else {
            throw TournamentError(description: "a tournament needs at least one agent and one map")
        }
        guard episodes > 0, horizon > 0 else {
            throw TournamentError(description: "a tournament needs at least one episode of one tick")
        }
        for (index, kitchen) in kitchens.enumerated()
        where kitchens[..<index].contains(where: { $0.layout == kitchen.layout && $0.dynamics == kitchen.dynamics }) {
            throw TournamentError(description: "the map '\(kitchen.layout.name)' is named twice; name it once")
        }
        var firstPlaces: [Int] = []
        var round = 0
        for kitchen in kitchens {
            firstPlaces.append(round)
            let seats = TournamentPlan.openSeats(kitchen, isFilled: fill != nil)
            guard let count = TournamentPlan.power(agents.count, seats) else {
                throw TournamentError(
                    description: "'\(kitchen.layout.name)' has \(kitchen.players) seats, in which \(agents.count) agents can sit in "
                        + "more than \(TournamentPlan.maxEpisodes) ways; name fewer agents, or who fills the seats from the third on (--fill)"
                )
            }
            round += count
        }
        let (count, isTooMany) = round.multipliedReportingOverflow(by: episodes)
        guard !isTooMany, count <= TournamentPlan.maxEpisodes - adaptive else {
            throw TournamentError(
                description: "\(round) line-up\(round == 1 ? "" : "s") in \(episodes) episodes each"
                    + (adaptive > 0 ? ", and \(adaptive) further ones," : "")
                    + " are more than the \(TournamentPlan.maxEpisodes) episodes that a tournament can have; ask for fewer")
        }
        if adaptive > 0 { try TournamentPlan.requireRanking(agents, kitchens, isFilled: fill != nil, episodes: episodes) }
        self.agents = agents
        self.kitchens = kitchens
        self.fill = fill
        self.episodes = episodes
        self.adaptive = adaptive
        self.horizon = horizon
        self.seed = seed
        self.explains = explains
        self.channel = channel
        self.firstPlaces = firstPlaces
        self.round = round
        players = agents + (fill.map { TournamentPlan.index(of: $0, in: agents) == nil ? [$0] : [] } ?? [])
        pairs = nil
    }

    /// A plan of chosen pairs, with as many episodes for each as it asks for.
    /// - Parameter fill: who takes the seats from the third on, where there are any.
    /// - Throws: `TournamentError` for a pair of unknown names, and for too many episodes.
    public init(
        pairs requests: [PairRequest], agents: [AgentFile], kitchens: [Kitchen], fill: AgentFile? = nil, horizon: Int = 400,
        seed: UInt64 = 1, explains: Bool = false
    ) throws {
        let units = try requests.map { request in
            func place(_ name: String, _ names: [String], _ what: String) throws -> Int {
                if let place = names.firstIndex(of: name) { return place }
                let hint = nearMiss(to: name, among: names).map { "did you mean '\($0)'?" } ?? "there are \(names.joined(separator: ", "))"
                throw TournamentError(description: "the pairs name the \(what) '\(name)', which is not among those to play; \(hint)")
            }
            let map = try place(request.map, kitchens.map(\.layout.name), "map")
            guard kitchens[map].players == 2 || kitchens[map].players > 2 && fill != nil else {
                throw TournamentError(
                    description: "'\(request.map)' is for \(kitchens[map].players); pairs need a map for two, or who fills the seats "
                        + "from the third on (--fill)")
            }
            return PairUnits.Unit(
                map: map, first: try place(request.first, agents.map(\.name), "agent"),
                second: try place(request.second, agents.map(\.name), "agent"), after: request.after, episodes: request.episodes)
        }
        guard !units.isEmpty, units.reduce(0, { $0 + $1.episodes }) <= TournamentPlan.maxEpisodes else {
            throw TournamentError(description: "a tournament of pairs has from 1 to \(TournamentPlan.maxEpisodes) episodes")
        }
        let pairs = PairUnits(units)
        self.agents = agents
        self.kitchens = kitchens
        self.fill = fill
        episodes = pairs.units[0].episodes
        adaptive = 0
        self.horizon = horizon
        self.seed = seed
        self.explains = explains
        channel = nil
        firstPlaces = []
        round = units.count
        players = agents + (fill.map { TournamentPlan.index(of: $0, in: agents) == nil ? [$0] : [] } ?? [])
        self.pairs = pairs
    }

    /// Number of episodes in the plan, without those that results ask for.
    public var count: Int { pairs?.count ?? round * episodes }

    /// The unit, 0 to `round` - 1, that the entry at `index` belongs to: a line-up on a map with all its episodes.
    func unit(_ index: Int) -> Int { pairs?.place(index).unit ?? index % round }

    /// How many episodes a unit has.
    func episodes(ofUnit unit: Int) -> Int { pairs?.units[unit].episodes ?? episodes }

    /// The entry at `index`, 0 to `count` - 1: episode outermost, then map, first seat, second seat and so on.
    public func entry(_ index: Int) -> Entry {
        if let pairs {
            let (unit, round) = pairs.place(index)
            let pair = pairs.units[unit]
            return entry(map: pair.map, first: pair.first, second: pair.second, number: pair.after + round)
        }
        let place = index % round
        let map = (firstPlaces.firstIndex { $0 > place } ?? firstPlaces.count) - 1
        let kitchen = kitchens[map]
        var rest = place - firstPlaces[map]
        let open = TournamentPlan.openSeats(kitchen, isFilled: fill != nil)
        var lineUp = Array(repeating: filler, count: kitchen.players)
        for seat in (0..<open).reversed() {
            lineUp[seat] = rest % agents.count
            rest /= agents.count
        }
        return Entry(map: map, lineUp: lineUp, seed: episodeSeed(index / round))
    }

    /// The seed of every line-up's episode of that number.
    func episodeSeed(_ episode: Int) -> UInt64 { TournamentPlan.episodeSeed(episode, of: seed) }

    /// The seed of an episode of that number in any tournament of a seed.
    static func episodeSeed(_ episode: Int, of seed: UInt64) -> UInt64 {
        var random = RandomStream(seed, UInt64(episode), StreamKey.episodeSeeds)
        return random.next() >> 1
    }

    /// The next episode of a pair: its `number`-th, counted from zero.
    func entry(map: Int, first: Int, second: Int, number: Int) -> Entry {
        var lineUp = Array(repeating: filler, count: kitchens[map].players)
        (lineUp[0], lineUp[1]) = (first, second)
        return Entry(map: map, lineUp: lineUp, seed: episodeSeed(number))
    }

    /// Refuses what adaptive episodes make no sense for.
    private static func requireRanking(_ agents: [AgentFile], _ kitchens: [Kitchen], isFilled: Bool, episodes: Int) throws {
        func refuse(_ why: String) -> TournamentError { TournamentError(description: "adaptive episodes need \(why)") }
        guard agents.count >= Rating.minPlayers else {
            throw refuse(
                "at least \(Rating.minPlayers) agents, here are \(agents.count): two share every score, so neither ranks above the other")
        }
        guard episodes >= 2 else { throw refuse("at least 2 episodes for each pair and map, to know how much scores vary (--episodes)") }
        guard kitchens.contains(where: { $0.players > 1 }) else { throw refuse("a map for two or more") }
        if let crowd = kitchens.first(where: { $0.players > 2 }), !isFilled {
            throw refuse("to know who fills the seats from the third on of '\(crowd.layout.name)' (--fill)")
        }
    }

    /// Index of the filler in `players`.
    var filler: Int { fill.flatMap { TournamentPlan.index(of: $0, in: players) } ?? 0 }

    private static func index(of agent: AgentFile, in agents: [AgentFile]) -> Int? {
        agents.firstIndex { $0.name == agent.name && $0.contentHash == agent.contentHash }
    }

    /// Seats of a kitchen that every agent takes by turns.
    static func openSeats(_ kitchen: Kitchen, isFilled: Bool) -> Int { isFilled ? min(2, kitchen.players) : kitchen.players }

    /// `base` to the power of `exponent`; nil above `maxEpisodes`.
    private static func power(_ base: Int, _ exponent: Int) -> Int? {
        var power = 1
        for _ in 0..<exponent {
            guard power <= maxEpisodes / base else { return nil }
            power *= base
        }
        return power
    }
}

/// Why a tournament cannot be played or go on.
public struct TournamentError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
}
