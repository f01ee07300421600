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
    private let store: EpisodeStore
    private let agent: AgentFile
    private let settings: String
    private var run: RunID?

    /// - Parameter settings: a JSON object that distinguishes this session from others.
    public init(_ store: EpisodeStore, agent: AgentFile, settings: String) {
        self.store = store
        self.agent = agent
        self.settings = settings
    }

    public func save(_ played: PlayedRound, role: Role) throws {
        let run = try run ?? store.run(kind: "talk-play", settings: settings, planned: 0).id
        self.run = run
        let id = try store.register(agent.record)
        let round = StoredRound(played, speaker: role == .listener ? id : nil, listener: role == .speaker ? id : nil)
        try store.write([round], run: run)
    }
}
