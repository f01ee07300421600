import Foundation
import Neural
import Referential

/// Adapts by attention: a description is compared with every remembered one, whose shape then gets its share; the rest goes to what
/// everybody's words say. What attracts attention is learned over sessions.
struct AttentionMemory: WayToAdapt {
    /// Parameters: three for how like words, neighbours and letters are, one for how long ago it was, one for whether this partner said it;
    /// then three for what everybody's words say: at all, where nothing is like the description, and of shapes that are new.
    static let (keys, priors) = (5, 3)
    static var size: Int { keys + priors }
    /// `[size]`.
    var parameters: [Float]

    /// Before anything is learned.
    static let initial: [Float] = [4, 2, 2, 0, 0, 0, 0, 0]

    func logProbabilities(_ round: ListenedRound, _ lexicon: SharedLexicon) -> [Float] {
        AttendedRound(round, lexicon).logMasses(parameters).masses.logSoftmax
    }
}

/// The numbers that attention weighs in a round.
private struct AttendedRound {
    /// For each remembered description of a shape on the table the shape's place.
    private(set) var places: [Int] = []
    /// `[places, keys]`.
    private(set) var keys: [Float] = []
    /// `[shapes, priors]`, and the logarithms of what everybody's words say.
    private(set) var priors: [Float] = []
    private(set) var logs: [Float]

    init(_ round: ListenedRound, _ lexicon: SharedLexicon) {
        logs = lexicon.logProbabilities(round.description, round.shapes)
        var isNew = [Bool](repeating: true, count: round.shapes.count)
        var top: Float = 0
        for (index, entry) in round.heard.enumerated() {
            guard let place = round.shapes.firstIndex(of: entry.shape) else { continue }
            let likeness = round.description.likeness(entry.description)
            isNew[place] = false
            top = max(top, likeness.max() ?? 0)
            places.append(place)
            keys += likeness + [log(Float(round.heard.count - index)), entry.partner == round.partner ? 1 : 0]
        }
        priors = isNew.flatMap { [1, 1 - top, $0 ? 1 : 0] }
    }

    /// For each shape the logarithm of the attention that it gets; and each remembered description's and the prior's share in its shape's.
    func logMasses(_ parameters: [Float]) -> (masses: [Float], shares: [Float], priorShares: [Float]) {
        let (count, extra) = (AttentionMemory.keys, AttentionMemory.priors)
        var entries = [Float](repeating: 0, count: places.count)
        for index in entries.indices {
            for key in 0..<count { entries[index] += parameters[key] * keys[index * count + key] }
        }
        let own = logs.indices.map { place in
            (0..<extra).reduce(logs[place]) { $0 + parameters[count + $1] * priors[place * extra + $1] }
        }
        var tops = own
        for (place, entry) in zip(places, entries) { tops[place] = max(tops[place], entry) }
        var sums = zip(own, tops).map { exp($0 - $1) }
        for (place, entry) in zip(places, entries) { sums[place] += exp(entry - tops[place]) }
        return (
            zip(tops, sums).map { $0 + log($1) }, zip(places, entries).map { exp($1 - tops[$0]) / sums[$0] },
            logs.indices.map { exp(own[$0] - tops[$0]) / sums[$0] }
        )
    }

    /// Adds the gradient of the cross-entropy of `target` to `gradients`.
    func addGradient(_ target: Int, _ parameters: [Float], _ gradients: UnsafeMutablePointer<Float>, scale: Float) {
        let (count, extra) = (AttentionMemory.keys, AttentionMemory.priors)
        let (masses, shares, priorShares) = logMasses(parameters)
        var errors = masses.logSoftmax.map { exp($0) * scale }
        errors[target] -= scale
        for (index, place) in places.enumerated() {
            for key in 0..<count { gradients[key] += errors[place] * shares[index] * keys[index * count + key] }
        }
        for place in logs.indices {
            for prior in 0..<extra { gradients[count + prior] += errors[place] * priorShares[place] * priors[place * extra + prior] }
        }
    }
}

extension WeightedDescription {
    /// The cosines of words, of neighbours and of letters.
    fileprivate func likeness(_ other: WeightedDescription) -> [Float] {
        var dots: [Float] = [0, 0, 0]
        common(other) { own, their in dots[Int(features[own].kind.rawValue)] += weights[own] * other.weights[their] }
        return zip(dots, zip(norms, other.norms)).map { $0 / ($1.0 * $1.1) }
    }
}

// MARK: Learning

extension AttentionMemory {
    /// Passes over the rounds, rounds of a step, and the step size.
    private static let (epochs, batch, rate): (Int, Int, Double) = (12, 64, 0.05)

    /// Learns from whole sessions, each with a lexicon that has not heard it.
    init(learning sessions: [(session: RepeatedSession, lexicon: SharedLexicon)]) {
        var examples: [(round: AttendedRound, target: Int)] = []
        for (session, lexicon) in sessions {
            var memories = PersonMemories(session.kind)
            for round in session.rounds {
                let description = lexicon.describe(round.words)
                let listened = ListenedRound(description, round.shapes, memories.of(round.listener), partner: round.speaker)
                examples.append((AttendedRound(listened, lexicon), round.shapes.firstIndex(of: round.target) ?? 0))
                memories.hear(round.words, description, of: round, wasUnderstood: true)
            }
        }
        let weights = FloatBuffer(Self.size)
        let gradients = FloatBuffer(Self.size)
        for (index, value) in Self.initial.enumerated() { weights.base[index] = value }
        var adam = Adam(Self.size)
        for epoch in 0..<Self.epochs {
            // Rounds far apart are in one step.
            let stride = max(1, (examples.count + Self.batch - 1) / Self.batch)
            for first in 0..<min(stride, examples.count) {
                let places = Swift.stride(from: first, to: examples.count, by: stride)
                let parameters = weights.array
                for index in 0..<Self.size { gradients.base[index] = 0 }
                for place in places {
                    let (round, target) = examples[place]
                    round.addGradient(target, parameters, gradients.base, scale: 1 / Float(Self.batch))
                }
                adam.step(weights.base, gradients: gradients.base, learningRate: Self.rate * (1 - Double(epoch) / Double(Self.epochs)))
            }
        }
        parameters = weights.array
    }
}
