/// Scores as counts of the different values among them: all that means and their intervals need, in the space of a few numbers.
public struct Tally: Sendable, Hashable {
    /// Ascending.
    public private(set) var values: [Double] = []
    /// How often each of `values` is there.
    public private(set) var counts: [Int] = []
    /// How many scores there are.
    public private(set) var total = 0

    public init() {}

    public init(_ scores: some Sequence<Double>) {
        for score in scores { add(score) }
    }

    public var isEmpty: Bool { total == 0 }

    /// Adds a score so many times.
    public mutating func add(_ score: Double, times: Int = 1) {
        var place = values.count
        while place > 0 && values[place - 1] >= score { place -= 1 }
        if place < values.count && values[place] == score {
            counts[place] += times
        } else {
            values.insert(score, at: place)
            counts.insert(times, at: place)
        }
        total += times
    }

    public mutating func add(_ other: Tally) {
        for (value, count) in zip(other.values, other.counts) { add(value, times: count) }
    }

    /// The same with every score `factor` times as large; `factor` is not negative.
    func scaled(_ factor: Double) -> Tally {
        var scaled = Tally()
        for (value, count) in zip(values, counts) { scaled.add(value * factor, times: count) }
        return scaled
    }

    /// Not a number where there are no scores.
    public var mean: Double {
        total == 0 ? .nan : zip(values, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(total)
    }

    /// Every score, ascending.
    var list: [Double] { zip(values, counts).flatMap { Array(repeating: $0, count: $1) } }

    /// The mean of the middle half, as `Statistics.interquartileMean`.
    public var interquartileMean: Double {
        let cut = total / 4
        var (passed, sum) = (0, 0.0)
        for (value, count) in zip(values, counts) {
            let inside = min(passed + count, total - cut) - max(passed, cut)
            if inside > 0 { sum += value * Double(inside) }
            passed += count
        }
        return total == 0 ? .nan : sum / Double(total - 2 * cut)
    }
}
