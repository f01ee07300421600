import Agents
import EpisodeStore
import Referential

/// Keeps the rounds that a person plays in the store of episodes.
public final class StoreTalkLog: TalkLog {
    private let store: EpisodeStore
    private let agent: AgentFile
    private let settings: String
    private var run: RunID?

    /// - Parameter settings: a JSON object that tells this sitting from others.
    public init(_ store: EpisodeStore, agent: AgentFile, settings: String) {
        self.store = store
        self.agent = agent
        self.settings = settings
    }

    public func save(_ played: PlayedRound, of plan: TalkPlan) throws {
        let run = try run ?? store.run(kind: "talk-play", settings: settings, planned: 0).id
        self.run = run
        let id = try store.register(agent.record)
        let round = StoredRound(
            game: plan.game, condition: played.round.condition, seed: plan.seed, number: played.number,
            speaker: plan.role == .listener ? id : nil, listener: plan.role == .speaker ? id : nil,
            candidates: "[" + played.round.candidates.map(\.json).joined(separator: ",") + "]", target: played.round.target,
            picked: played.picked, utterance: played.utterance)
        try store.write([round], run: run)
    }
}
