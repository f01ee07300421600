import Agents
import EpisodeStore
import Referential

/// Where rounds are kept as they are played, so that a window that closes loses none.
public protocol RoundLog: AnyObject {
    /// - Parameter role: what the person did.
    func save(_ played: PlayedRound, role: Role) throws
}

/// Keeps the rounds that a person plays in the store of episodes.
public final class StoreRoundLog: RoundLog {
    private let lazy: LazyRun
    private let agent: AgentFile

    /// - Parameter settings: a JSON object that distinguishes this session from others.
    public init(_ store: EpisodeStore, agent: AgentFile, settings: String) {
        lazy = LazyRun(store, kind: "talk-play", settings: settings)
        self.agent = agent
    }

    public func save(_ played: PlayedRound, role: Role) throws {
        let run = try lazy.id()
        let agent = try lazy.store.register(agent.record)
        try lazy.store.write([StoredRound(played, person: role, agent: agent)], run: run)
    }
}
