/// Two objects of a shape, a colour and a size each, and how the first lies to the second.
public enum RelationLexicon {
    /// Shapes, colours and sizes are those of scenes, by their two common words.
    private static let object = Array(SceneLexicon.attributes.prefix(3))

    /// Relations by their words, and the words of a speaker who begins with the second object.
    static let relations: [(words: [String], converse: [String])] = [
        (["leftof", "westof"], ["rightof", "eastof"]), (["over", "atop"], ["under", "beneath"]),
        (["inside", "within"], ["around", "enclosing"]), (["behind", "past"], ["before", "fronting"]),
    ]

    /// The first object's attributes, the second's, the relation.
    public static let space = AttributeSpace(
        names: object.map(\.name) + object.map { "other " + $0.name } + ["relation"],
        sizes: object.map(\.values.count) + object.map(\.values.count) + [relations.count])
    /// The attribute that is the relation.
    static let relation = 6

    /// A word of an object's attribute (0 to 2).
    static func word(_ attribute: Int, _ value: Int, _ choice: Int) -> String { object[attribute].values[value][choice] }

    private static let relationWords: [String: (value: Int, isConverse: Bool)] = {
        var known: [String: (value: Int, isConverse: Bool)] = [:]
        for (value, entry) in relations.enumerated() {
            for word in entry.words { known[word] = (value, false) }
            for word in entry.converse { known[word] = (value, true) }
        }
        return known
    }()

    /// What an utterance mentions: attributes and values, each once. What is said before the relation is of the first object, or,
    /// with a converse relation, of the second; without a relation all is of the first.
    public static func mentioned(_ utterance: String) -> Set<[Int]> {
        let words = utterance.split(separator: " ").map(String.init)
        let middle = words.firstIndex { relationWords[$0] != nil } ?? words.count
        let relation = middle < words.count ? relationWords[words[middle]] : nil
        var mentioned: Set<[Int]> = relation.map { [[RelationLexicon.relation, $0.value]] } ?? []
        for (index, word) in words.enumerated() {
            guard let meaning = SceneLexicon.meanings[word], meaning.attribute < 3 else { continue }
            let isFirst = (index < middle) != (relation?.isConverse ?? false)
            mentioned.insert([meaning.attribute + (isFirst ? 0 : 3), meaning.value])
        }
        return mentioned
    }

    /// A thing in words.
    public static func words(_ values: [UInt8]) -> String {
        func object(_ start: Int) -> String {
            [2, 1, 0].map { word($0, Int(values[start + $0]), 0) }.joined(separator: " ")
        }
        return "\(object(0)) \(relations[Int(values[relation])].words[0]) \(object(3))"
    }
}
