import Agents
import Kitchen
import Neural

/// All hyperparameters of a run of proximal policy optimisation (Schulman et al. 2017).
///
/// Steps are environment steps: ticks of all games together.
public struct PPOSettings: Sendable, Hashable, Codable {
    /// The network's input.
    public enum Input: String, Sendable, Hashable, Codable, CaseIterable { case features, lossless }

    /// Run seed; with the other settings it decides the result.
    public var seed: UInt64 = 0
    /// Environment steps of the whole run; rounded up to whole iterations.
    public var steps = PPOSettings.usualSteps
    /// Games played at once; every iteration plays one episode of each.
    public var games = 64
    /// Ticks of an episode.
    public var horizon = 400
    public var input = Input.features
    /// Sizes of the hidden dense layers.
    public var hidden = [64, 64]
    /// Filters of the convolutions before them, on the lossless input; none for a network of dense layers only.
    public var filters = 25
    /// Sets of parameters that learn.
    public var parameters = Parameters.shared

    /// Passes over an iteration's samples: K of the paper's Algorithm 1.
    public var epochs = 4
    /// Samples between two steps of the optimiser: M of Algorithm 1.
    public var minibatch = 3200
    /// Discount of a tick.
    public var gamma = 0.99
    /// Lambda of generalised advantage estimation (Schulman et al. 2016).
    public var gaeLambda = 0.98
    /// How far a probability ratio may move from 1 before the gradient stops: epsilon of equation 7.
    public var clipCoefficient = 0.2
    /// How far a value may move from what it was before the gradient stops; 0 for no limit.
    public var valueClip = 0.0
    /// Weight of the value's loss: c1 of equation 9.
    public var valueCoefficient = 0.5
    /// Norm that longer gradients are shortened to; 0 for no limit.
    public var maxGradientNorm = 0.5
    /// Learning rate at the beginning and at the end, on a straight line.
    public var learningRate = 1e-3
    public var finalLearningRate = 1e-4
    /// Weight of the entropy, c2 of equation 9, at the beginning and after `entropySteps`, on a straight line.
    public var entropyCoefficient = 0.05
    public var finalEntropyCoefficient = 0.002
    /// 0 for the whole run.
    public var entropySteps = 0
    /// Weight of the shaped reward at the beginning; it sinks to 0 on a straight line.
    public var shaped = 1.0
    /// Steps until it is 0; 0 for the whole run.
    public var shapedSteps = 0
    /// Half of the games begin at random for this share of the run, so that far-off rewards are found; 0 for none.
    public var randomStartShare = 0.7
    /// Probability of each object lying about in a random start.
    public var randomStarts = 0.5
    /// What rewards are multiplied by, so that values are about as large as logits.
    public var rewardScale = 0.05
    /// With partners: the share of games in which the learner plays both seats, at the beginning and at the end, on a
    /// straight line.
    public var selfPlay = 0.0
    public var finalSelfPlay = 0.0
    /// How many partners a share of the games has in an iteration.
    public var partnersAtOnce = 2
    /// Instead of self-play: the partner is the learner as it is, but this share of its actions is uniformly random
    /// (Yan et al. 2023, "An efficient end-to-end training approach for zero-shot human-AI coordination"). It is not
    /// written where it is not used, so that runs from before it existed go on.
    public var partnerNoise: Double?

    /// Sets of parameters that learn.
    public enum Parameters: Sendable, Hashable, Codable {
        /// One for both seats.
        case shared
        /// One for each seat.
        case perSeat

        /// Reads what `encode` writes: true for `perSeat`.
        public init(from decoder: any Decoder) throws {
            self = try decoder.singleValueContainer().decode(Bool.self) ? .perSeat : .shared
        }

