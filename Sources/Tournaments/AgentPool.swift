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
