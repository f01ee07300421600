import Foundation
import Neural
import Referential

extension SharedLexicon {
    /// A round to learn from.
    struct Example: Sendable {
        let description: Description
        let shape: Int
    }

    /// Steps, step size and weight of the squared weights of the log-linear model.
    private static let (steps, rate, decay): (Int, Double, Float) = (120, 0.05, 2)

    /// Learns from the rounds of `sessions`.
    init(learning sessions: [RepeatedSession]) {
        let examples = sessions.flatMap(\.rounds).map { Example(description: Description($0.words), shape: $0.target) }
        var (counts, totals) = ([Float](repeating: 0, count: Self.buckets * Self.shapes), [Float](repeating: 0, count: Self.shapes))
        var rounds = [Float](repeating: 0, count: Self.buckets)
        for example in examples {
            totals[example.shape] += 1
            for feature in example.description.features {
                let bucket = Self.bucket(feature)
                rounds[bucket] += 1
                if feature.kind == .word { counts[bucket * Self.shapes + example.shape] += 1 }
            }
        }
        self.counts = counts
        self.totals = totals
        telling = rounds.map { log((Float(examples.count) + 1) / ($0 + 0.5)) }
        weights = Self.fit(examples)
    }

    /// Multinomial logistic regression by full gradients; a bucket that no example has keeps weights of zero.
    private static func fit(_ examples: [Example]) -> [Float] {
        let used = Set(examples.flatMap { $0.description.features.map(bucket) }).sorted()
        let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0 * shapes) })
        let bias = used.count * shapes
        let parameters = FloatBuffer(bias + shapes)
        let gradients = FloatBuffer(bias + shapes)
        var adam = Adam(bias + shapes)
        let rows = examples.map { example in
            let features = example.description.features.compactMap { feature in
                places[bucket(feature)].map { (start: $0, weight: feature.kind.weight) }
            }
            return features + [(start: bias, weight: 1)]
        }
        for step in 0..<steps {
            for index in 0..<bias { gradients.base[index] = decay * parameters.base[index] }
            for index in bias..<(bias + shapes) { gradients.base[index] = 0 }
            for (row, example) in zip(rows, examples) {
                var scores = [Float](repeating: 0, count: shapes)
                for (start, weight) in row { for shape in 0..<shapes { scores[shape] += weight * parameters.base[start + shape] } }
                var errors = scores.logSoftmax.map { exp($0) }
                errors[example.shape] -= 1
                for (start, weight) in row { for shape in 0..<shapes { gradients.base[start + shape] += weight * errors[shape] } }
            }
            adam.step(parameters.base, gradients: gradients.base, learningRate: rate * (1 - Double(step) / Double(steps)))
        }
        var weights = [Float](repeating: 0, count: (buckets + 1) * shapes)
        for (place, row) in (used + [buckets]).enumerated() {
            for shape in 0..<shapes { weights[row * shapes + shape] = parameters.base[place * shapes + shape] }
        }
        return weights
    }
}
