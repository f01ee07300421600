/// What a scene can be and what each of its attributes can be called: three words a value, of which the last is rare.
public enum SceneLexicon {
    /// Attributes by name, with each value's words.
    public static let attributes: [(name: String, values: [[String]])] = [
        (
            "shape",
            [
                ["circle", "disc", "orb"], ["square", "box", "quadrangle"], ["triangle", "wedge", "delta"],
                ["star", "asterisk", "pentagram"],
                ["heart", "valentine", "ticker"], ["cross", "plus", "ex"], ["ring", "donut", "torus"], ["moon", "crescent", "sickle"],
            ]
        ),
        (
            "colour",
            [
                ["red", "crimson", "ruby"], ["orange", "tangerine", "amber"], ["yellow", "lemon", "gold"], ["green", "grassy", "emerald"],
                ["blue", "azure", "sapphire"], ["purple", "violet", "plum"], ["pink", "rose", "fuchsia"], ["brown", "chestnut", "umber"],
                ["black", "dark", "ebony"], ["white", "pale", "ivory"],
            ]
        ),
        ("size", [["small", "little", "tiny"], ["medium", "middling", "average"], ["large", "big", "huge"]]),
        (
            "texture",
            [
                ["plain", "solid", "smooth"], ["striped", "lined", "banded"], ["dotted", "spotted", "speckled"],
                ["checked", "chequered", "plaid"],
            ]
        ),
        (
            "position",
            [
                ["topleft", "upperleft", "northwest"], ["top", "above", "north"], ["topright", "upperright", "northeast"],
                ["left", "lefthand", "west"], ["centre", "middle", "core"], ["right", "righthand", "east"],
                ["bottomleft", "lowerleft", "southwest"], ["bottom", "below", "south"], ["bottomright", "lowerright", "southeast"],
            ]
        ),
        ("count", [["one", "single", "lone"], ["two", "pair", "both"], ["three", "trio", "triple"], ["four", "quartet", "several"]]),
    ]

    /// The attributes of a scene.
    public static let space = AttributeSpace(names: attributes.map(\.name), sizes: attributes.map(\.values.count))

    /// Colours in which scenes are drawn, in the lexicon's order: hue, saturation, lightness.
    private static let paints: [(Double, Double, Double)] = [
        (0, 85, 45), (28, 95, 52), (54, 95, 50), (120, 65, 38), (215, 85, 50), (280, 60, 45), (330, 85, 70), (25, 60, 28), (0, 0, 8),
        (0, 0, 95),
    ]

    /// How a value of the attribute colour is drawn.
    static func colour(_ value: UInt8) -> HSLColour {
        let paint = paints[Int(value) % paints.count]
        return HSLColour(hue: paint.0, saturation: paint.1, lightness: paint.2)
    }

    /// What each word means: an attribute and its value, by number.
    public static let meanings: [String: (attribute: Int, value: Int)] = {
        var meanings: [String: (attribute: Int, value: Int)] = [:]
        for (attribute, entry) in attributes.enumerated() {
            for (value, words) in entry.values.enumerated() { for word in words { meanings[word] = (attribute, value) } }
        }
        return meanings
    }()

    /// What an utterance mentions: attributes and values, each once; words without meaning are ignored.
    public static func mentioned(_ utterance: String) -> Set<[Int]> {
        Set(utterance.split(separator: " ").compactMap { meanings[String($0)].map { [$0.attribute, $0.value] } })
    }
}
