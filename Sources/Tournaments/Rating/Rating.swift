/// How good players are as partners of each other: a skill for each, with what is not known yet about it.
///
/// A skill is the player's mean effect on the score over all the others, both seats and all kitchens, each counting the same, in
/// standard deviations of a score (`ScoreScale`): the least-squares row effect of the complete table of pairs. What pairs do
/// better or worse than their skills say is no noise around it: it is part of the table, estimated cell by cell
/// (`SkillFit`), so that intervals shrink to nothing as episodes are added, and are honest where cells were not played.
public struct Rating: Sendable {
    /// Differences below this, in standard deviations of a score, are none.
    public static let margin = 0.1
    /// Fewer have no skills of their own: two players share every score.
    public static let minPlayers = 3

    /// A player's place in the ranking.
    public struct Standing: Sendable, Hashable, Codable {
        public let player: String
        /// In standard deviations of a score; 0 is the mean of all players.
        public let skill: Statistics.Estimate
        /// The probability that this player is better than the next one; nil for the last.
        public let aboveNext: Double?
        /// Episodes still to play with these two until they are told apart with 95 % certainty, if the difference is what it seems;
        /// 0 where they are, nil for the last player, and where it would take more than `maxEpisodes`.
        public let episodesToNext: Int?
        /// Pairs of a kitchen, a partner and a seat that this player has played, and how many there are.
        public let playedCells: Int
        public let cells: Int
    }

    /// How well two players fit together, beyond their skills.
    public struct Fit: Sendable, Hashable, Codable {
        public let players: [String]
        /// In standard deviations of a score, over all kitchens and both orders.
        public let effect: Statistics.Estimate
    }

    public let players: [String]
    /// Kitchens in which scores differ.
    public let kitchens: [String]
    /// Kitchens that say nothing, as all pairs score the same there, or one pair has played.
    public let leftOut: [String]
    /// Skills in the order of `players`; their sum is 0.
    public let skills: [Double]
    /// Share of the differences between cells' means that skills explain.
    public let explained: Double
    let fit: SkillFit
    let covariance: SquareMatrix
    /// What numbers `kitchens` had in the scores.
    let kitchenNumbers: [Int]

    /// - Returns: nil for fewer than three players, and where no kitchen's scores differ.
    public init?(_ scores: PairScores) {
        guard scores.players.count >= Rating.minPlayers else { return nil }
        let scales = ScoreScale.all(scores)
        let kept = scores.keeping { scales[$0] != nil }
        guard !kept.kitchens.isEmpty, let fit = SkillFit(kept, scales: scales.compactMap { $0 }) else { return nil }
        players = scores.players
        kitchens = kept.kitchens
        kitchenNumbers = scores.kitchens.indices.filter { scales[$0] != nil }
        leftOut = scores.kitchens.indices.filter { scales[$0] == nil }.map { scores.kitchens[$0] }
        self.fit = fit
        let weights = RowWeights(players: players.count, kitchens: kitchens.count)
        skills = Rating.skills(fit, weights)
        covariance = Rating.covariance(fit, weights)
        explained = Rating.explained(fit)
    }

    /// How much better the first is than the second, and the standard deviation of that.
    public func difference(_ first: Int, _ second: Int) -> (mean: Double, deviation: Double) {
        let variance = covariance[first, first] + covariance[second, second] - 2 * covariance[first, second]
        return (skills[first] - skills[second], max(0, variance).squareRoot())
    }

    /// The probability that the first is better than the second.
    public func probability(_ first: Int, above second: Int) -> Double {
        let (mean, deviation) = difference(first, second)
        return deviation > 0 ? Normal.below(mean / deviation) : mean > 0 ? 1 : mean < 0 ? 0 : 0.5
    }

    /// Whether two are told apart with 95 % certainty.
    public func tellsApart(_ first: Int, _ second: Int) -> Bool {
        let (mean, deviation) = difference(first, second)
        return abs(mean) > Normal.width95 * deviation
    }

