import Basics

/// A simulated speaker of figures: nicknames for the whole, some of them its own, and its own words for the parts.
public struct FigurePersona: Speaker, Hashable {
    private let number: Int
    private let seed: UInt64
    /// For each part and value which of its words it prefers.
    private let words: [[Int]]
    private let choice: IncrementalChoice
    /// Probability of a word to be misspelt.
    private let typos: Double

    /// Share of figures for which nearly everybody thinks of the same.
    private static let common = 0.5

    public static func == (a: FigurePersona, b: FigurePersona) -> Bool { (a.number, a.seed) == (b.number, b.seed) }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(number)
        hasher.combine(seed)
    }

    /// - Parameter number: with `seed` decides everything about the speaker.
    public init(_ number: Int, seed: UInt64) {
        var random = RandomStream(seed, UInt64(number), StreamKey.figurePersona)
        self.number = number
        self.seed = seed
        words = FigureLexicon.attributes.map { $0.values.map { random.below($0.count) } }
        let verbosity = random.share(from: 0.2, to: 0.8)
        choice = IncrementalChoice(
            preference: Array(0..<FigureLexicon.attributes.count).shuffled(using: &random), verbosity: verbosity, rationality: 1)
        typos = random.share(from: 0, to: 0.03)
    }

    public func speak(_ round: Round, random: inout RandomStream) throws -> String {
        try describe(round, times: 0, random: &random)
    }

    /// What the speaker says to somebody who has understood it so many times: less and less.
    func describe(_ round: Round, times: Int, random: inout RandomStream) throws -> String {
        let (target, others) = try round.things(of: FigureLexicon.attributes.count, "these personas describe figures only")
        let name = nickname(target)
        guard times < 2 else { return name.misspelt(typos, &random) }
        let chosen = choice.choose(target, others, &random) { $1 == $2 }
        let parts = choice.preference.filter(chosen.contains).prefix(times == 0 ? 5 : 1).map { attribute in
            let ways = FigureLexicon.attributes[attribute].values[Int(target[attribute])]
            return ways[words[attribute][Int(target[attribute])]]
        }
        let text = ([(times == 0 ? "looks like a " : "the ") + name] + parts).joined(separator: ", ")
        return text.split(separator: " ").map { String($0).misspelt(typos, &random) }.joined(separator: " ")
    }

    /// What the speaker calls a whole figure.
    private func nickname(_ values: [UInt8]) -> String {
        let figure = values.reduce(UInt64(0)) { $0 * 8 + UInt64($1) }
        var common = RandomStream(0, figure, StreamKey.figureNickname)
        var own = RandomStream(seed, UInt64(number) + 1, figure, StreamKey.figureNickname)
        let names = FigureLexicon.nicknames
        let (shared, ownName) = (common.below(names.count), own.below(names.count))
        return names[own.chance(Self.common) ? shared : ownName]
    }
}
