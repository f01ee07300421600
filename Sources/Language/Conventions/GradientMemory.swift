import Foundation
import Neural
import Referential

/// Adapts by gradient steps: a log-linear model of descriptions whose initial weights were meta-learned (first-order MAML; Finn and
/// others 2017), so that a step after each round of a session leads far.
struct GradientMemory: WayToAdapt {
    static let shapes = SharedLexicon.shapes
    /// `[buckets + 1, shapes]`: the weights with which a session begins; the last row is the bias.
    var weights: [Float]
    /// Step size within a session.
    static let rate: Float = 8

    /// Begins with no preference.
    init() { weights = [Float](repeating: 0, count: (SharedLexicon.buckets + 1) * Self.shapes) }

    init(weights: [Float]) { self.weights = weights }

    func logProbabilities(_ round: ListenedRound, _ lexicon: SharedLexicon) -> [Float] {
        var adapted = AdaptedRows(from: weights)
        for entry in round.heard where round.shapes.contains(entry.shape) {
            adapted.step(entry.description, entry.shape, among: round.shapes, rate: Self.rate * round.weight(entry))
        }
        return adapted.scores(round.description, round.shapes).logSoftmax
    }
}

/// The weights that a session has changed.
private struct AdaptedRows {
    private let weights: [Float]
    /// Where the changed row of a bucket begins in `rows`.
    private var places: [Int: Int] = [:]
    private var rows: [Float] = []
    private static let shapes = GradientMemory.shapes

    init(from weights: [Float]) { self.weights = weights }

    /// The scores of `shapes` by the model as it is.
    func scores(_ description: WeightedDescription, _ shapes: [Int]) -> [Float] {
        let bias = SharedLexicon.buckets * Self.shapes
        var scores = shapes.map { weights[bias + $0] }
        for (feature, weight) in zip(description.features, description.weights) {
            let bucket = SharedLexicon.bucket(feature)
            let input = weight / description.norm
            if let place = places[bucket] {
                for (index, shape) in shapes.enumerated() { scores[index] += input * rows[place + shape] }
            } else {
                for (index, shape) in shapes.enumerated() { scores[index] += input * weights[bucket * Self.shapes + shape] }
            }
        }
        return scores
    }

    /// A step against the gradient of the cross-entropy of one description.
    mutating func step(_ description: WeightedDescription, _ target: Int, among shapes: [Int], rate: Float) {
        let errors = zip(shapes, scores(description, shapes).logSoftmax).map { exp($1) - ($0 == target ? 1 : 0) }
        for (feature, weight) in zip(description.features, description.weights) {
            let bucket = SharedLexicon.bucket(feature)
            let place = changedRow(bucket)
            let size = rate * weight / description.norm
            for (shape, error) in zip(shapes, errors) { rows[place + shape] -= size * error }
        }
    }

    private mutating func changedRow(_ bucket: Int) -> Int {
        if let place = places[bucket] { return place }
        let place = rows.count
        places[bucket] = place
        rows += weights[(bucket * Self.shapes)..<((bucket + 1) * Self.shapes)]
        return place
    }
}

// MARK: Learning

extension GradientMemory {
    /// Passes over the sessions, and the outer step size.
    private static let (epochs, outerRate): (Int, Double) = (10, 0.3)

    /// A round with its features by their rows.
    private struct Row {
        let features: [(start: Int, input: Float)]
        let shapes: [Int]
        let target: Int
    }

    /// Meta-learns the initial weights: in every round of a session the gradient at the weights that the session has led to is also taken as the
    /// gradient of the initial ones.
    /// - Parameter isMeta: whether the session leads anywhere while the initial weights are learned; without, this is plain learning from all.
    init(learning sessions: [RepeatedSession], _ lexicon: SharedLexicon, isMeta: Bool = true) {
        self.init()
        let described = sessions.map { session in session.rounds.map { ($0, lexicon.describe($0.words)) } }
        let used = Set(described.joined().flatMap { $0.1.features.map(SharedLexicon.bucket) }).sorted()
        let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0 * Self.shapes) })
        let bias = used.count * Self.shapes
        let rows = described.map { rounds in
            rounds.map { round, description in
                let features = zip(description.features, description.weights).compactMap { feature, weight in
                    places[SharedLexicon.bucket(feature)].map { (start: $0, input: weight / description.norm) }
                }
                return Row(features: features, shapes: round.shapes, target: round.target)
            }
        }
        let parameters = FloatBuffer(bias + Self.shapes)
        let gradients = FloatBuffer(bias + Self.shapes)
        var adam = Adam(bias + Self.shapes)
        let steps = Self.epochs * rows.count
        for step in 0..<steps {
            let session = rows[step % rows.count]
            for index in 0..<gradients.count { gradients.base[index] = 0 }
            var adapted = parameters.array
            for row in session {
                Self.meet(row, &adapted, bias, gradients.base, scale: 1 / Float(session.count), rate: isMeta ? Self.rate : 0)
            }
            adam.step(parameters.base, gradients: gradients.base, learningRate: Self.outerRate * (1 - Double(step) / Double(steps)))
        }
        for (place, bucket) in (used + [SharedLexicon.buckets]).enumerated() {
            for shape in 0..<Self.shapes { weights[bucket * Self.shapes + shape] = parameters.base[place * Self.shapes + shape] }
        }
    }

    /// Adds a round's gradient at the adapted weights to `gradients`, then takes the session's step, of which the bias has no part.
    private static func meet(
        _ row: Row, _ adapted: inout [Float], _ bias: Int, _ gradients: UnsafeMutablePointer<Float>, scale: Float, rate: Float
    ) {
        var scores = row.shapes.map { adapted[bias + $0] }
        for (start, input) in row.features {
            for (place, shape) in row.shapes.enumerated() { scores[place] += input * adapted[start + shape] }
        }
        let errors = zip(row.shapes, scores.logSoftmax).map { exp($1) - ($0 == row.target ? 1 : 0) }
        for (shape, error) in zip(row.shapes, errors) { gradients[bias + shape] += scale * error }
        for (start, input) in row.features {
            for (shape, error) in zip(row.shapes, errors) {
                gradients[start + shape] += scale * input * error
                adapted[start + shape] -= rate * input * error
            }
        }
    }
}
