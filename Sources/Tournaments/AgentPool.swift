import Agents
import Episodes

/// A worker's agents, made when they are first needed and kept from episode to episode: one for each file and seat, so
/// that an agent can play with itself.
struct AgentPool {
    private struct Role: Hashable {
        let agent: Int
        let seat: Int
    }

    private let files: [AgentFile]
    private var agents: [Role: any Agent] = [:]
    /// The roles of `agents`, the one used last at the end.
    private var byUse: [Role] = []

    /// Agents alive at a time; some are programs.
    private static let maxAlive = 64

    init(_ files: [AgentFile]) { self.files = files }

    /// Plays `match` with the agents of these indices; see `Match.play`.
    /// - Throws: `AgentError` for one that cannot be made.
    mutating func play(_ match: inout Match, _ lineUp: [Int], shouldStop: (_ hasFault: Bool) -> Bool) throws -> Episode {
        let roles = lineUp.enumerated().map { Role(agent: $1, seat: $0) }
        var players: [any Agent] = []
        for role in roles { players.append(try take(role)) }
        defer { for (role, player) in zip(roles, players) { agents[role] = player } }
        return try match.play(&players, shouldStop: shouldStop)
    }

    /// How many episodes of a line-up are played in step: more than one where somebody plays many at once and nobody else goes by the
    /// clock.
    func gamesInStep(_ lineUp: [Int]) -> Int {
        let kinds = Set(lineUp).map { files[$0].kind }
        guard !kinds.contains(where: { $0.games == 1 && type(of: $0).goesByClock }) else { return 1 }
        return kinds.map { $0.games }.filter { $0 > 1 }.min() ?? 1
    }

    /// Plays matches of one line-up in step; see `Match.playInStep`.
    /// - Throws: `AgentError` for an agent that cannot be made.
    mutating func playInStep(_ matches: inout [Match], _ lineUp: [Int], shouldStop: () -> Bool) throws -> [Episode] {
        let roles = lineUp.enumerated().map { Role(agent: $1, seat: $0) }
        var seats: [SeatOfMany] = []
        for role in roles {
            if files[role.agent].kind.games > 1, let agent = try take(role) as? any LockstepAgent {
                seats.append(.together(agent))
            } else {
                seats.append(.each(try matches.map { _ in try files[role.agent].makeAgent() }))
            }
        }
        defer {
            for (role, seat) in zip(roles, seats) {
                switch seat {
                case .together(let agent): agents[role] = agent
                case .each(let several): for agent in several { close(agent) }
                }
            }
        }
        return try Match.playInStep(&matches, &seats, shouldStop: shouldStop)
    }

    private mutating func take(_ role: Role) throws -> any Agent {
        byUse.removeAll { $0 == role }
        byUse.append(role)
        if let agent = agents.removeValue(forKey: role) { return agent }
        if byUse.count > AgentPool.maxAlive { agents.removeValue(forKey: byUse.removeFirst()).map { close($0) } }
        return try files[role.agent].makeAgent()
    }

    /// Lets all agents go.
    mutating func close() {
        for (_, agent) in agents { close(agent) }
        agents = [:]
        byUse = []
    }

    private func close(_ agent: any Agent) {
        var agent = agent
        agent.close()
    }
}
