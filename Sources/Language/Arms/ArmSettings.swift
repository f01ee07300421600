import Referential

/// What decides a run of an arm, beside its world and its seed.
public struct ArmSettings: Sendable, Hashable, Codable {
    public var budget = ArmBudget()
    /// Rounds in a batch.
    public var batch = 64
    /// Learning rate of Adam; it sinks to a tenth along half a cosine.
    public var rate = 2e-3
    /// Rate of the plain gradient step by which an agent adapts to a partner.
    public var adaptingRate: Float = 0.1
    /// Plain steps with which an agent adapts to a new partner when it is judged.
    public var adaptingSteps = 5
    public var embedding = 32
    public var hidden = 64
    /// Share of units that a listener leaves out while it learns.
    public var dropout: Float = 0.3

    public init() {}

    func listener(_ world: TalkWorld) -> ListenerNetwork {
        var plan = ListenerPlan(rules: world.rules, features: world.encoding.width)
        (plan.embedding, plan.hidden, plan.dropout) = (embedding, hidden, dropout)
        return ListenerNetwork(plan)
    }

    func speaker(_ world: TalkWorld) -> SpeakerNetwork {
        var plan = SpeakerPlan(rules: world.rules, features: world.encoding.width)
        (plan.embedding, plan.hidden) = (embedding, hidden)
        return SpeakerNetwork(plan)
    }
}
