import Agents
import Neural

/// All hyperparameters of a run in which policies learn to act and to talk with symbols (`TalkLearning`).
///
/// Steps are environment steps: ticks of all games together.
public struct TalkSettings: Sendable, Hashable, Codable {
    /// Run seed; with the other settings it decides the result.
    public var seed: UInt64 = 0
    /// Environment steps of the whole run; rounded up to whole iterations.
    public var steps = 3_000_000
    /// Games played at once; every iteration plays one episode of each.
    public var games = 64
    /// Ticks of an episode. Its end is not shown: the state after it is valued.
    public var horizon = 100
    /// Symbols that can be said; 0 for learners that never talk.
    public var symbols = 4
    /// Points that a message costs the team.
    public var messageCost = 0.0
    /// Policies that learn, each with each other; with one, it plays with itself.
    public var learners = 1
    /// Sizes of the hidden dense layers.
    public var hidden = [64, 64]
    /// Units of the value's hidden layer.
    public var valueUnits = 64

    /// Passes over an iteration's samples: K of PPO's Algorithm 1.
    public var epochs = 4
    /// Steps of the optimiser a pass.
    public var minibatches = 4
    /// Discount of a tick.
    public var gamma = 0.99
    /// Lambda of generalised advantage estimation.
    public var gaeLambda = 0.95
    /// How far a probability ratio may move from 1 before the gradient stops: epsilon of equation 7.
    public var clipCoefficient = 0.2
    /// Weight of the value's loss: c1 of equation 9.
    public var valueCoefficient = 0.5
    /// Norm that longer gradients are shortened to.
    public var maxGradientNorm = 0.5
    /// Learning rate at the beginning and at the end, on a straight line.
    public var learningRate = 1e-3
    public var finalLearningRate = 1e-4
    /// Weight of the entropy of actions, c2 of equation 9, at the beginning and at the end, on a straight line.
    public var entropyCoefficient = 0.05
    public var finalEntropyCoefficient = 0.005
    /// Weight of the entropy of what is said, in the same way.
    public var voiceEntropyCoefficient = 0.02
    public var finalVoiceEntropyCoefficient = 0.0
    /// Weight of the shaped reward at the beginning; it sinks to 0 on a straight line.
    public var shaped = 1.0
    /// Half of the games begin with random hands, pots and counters for this share of the run; 0 for none.
    public var randomStartShare = 0.7
    /// What rewards are multiplied by, so that values are about as large as logits.
    public var rewardScale = 0.05

    public init() {}

    /// Shares that the games are split into, whatever the number of threads: part of what decides the result.
    public static let shares = 4

    /// Environment steps of an iteration.
    public var stepsPerIteration: Int { games * horizon }
    public var iterations: Int { (steps + stepsPerIteration - 1) / stepsPerIteration }

    /// A quantity that changes on a straight line over the run.
    func value(from first: Double, to last: Double, at step: Double) -> Double {
        Schedule.linear(from: first, to: last, over: Double(steps)).value(step)
    }

    /// - Throws: `LearningError` for numbers with which nothing can be learned.
    public func check() throws {
        func need(_ holds: Bool, _ sentence: String) throws {
            guard holds else { throw LearningError(sentence) }
        }
        try need(games >= Self.shares && games % Self.shares == 0, "games must be a multiple of \(Self.shares), not \(games)")
        try need(steps > 0 && horizon > 0 && epochs > 0 && minibatches > 0, "steps, horizon, epochs and minibatches must be above 0")
        try need(!hidden.isEmpty && (hidden + [valueUnits]).allSatisfy { $0 > 0 }, "there must be hidden layers, each of at least one unit")
        try need(symbols == 0 || (2...64).contains(symbols), "there are 2 to 64 symbols, or 0 for none; not \(symbols)")
        try need((1...Self.maxLearners).contains(learners), "there are 1 to \(Self.maxLearners) learners, not \(learners)")
        try need((0...1).contains(gamma) && (0...1).contains(gaeLambda), "gamma and lambda are from 0 to 1")
        try need(clipCoefficient > 0 && maxGradientNorm > 0, "clips must be above 0")
        try need(learningRate > 0 && finalLearningRate >= 0 && rewardScale > 0, "learning rates and the reward's scale must be above 0")
        try need((0...1).contains(randomStartShare), "the share of random starts is from 0 to 1")
    }

    private static let maxLearners = 64
}
