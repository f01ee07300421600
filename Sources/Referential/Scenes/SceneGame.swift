import Basics

/// Scenes of six attributes (shape, colour, size, texture, position, count). Near to the target are scenes that share all but one
/// or two of its attributes, others share at most one.
public struct SceneGame: ReferentialGame {
    public static let word = "scenes"
    public static let summary = "one of several scenes of shape, colour, size, texture, position and count"

    public let settings: GameSettings
    public let candidates: Int
    public let things = Things.attributes(SceneLexicon.space)

    /// - Throws: `ReferentialError` for less than 2 candidates, or more than 64.
    public init(_ settings: GameSettings) throws {
        self.settings = settings
        candidates = try Self.checked(settings.candidates ?? Self.standardCandidates)
    }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        var random = RandomStream(seed, number, StreamKey.sceneRound)
        let similarity = Similarity.allCases[random.below(3)]
        let space = SceneLexicon.space
        var target = space.thing(&random)
        while !settings.combinations.allow(target) { target = space.thing(&random) }
        return space.round(target, similarity, candidates: candidates, &random) { space.neighbour(of: $0, &$1) }
    }

    public func describe(_ candidate: Candidate) -> String {
        guard case .attributes(let values) = candidate, values.count == SceneLexicon.attributes.count else { return candidate.numbers }
        let named = zip(values, SceneLexicon.attributes).map { value, attribute in attribute.values[Int(value)][0] }
        return "\(named[5]) \(named[2]) \(named[3]) \(named[1]) \(named[0]), \(named[4])"
    }

    public func colour(of candidate: Candidate) -> HSLColour? {
        guard case .attributes(let values) = candidate, values.count == SceneLexicon.attributes.count else { return nil }
        return SceneLexicon.colour(values[1])
    }

    public func mentions(in utterance: String) -> Set<[Int]>? { SceneLexicon.mentioned(utterance) }

    /// Some of the held-out speakers use words that nobody else does.
    public func speaker(_ number: Int, seed: UInt64) -> any Speaker {
        ScenePersona(number, seed: seed, usesRareWords: SimulatedSpeakers.heldOut.contains(number) && number % 4 == 0)
    }
}
