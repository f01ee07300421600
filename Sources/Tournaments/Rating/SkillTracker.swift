/// What is known of one person's skill, corrected with every game, in the units of a `SkillFit`.
///
/// A person has a skill of their own and, in each kitchen, something more or less. Both are normal; a game's score is their sum
/// with the partner's skill, the kitchen's level and chance, so that the correction is exact (a Kalman filter). Between games
/// both may change (`drift`), since people learn: older games count less. Without drift the result is that of all games at
/// once, in any order.
struct SkillTracker: Sendable {
    /// The variance of a skill, and of what is special about a kitchen, before anything is known.
    static let skillVariance = SkillFit.skillVariance
    static let kitchenVariance = 0.25

    /// By how much variances grow with a game: of the skill, and of the kitchen that was played.
    struct Drift: Sendable, Hashable {
        var skill = 0.01
        var kitchen = 0.02

        static let none = Drift(skill: 0, kitchen: 0)
    }

    /// The skill, then each kitchen.
    private(set) var mean: [Double]
    private(set) var covariance: SquareMatrix
    private let drift: Drift

    init(kitchens: Int, drift: Drift = Drift()) {
        mean = Array(repeating: 0, count: kitchens + 1)
        covariance = SquareMatrix(
            size: kitchens + 1,
            diagonal: [SkillTracker.skillVariance] + Array(repeating: SkillTracker.kitchenVariance, count: kitchens))
        self.drift = drift
    }

    /// How well the person is expected to do in a kitchen, skill and kitchen together, and how uncertain that is.
    func skill(in kitchen: Int) -> (mean: Double, variance: Double) {
        let place = kitchen + 1
        return (mean[0] + mean[place], covariance[0, 0] + 2 * covariance[0, place] + covariance[place, place])
    }

    /// Takes a game: what of its score was left for the person, and the variance of all the rest in it.
    mutating func add(_ value: Double, kitchen: Int, variance: Double) {
        let place = kitchen + 1
        covariance[0, 0] += drift.skill
        covariance[place, place] += drift.kitchen
        let column = mean.indices.map { covariance[$0, 0] + covariance[$0, place] }
        let gain = 1 / (column[0] + column[place] + variance)
        let surprise = value - mean[0] - mean[place]
        for row in mean.indices {
            mean[row] += gain * column[row] * surprise
            for other in mean.indices { covariance[row, other] -= gain * column[row] * column[other] }
        }
    }
}
