import Kitchen

/// What a learner with a taste of its own is rewarded for: weights on what it does itself, beside a share of the team's
/// reward (Yu et al. 2023, "Learning zero-shot cooperation with humans, assuming humans are biased").
public struct EventUtility: Sendable, Hashable, Codable {
    /// Points an event of the learner's own is worth, in the order of `Event`.
    public let weights: [Double]
    /// What a point of the team's counts.
    public let team: Double

    public init(_ weights: [Event: Double], team: Double) {
        self.weights = Event.allCases.map { weights[$0] ?? 0 }
        self.team = team
    }

    /// The points of what a player did in a tick, without the team's.
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
