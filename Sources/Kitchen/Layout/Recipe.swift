/// A multiset of ingredients (rules §3).
public struct Recipe: Hashable, Sendable {
    /// How many there are of each ingredient, three bits each.
    private var counts: UInt32 = 0

    public init(onions: Int, tomatoes: Int) {
        self.onions = onions
        self.tomatoes = tomatoes
    }

    /// The recipe that `ingredients` make together; at most `Item.maxIngredients` of each.
    public init(_ ingredients: [Ingredient]) {
        for ingredient in ingredients { counts += 1 << Recipe.shift(ingredient) }
    }

    /// How many there are of an ingredient, 0 to 7.
    public subscript(ingredient: Ingredient) -> Int {
        get { Int(counts >> Recipe.shift(ingredient) & Recipe.countMask) }
        set {
            let shift = Recipe.shift(ingredient)
            counts = counts & ~(Recipe.countMask << shift) | (UInt32(clamping: newValue) & Recipe.countMask) << shift
        }
    }

    private static let countMask: UInt32 = 7
    private static func shift(_ ingredient: Ingredient) -> UInt32 { 3 * UInt32(ingredient.rawValue) }

    public var onions: Int {
        get { self[.onion] }
        set { self[.onion] = newValue }
    }

    public var tomatoes: Int {
        get { self[.tomato] }
        set { self[.tomato] = newValue }
    }

    /// Number of ingredients.
    public var size: Int { Ingredient.allCases.reduce(0) { $0 + self[$1] } }

    /// Onions first, then the others in their order, as every format lists them.
    public var ingredients: [Ingredient] { Ingredient.allCases.flatMap { Array(repeating: $0, count: self[$0]) } }

    /// E.g. `onion+onion+tomato`.
    public var name: String { ingredients.map { $0.name }.joined(separator: "+") }

    /// Whether `self` can still become `other` by adding ingredients.
    package func canBecome(_ other: Recipe) -> Bool { Ingredient.allCases.allSatisfy { self[$0] <= other[$0] } }

    /// The code by which the reference sorts order lists.
    func sortCode(maxIngredients: Int) -> Int {
        let base = maxIngredients + 1
        let code = onions + base * tomatoes
        return onions > 0 && tomatoes > 0 ? code * base * base + code : code
    }

    /// Every recipe of at most `maxIngredients`, in the reference's order.
    public static func all(maxIngredients: Int) -> [Recipe] {
        var recipes: [Recipe] = []
        for onions in 0...maxIngredients {
            for tomatoes in 0...(maxIngredients - onions) where onions + tomatoes > 0 {
                recipes.append(Recipe(onions: onions, tomatoes: tomatoes))
            }
        }
        return recipes.sorted {
            $0.sortCode(maxIngredients: maxIngredients) < $1.sortCode(maxIngredients: maxIngredients)
        }
    }
}

/// Soups of OvercookedV2 by index, so that a soup of ten kinds fits into 16 bits.
extension Recipe {
    /// Most ingredients of an unordered soup: what a pot of OvercookedV2 holds.
    public static let mostUnordered = 3

    /// Every multiset of up to `mostUnordered` ingredients, the empty one first. Those of the first n ingredients come before all
    /// others, so that the tables of a kitchen with few ingredients are short.
    public static let unordered: [Recipe] = {
        let kinds = Ingredient.allCases.count
        return (0...kinds).flatMap { first in
            (0...first).flatMap { second in
                (0...second).map { third in Recipe([first, second, third].filter { $0 > 0 }.map { Ingredient.allCases[$0 - 1] }) }
            }
        }
    }()

    /// The place in `unordered`; nil for more than `mostUnordered` ingredients.
    public var unorderedIndex: Int? {
        let ranks = ingredients.map { Int($0.rawValue) + 1 }.sorted(by: >)
        guard ranks.count <= Recipe.mostUnordered else { return nil }
        let rank = ranks + Array(repeating: 0, count: Recipe.mostUnordered - ranks.count)
        // How many lists of three, two and one rank in falling order begin with less.
        return (rank[0] * (rank[0] + 1) * (rank[0] + 2)) / 6 + (rank[1] * (rank[1] + 1)) / 2 + rank[2]
    }
}
