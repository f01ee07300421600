/// A made-up language that describes scenes: which values it has words for, in which order they stand, what is marked on what.
///
/// A description is a set of attributes, each with one of the language's own distinctions (a *concept*). A shape is always
/// among them: it is the noun, which carries marks or gives its class to others.
public struct SmallLanguage: Sendable {
    /// The language's name.
    public let name: String
    /// Attributes from the first that is said to the last, by their numbers in `SceneLexicon`.
    let order: [Int]
    /// For each attribute its concepts: the values that one covers, and its stem.
    let concepts: [[(values: [Int], stem: String)]]
    /// What is written to the end of a stem: of the noun by the concept of count, of an adjective by the noun's class.
    let marking: Marking
    /// All words with the attributes and concepts that they stand for.
    private let meanings: [String: [[Int]]]

    private init(name: String, order: [Int], concepts: [[(values: [Int], stem: String)]], marking: Marking) {
        self.name = name
        self.order = order
        self.concepts = concepts
        self.marking = marking
        meanings = SmallLanguage.meanings(concepts, marking)
    }

    enum Marking: Sendable {
        /// Count is not a word but an ending of the noun, by concept of count; one ending is empty and means nothing is said.
        case countOnNoun([String])
        /// Colour, size and texture end as the class of the noun does; by shape the class, and its endings.
        case agreement(classes: [Int], endings: [String])
    }

    static let shape = 0
    static let count = 5

    /// Reads noun first, counts on the noun, and has one word for green and blue.
    public static let first = SmallLanguage(
        name: "Olu", order: [0, 1, 2, 3, 4],
        concepts: [
            single(["nomi", "kelo", "tasu", "riva", "hamu", "polo", "sedi", "luna"]),
            [
                ([0, 6], "rasi"), ([1, 2], "loma"), ([3, 4], "sumu"), ([5], "tevi"), ([7, 8], "kunu"), ([9], "wela"),
            ],
            single(["pi", "ma", "go"]), single(["sile", "rako", "dopi", "kesu"]),
            single(["anlo", "an", "anre", "ulo", "u", "ure", "enlo", "en", "enre"]), single(["", "du", "ti", "ka"]),
        ],
        marking: .countOnNoun(["", "du", "ti", "ka"]))

    /// Reads noun last after everything else, adjectives agree with it, and red and orange are one, as are blue and purple.
    public static let second = SmallLanguage(
        name: "Venn", order: [5, 4, 2, 3, 1, 0],
        concepts: [
            single(["gorm", "bask", "drel", "stev", "hult", "krin", "vool", "mert"]),
            [
                ([0, 1], "tar"), ([2], "min"), ([3], "fel"), ([4, 5], "gos"), ([6, 9], "bir"), ([7], "dul"), ([8], "nok"),
            ],
            single(["wenk", "dorn", "brug"]), single(["slet", "strip", "tupf", "karr"]),
            single(["obli", "ob", "obre", "li", "mit", "re", "undli", "und", "undre"]), single(["ains", "tvo", "dri", "kvat"]),
        ],
        marking: .agreement(classes: [0, 1, 1, 0, 0, 1, 0, 1], endings: ["o", "a"]))

    private static func single(_ stems: [String]) -> [(values: [Int], stem: String)] { stems.enumerated().map { ([$0], $1) } }

    /// The concept of an attribute that a value falls under.
    func concept(_ attribute: Int, _ value: Int) -> Int { concepts[attribute].firstIndex { $0.values.contains(value) } ?? 0 }

    /// A description in words.
    /// - Parameters:
    ///   - description: concepts by attribute, a shape among them.
    ///   - order: of the attributes; the language's own as a rule.
    func text(_ description: [Int: Int], order: [Int]? = nil) -> String {
        (order ?? self.order).compactMap { attribute in description[attribute].map { word(attribute, $0, description) } }
            .joined(separator: " ")
    }

    private func word(_ attribute: Int, _ concept: Int, _ description: [Int: Int]) -> String {
        let stem = concepts[attribute][concept].stem
        switch marking {
        case .countOnNoun(let endings):
            return attribute == SmallLanguage.shape ? stem + (description[SmallLanguage.count].map { endings[$0] } ?? "") : stem
        case .agreement(let classes, let endings):
            guard (1...3).contains(attribute), let shape = description[SmallLanguage.shape] else { return stem }
            return stem + endings[classes[shape]]
        }
    }

    /// What a text describes: concepts by attribute. Words that the language does not have are ignored.
    public func read(_ text: String) -> [Int: Int] {
        var description: [Int: Int] = [:]
        for word in text.split(separator: " ") {
            for meaning in meanings[String(word)] ?? [] { description[meaning[0]] = meaning[1] }
        }
        return description
    }

    /// What an utterance mentions: attributes and concepts, each once.
    public func mentioned(_ text: String) -> Set<[Int]> { Set(read(text).map { [$0.key, $0.value] }) }

    private static func meanings(_ concepts: [[(values: [Int], stem: String)]], _ marking: Marking) -> [String: [[Int]]] {
        var meanings: [String: [[Int]]] = [:]
        for (attribute, concepts) in concepts.enumerated() {
            for (concept, entry) in concepts.enumerated() {
                switch marking {
                case .countOnNoun(let endings) where attribute == SmallLanguage.shape:
                    for (count, ending) in endings.enumerated() {
                        let counted = ending.isEmpty ? [] : [[SmallLanguage.count, count]]
                        meanings[entry.stem + ending] = [[attribute, concept]] + counted
                    }
                case .countOnNoun where attribute == SmallLanguage.count: break
                case .agreement(_, let endings) where (1...3).contains(attribute):
                    for ending in endings { meanings[entry.stem + ending] = [[attribute, concept]] }
                default: meanings[entry.stem] = [[attribute, concept]]
                }
            }
        }
        return meanings
    }

    /// The language's words and rules, a line each, for people who play.
    public var glossary: [String] {
        let names = SceneLexicon.attributes
        var lines = names.indices.filter { !isMark($0) }.map { attribute in
            let entries = concepts[attribute].map { entry in
                "\(entry.stem) " + entry.values.map { names[attribute].values[$0][0] }.joined(separator: "/")
            }
            return "\(names[attribute].name): " + entries.joined(separator: ", ")
        }
        switch marking {
        case .countOnNoun(let endings):
            lines.append(
                "count ends the shape: "
                    + zip(endings, names[5].values).filter { !$0.0.isEmpty }.map { "-\($0) \($1[0])" }
                    .joined(separator: ", "))
        case .agreement(let classes, let endings):
            for (index, ending) in endings.enumerated() {
                let shapes = concepts[0].indices.filter { classes[$0] == index }.map { concepts[0][$0].stem }
                lines.append("colour, size, texture end in -\(ending) before " + shapes.joined(separator: ", "))
            }
        }
        return ["\(name): " + order.map { names[$0].name }.joined(separator: ", ")] + lines
    }

    private func isMark(_ attribute: Int) -> Bool {
        if case .countOnNoun = marking { return attribute == SmallLanguage.count }
        return false
    }
}
