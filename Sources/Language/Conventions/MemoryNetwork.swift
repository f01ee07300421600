import Basics
import Foundation
import Neural

/// A small network that turns the comparisons of a description with memory into a score for each shape. It learns over whole sessions,
/// so that what it learns is how to adapt to a partner, not which words people use.
struct MemoryNetwork: Sendable {
    /// Hidden units of a network.
    static let hidden = 16
    /// Networks whose log-probabilities are averaged.
    static let networks = 3
    /// Parameters of a network: into the hidden layer, its bias, out of it, and past it.
    static let size = MemoryFeatures.count * hidden + hidden + hidden + MemoryFeatures.count

    /// What each feature is less, and divided by.
    var means: [Float]
    var scales: [Float]
    /// `[networks, size]`.
    var parameters: [Float]

    /// A round to learn from: the features of each shape, and which was meant, among those that the rule leaves.
    struct Example: Sendable {
        let features: [Float]
        let target: Int
        let allowed: [Bool]
    }

    /// For each shape the mean over the networks of its log-probability, where `allowed`.
    func logProbabilities(_ features: [Float], allowed: [Bool]) -> [Float] {
        let inputs = normalised(features)
        var sums = [Float](repeating: 0, count: allowed.count)
        var units = [Float](repeating: 0, count: Self.hidden)
        for network in 0..<Self.networks {
            let scores = parameters[(network * Self.size)..<((network + 1) * Self.size)].withUnsafeBufferPointer { weights in
                allowed.indices.map { Self.score(weights, inputs, $0, &units) }
            }
            let logs = Self.masked(scores, allowed).logSoftmax
            for place in sums.indices { sums[place] += logs[place] / Float(Self.networks) }
        }
        return sums
    }

    private static func masked(_ scores: [Float], _ allowed: [Bool]) -> [Float] {
        zip(scores, allowed).map { $1 ? $0 : -1e6 }
    }

    private func normalised(_ features: [Float]) -> [Float] {
        features.indices.map { (features[$0] - means[$0 % MemoryFeatures.count]) / scales[$0 % MemoryFeatures.count] }
    }

    /// The score of the shape at `place`; leaves the hidden units in `units`.
    private static func score(
        _ weights: UnsafeBufferPointer<Float>, _ inputs: [Float], _ place: Int, _ units: inout [Float]
    ) -> Float {
        let (count, start) = (MemoryFeatures.count, place * MemoryFeatures.count)
        let (bias, out, past) = (count * hidden, count * hidden + hidden, count * hidden + 2 * hidden)
        var score: Float = 0
        for unit in 0..<hidden { units[unit] = weights[bias + unit] }
        for index in 0..<count {
            let input = inputs[start + index]
            score += weights[past + index] * input
            for unit in 0..<hidden { units[unit] += weights[index * hidden + unit] * input }
        }
        for unit in 0..<hidden {
            units[unit] = tanh(units[unit])
            score += weights[out + unit] * units[unit]
        }
        return score
    }
}

/// The network over what the other ways make of a session.
struct LearnedMemory: WayToAdapt {
    let network: MemoryNetwork
    let memories: SessionMemories

    func logProbabilities(_ round: ListenedRound, _ lexicon: SharedLexicon) -> [Float] {
        network.logProbabilities(MemoryFeatures(round, lexicon: lexicon, memories: memories).values, allowed: round.allowed)
    }
}

// MARK: Learning

extension MemoryNetwork {
    /// Passes over the examples, examples of a step, step size, and weight of the squared parameters.
    private static let (epochs, batch, rate, decay): (Int, Int, Double, Float) = (30, 64, 0.01, 0.0003)

    /// Learns from examples of whole sessions.
    /// - Parameter steps: in place of as many as the standard passes over the examples take.
    init(learning examples: [Example], seed: UInt64, steps: Int? = nil) {
        let count = MemoryFeatures.count
        var (sums, squares) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        var rows = 0.0
        for example in examples {
            rows += Double(example.features.count / count)
            for (index, value) in example.features.enumerated() {
                sums[index % count] += Double(value)
                squares[index % count] += Double(value) * Double(value)
            }
        }
        means = sums.map { Float($0 / max(rows, 1)) }
        scales = zip(sums, squares).map { Float(max($1 / max(rows, 1) - $0 * $0 / max(rows * rows, 1), 0).squareRoot()) + 1e-6 }
        parameters = []
        let inputs = examples.map { Example(features: normalised($0.features), target: $0.target, allowed: $0.allowed) }
        for network in 0..<Self.networks { parameters += Self.fit(inputs, seed: seed, network: UInt64(network), steps: steps) }
    }

    private static func fit(_ examples: [Example], seed: UInt64, network: UInt64, steps: Int?) -> [Float] {
        var random = RandomStream(seed, network, StreamKey.partnerNetwork)
        let weights = FloatBuffer(size)
        let gradients = FloatBuffer(size)
        let inward = 1 / Float(MemoryFeatures.count).squareRoot()
        for index in 0..<(MemoryFeatures.count * hidden) { weights.base[index] = inward * Float(Initialisation.gaussian(using: &random)) }
        for unit in 0..<hidden {
            weights.base[MemoryFeatures.count * hidden + hidden + unit] = 0.3 * Float(Initialisation.gaussian(using: &random))
        }
        weights.base[MemoryFeatures.count * hidden + 2 * hidden] = 1
        var adam = Adam(size)
        var order = Array(examples.indices)
        let all = steps ?? max(1, epochs * ((examples.count + batch - 1) / batch))
        var step = 0
        while step < all, !order.isEmpty {
            order.shuffle(using: &random)
            for start in stride(from: 0, to: order.count, by: batch) where step < all {
                let places = order[start..<min(start + batch, order.count)]
                for index in 0..<size { gradients.base[index] = decay * weights.base[index] }
                for place in places {
                    addGradient(of: examples[place], UnsafeBufferPointer(weights.all), gradients.base, scale: 1 / Float(places.count))
                }
                adam.step(weights.base, gradients: gradients.base, learningRate: rate * (1 - Double(step) / Double(all)))
                step += 1
            }
        }
        return weights.array
    }

    /// Adds the gradient of the cross-entropy of an example.
    private static func addGradient(
        of example: Example, _ weights: UnsafeBufferPointer<Float>, _ gradients: UnsafeMutablePointer<Float>, scale: Float
    ) {
        let count = MemoryFeatures.count
        let (bias, out, past) = (count * hidden, count * hidden + hidden, count * hidden + 2 * hidden)
        var units = [[Float]](repeating: [Float](repeating: 0, count: hidden), count: example.allowed.count)
        let scores = example.allowed.indices.map { score(weights, example.features, $0, &units[$0]) }
        var errors = masked(scores, example.allowed).logSoftmax.map { exp($0) * scale }
        errors[example.target] -= scale
        for (place, error) in errors.enumerated() where error != 0 {
            let start = place * count
            for index in 0..<count { gradients[past + index] += error * example.features[start + index] }
            for unit in 0..<hidden {
                let value = units[place][unit]
                gradients[out + unit] += error * value
                let inner = error * weights[out + unit] * (1 - value * value)
                gradients[bias + unit] += inner
                for index in 0..<count { gradients[index * hidden + unit] += inner * example.features[start + index] }
            }
        }
    }
}
