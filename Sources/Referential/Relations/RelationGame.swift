import Basics

/// Two objects and a relation. Near to the target are things of which one or two attributes differ, and the thing in which the
/// two objects have changed places, so that which word belongs to which object matters.
public struct RelationGame: ReferentialGame {
    public static let word = "relations"
    public static let summary = "two objects of shape, colour and size, and how one lies to the other"

    public let settings: GameSettings
    public let candidates: Int
    public let things = Things.attributes(RelationLexicon.space)

    /// - Throws: `ReferentialError` for less than 2 candidates, or more than 64.
    public init(_ settings: GameSettings) throws {
        self.settings = settings
        candidates = try Self.checked(settings.candidates ?? Self.standardCandidates)
    }

    public func describe(_ candidate: Candidate) -> String {
        guard case .attributes(let values) = candidate, values.count == RelationLexicon.space.sizes.count else { return candidate.numbers }
        return RelationLexicon.words(values)
    }

    /// The first object's colour.
    public func colour(of candidate: Candidate) -> HSLColour? {
        guard case .attributes(let values) = candidate, values.count == RelationLexicon.space.sizes.count else { return nil }
        return SceneLexicon.colour(values[1])
    }

    public func mentions(in utterance: String) -> Set<[Int]>? { RelationLexicon.mentioned(utterance) }
    public func speaker(_ number: Int, seed: UInt64) -> any Speaker { RelationPersona(number, seed: seed) }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        var random = RandomStream(seed, number, StreamKey.relationRound)
        let similarity = Similarity.allCases[random.below(3)]
        let space = RelationLexicon.space
        var target = space.thing(&random)
        while !settings.combinations.allow(target) { target = space.thing(&random) }
        return space.round(target, similarity, candidates: candidates, &random) { thing, random in
            random.chance(0.4) ? Array(thing[3..<6] + thing[0..<3] + thing[6...]) : space.neighbour(of: thing, &random)
        }
    }
}
