import Kitchen

/// The hidden utility of a biased agent: weights on the events that it causes itself, and a weight of the team's reward
/// (Yu et al. 2023, "Learning zero-shot cooperation with humans, assuming humans are biased").
public struct EventUtility: Sendable, Hashable, Codable {
    /// Points for an event of the learner's own, in the order of `Event`.
    public let weights: [Double]
    /// Weight of the team's reward.
    public let team: Double

    /// - Parameters:
    ///   - weights: points by event; 0 for the others.
    ///   - team: weight of the team's reward.
    public init(_ weights: [Event: Double], team: Double) {
        self.weights = Event.allCases.map { weights[$0] ?? 0 }
        self.team = team
    }

    /// The points of what a player did in a tick, without the team's reward.
    @inline(__always)
    func points(_ outcome: Outcome) -> Double {
        var sum = 0.0
        outcome.events.forEach { sum += weights[$0] }
        return sum
    }

    /// Adds one to the count of everything a player did in a tick.
    @inline(__always)
    static func count(_ outcome: Outcome, in counts: inout [Int]) { outcome.events.forEach { counts[$0] += 1 } }
}
