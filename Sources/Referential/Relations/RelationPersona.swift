import Basics

/// A simulated speaker of two objects and their relation: with which object it begins, whether adjectives come
/// before or after the noun, which words, how much. Shapes and the relation are always said.
public struct RelationPersona: Speaker, Hashable {
    /// The number that decides, with a seed, everything about it.
    public let number: Int
    /// For each of shape, colour, size and value, and each relation, which of its words it prefers.
    let words: [[Int]]
    let preference: [Int]
    /// Probability to begin with the second object.
    let converse: Double
    let isNounFirst: Bool
    let verbosity: Double
    let rationality: Double
    let typos: Double

    public init(_ number: Int, seed: UInt64) {
        var random = RandomStream(seed, UInt64(number), StreamKey.relationPersona)
        self.number = number
        words = [8, 10, 3, 4].map { count in (0..<count).map { _ in random.below(2) } }
        preference = [1, 4, 2, 5].shuffled(using: &random)
        converse = [0.1, 0.5, 0.9][random.below(3)]
        isNounFirst = random.chance(0.3)
        verbosity = random.share(from: 0, to: 0.5)
        rationality = random.share(from: 0.4, to: 1)
        typos = random.share(from: 0, to: 0.04)
    }

    public func speak(_ round: Round, random: inout RandomStream) throws -> String {
        let (target, others) = try round.things(of: RelationLexicon.space.sizes.count, "these personas describe two objects only")
        let choice = IncrementalChoice(
            preference: [0, 3, RelationLexicon.relation] + preference, verbosity: verbosity, rationality: rationality)
        let chosen = choice.choose(target, others, &random) { $1 == $2 }.union([0, 3])
        let isConverse = random.chance(converse)
        let relation = RelationLexicon.relations[Int(target[RelationLexicon.relation])]
        let between = (isConverse ? relation.converse : relation.words)[words[3][Int(target[RelationLexicon.relation])]]
        let first = object(isConverse ? 3 : 0, target, chosen, &random)
        let second = object(isConverse ? 0 : 3, target, chosen, &random)
        return (first + [between] + second).joined(separator: " ")
    }

    private func object(_ start: Int, _ target: [UInt8], _ chosen: Set<Int>, _ random: inout RandomStream) -> [String] {
        (isNounFirst ? [0, 1, 2] : [2, 1, 0]).filter { chosen.contains(start + $0) }.map { attribute in
            let value = Int(target[start + attribute])
            return RelationLexicon.word(attribute, value, words[attribute][value]).misspelt(typos, &random)
        }
    }
}