        /// Files of runs have it as a truth value.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(self == .perSeat)
        }
    }

    /// Names in files of runs, which were there before the paper's names were used in the code.
    private enum CodingKeys: String, CodingKey {
        case seed, steps, games, horizon, input, hidden, filters
        case parameters = "isPerSeat"
        case epochs, minibatch
        case gamma = "discount"
        case gaeLambda = "lambda"
        case clipCoefficient = "clip"
        case valueClip
        case valueCoefficient = "valueWeight"
        case maxGradientNorm = "gradientClip"
        case learningRate = "rate"
        case finalLearningRate = "finalRate"
        case entropyCoefficient = "entropy"
        case finalEntropyCoefficient = "finalEntropy"
        case entropySteps, shaped, shapedSteps, randomStartShare, randomStarts, rewardScale, selfPlay, finalSelfPlay, partnersAtOnce
        case partnerNoise
    }

    public init() {}

    /// Environment steps that suffice in most kitchens, and in those that have been tried (docs/experiments/ppo.md).
    public static let usualSteps = 5_000_000
    private static let knownSteps = [
        "cramped_room": 3_000_000,
        "asymmetric_advantages": 3_000_000,
        "coordination_ring": 5_000_000,
        "forced_coordination": 4_000_000,
        "counter_circuit_o_1order": 10_000_000,
    ]

    /// How many environment steps a kitchen takes to learn.
    /// - Parameter map: the kitchen's name.
    public static func steps(for map: String) -> Int { knownSteps[map] ?? usualSteps }

    /// With which self-play has been seen to learn a kitchen faster than with what suits all (docs/experiments/ppo.md).
    private static let quickRecipes = ["cramped_room": (steps: 1_500_000, games: 32, learningRate: 0.002)]

    /// What suits a kitchen for plain self-play, as far as it is known.
    /// - Parameter map: the kitchen's name.
    public static func usual(for map: String) -> PPOSettings {
        var settings = PPOSettings()
        settings.steps = steps(for: map)
        if let quick = quickRecipes[map] {
            (settings.steps, settings.games, settings.learningRate) = (quick.steps, quick.games, quick.learningRate)
        }
        return settings
    }

    /// Shares that the games are split into, whatever the number of threads: part of what decides the result.
    public static let shares = 4

    /// Environment steps of an iteration.
    public var stepsPerIteration: Int { games * horizon }
    public var iterations: Int { (steps + stepsPerIteration - 1) / stepsPerIteration }

    var learningRateSchedule: Schedule { .linear(from: learningRate, to: finalLearningRate, over: Double(steps)) }
    var entropySchedule: Schedule {
        .linear(from: entropyCoefficient, to: finalEntropyCoefficient, over: Double(entropySteps > 0 ? entropySteps : steps))
    }
    var shapedSchedule: Schedule { .linear(from: shaped, to: 0, over: Double(shapedSteps > 0 ? shapedSteps : steps)) }

    var selfPlaySchedule: Schedule { .linear(from: selfPlay, to: finalSelfPlay, over: Double(steps)) }

    /// Norm that longer gradients are shortened to.
    var gradientLimit: Float { maxGradientNorm > 0 ? Float(maxGradientNorm) : .greatestFiniteMagnitude }

    /// The network's layers.
    public var plan: PolicyPlan {
        var body: [LayerPlan] = []
        if input == .lossless && filters > 0 {
            body.append(LayerPlan("conv_0", .convolution(height: 3, width: 3, filters: filters, padding: .same), .leakyReLU(0.2)))
            body.append(LayerPlan("conv_1", .convolution(height: 3, width: 3, filters: filters, padding: .valid), .leakyReLU(0.2)))
        }
        body += hidden.enumerated().map { LayerPlan("hidden_\($0.offset)", .dense(outputs: $0.element), .relu) }
        return PolicyPlan(
            input: input == .features ? .features(seesCounters: true) : .lossless, body: body,
            policy: LayerPlan("policy", .dense(outputs: Action.allCases.count)), value: LayerPlan("value", .dense(outputs: 1)),
            isPerSeat: parameters == .perSeat)
    }

    /// - Throws: `LearningError` for numbers with which nothing can be learned.
    public func check() throws {
        func need(_ holds: Bool, _ sentence: String) throws {
            guard holds else { throw LearningError(sentence) }
        }
        try need(games >= Self.shares && games % Self.shares == 0, "games must be a multiple of \(Self.shares), not \(games)")
        try need(steps > 0 && horizon > 0 && epochs > 0, "steps, horizon and epochs must be above 0")
        try need(!hidden.isEmpty && hidden.allSatisfy { $0 > 0 }, "there must be hidden layers, each of at least one unit")
        try need(
            minibatch >= Self.shares && minibatch % Self.shares == 0, "minibatch must be a multiple of \(Self.shares), not \(minibatch)"
        )
        try need((0...1).contains(gamma) && (0...1).contains(gaeLambda), "gamma and lambda are from 0 to 1")
        try need(

            clipCoefficient > 0 && valueClip >= 0 && maxGradientNorm >= 0,
            "clips must not be negative, and the ratio's must be above 0")
        try need(learningRate > 0 && finalLearningRate >= 0 && rewardScale > 0, "learning rates and the reward's scale must be above 0")
        try need((0...1).contains(selfPlay) && (0...1).contains(finalSelfPlay), "shares of self-play are from 0 to 1")
        try need(partnersAtOnce > 0, "partners at once must be at least one")
        try need(partnerNoise.map { (0...1).contains($0) } ?? true, "the noise of a partner is from 0 to 1")
        try need(
            (0...1).contains(randomStartShare) && (0...1).contains(randomStarts), "shares of random starts are from 0 to 1")
    }
}
