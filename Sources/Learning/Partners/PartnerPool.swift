import Agents

/// A fixed policy that a learner plays with.
public struct Partner: Sendable {
    public let name: String
    public let model: PolicyModel
    /// Whether it avoids what it did when it has neither moved nor turned for three ticks (docs/policies.md).
    public let unsticks: Bool
    /// Share of its actions, from 0 to 1, that are uniformly random.
    public let noise: Double

    public init(name: String, model: PolicyModel, unsticks: Bool = false, noise: Double = 0) {
        self.name = name
        self.model = model
        self.unsticks = unsticks
        self.noise = noise
    }
}

/// Partners to draw from, each with its weight.
public struct PartnerPool: Sendable {
    public let partners: [Partner]
    /// How often each partner is drawn, in proportion: one number a partner.
    public let weights: [Double]

    /// Where a partner is drawn for an episode: the share of episodes in which it does some actions at random, and the share of those
    /// actions.
    public var slips = (episodes: 0.0, actions: 0.0)

    /// - Parameter weights: one a partner, none below 0 and one above; nil for all alike.
    /// - Throws: `LearningError` for a pool from which nobody can be drawn.
    public init(_ partners: [Partner], weights: [Double]? = nil) throws {
        let weights = weights ?? Array(repeating: 1, count: partners.count)
        guard weights.count == partners.count, weights.allSatisfy({ $0 >= 0 }), weights.contains(where: { $0 > 0 }) else {
            throw LearningError("\(partners.count) partners need as many weights, none below 0 and one above")
        }
        self.partners = partners
        self.weights = weights
    }
}

/// How a learner plays, and what it is rewarded for besides the team's reward.
public enum Partnership: Sendable {
    /// With itself.
    case selfPlay
    /// With itself, and rewarded for the entropy of a population's mean policy (Zhao et al. 2023).
    case diverseSelfPlay(PopulationDiversity)
    /// With fixed partners; the learner's seat alternates from game to game.
    case partners(PartnerPool)
    /// As a biased agent and its partner, two learners of which the first has a utility of its own (Yu et al. 2023).
    case biasedPair(EventUtility)

    /// With these partners, or, where there are none, with itself.
    /// - Parameter weights: as `PartnerPool.weights`.
    /// - Throws: `LearningError` for weights by which no partner can be drawn.
    public static func with(_ partners: [Partner], weights: [Double]? = nil) throws -> Partnership {
        partners.isEmpty ? .selfPlay : .partners(try PartnerPool(partners, weights: weights))
    }
}
