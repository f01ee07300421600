import Basics

/// Figures out of large and small triangles, a square and a rhomboid, meant again and again: the same dozen is on the table in all rounds
/// of a session, and each is meant once before any is meant again.
///
/// The seed decides the figures; where they lie changes from round to round.
public struct FigureGame: ReferentialGame {
    public static let word = "figures"
    public static let summary = "one of a dozen figures, each meant again and again"
    public static let standardCandidates = 12

    public let settings: GameSettings
    public let candidates: Int
    public let things = Things.attributes(FigureLexicon.space)

    /// Figures on the table, at most: as many as agents tell apart.
    public static let maxCandidates = TangramShapes.count

    /// - Throws: `ReferentialError` for less than 2 candidates, or more than 12.
    public init(_ settings: GameSettings) throws {
        self.settings = settings
        candidates = settings.candidates ?? Self.standardCandidates
        guard (2...Self.maxCandidates).contains(candidates) else {
            throw ReferentialError("a round of figures has 2 to \(Self.maxCandidates) candidates, not \(candidates)")
        }
    }

    /// The figures on the table, in an order that rounds do not show.
    public func table(seed: UInt64) -> [Candidate] {
        var random = RandomStream(seed, StreamKey.tangramShape)
        var figures: [[UInt8]] = []
        var tries = 0
        while figures.count < candidates {
            let figure = FigureLexicon.space.thing(&random)
            // Figures differ in several parts, while that is easy.
            let least = tries < 1000 ? 2 : 1
            tries += 1
            let isDifferent = figures.allSatisfy { other in zip(other, figure).count { $0 != $1 } >= least }
            if isDifferent && settings.combinations.allow(figure) { figures.append(figure) }
        }
        return figures.map(Candidate.attributes)
    }

    /// Which repetition a round belongs to, from zero.
    public func repetition(_ number: UInt64) -> UInt64 { number / UInt64(candidates) }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        let figures = table(seed: seed)
        var order = RandomStream(seed, repetition(number), StreamKey.repeatedTargets)
        let meant = figures.indices.shuffled(using: &order)[Int(number % UInt64(candidates))]
        var random = RandomStream(seed, number, StreamKey.figurePlaces)
        let places = figures.indices.shuffled(using: &random)
        return Round(
            candidates: places.map { figures[$0] }, target: places.firstIndex(of: meant) ?? 0,
            condition: "repetition \(repetition(number) + 1)")
    }

    public func describe(_ candidate: Candidate) -> String {
        guard let values = Self.values(candidate) else { return candidate.numbers }
        return FigureLexicon.words(values)
    }

    public func figure(of candidate: Candidate) -> Figure? { Self.values(candidate).map { Figure($0) } }

    private static func values(_ candidate: Candidate) -> [UInt8]? {
        guard case .attributes(let values) = candidate, values.count == FigureLexicon.space.sizes.count,
            zip(values, FigureLexicon.space.sizes).allSatisfy({ Int($0) < $1 })
        else { return nil }
        return values
    }

    public func mentions(in utterance: String) -> Set<[Int]>? { FigureLexicon.mentioned(utterance) }
    public func speaker(_ number: Int, seed: UInt64) -> any Speaker { FigurePersona(number, seed: seed) }

    /// The rounds of a session in which nobody has spoken, with the figures by their numbers on the table.
    public func session(seed: UInt64, repetitions: Int, number: Int) -> RepeatedSession {
        let table = table(seed: seed)
        let rounds = (0..<(repetitions * candidates)).map { place -> RepeatedRound in
            let round = round(UInt64(place), seed: seed)
            let shapes = round.candidates.map { table.firstIndex(of: $0) ?? 0 }
            return RepeatedRound(repetition: place / candidates, shapes: shapes, target: shapes[round.target], words: "")
        }
        return RepeatedSession(kind: .pair, number: number, rounds: rounds)
    }

    /// What simulated speakers say of the figures on the table, each of all in turn, again and again.
    /// - Throws: never for figures of this game.
    public func sessions(_ numbers: Range<Int>, seed: UInt64, repetitions: Int) throws -> [RepeatedSession] {
        let figures = table(seed: seed)
        let shapes = Array(figures.indices)
        return try numbers.map { number in
            let persona = FigurePersona(number, seed: seed)
            var rounds: [RepeatedRound] = []
            for repetition in 0..<repetitions {
                var order = RandomStream(seed, UInt64(number), UInt64(repetition), StreamKey.repeatedTargets)
                for shape in shapes.shuffled(using: &order) {
                    var random = RandomStream(seed, UInt64(number), UInt64(repetition * candidates + shape), StreamKey.speech)
                    let round = Round(candidates: figures, target: shape, condition: "")
                    let words = try persona.describe(round, times: repetition, random: &random)
                    rounds.append(RepeatedRound(repetition: repetition + 1, shapes: shapes, target: shape, choice: shape, words: words))
                }
            }
            return RepeatedSession(kind: .pair, number: number, rounds: rounds)
        }
    }
}
