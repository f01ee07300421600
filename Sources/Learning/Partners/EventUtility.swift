import Kitchen

/// The hidden utility of a biased agent: weights on the events that it causes itself, and a weight of the team's reward
/// (Yu et al. 2023, "Learning zero-shot cooperation with humans, assuming humans are biased").
public struct EventUtility: Sendable, Hashable, Codable {
    /// Points for an event of the learner's own, in the order of `Event`.
    public let weights: [Double]
    /// The same of what happens at a counter: what is taken from one was brought by somebody.
    public let counterWeights: [Double]
    /// Points for a delivery by how many ingredients the soup has, beside those of the event. `[Item.maxIngredients + 1]`
    public let deliveryWeights: [Double]
    /// Points for a tick in which the learner stays where it is and does nothing.
    public let stay: Double
    /// Weight of the team's reward.
    public let team: Double
    /// Weight of the shaped reward, while the learner's settings give any.
    public let shaped: Double

    /// - Parameters:
    ///   - weights: points by event; 0 for the others.
    ///   - atCounter: points by event where it happens at a counter; those of `weights` for the others.
    ///   - deliveries: points for a delivery by how many ingredients the soup has; 0 for other sizes.
    ///   - stay: points for a tick of staying.
    ///   - team: weight of the team's reward.
    ///   - shaped: weight of the shaped reward; nil for that of the team's.
    public init(
        _ weights: [Event: Double], atCounter: [Event: Double] = [:], deliveries: [Int: Double] = [:], stay: Double = 0, team: Double,
        shaped: Double? = nil
    ) {
        self.weights = Event.allCases.map { weights[$0] ?? 0 }
        counterWeights = Event.allCases.map { atCounter[$0] ?? weights[$0] ?? 0 }
        deliveryWeights = (0...Item.maxIngredients).map { deliveries[$0] ?? 0 }
        self.stay = stay
        self.team = team
        self.shaped = shaped ?? team
    }

    /// What counts of the state before a tick.
    struct Situation {
        /// Whether it faced a counter.
        var isAtCounter = false
        /// How many ingredients the soup in its hands had; 0 without one.
        var soupSize = 0
    }

    /// The points of what a player did in a tick, without the team's and the shaped reward.
    @inline(__always)
    func points(_ outcome: Outcome, stays: Bool, _ before: Situation) -> Double {
        var sum = stays ? stay : 0
        outcome.events.forEach { sum += before.isAtCounter ? counterWeights[$0] : weights[$0] }
        if outcome.events.contains(.soupDelivery) { sum += deliveryWeights[before.soupSize] }
        return sum
    }

    /// Adds one to the count of everything a player did in a tick.
    @inline(__always)
    static func count(_ outcome: Outcome, in counts: inout [Int]) { outcome.events.forEach { counts[$0] += 1 } }
}
