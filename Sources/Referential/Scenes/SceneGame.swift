import Basics

/// Scenes of six attributes (shape, colour, size, texture, position, count) that are more or less alike.
public struct SceneGame: ReferentialGame {
    /// How many of the target's attributes the other scenes share.
    public enum Condition: String, Sendable, Hashable, CaseIterable {
        /// At most one.
        case far
        /// The first of the others all but one or two, the rest at most one.
        case split
        /// All but one or two.
        case close
    }

    /// Which combinations of shape and colour a target may have. Every eighth combination is never seen in training.
    public enum Combinations: String, Sendable, Hashable, CaseIterable {
        case seen, unseen, all

        /// Whether a target with these values may be; the first two are shape and colour, or what stands in their places.
        func allow(_ thing: [UInt8]) -> Bool { self == .all || SceneGame.isUnseen(thing) == (self == .unseen) }
    }

    public let name = "scenes"
    public let candidates: Int
    public let combinations: Combinations

    /// - Throws: `TalkError` for less than two candidates.
    public init(candidates: Int = 4, combinations: Combinations = .all) throws {
        guard (2...64).contains(candidates) else { throw TalkError("a round of scenes has 2 to 64 candidates, not \(candidates)") }
        self.candidates = candidates
        self.combinations = combinations
    }

    /// Whether a thing's first two attributes, of a scene shape and colour, are a combination that is kept out of training.
    public static func isUnseen(_ thing: [UInt8]) -> Bool { thing.count > 1 && (Int(thing[0]) + 3 * Int(thing[1])) % 8 == 0 }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        var random = RandomStream(seed, number, StreamKey.sceneRound)
        let condition = Condition.allCases[random.below(3)]
        var target = SceneLexicon.space.thing(&random)
        while !combinations.allow(target) { target = SceneLexicon.space.thing(&random) }
        return SceneGame.round(target, condition, SceneLexicon.space, candidates: candidates, &random) {
            SceneLexicon.space.neighbour(of: $0, &$1)
        }
    }

    /// A round in which `target` stands among others that are as near to it as the condition says.
    /// - Parameter neighbour: a thing near to the target, which may be the target itself.
    static func round(
        _ target: [UInt8], _ condition: Condition, _ space: AttributeSpace, candidates: Int, _ random: inout RandomStream,
        neighbour: ([UInt8], inout RandomStream) -> [UInt8]
    ) -> Round {
        var others: [[UInt8]] = []
        while others.count < candidates - 1 {
            let isNear = condition == .close || condition == .split && others.isEmpty
            let thing = isNear ? neighbour(target, &random) : space.thing(&random)
            let shared = zip(thing, target).count { $0 == $1 }
            guard isNear || shared <= 1, thing != target, !others.contains(thing) else { continue }
            others.append(thing)
        }
        let place = random.below(candidates)
        others.insert(target, at: place)
        return Round(candidates: others.map { .attributes($0) }, target: place, condition: condition.rawValue)
    }
}
