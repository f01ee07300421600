import Agents

/// A fixed policy that a learner plays with.
public struct Partner: Sendable {
    public let name: String
    public let model: PolicyModel
    /// Whether it seeks a way out when it has neither moved nor turned for three ticks (docs/policies.md).
    public let unsticks: Bool
    /// Share of its actions, from 0 to 1, that are any at all.
    public let noise: Double

    public init(name: String, model: PolicyModel, unsticks: Bool = false, noise: Double = 0) {
        self.name = name
        self.model = model
        self.unsticks = unsticks
        self.noise = noise
    }
}

/// Whom a learner plays with, and in whose company it is to be different.
///
/// It may change from one iteration to the next; what decides an iteration is the company at its time.
public struct Company: Sendable {
    /// Without any, the learner plays with itself.
    public var partners: [Partner]
    /// How often each partner is met, in proportion; empty for all alike.
    public var weights: [Double]
    /// Policies of the learner's own plan over which the entropy of the mean policy is rewarded (Zhao et al. 2023,
    /// "Maximum entropy population-based training for zero-shot human-AI coordination").
    public var population: [PolicyModel]
    /// How much a nat of that entropy is worth beside a point.
    public var diversity: Double

    public init(partners: [Partner] = [], weights: [Double] = [], population: [PolicyModel] = [], diversity: Double = 0) {
        self.partners = partners
        self.weights = weights
        self.population = population
        self.diversity = diversity
    }

    /// - Throws: `LearningError` for weights that no partner can be drawn by.
    func check() throws {
        guard weights.isEmpty || weights.count == partners.count && weights.allSatisfy({ $0 >= 0 }) && weights.contains(where: { $0 > 0 })
        else { throw LearningError("\(partners.count) partners need as many weights, none below 0 and one above") }
    }
}
