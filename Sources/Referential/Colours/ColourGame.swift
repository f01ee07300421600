import Basics

/// Three colours of one lightness, as Monroe et al. (2017, "Colors in Context") drew them: no two look nearly the same
/// (CIEDE2000 below 5), and the condition says which are near each other (below 20).
public struct ColourGame: ReferentialGame {
    public static let word = "colours"
    public static let summary = "one of three colours, which people describe"
    public static let choices: Set<GameSettings.Choice> = []
    public static let hasCorpus = true

    public let settings: GameSettings
    public let things = Things.colours
    public let candidates = 3
    /// Differences below this are near, and below the other hardly seen.
    static let (near, unseen) = (20.0, 5.0)

    public init(_ settings: GameSettings) { self.settings = settings }

    public init() { self.init(GameSettings()) }

    public func mentions(in utterance: String) -> Set<[Int]>? { nil }
    public func speaker(_ number: Int, seed: UInt64) -> any Speaker { ColourPersona(number, seed: seed) }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        var random = RandomStream(seed, number, StreamKey.colourRound)
        let condition = Similarity.allCases[random.below(3)]
        while true {
            let target = ColourGame.colour(&random)
            // Near colours are rare among all; they are looked for around the target.
            let first = condition == .far ? ColourGame.colour(&random) : ColourGame.colour(&random, around: target)
            let second = condition == .close ? ColourGame.colour(&random, around: target) : ColourGame.colour(&random)
            guard ColourGame.condition(target, first, second) == condition else { continue }
            let place = random.below(3)
            var candidates = [Candidate.colour(first), .colour(second)]
            candidates.insert(.colour(target), at: place)
            return Round(candidates: candidates, target: place, condition: condition.rawValue)
        }
    }

    /// The condition of a target and two others; nil where two look nearly the same or the first is not the nearer.
    static func condition(_ target: HSLColour, _ first: HSLColour, _ second: HSLColour) -> Similarity? {
        let (t, a, b) = (target.lab, first.lab, second.lab)
        let (ta, tb, ab) = (t.difference(a), t.difference(b), a.difference(b))
        guard min(ta, tb, ab) >= unseen else { return nil }
        switch (ta < near, tb < near, ab < near) {
        case (false, false, false): return .far
        case (true, false, false): return .split
        case (true, true, true): return .close
        default: return nil
        }
    }

    private static func colour(_ random: inout RandomStream) -> HSLColour {
        HSLColour(hue: Double(random.below(360)), saturation: Double(random.below(100)), lightness: 50)
    }

    private static func colour(_ random: inout RandomStream, around other: HSLColour) -> HSLColour {
        let hue = (Int(other.hue) + random.below(81) - 40 + 360) % 360
        let saturation = min(max(Int(other.saturation) + random.below(81) - 40, 0), 99)
        return HSLColour(hue: Double(hue), saturation: Double(saturation), lightness: 50)
    }
}
