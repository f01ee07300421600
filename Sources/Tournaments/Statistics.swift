import Agents
import Basics
import Kitchen

/// Point estimates and intervals of scores.
public enum Statistics {
    /// A value with the ends of its confidence interval.
    public struct Estimate: Sendable, Hashable, Codable {
        public let value: Double
        public let low: Double
        public let high: Double
    }

    /// How intervals are made: a stratified percentile bootstrap, drawn at random only where it must be (`BootstrapInterval`).
    public struct Bootstrap: Sendable, Hashable {
        public let resamples: Int
        /// Share of resamples inside an interval, such as 0.95.
        public let confidence: Double
        public let seed: UInt64

        public init(resamples: Int = 2_000, confidence: Double = 0.95, seed: UInt64 = 0) {
            self.resamples = resamples
            self.confidence = confidence
            self.seed = seed
        }
    }

    public static func mean(_ values: some Collection<Double>) -> Double {
        values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }

    /// The mean of the middle half: a quarter of the values, rounded down, is left out at either end (the
    /// inter-quartile mean of Agarwal et al., "Deep Reinforcement Learning at the Edge of the Statistical Precipice", 2021).
    public static func interquartileMean(_ values: [Double]) -> Double {
        let cut = values.count / 4
        return mean(values.sorted()[cut..<(values.count - cut)])
    }

    /// The `share`-quantile by linear interpolation between the two nearest values.
    /// - Parameter sorted: ascending, not empty.
    public static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let position = share * Double(sorted.count - 1)
        let below = Int(position)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
    }

    /// Any statistic of the strata's means with its interval: every stratum is resampled by itself.
    /// - Parameters:
    ///   - strata: none of them empty.
    ///   - key: keeps the random numbers of different estimates apart.
    ///   - statistic: of the strata's means, in their order.
    /// - Complexity: O(resamples x scores), and as many times `statistic`.
    public static func estimate(
        ofMeans strata: [[Double]], _ bootstrap: Bootstrap, key: UInt64, _ statistic: ([Double]) -> Double
    ) -> Estimate {
        let value = statistic(strata.map { mean($0) })
        guard value.isFinite else { return Estimate(value: value, low: value, high: value) }
        var random = RandomStream(bootstrap.seed, key, StreamKey.bootstrap)
        let resampled = (0..<bootstrap.resamples).map { _ in
            statistic(
                strata.map { scores in
                    scores.indices.reduce(0) { sum, _ in sum + scores[random.below(scores.count)] } / Double(scores.count)
                })
        }.sorted()
        let tail = (1 - bootstrap.confidence) / 2
        return Estimate(value: value, low: quantile(resampled, tail), high: quantile(resampled, 1 - tail))
    }

    /// The mean of the strata's means, each stratum counting the same, with its interval: every stratum is resampled
    /// by itself, since its episodes, not the strata, are what chance picked.
    /// - Parameter key: keeps the random numbers of different estimates apart.
    public static func meanOfMeans(_ strata: [[Double]], _ bootstrap: Bootstrap, key: UInt64) -> Estimate {
        meanOfMeans(strata.map { Tally($0) }, bootstrap, key: key)
    }

    /// The share of successes in a table of counts, with an interval by resampling rows and columns, as both are what chance
    /// picked: runs by their seeds, and people who judge them all.
    /// - Parameter table: by row and column successes and trials; rows of one length.
    public static func crossed(_ table: [[(successes: Int, trials: Int)]], _ bootstrap: Bootstrap, key: UInt64) -> Estimate {
        func share(_ rows: [Int], _ columns: [Int]) -> Double {
            var (successes, trials) = (0, 0)
            for row in rows {
                for column in columns {
                    successes += table[row][column].successes
                    trials += table[row][column].trials
                }
            }
            return trials > 0 ? Double(successes) / Double(trials) : .nan
        }
        let (rows, columns) = (Array(table.indices), Array((table.first ?? []).indices))
        let value = share(rows, columns)
        guard value.isFinite else { return Estimate(value: value, low: value, high: value) }
        var random = RandomStream(bootstrap.seed, key, StreamKey.bootstrap)
        let resampled = (0..<bootstrap.resamples).map { _ in
            share(rows.map { _ in random.below(rows.count) }, columns.map { _ in random.below(columns.count) })
        }.filter(\.isFinite).sorted()
        let tail = (1 - bootstrap.confidence) / 2
        return Estimate(value: value, low: quantile(resampled, tail), high: quantile(resampled, 1 - tail))
    }

    /// The mean of a square table's diagonal, or of all its other cells, with an interval by resampling what is both a row and a column:
    /// learners of several seeds that play with each other.
    /// - Parameter isDiagonal: whether it is of learners with themselves.
    /// - Returns: nil for a table that has no such cell.
    public static func learners(
        _ table: [[Double]], isDiagonal: Bool, _ bootstrap: Bootstrap = Bootstrap(), key: UInt64
    ) -> Estimate? {
        func mean(_ drawn: [Int]) -> Double {
            let cells = drawn.flatMap { row in
                isDiagonal ? [table[row][row]] : drawn.compactMap { $0 == row ? nil : table[row][$0] }
            }
            return cells.isEmpty ? .nan : Statistics.mean(cells)
        }
        let value = mean(Array(table.indices))
        guard value.isFinite else { return nil }
        var random = RandomStream(bootstrap.seed, key, StreamKey.bootstrap)
        let resampled = (0..<bootstrap.resamples).map { _ in mean(table.indices.map { _ in random.below(table.count) }) }
            .filter(\.isFinite).sorted()
        let tail = (1 - bootstrap.confidence) / 2
        return Estimate(value: value, low: quantile(resampled, tail), high: quantile(resampled, 1 - tail))
    }

    /// The mean of the strata's means, each stratum counting the same, with its interval.
    /// - Parameter key: keeps the random numbers of different estimates apart.
    public static func meanOfMeans(_ strata: [Tally], _ bootstrap: Bootstrap, key: UInt64) -> Estimate {
        contrast(strata.map { ($0, 1 / Double(strata.count)) }, bootstrap, key: key)
    }

    /// The weighted sum of the strata's means with its interval; for instance self-play minus cross-play.
    /// - Parameters:
    ///   - strata: none of them empty.
    ///   - key: keeps the random numbers of different estimates apart.
    static func contrast(_ strata: [BootstrapInterval.Stratum], _ bootstrap: Bootstrap, key: UInt64) -> Estimate {
        let value = strata.reduce(0) { $0 + $1.weight * $1.tally.mean }
        guard value.isFinite, strata.contains(where: { $0.tally.values.count > 1 }) else {
            return Estimate(value: value, low: value, high: value)
        }
        let ends = BootstrapInterval(strata: strata, bootstrap: bootstrap).ends(key: key)
        return Estimate(value: value, low: ends.low, high: ends.high)
    }
}
