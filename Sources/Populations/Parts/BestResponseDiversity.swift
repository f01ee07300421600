import Foundation

/// Chooses those of several partners to whom one has to respond most differently (best-response diversity: Wang et al. 2024,
/// "ZSC-Eval", section 4.2): the ones whose best responses, described by what they do, have a kernel matrix of large determinant.
enum BestResponseDiversity {
    /// Greedily takes the next one that enlarges the determinant most.
    /// - Parameters:
    ///   - counts: how often each best response causes each event, `[partners, events]`.
    ///   - choose: how many; all where there are not as many.
    /// - Returns: their places, ascending.
    static func chosen(_ counts: [[Double]], choose: Int) -> [Int] {
        let kernel = kernel(scaled(counts))
        // What is left of each one's variance, and its row of the Cholesky factor, given those already chosen.
        var rest = counts.indices.map { kernel[$0][$0] }
        var factors = [[Double]](repeating: [], count: counts.count)
        var chosen: [Int] = []
        while chosen.count < min(choose, counts.count) {
            let open = counts.indices.filter { !chosen.contains($0) }
            guard let next = open.max(by: { (rest[$0], -$0) < (rest[$1], -$1) }) else { break }
            let root = max(rest[next], 1e-12).squareRoot()
            for other in open where other != next {
                let known = zip(factors[next], factors[other]).reduce(0) { $0 + $1.0 * $1.1 }
                let factor = (kernel[next][other] - known) / root
                factors[other].append(factor)
                rest[other] -= factor * factor
            }
            chosen.append(next)
        }
        return chosen.sorted()
    }

    /// Counts divided by the largest of each kind of event.
    private static func scaled(_ counts: [[Double]]) -> [[Double]] {
        let kinds = counts.first?.count ?? 0
        let scale = (0..<kinds).map { kind in counts.map { $0[kind] }.max() ?? 0 }
        return counts.map { row in row.indices.map { scale[$0] > 0 ? row[$0] / scale[$0] : 0 } }
    }

    /// A Gaussian kernel as wide as the points are apart on average.
    private static func kernel(_ points: [[Double]]) -> [[Double]] {
        let squares = points.map { a in points.map { b in zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } } }
        let pairs = Double(max(1, points.count * (points.count - 1)))
        let width = max(squares.joined().reduce(0, +) / pairs, 1e-12)
        return squares.map { $0.map { exp(-$0 / width) } }
    }
}
