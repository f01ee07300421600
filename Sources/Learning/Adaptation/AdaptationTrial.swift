import Agents
import Basics
import Kitchen

/// Measures how well a policy plays with a partner before and after adapting to it, several times over.
public struct AdaptationTrial: Sendable {
    public var rule = AdaptationRule()
    /// Episodes that are played and adapted to at a time.
    public var episodes = 8
    /// How often it adapts, one time after the other.
    public var times = 4
    /// How often all of that is done from the beginning, with other random numbers: a multiple of `PPOSettings.shares`.
    public var repeats = 20
    /// Of the learner that the policy becomes: its seed, ticks of an episode, minibatch. Games and layers follow from the others.
    public var learner = PPOSettings()

    public init() {}

    /// - Throws: `LearningError` for numbers that cannot work.
    public func check() throws {
        try rule.check()
        guard episodes > 0, times > 0, repeats > 0, repeats % PPOSettings.shares == 0 else {
            throw LearningError("there are episodes and times to adapt, and repeats are a multiple of \(PPOSettings.shares)")
        }
    }

    /// Plays and adapts.
    /// - Returns: `[times + 1][repeats]` mean scores of some episodes: before, and after each adaptation.
    /// - Throws: `LearningError` for a policy that a learner cannot go on from.
    public func scores(of model: PolicyModel, with partner: Partner, in kitchen: Kitchen, workers: Workers) throws -> [[Double]] {
        try check()
        var settings = learner
        (settings.games, settings.partnersAtOnce, settings.selfPlay) = (episodes * PPOSettings.shares, 1, 0)
        settings.hidden = try AdaptationTrial.hiddenLayers(model.plan)
        var scores = Array(repeating: [Double](), count: times + 1)
        for group in 0..<(repeats / PPOSettings.shares) {
            settings.seed = learner.seed &+ UInt64(group)
            let learner = try PPO(kitchen, settings: settings, workers: workers, partnership: .with([partner]))
            try learner.begin(from: model)
            for (time, own) in try learner.scoresWhileAdapting(times: times, by: rule).enumerated() { scores[time] += own }
        }
        return scores
    }

    /// Sizes of a policy's hidden layers, if it is a network such as `PPO` makes.
    private static func hiddenLayers(_ plan: PolicyPlan) throws -> [Int] {
        var settings = PPOSettings()
        settings.hidden = plan.body.compactMap {
            guard case .dense(let outputs) = $0.kind else { return nil }
            return outputs
        }
        let own = settings.plan
        guard plan.input == own.input, plan.body == own.body, plan.policy == own.policy, !plan.isPerSeat else {
            throw LearningError("only a network such as 'brigade train ppo' makes of the features, the same in both seats, can adapt")
        }
        return settings.hidden
    }
}
