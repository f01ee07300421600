import Basics

/// What figures are made of, and what people might call their parts and the whole.
public enum FigureLexicon {
    /// A part of a figure: its name, and for each value what it can be called, in two words.
    struct Attribute: Sendable {
        let name: String
        let values: [[String]]
    }

    static let attributes = [
        Attribute(
            name: "head",
            values: [
                ["square head", "box head", "cube head"], ["diamond head", "kite head", "gem head"],
                ["pointed head", "roof head", "cone head"], ["slanted head", "tilted head", "crooked head"],
            ]),
        Attribute(
            name: "face",
            values: [
                ["looking left", "facing left", "turned left"], ["looking ahead", "facing ahead", "turned ahead"],
                ["looking right", "facing right", "turned right"],
            ]),
        Attribute(
            name: "body",
            values: [
                ["square body", "box body", "block body"], ["diamond body", "kite body", "gem body"],
                ["triangle body", "tent body", "mountain body"], ["leaning body", "slanted body", "tilted body"],
            ]),
        Attribute(
            name: "arms",
            values: [
                ["no arms", "without arms", "zero arms"], ["left arm", "left wing", "left hand"],
                ["right arm", "right wing", "right hand"], ["both arms", "two arms", "both wings"],
            ]),
        Attribute(
            name: "legs",
            values: [
                ["two feet", "small feet", "both feet"], ["long skirt", "wide dress", "big skirt"],
                ["running left", "kicking left", "leg left"], ["running right", "kicking right", "leg right"],
            ]),
    ]

    /// What somebody can call a whole figure.
    public static let nicknames = [
        "dancer", "priest", "ghost", "rabbit", "robot", "king", "sailor", "bird", "nun", "skater", "angel", "monk", "rocket", "vase",
        "lamp", "chef", "pirate", "fox", "crane", "tower", "witch", "soldier", "penguin", "statue", "wizard", "goose", "boxer", "queen",
        "snail", "lizard", "bottle", "guard", "clown", "pilgrim", "swan", "runner",
    ]

    static let space = AttributeSpace(names: attributes.map(\.name), sizes: attributes.map(\.values.count))

    /// What the parts of a figure can be called: a list of ways for each.
    public static func parts(_ values: [UInt8]) -> [[String]] {
        zip(values, attributes).map { value, attribute in attribute.values[Int(value)] }
    }

    /// The figure in words, one way for each part.
    static func words(_ values: [UInt8]) -> String { parts(values).map { $0[0] }.joined(separator: ", ") }

    /// Values of parts that are mentioned.
    static func mentioned(_ utterance: String) -> Set<[Int]> {
        let words = utterance.split(separator: " ").map { $0.filter(\.isLetter) }
        var mentioned: Set<[Int]> = []
        for pair in zip(words, words.dropFirst()).map({ $0 + " " + $1 }) {
            for (attribute, part) in attributes.enumerated() {
                for (value, ways) in part.values.enumerated() where ways.contains(pair) { mentioned.insert([attribute, value]) }
            }
        }
        return mentioned
    }
}
