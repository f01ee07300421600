import Basics

/// Two objects and a relation. Near to the target are things of which one or two attributes differ, and the thing in which the
/// two objects have changed places, so that which word belongs to which object matters.
public struct RelationGame: ReferentialGame {
    public let name = "relations"
    public let candidates: Int
    public let combinations: SceneGame.Combinations

    /// - Throws: `TalkError` for less than two candidates.
    public init(candidates: Int = 4, combinations: SceneGame.Combinations = .all) throws {
        guard (2...64).contains(candidates) else { throw TalkError("a round of relations has 2 to 64 candidates, not \(candidates)") }
        self.candidates = candidates
        self.combinations = combinations
    }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        var random = RandomStream(seed, number, StreamKey.relationRound)
        let condition = SceneGame.Condition.allCases[random.below(3)]
        let space = RelationLexicon.space
        var target = space.thing(&random)
        while !combinations.allow(target) { target = space.thing(&random) }
        return SceneGame.round(target, condition, space, candidates: candidates, &random) { thing, random in
            random.chance(0.4) ? Array(thing[3..<6] + thing[0..<3] + thing[6...]) : space.neighbour(of: thing, &random)
        }
    }
}

/// A stand-in for a person who describes two objects and their relation: with which object it begins, whether adjectives come
/// before or after the noun, which words, how much. Shapes and the relation are always said.
public struct RelationPersona: Speaker, Hashable {
    public let number: Int
    /// For each of shape, colour, size and value, and each relation, which of its words it prefers.
    let words: [[Int]]
    let preference: [Int]
    /// Chance to begin with the second object.
    let converse: Double
    let isNounFirst: Bool
    let verbosity: Double
    let pragmatism: Double
    let typos: Double

    public init(_ number: Int, seed: UInt64) {
        var random = RandomStream(seed, UInt64(number), StreamKey.relationPersona)
        self.number = number
        words = [8, 10, 3, 4].map { count in (0..<count).map { _ in random.below(2) } }
        preference = [1, 4, 2, 5].shuffled(using: &random)
        converse = [0.1, 0.5, 0.9][random.below(3)]
        isNounFirst = random.chance(0.3)
        func share(_ least: Double, _ most: Double) -> Double { least + (most - least) * Double(random.below(1000)) / 1000 }
        verbosity = share(0, 0.5)
        pragmatism = share(0.4, 1)
        typos = share(0, 0.04)
    }

    public func speak(_ round: Round, random: inout RandomStream) throws -> String {
        let (target, others) = try round.things(of: RelationLexicon.space.sizes.count, "these personas describe two objects only")
        let choice = IncrementalChoice(
            preference: [0, 3, RelationLexicon.relation] + preference, verbosity: verbosity, pragmatism: pragmatism)
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