    /// Whether two are told apart, or are as good as each other: their difference is below `margin` with 95 % certainty.
    public func isSettled(_ first: Int, _ second: Int) -> Bool {
        let (mean, deviation) = difference(first, second)
        return Rating.isSettled(abs(mean), deviation)
    }

    static func isSettled(_ difference: Double, _ deviation: Double) -> Bool {
        let half = Normal.width95 * deviation
        return difference > half || difference + half < margin
    }

    /// The interval of 95 % of a skill.
    public func skill(_ player: Int) -> Statistics.Estimate {
        let half = Normal.width95 * max(0, covariance[player, player]).squareRoot()
        return Statistics.Estimate(value: skills[player], low: skills[player] - half, high: skills[player] + half)
    }

    /// Players, the best first.
    public var order: [Int] { players.indices.sorted { (-skills[$0], players[$0]) < (-skills[$1], players[$1]) } }

    /// Whether every player is told apart from the next, or as good.
    public var isSettled: Bool { zip(order, order.dropFirst()).allSatisfy(isSettled) }

    /// Cells' weights in a skill: the least-squares row effects of a complete table without its diagonal.
    struct RowWeights {
        /// In cells with the player, and in all cells, to be taken away.
        let own: Double
        let all: Double

        init(players: Int, kitchens: Int) {
            let (players, kitchens) = (Double(players), Double(kitchens))
            own = 1 / (2 * kitchens * (players - 2))
            all = 1 / (kitchens * players * (players - 2))
        }
    }

    private static func skills(_ fit: SkillFit, _ weights: RowWeights) -> [Double] {
        var sums = Array(repeating: 0.0, count: fit.scores.players.count)
        fit.forEachPair { cell, kitchen, first, second in
            let additive = fit.additive(kitchen, first, second)
            let mean = additive + (1 - fit.unknownShare(cell)) * (fit.means[cell] - additive)
            sums[first] += mean
            sums[second] += mean
        }
        let total = sums.reduce(0, +) / 2
        return sums.map { weights.own * $0 - weights.all * total }
    }

    /// The covariance of skills: of what skills and levels leave open in cells that are not known, and of these cells' fits.
    private static func covariance(_ fit: SkillFit, _ weights: RowWeights) -> SquareMatrix {
        let (players, kitchens) = (fit.scores.players.count, fit.scores.kitchens.count)
        let size = players + kitchens
        // Sums of unknown shares over the cells with a player and another player or a kitchen; over those with each; over all.
        var joint = SquareMatrix(size: size)
        fit.forEachPair { cell, kitchen, first, second in
            let share = fit.unknownShare(cell)
            let places = [first, second, players + kitchen]
            for place in places { for other in places { joint[place, other] += share } }
        }
        let own = (0..<size).map { joint[$0, $0] }
        let total = own[players...].reduce(0, +)
        // How a skill depends on each of the posterior's numbers.
        let slopes = (0..<players).map { player in (0..<size).map { weights.own * joint[player, $0] - weights.all * own[$0] } }
        var covariance = SquareMatrix(size: players)
        for player in 0..<players {
            let column = fit.covariance.times(slopes[player])
            for other in 0..<players {
                var sum = 0.0
                for place in 0..<size { sum += slopes[other][place] * column[place] }
                let fits =
                    weights.own * weights.own * joint[player, other] - weights.own * weights.all * (own[player] + own[other])
                    + weights.all * weights.all * total
                covariance[player, other] = sum + fit.fitVariance * fits
            }
        }
        return covariance
    }

    private static func explained(_ fit: SkillFit) -> Double {
        let size = fit.scores.players.count * fit.scores.players.count
        var (rest, all) = (0.0, 0.0)
        fit.forEachPair { cell, kitchen, first, second in
            guard fit.scores.cells[cell].episodes > 0 else { return }
            // The scale's centre is the mean of the kitchen's cells, so that zero is where it is without skills.
            let difference = fit.means[cell] - fit.additive(cell / size, first, second)
            rest += difference * difference
            all += fit.means[cell] * fit.means[cell]
        }
        return all > 0 ? max(0, 1 - rest / all) : 0
    }
}
