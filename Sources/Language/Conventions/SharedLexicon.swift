import Foundation
import Referential

/// What everybody's words say about shapes, before anything is known of a partner: a log-linear model, counts, and how telling each
/// feature is. Features fall into buckets by their hashes, so that no text of people is kept.
struct SharedLexicon: Sendable {
    /// Buckets for features.
    static let buckets = 1 << 14
    static let shapes = TangramShapes.count

    /// `[buckets, shapes]`: weights of the log-linear model; then one row more, the bias.
    var weights: [Float]
    /// `[buckets, shapes]`: rounds of each shape in which a word was said.
    var counts: [Float]
    /// `[shapes]`: rounds of each shape.
    var totals: [Float]
    /// `[buckets]`: how telling a feature is, the logarithm of all rounds over those in which it was said.
    var telling: [Float]

    static func bucket(_ feature: Description.Feature) -> Int { Int(feature.hash % UInt64(buckets)) }

    /// A description with its features' weights.
    func describe(_ text: String) -> WeightedDescription {
        WeightedDescription(Description(text)) { telling[SharedLexicon.bucket($0)] * $0.kind.weight }
    }

    /// For each of `shapes` the logarithm of its probability by the log-linear model.
    func logProbabilities(_ description: WeightedDescription, _ shapes: [Int]) -> [Float] {
        let bias = SharedLexicon.buckets * SharedLexicon.shapes
        var scores = shapes.map { weights[bias + $0] }
        for feature in description.features {
            let row = SharedLexicon.bucket(feature) * SharedLexicon.shapes
            for (place, shape) in shapes.enumerated() { scores[place] += feature.kind.weight * weights[row + shape] }
        }
        return scores.logSoftmax
    }

    /// Rounds of a shape in which a word was said.
    func count(_ feature: Description.Feature, _ shape: Int) -> Float {
        counts[SharedLexicon.bucket(feature) * SharedLexicon.shapes + shape]
    }

    /// Share of a shape's rounds in which a word is said, never quite zero.
    func share(_ feature: Description.Feature, _ shape: Int) -> Float { (count(feature, shape) + 0.3) / (totals[shape] + 6) }
}

extension [Float] {
    /// The logarithms of the softmax.
    var logSoftmax: [Float] {
        let top = self.max() ?? 0
        let sum = log(reduce(0) { $0 + exp($1 - top) })
        return map { $0 - top - sum }
    }
}
