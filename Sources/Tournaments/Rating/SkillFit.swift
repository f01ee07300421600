import Foundation

/// Skills as the best explanation of scores: a pair's mean score in a kitchen is the kitchen's level, the skill of either, and
/// how well these two fit together there.
///
/// In units of the kitchen's `ScoreScale` the mean of a cell is `m + a(first) + a(second) + g`, with `a` and `m` normal before
/// anything is known, and `g` normal with a variance that is estimated from the scores (restricted maximum likelihood). That is
/// TrueSkill's sum of the team's skills (Herbrich, Minka and Graepel 2007) with a score in place of a win, so that the update is
/// exact: a Bayesian linear regression, in which the order of episodes does not matter.
struct SkillFit: Sendable {
    let scores: PairScores
    let scales: [ScoreScale]
    /// The variance of how well pairs fit together.
    let fitVariance: Double
    /// The posterior of skills, then of kitchens' levels.
    let mean: [Double]
    let covariance: SquareMatrix
    /// By cell: the mean in units of the scale, and the variance of one episode.
    let means: [Double]
    let noises: [Double]

    /// Before anything is known: the variance of a skill, and of a kitchen's level around the mean of its cells.
    static let skillVariance = 1.0
    static let levelVariance = 16.0
    private static let fitVariances = 1e-4...4.0

    /// - Parameter scores: of kitchens that all have a scale, at least one.
    init?(_ scores: PairScores, scales: [ScoreScale]) {
        self.scores = scores
        self.scales = scales
        let size = scores.players.count * scores.players.count
        means = scores.cells.enumerated().map { $1.episodes > 0 ? scales[$0 / size].standard($1.mean) : 0 }
        noises = scores.cells.enumerated().map { scales[$0 / size].noise(of: $1) }
        let equations = Equations(scores, means, noises)
        let fit = SkillFit.maximum(SkillFit.fitVariances) { equations.solved($0)?.likelihood ?? -.infinity }
        guard let solved = equations.solved(fit) else { return nil }
        fitVariance = fit
        mean = solved.factor.solve(solved.right)
        covariance = solved.factor.inverse
    }

    /// What of a cell's fit is still unknown, from 0 to 1: all where nothing was played.
    func unknownShare(_ cell: Int) -> Double {
        let episodes = scores.cells[cell].episodes
        guard episodes > 0 else { return 1 }
        let variance = noises[cell] / Double(episodes)
        return variance / (fitVariance + variance)
    }

    /// The variance of a cell's mean, with `more` episodes than were played; of one without any as if its fit were a further
    /// part of one episode's chance.
    func meanVariance(_ cell: Int, more: Int = 0) -> Double {
        let episodes = scores.cells[cell].episodes + more
        return episodes > 0 ? noises[cell] / Double(episodes) : noises[cell] + fitVariance
    }

    /// What skills alone say of a cell, in units of the scale.
    func additive(_ kitchen: Int, _ first: Int, _ second: Int) -> Double {
        mean[first] + mean[second] + mean[scores.players.count + kitchen]
    }

    /// Calls `body` for every cell of two different players.
    func forEachPair(_ body: (_ cell: Int, _ kitchen: Int, _ first: Int, _ second: Int) -> Void) {
        for kitchen in scores.kitchens.indices {
            for first in scores.players.indices {
                for second in scores.players.indices where first != second {
                    body(scores.index(kitchen, first, second), kitchen, first, second)
                }
            }
        }
    }

    /// Where `function` of a positive number is highest, by golden sections of its logarithm.
    private static func maximum(_ range: ClosedRange<Double>, _ function: (Double) -> Double) -> Double {
        let ratio = (5.0.squareRoot() - 1) / 2
        var (low, high) = (log(range.lowerBound), log(range.upperBound))
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (leftValue, rightValue) = (function(exp(left)), function(exp(right)))
        for _ in 0..<24 {
            if leftValue >= rightValue {
                (high, right, rightValue) = (right, left, leftValue)
                left = high - ratio * (high - low)
                leftValue = function(exp(left))
            } else {
                (low, left, leftValue) = (left, right, rightValue)
                right = low + ratio * (high - low)
                rightValue = function(exp(right))
            }
        }
        return exp((low + high) / 2)
    }
}

/// The normal equations of a fit, for any variance of how well pairs fit together.
private struct Equations {
    struct Row {
        let kitchen: Int
        let first: Int
        let second: Int
        let mean: Double
        /// The variance of the mean.
        let variance: Double
    }

    struct Solved {
        let factor: Cholesky
        let right: [Double]
        /// The logarithm of the marginal likelihood, up to a constant.
        let likelihood: Double
    }

    let players: Int
    let kitchens: Int
    private var rows: [Row] = []

    init(_ scores: PairScores, _ means: [Double], _ noises: [Double]) {
        players = scores.players.count
        kitchens = scores.kitchens.count
        for (cell, played) in scores.cells.enumerated() where played.episodes > 0 {
            let (first, second) = (cell / players % players, cell % players)
            guard first != second else { continue }
            rows.append(
                Row(
                    kitchen: cell / (players * players), first: first, second: second, mean: means[cell],
                    variance: noises[cell] / Double(played.episodes)))
        }
    }

    func solved(_ fitVariance: Double) -> Solved? {
        let prior =
            Array(repeating: 1 / SkillFit.skillVariance, count: players) + Array(repeating: 1 / SkillFit.levelVariance, count: kitchens)
        var matrix = SquareMatrix(size: players + kitchens, diagonal: prior)
        var right = Array(repeating: 0.0, count: players + kitchens)
        var likelihood = 0.0
        for row in rows {
            let variance = fitVariance + row.variance
            let weight = 1 / variance
            likelihood -= log(variance) + weight * row.mean * row.mean
            let places = [row.first, row.second, players + row.kitchen]
            for place in places {
                right[place] += weight * row.mean
                for other in places { matrix[place, other] += weight }
            }
        }
        guard let factor = Cholesky(matrix) else { return nil }
        likelihood -= factor.logDeterminant
        for (a, b) in zip(right, factor.solve(right)) { likelihood += a * b }
        return Solved(factor: factor, right: right, likelihood: likelihood / 2)
    }
}
