/// An ingredient that can be potted. Overcooked-AI has the first two (rules §2); OvercookedV2 numbers ten and names none,
/// so the names of the others are ours.
public enum Ingredient: UInt8, Sendable, Hashable, CaseIterable {
    case onion, tomato, lettuce, carrot, mushroom, pepper, broccoli, eggplant, fish, garlic

    /// Those of Overcooked-AI.
    public static let classic: [Ingredient] = [.onion, .tomato]

    public var name: String { Ingredient.names[Int(rawValue)] }

    private static let names = ["onion", "tomato", "lettuce", "carrot", "mushroom", "pepper", "broccoli", "eggplant", "fish", "garlic"]

    /// The name with its article.
    public var withArticle: String { self == .onion || self == .eggplant ? "an \(name)" : "a \(name)" }

    /// The letter that stands for it in the notation of states; no two have the same, and none is that of a dish.
    public var letter: Character { Ingredient.letters[Int(rawValue)] }

    /// The ingredient of a letter, or nil.
    public init?(letter: Character) {
        guard let index = Ingredient.letters.firstIndex(of: letter) else { return nil }
        self = Ingredient.allCases[index]
    }

    private static let letters: [Character] = ["o", "t", "l", "c", "m", "p", "b", "e", "f", "g"]
}
