import Basics
import Foundation

/// The interval of a percentile bootstrap over counts of distinct scores (docs/decisions/097-intervals.md).
///
/// What is resampled is a weighted sum of the means of independent strata. Its distribution is known: for few episodes, whose scores
/// are multiples of something, it is computed exactly; for many, its quantiles follow from its first four cumulants (Cornish and
/// Fisher 1938). Only what is neither is drawn at random.
struct BootstrapInterval {
    /// A weight and the scores that are resampled.
    typealias Stratum = (tally: Tally, weight: Double)

    let strata: [Stratum]
    let bootstrap: Statistics.Bootstrap

    /// Episodes from which on cumulants are enough, and how skewed the distribution may be then.
    private static let (many, maxSkewness) = (60, 0.3)
    /// Most values that an exact distribution has.
    private static let maxSupport = 1 << 13

    /// - Parameter key: of the random numbers, where some are drawn.
    func ends(key: UInt64) -> (low: Double, high: Double) {
        let tail = (1 - bootstrap.confidence) / 2
        let episodes = strata.reduce(0) { $0 + $1.tally.total }
        if episodes >= Self.many, let quantile = cumulantQuantile() { return (quantile(tail), quantile(1 - tail)) }
        if let lattice = Lattice(strata, maxSupport: Self.maxSupport) { return lattice.ends(tail) }
        return drawn(tail, key)
    }

    /// Quantiles by the expansion of Cornish and Fisher; nil where the distribution is too skewed for it.
    private func cumulantQuantile() -> ((Double) -> Double)? {
        var (mean, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
        for (tally, weight) in strata {
            let count = Double(tally.total)
            let own = tally.mean
            var moments = (0.0, 0.0, 0.0)
            for (value, times) in zip(tally.values, tally.counts) {
                let deviation = value - own
                let square = deviation * deviation * Double(times) / count
                moments = (moments.0 + square, moments.1 + square * deviation, moments.2 + square * deviation * deviation)
            }
            mean += weight * own
            second += weight * weight * moments.0 / count
            third += weight * weight * weight * moments.1 / (count * count)
            fourth += weight * weight * weight * weight * (moments.2 - 3 * moments.0 * moments.0) / (count * count * count)
        }
        let deviation = second.squareRoot()
        let skewness = third / (second * deviation)
        let excess = fourth / (second * second)
        guard skewness.isFinite, abs(skewness) < Self.maxSkewness, abs(excess) < 1 else { return nil }
        return { share in
            let z = NormalQuantile.at(share)
            let shift =
                (z * z - 1) * skewness / 6 + (z * z * z - 3 * z) * excess / 24 - (2 * z * z * z - 5 * z) * skewness * skewness / 36
            return mean + deviation * (z + shift)
        }
    }

    private func drawn(_ tail: Double, _ key: UInt64) -> (low: Double, high: Double) {
        var random = RandomStream(bootstrap.seed, key)
        let lists = strata.map { (values: $0.tally.list, weight: $0.weight) }
        let resampled = (0..<bootstrap.resamples).map { _ in
            lists.reduce(0) { sum, stratum in
                var total = 0.0
                for _ in stratum.values { total += stratum.values[random.below(stratum.values.count)] }
                return sum + stratum.weight * total / Double(stratum.values.count)
            }
        }.sorted()
        return (Statistics.quantile(resampled, tail), Statistics.quantile(resampled, 1 - tail))
    }
}

/// The exact distribution of a sum of resampled scores that are all multiples of one step.
private struct Lattice {
    /// The value of the first probability, and the distance to the next.
    private let first: Double
    private let step: Double
    private var probabilities: [Double]

    /// Nil where there is no common step, or the distribution has too many values.
    init?(_ strata: [BootstrapInterval.Stratum], maxSupport: Int) {
        // What one episode adds to the sum: its score times this.
        let parts = strata.map { (tally: $0.tally, unit: $0.weight / Double($0.tally.total)) }
        var step = 0.0
        for (tally, unit) in parts {
            for value in tally.values.dropFirst() { step = Lattice.divisor(step, abs((value - tally.values[0]) * unit)) }
        }
        guard step > 0, Lattice.fits(parts, step) else { return nil }
        var support = 1
        for (tally, unit) in parts {
            guard let lowest = tally.values.first, let highest = tally.values.last else { continue }
            support += tally.total * Int((min(abs((highest - lowest) * unit) / step, Double(maxSupport))).rounded())
            guard support <= maxSupport else { return nil }
        }
        self.step = step
        var first = 0.0
        var probabilities = [1.0]
        for (tally, unit) in parts {
            let base = unit < 0 ? tally.values.last ?? 0 : tally.values.first ?? 0
            let items = zip(tally.values, tally.counts).map { value, count in
                (shift: Int(((value - base) * unit / step).rounded()), share: Double(count) / Double(tally.total))
            }
            let span = items.map(\.shift).max() ?? 0
            first += base * unit * Double(tally.total)
            for _ in 0..<tally.total {
                var next = [Double](repeating: 0, count: probabilities.count + span)
                next.withUnsafeMutableBufferPointer { next in
                    probabilities.withUnsafeBufferPointer { old in
                        for item in items { for place in 0..<old.count { next[place + item.shift] += item.share * old[place] } }
                    }
                }
                probabilities = next
            }
        }
        self.first = first
        self.probabilities = probabilities
    }

    /// Whether all scores are multiples of the step: those of different scales, such as shares of different best responses, have none, and
    /// rounding them to one would move the distribution.
    private static func fits(_ parts: [(tally: Tally, unit: Double)], _ step: Double) -> Bool {
        parts.allSatisfy { part in
            part.tally.values.allSatisfy { value in
                let steps = (value - part.tally.values[0]) * part.unit / step
                return abs(steps - steps.rounded()) < 1e-6
            }
        }
    }

    /// The greatest common divisor of two lengths, as far as rounding lets tell.
    private static func divisor(_ a: Double, _ b: Double) -> Double {
        var (large, small) = (max(a, b), min(a, b))
        let least = large * 1e-9
        while small > least {
            let rest = large - small * (large / small).rounded()
            (large, small) = (small, abs(rest))
        }
        return large
    }

    func ends(_ tail: Double) -> (low: Double, high: Double) { (quantile(tail), quantile(1 - tail)) }

    /// The least value that is not exceeded with that probability.
    private func quantile(_ share: Double) -> Double {
        var sum = 0.0
        for (place, probability) in probabilities.enumerated() {
            sum += probability
            // Sums of exact shares may fall short by rounding.
            if sum >= share - 1e-12 { return first + step * Double(place) }
        }
        return first + step * Double(probabilities.count - 1)
    }
}

/// Quantiles of the normal distribution.
enum NormalQuantile {
    /// The number below which a share of it lies, by Newton's method.
    static func at(_ share: Double) -> Double {
        var z = 0.0
        for _ in 0..<60 {
            let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
            let step = (erfc(-z / 2.0.squareRoot()) / 2 - share) / density
            z -= max(-1, min(1, step))
            if abs(step) < 1e-12 { break }
        }
        return z
    }
}
