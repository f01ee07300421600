import Referential

/// What decides a run of a method, together with its data and its seed.
public struct TrainingSettings: Sendable, Hashable, Codable {
    /// How a speaker learns from games.
    public enum Channel: String, Sendable, Hashable, CaseIterable, Codable {
        /// Straight-through Gumbel-softmax: the listener's gradient goes back through the words.
        case gumbel
        /// REINFORCE: the words are a sample, rewarded by the logarithm of the probability that the listener gives the target, less
        /// the mean of the batch's other rounds.
        case reinforce
    }

    /// What a lineage above 0 learns from.
    public enum LineageData: String, Sendable, Hashable, CaseIterable, Codable {
        /// A bootstrap sample of people's rounds, each lineage its own.
        case resample
        /// The rounds of some of the people, dealt out so that no two lineages hear the same person.
        case people
        /// All rounds.
        case all
    }

    /// What may be spent.
    public var budget = TrainingBudget()
    /// Rounds in a batch.
    public var batch = 64
    /// Learning rate of Adam; for each agent it decreases to a tenth along half a cosine over what that agent will learn.
    public var rate = 2e-3
    /// Rate of the plain gradient step by which an agent adapts to a partner.
    public var adaptingRate: Float = 0.1
    /// Rates of which the best one with people who were heard is taken when an agent is judged; none for `adaptingRate`.
    public var adaptingRates: [Float] = []
    /// Plain steps with which an agent adapts to a new partner when it is judged.
    public var adaptingSteps = 5
    /// Elements of a word's vector.
    public var embedding = 32
    /// Units of a network's memory.
    public var hidden = 64
    /// Share of units that a listener leaves out while it learns.
    public var dropout: Float = 0.3
    /// How speakers learn from games.
    public var channel = Channel.gumbel
    /// Weight of the entropy of a speaker's symbols in REINFORCE.
    public var entropy: Float = 0.01
    /// Weight of a speaker's divergence from the policy that people taught it, where it learns from games: nats a message.
    public var divergence: Float = 0
    /// Weight of how unlike the snapshots a lineage's speaker speaks, where it learns from games: Jensen-Shannon
    /// divergence from a snapshot out of the buffer, in nats a message.
    public var diversity: Float = 0
    /// What lineages learn from.
    public var lineageData = LineageData.resample

    public init() {}

    func listener(_ data: ExperimentData) -> ListenerNetwork {
        var plan = ListenerPlan(rules: data.rules, features: data.encoding.width)
        (plan.embedding, plan.hidden, plan.dropout) = (embedding, hidden, dropout)
        if data.game.kind == .reconstruct, case .attributes(let sizes) = data.encoding { plan.reconstructs = sizes }
        return ListenerNetwork(plan)
    }

    func speaker(_ data: ExperimentData) -> SpeakerNetwork {
        var plan =
            data.source.map { SpeakerPlan(rules: data.rules, reading: $0.rules) }
            ?? SpeakerPlan(rules: data.rules, features: data.encoding.width)
        (plan.embedding, plan.hidden) = (embedding, hidden)
        return SpeakerNetwork(plan)
    }
}
