import Agents
import Basics
import Kitchen

/// Somebody who plays and can be told something.
protocol Learner: Agent {
    /// Takes in a hint for the coming tick.
    mutating func hear(_ hint: Hint)
}

/// An agent, such as a human proxy, that follows hints with a probability and else plays as always; it learns nothing by them.
struct FollowingLearner: Learner {
    private var agent: any Agent
    private let knowledge: (EpisodeContext) throws -> KitchenKnowledge
    private let obedience: Double
    private var follower: HintFollower?
    private var random = RandomStream(0)

    /// - Parameter knowledge: what is known of a kitchen.
    init(_ agent: any Agent, obedience: Double, knowledge: @escaping (EpisodeContext) throws -> KitchenKnowledge) {
        self.agent = agent
        self.obedience = obedience
        self.knowledge = knowledge
    }

    mutating func begin(_ episode: EpisodeContext) throws {
        try agent.begin(episode)
        follower = HintFollower(try knowledge(episode), seat: episode.seat, obedience: obedience)
        random = RandomStream(episode.seed, UInt64(episode.seat), StreamKey.learner)
    }

    mutating func hear(_ hint: Hint) { follower?.hear(hint) }

    mutating func act(_ game: KitchenGame) -> Decision {
        let usual = agent.act(game)
        let now = game.timestep
        let action = game.withState { state in
            _ = follower?.begin(state, now, &random)
            return follower?.action(state, now, &random)
        }
        return action.map { Decision($0) } ?? usual
    }

    mutating func close() { agent.close() }
}
