import Basics

/// How similar the other candidates of a round are to the target: the round's condition. Each game says what is near.
public enum Similarity: String, Sendable, Hashable, CaseIterable, Codable {
    /// No other is near.
    case far
    /// One other is near.
    case split
    /// All others are near.
    case close
}

extension AttributeSpace {
    /// A round in which `target` is among others that are as near to it as `similarity` says; those that are not near share at
    /// most one attribute with it.
    /// - Parameter neighbour: a thing near to the target, which may be the target itself.
    func round(
        _ target: [UInt8], _ similarity: Similarity, candidates: Int, _ random: inout RandomStream,
        neighbour: ([UInt8], inout RandomStream) -> [UInt8]
    ) -> Round {
        var others: [[UInt8]] = []
        while others.count < candidates - 1 {
            let isNear = similarity == .close || similarity == .split && others.isEmpty
            let thing = isNear ? neighbour(target, &random) : thing(&random)
            let shared = zip(thing, target).count { $0 == $1 }
            guard isNear || shared <= 1, thing != target, !others.contains(thing) else { continue }
            others.append(thing)
        }
        let place = random.below(candidates)
        others.insert(target, at: place)
        return Round(candidates: others.map { .attributes($0) }, target: place, condition: similarity.rawValue)
    }
}
