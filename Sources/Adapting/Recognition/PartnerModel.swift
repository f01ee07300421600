import Agents
import Kitchen

/// A shipped agent as a model of the partner: a shadow in the partner's seat that is shown the game and says what it would do.
struct PartnerModel {
    let name: String
    /// What the partner is said to play like.
    let words: String
    /// Models of one family are alike; each family is as likely at first.
    let family: String
    /// Whether a look takes about a millisecond rather than microseconds.
    let isCostly: Bool
    private var shadow: Shadow
    /// The memory of a stationary policy.
    private var memory = 0
    private var slips = Slips()
    /// Its prediction for this tick, by `Action.rawValue`; sums to one, nothing is impossible.
    private(set) var prediction = Slips.uniform
    /// What the shadow would do, where it says no more than that; nil where it was not asked.
    private var choice: Action?

    /// An agent in the partner's seat, by how it says what it would do.
    private enum Shadow {
        /// It gives probabilities and watches the game go on.
        case network(any WatchingAgent)
        /// Its probabilities follow from the state and a small memory.
        case stationary(any StationaryPolicy)
        /// It names one action.
        case cook(any Agent)
    }

    /// The share of a network's actions that mean nothing.
    private static let slip = 0.03

    /// - Parameters:
    ///   - agent: begun in the partner's seat.
    ///   - views: what the networks of a library are shown.
    init(name: String, words: String, family: String, isCostly: Bool, _ agent: any Agent, views: SharedViews) {
        (self.name, self.words, self.family, self.isCostly) = (name, words, family, isCostly)
        if let agent = agent as? any WatchingAgent {
            agent.share(views)
            shadow = .network(agent)
        } else if let agent = agent as? any StationaryPolicy {
            shadow = .stationary(agent)
        } else {
            shadow = .cook(agent)
        }
    }

    /// The agents that can play in the other seat of an episode, as models.
    /// - Parameters:
    ///   - episode: of the agent whose partner they are models of.
    ///   - remarks: takes in who cannot, and why.
    static func shadows(
        of agents: some Sequence<(AgentFile, any Agent)>, besides episode: EpisodeContext, views: SharedViews, _ remarks: inout [String]
    ) -> [(file: AgentFile, model: PartnerModel)] {
        let other = EpisodeContext(kitchen: episode.kitchen, seat: 1 - episode.seat, seed: episode.seed, horizon: episode.horizon)
        return agents.compactMap { file, agent -> (file: AgentFile, model: PartnerModel)? in
            var agent = agent
            do {
                try agent.begin(other)
                let isCostly = file.kindName == "planner" || file.kindName == "language-model"
                let model = PartnerModel(
                    name: file.name, words: file.likeness, family: file.family, isCostly: isCostly, agent, views: views)
                return (file, model)
            } catch {
                remarks.append("it cannot compare its partner with \(file.name): \(error)")
                return nil
            }
        }
    }

    /// The shadow itself.
    var agent: any Agent {
        switch shadow {
        case .network(let agent): agent
        case .stationary(let agent): agent
        case .cook(let agent): agent
        }
    }

    /// A copy that acts, as it is before it has looked at this tick; nil where there is no playing on with it in thought.
    func forked(seed: UInt64) -> (any Agent)? { (agent as? any ReserveAgent)?.forked(seed: seed) }

    /// The share of its actions that the partner is taken to do at random in thought.
    var noise: Double {
        if case .cook = shadow { return slips.random }
        return PartnerModel.slip
    }

    /// Takes over how often the partner did something else than the model in an earlier episode.
    mutating func recall(_ before: PartnerModel) { slips = before.slips }

    /// Takes in what the partner did in the tick that was predicted last.
    /// - Parameter before: the game when it did it.
    mutating func learn(_ action: Action, from before: KitchenGame, to game: KitchenGame) {
        if let choice { slips.learn(expected: choice, done: action) }
        if case .stationary(let policy) = shadow, policy.memories > 1 {
            memory = policy.memory(after: memory, from: before, doing: action, to: game)
        }
    }

    /// Predicts the tick that `game` is at; once a tick.
    mutating func look(_ game: KitchenGame) {
        switch shadow {
        case .network(var agent): prediction = PartnerModel.smooth(agent.prediction(game))
        case .stationary(let policy): prediction = PartnerModel.smooth(policy.distribution(in: game, memory: memory))
        case .cook(var agent):
            let action = agent.act(game).action
            shadow = .cook(agent)
            choice = action
            prediction = slips.distribution(action)
        }
    }

    /// Lets a tick pass without being asked, predicting as others do.
    mutating func rest(_ usual: SIMD8<Double>) {
        choice = nil
        prediction = usual
    }

    private static func smooth(_ distribution: ActionDistribution) -> SIMD8<Double> {
        let probabilities = SIMD8<Double>(distribution.probabilities)
        // A network whose outputs are no numbers predicts nothing.
        guard probabilities.sum().isFinite else { return Slips.uniform }
        return probabilities * (1 - slip) + Slips.uniform * slip
    }
}

/// How often a partner does something else than a model that only names one action: it pauses, or does anything.
struct Slips {
    /// Fading counts of ticks in which it did what was expected, paused, or did something else.
    private var counts = SIMD4<Double>(16, 2, 2, 0)

    /// What remains of a count a tick later.
    private static let fading = 0.99
    /// Every action alike; the last two lanes are not used.
    static let uniform = SIMD8<Double>(1, 1, 1, 1, 1, 1, 0, 0) / 6

    /// The shares of ticks in which it pauses, and in which it does anything at random.
    private var pausing: Double { counts[1] / counts.sum() }
    var random: Double { max(0.02, counts[2] / counts.sum()) }

    mutating func learn(expected: Action, done: Action) {
        counts *= Slips.fading
        counts[expected == done ? 0 : done == .stay ? 1 : 2] += 1
    }

    /// What a partner does of whom `action` is expected.
    func distribution(_ action: Action) -> SIMD8<Double> {
        var lanes = Slips.uniform * random
        lanes[Int(Action.stay.rawValue)] += pausing
        lanes[Int(action.rawValue)] += 1
        return lanes / lanes.sum()
    }
}
