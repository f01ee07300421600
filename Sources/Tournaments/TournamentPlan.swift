import Agents
import Kitchen
import KitchenMaps

/// What a tournament is to play: every ordered pair of agents, on every map, with every seed.
public struct TournamentPlan: Sendable {
    public let agents: [AgentFile]
    public let kitchens: [Kitchen]
    /// Episodes for each ordered pair and map.
    public let episodes: Int
    public let horizon: Int
    public let seed: UInt64
    /// Whether agents explain every decision, for the log.
    public let explains: Bool

    /// One episode of the plan.
    public struct Entry: Hashable, Sendable {
        /// Index in `kitchens`.
        public let map: Int
        /// Indices in `agents`, in seat order.
        public let lineUp: [Int]
        /// The episode's seed. The k-th episode has the same one for every pair and map, so that pairs are compared
        /// under the same chances.
        public let seed: UInt64
    }

    /// - Throws: `TournamentProblem` for a plan without agents, maps or episodes, or a kitchen that is not for two.
    public init(
        agents: [AgentFile], kitchens: [Kitchen], episodes: Int, horizon: Int = 400, seed: UInt64 = 1, explains: Bool = false
    ) throws {
        guard !agents.isEmpty, !kitchens.isEmpty else {
            throw TournamentProblem(description: "a tournament needs at least one agent and one map")
        }
        guard episodes > 0, horizon > 0 else {
            throw TournamentProblem(description: "a tournament needs at least one episode of one tick")
        }
        if let odd = kitchens.first(where: { $0.players != 2 }) {
            throw TournamentProblem(
                description: "cross-play is between two agents, but '\(odd.layout.name)' has \(odd.players) "
                    + "player\(odd.players == 1 ? "" : "s"); leave it out")
        }
        self.agents = agents
        self.kitchens = kitchens
        self.episodes = episodes
        self.horizon = horizon
        self.seed = seed
        self.explains = explains
    }

    /// Number of episodes in the plan.
    public var count: Int { kitchens.count * agents.count * agents.count * episodes }

    /// The entry at `index`, 0 to `count` - 1: maps outermost, then first seat, second seat, episode.
    public func entry(_ index: Int) -> Entry {
        let pair = index / episodes
        let inMap = pair % (agents.count * agents.count)
        var random = RandomStream(seed, UInt64(index % episodes), 0x5EED)
        return Entry(
            map: pair / (agents.count * agents.count), lineUp: [inMap / agents.count, inMap % agents.count],
            seed: random.next() >> 1)
    }
}

/// Why a tournament cannot be played or go on.
public struct TournamentProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
}
