import Basics

extension PPO {
    /// What an iteration was like.
    public struct Metrics: Sendable, Hashable {
        public var iteration = 0
        /// Environment steps so far.
        public var steps = 0
        /// Mean score an episode of the games that were played, by the team.
        public var score = 0.0
        /// Mean shaped reward an episode, by the learner's seat.
        public var shaped = 0.0
        /// Mean of minus the clipped surrogate (equation 7).
        public var policyLoss = 0.0
        /// Mean of half of the squared error of the value.
        public var valueLoss = 0.0
        /// Mean entropy of the policy, in nats.
        public var entropy = 0.0
        /// Estimate of the Kullback-Leibler divergence from the policy that played: mean of `ratio - 1 - log ratio`.
        public var approxKL = 0.0
        /// Share of samples whose clipped surrogate is the smaller one, so that they have no gradient.
        public var clipFraction = 0.0
        /// Mean norm of the gradient before it was clipped.
        public var gradientNorm = 0.0
        public var learningRate = 0.0
        /// Of the returns, by the values when the iteration's episodes were played (`ReturnMoments.explainedVariance`).
        public var explainedVariance = 0.0
        /// By partner, in the order of the pool.
        public var partnerScores: [PartnerScore] = []
        /// Of a biased pair: how often the biased learner caused each event, an episode, in the order of `Event`.
        public var events: [Double]?

        /// Takes over the means of sums over samples.
        mutating func add(_ sums: PPOLoss.Sums) {
            policyLoss = sums.policyLoss / sums.count
            valueLoss = sums.valueLoss / sums.count
            entropy = sums.entropy / sums.count
            approxKL = sums.approxKL / sums.count
            clipFraction = sums.clipFraction / sums.count
        }
    }

    /// Games with one partner.
    public struct PartnerScore: Sendable, Hashable {
        /// Of all of the games together.
        public private(set) var score = 0.0
        public private(set) var games = 0

        public init() {}

        public mutating func add(_ other: PartnerScore) {
            score += other.score
            games += other.games
        }

        mutating func add(score: Double) { self.score += score }
        mutating func addGame() { games += 1 }

        /// Counts a whole game.
        public mutating func addGame(scoring score: Double) {
            add(score: score)
            addGame()
        }
    }
}

extension PPO.Metrics {
    private static let table: [(name: String, value: @Sendable (PPO.Metrics) -> String)] = [
        ("iteration", { "\($0.iteration)" }), ("steps", { "\($0.steps)" }), ("score", { "\($0.score)" }),
        ("shaped", { "\($0.shaped)" }), ("policy_loss", { "\($0.policyLoss)" }), ("value_loss", { "\($0.valueLoss)" }),
        ("entropy", { "\($0.entropy)" }), ("approx_kl", { "\($0.approxKL)" }), ("clip_fraction", { "\($0.clipFraction)" }),
        ("gradient_norm", { "\($0.gradientNorm)" }), ("learning_rate", { "\($0.learningRate)" }),
        ("explained_variance", { "\($0.explainedVariance)" }),
    ]

    /// Names of the columns of `line`. New ones are added at the end: lines of earlier versions are shorter.
    public static let columns = table.map(\.name)

    /// The numbers, comma-separated, in the order of `columns`.
    public var line: String { PPO.Metrics.table.map { $0.value(self) }.joined(separator: ",") }
}

/// Columns of learning curves that had another name in the release before. Files and tables have them under both names for
/// one release, the former ones at the end.
public enum FormerColumns {
    private static let names = [
        (now: "approx_kl", former: "divergence"), (now: "clip_fraction", former: "clipped"), (now: "gradient_norm", former: "gradient"),
        (now: "learning_rate", former: "rate"),
    ]

    /// The heading of a file with these columns.
    public static func heading(_ columns: [String]) -> [String] {
        columns + names.filter { columns.contains($0.now) }.map(\.former)
    }

    /// The cells of a line of such a file.
    /// - Parameter values: in the order of `columns`; fewer where the line is of an earlier version.
    public static func cells(_ values: [String], _ columns: [String]) -> [String] {
        let values = values.prefix(columns.count) + Array(repeating: "", count: max(0, columns.count - values.count))
        return values + names.compactMap { name in columns.firstIndex(of: name.now).map { values[$0] } }
    }
}
