import Agents
import Kitchen
import Neural

/// Every number that proximal policy optimisation (Schulman et al. 2017) is run with.
///
/// Steps are environment steps: ticks of all games together.
public struct PPOSettings: Sendable, Hashable, Codable {
    /// What the network is shown.
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
    /// Whether the seats have parameters of their own.
    public var isPerSeat = false

    /// Passes over an iteration's samples.
    public var epochs = 4
    /// Samples between two steps of the optimiser.
    public var minibatch = 3200
    public var discount = 0.99
    /// Of generalised advantage estimation (Schulman et al. 2016).
    public var lambda = 0.98
    /// How far a probability ratio may move before the gradient stops.
    public var clip = 0.2
    /// How far a value may move from what it was before the gradient stops; 0 for no limit.
    public var valueClip = 0.0
    public var valueWeight = 0.5
    /// Longest gradient; 0 for no limit.
    public var gradientClip = 0.5
    /// Learning rate at the beginning and at the end, on a straight line.
    public var rate = 1e-3
    public var finalRate = 1e-4
    /// Entropy bonus at the beginning and after `entropySteps`, on a straight line.
    public var entropy = 0.05
    public var finalEntropy = 0.002
    /// 0 for the whole run.
    public var entropySteps = 0
    /// Share of the shaped reward at the beginning, and when it has gone to nothing on a straight line.
    public var shaped = 1.0
    /// 0 for the whole run.
    public var shapedSteps = 0
    /// Half of the games begin at random for this share of the run, so that far-off rewards are found; 0 for none.
    public var randomStartShare = 0.7
    /// Probability of each thing lying about in a random start.
    public var randomStarts = 0.5
    /// What rewards are multiplied by, so that values are about as large as logits.
    public var rewardScale = 0.05
    /// Beside partners: the share of games in which the learner plays both seats, at the beginning and at the end, on a
    /// straight line.
    public var selfPlay = 0.0
    public var finalSelfPlay = 0.0
    /// How many partners a share of the games meets in an iteration.
    public var partnersAtOnce = 2
    /// Instead of self-play: the partner is the learner as it is, but for this share of its actions, which are any at all
    /// (Yan et al. 2023, "An efficient end-to-end training approach for zero-shot human-AI coordination"). Nothing is
    /// written of it where it is not used, so that runs from before it was thought of go on.
    public var partnerNoise: Double?

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
    /// - Parameter map: its name.
    public static func steps(for map: String) -> Int { knownSteps[map] ?? usualSteps }

    /// Shares that the games are split into, whatever the number of threads: part of what decides the result.
    public static let shares = 4

    /// Environment steps of an iteration.
    public var stepsPerIteration: Int { games * horizon }
    public var iterations: Int { (steps + stepsPerIteration - 1) / stepsPerIteration }

    var rateSchedule: Schedule { .linear(from: rate, to: finalRate, over: Double(steps)) }
    var entropySchedule: Schedule {
        .linear(from: entropy, to: finalEntropy, over: Double(entropySteps > 0 ? entropySteps : steps))
    }
    var shapedSchedule: Schedule { .linear(from: shaped, to: 0, over: Double(shapedSteps > 0 ? shapedSteps : steps)) }

    var selfPlaySchedule: Schedule { .linear(from: selfPlay, to: finalSelfPlay, over: Double(steps)) }

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
            isPerSeat: isPerSeat)
    }

    /// - Throws: `LearningError` for numbers with which nothing can be learned.
    public func check() throws {
        func need(_ holds: Bool, _ sentence: String) throws {
            guard holds else { throw LearningError(sentence) }
        }
        try need(games >= Self.shares && games % Self.shares == 0, "games must be a multiple of \(Self.shares); \(games) is none")
        try need(steps > 0 && horizon > 0 && epochs > 0, "steps, horizon and epochs must be above 0")
        try need(!hidden.isEmpty && hidden.allSatisfy { $0 > 0 }, "there must be hidden layers, each of at least one unit")
        try need(
            minibatch >= Self.shares && minibatch % Self.shares == 0, "minibatch must be a multiple of \(Self.shares); \(minibatch) is none"
        )
        try need((0...1).contains(discount) && (0...1).contains(lambda), "discount and lambda are from 0 to 1")
        try need(clip > 0 && valueClip >= 0 && gradientClip >= 0, "clips must not be negative, and the ratio's must be above 0")
        try need(rate > 0 && finalRate >= 0 && rewardScale > 0, "rates and the reward's scale must be above 0")
        try need((0...1).contains(selfPlay) && (0...1).contains(finalSelfPlay), "shares of self-play are from 0 to 1")
        try need(partnersAtOnce > 0, "at least one partner is met at once")
        try need(partnerNoise.map { (0...1).contains($0) } ?? true, "the noise of a partner is from 0 to 1")
        try need(
            (0...1).contains(randomStartShare) && (0...1).contains(randomStarts), "shares of random starts are from 0 to 1")
    }
}
