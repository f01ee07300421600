import Agents
import Basics
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
    /// Everyone who plays: `agents`, then the filler where it is none of them.
    public let players: [AgentFile]
    /// Number of episodes in a round: of line-ups, over all maps.
    public let round: Int
    /// Where each map begins in a round.
    private let firstPlaces: [Int]

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
        seed: UInt64 = 1, explains: Bool = false
    ) throws {
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
        self.firstPlaces = firstPlaces
        self.round = round
        players = agents + (fill.map { TournamentPlan.index(of: $0, in: agents) == nil ? [$0] : [] } ?? [])
    }

    /// Number of episodes in the plan, without those that results ask for.
    public var count: Int { round * episodes }

    /// The entry at `index`, 0 to `count` - 1: episode outermost, then map, first seat, second seat and so on.
    public func entry(_ index: Int) -> Entry {
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
    func episodeSeed(_ episode: Int) -> UInt64 {
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
    private var filler: Int { fill.flatMap { TournamentPlan.index(of: $0, in: players) } ?? 0 }

    private static func index(of agent: AgentFile, in agents: [AgentFile]) -> Int? {
        agents.firstIndex { $0.name == agent.name && $0.contentHash == agent.contentHash }
    }

    /// Seats of a kitchen that every agent takes by turns.
    private static func openSeats(_ kitchen: Kitchen, isFilled: Bool) -> Int { isFilled ? min(2, kitchen.players) : kitchen.players }

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
