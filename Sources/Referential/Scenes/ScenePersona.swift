import Basics

/// A simulated speaker of scenes: which words, which attributes, in which order, how much, how carefully.
///
/// Attributes are chosen by the incremental algorithm (Dale and Reiter 1995) along the persona's preferences; a persona that is
/// not rational mentions its favourites even if they do not distinguish the target from the others.
public struct ScenePersona: Speaker, Hashable {
    /// The persona's number, which together with a seed decides everything about it.
    public let number: Int
    /// For each attribute and value which of its words it prefers.
    let words: [[Int]]
    /// Attributes from the first that it thinks of to the last.
    let preference: [Int]
    /// Attributes in the order in which they are said.
    let order: [Int]
    /// Probability to mention an attribute that rules nothing out.
    let verbosity: Double
    /// Probability to look at what an attribute rules out at all.
    let rationality: Double
    /// Probability of a word to be misspelt.
    let typos: Double
    /// Probability to use another word than the preferred one.
    let variety: Double

    /// - Parameter usesRareWords: whether the rarest word of a value can be its favourite; held-out personas may use words
    ///   that nobody else does.
    public init(_ number: Int, seed: UInt64, usesRareWords: Bool) {
        var random = RandomStream(seed, UInt64(number), StreamKey.scenePersona)
        self.number = number
        let choices = usesRareWords ? 3 : 2
        words = SceneLexicon.attributes.map { $0.values.map { _ in random.below(choices) } }
        // Most people think of colour and shape first.
        var rest = [2, 3, 4, 5].shuffled(using: &random)
        var first = random.chance(0.7) ? [1, 0] : [0, 1]
        if random.chance(0.3) { swap(&first[0], &rest[0]) }
        preference = first + rest
        order = random.chance(0.5) ? [5, 2, 3, 1, 0, 4] : Array(0..<6).shuffled(using: &random)
        verbosity = random.share(from: 0, to: 0.5)
        rationality = random.share(from: 0.4, to: 1)
        typos = random.share(from: 0, to: 0.06)
        variety = random.share(from: 0, to: 0.2)
    }

    public func speak(_ round: Round, random: inout RandomStream) throws -> String {
        let (target, others) = try round.things(of: preference.count, "personas describe scenes only")
        let choice = IncrementalChoice(preference: preference, verbosity: verbosity, rationality: rationality)
        let chosen = choice.choose(target, others, &random) { $1 == $2 }
        return order.filter(chosen.contains).map { word($0, Int(target[$0]), &random) }.joined(separator: " ")
    }

    private func word(_ attribute: Int, _ value: Int, _ random: inout RandomStream) -> String {
        let own = words[attribute][value]
        let choice = random.chance(variety) ? random.below(2) : own
        return SceneLexicon.attributes[attribute].values[value][choice].misspelt(typos, &random)
    }
}
