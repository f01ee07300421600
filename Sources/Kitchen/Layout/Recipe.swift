/// A multiset of ingredients (rules §3).
public struct Recipe: Hashable, Sendable {
    public var onions: Int
    public var tomatoes: Int

    public init(onions: Int, tomatoes: Int) {
        self.onions = onions
        self.tomatoes = tomatoes
    }

    /// The recipe that `ingredients` make together.
    public init(_ ingredients: [Ingredient]) {
        tomatoes = ingredients.count { $0 == .tomato }
        onions = ingredients.count - tomatoes
    }

    /// Number of ingredients.
    public var size: Int { onions + tomatoes }

    /// Onions first, as every format lists them.
    public var ingredients: [Ingredient] {
        Array(repeating: .onion, count: onions) + Array(repeating: .tomato, count: tomatoes)
    }

    /// E.g. `onion+onion+tomato`.
    public var name: String { ingredients.map(\.name).joined(separator: "+") }

    /// Whether `self` can still become `other` by adding ingredients.
    func canBecome(_ other: Recipe) -> Bool { onions <= other.onions && tomatoes <= other.tomatoes }

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
