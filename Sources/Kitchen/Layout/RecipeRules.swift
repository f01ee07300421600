/// What only a layout of OvercookedV2 says: which recipes can be wanted, what wrong dishes cost, and how much of the kitchen a cook
/// sees (OvercookedV2 §3, §5.4, §7).
public struct RecipeRules: Hashable, Sendable {
    /// From which the wanted recipe is drawn, each with the same chance; one that stands twice has twice the chance. Every recipe
    /// has `Recipe.mostUnordered` ingredients.
    public var possible: [Recipe]
    /// Whether a wrong dish at the serving station costs what a right one pays. The reference's `negative_rewards`.
    public var punishesWrongDishes = false
    /// Whether another recipe is drawn after a right dish. The reference's `sample_recipe_on_delivery`.
    public var redrawsOnDelivery = false
    /// How many cells a cook sees in each direction; nil for the whole kitchen. The reference's `agent_view_size`.
    public var viewSize: Int?
    /// Whether cooks see, in the tick after it, that a right dish was delivered. The reference's `indicate_successful_delivery`.
    public var showsDelivery = false

    public init(possible: [Recipe]) { self.possible = possible }

    /// Every recipe of the first `ingredients` ingredients, in the reference's order as far as it is known, which is that of a
    /// set in CPython: for two and three ingredients.
    public static func all(ofFirst ingredients: Int) -> [Recipe] {
        let kinds = Ingredient.allCases.prefix(ingredients)
        let recipes = Recipe.unordered.filter { recipe in
            recipe.size == Recipe.mostUnordered && recipe.ingredients.allSatisfy(kinds.contains)
        }
        let known = [2: "000 001 111 011", 3: "222 000 112 122 002 012 022 001 111 011"][ingredients]
        return known.map { list in
            list.split(separator: " ").map { digits in
                Recipe(digits.compactMap { $0.wholeNumberValue }.map { Ingredient.allCases[$0] })
            }
        } ?? recipes
    }

    /// What a right dish pays (OvercookedV2 §1).
    public static let deliveryReward = 20.0
    /// What pressing a button costs.
    public static let buttonCost = 5.0
    /// Ticks that a pot cooks.
    public static let cookTime = 20
    /// Ticks that a pressed button shows the recipe, the one of the press included.
    public static let buttonTime = 10
}

/// What a state of OvercookedV2 has beyond one of Overcooked-AI (OvercookedV2 §4).
public struct RecipeState: Hashable, Sendable {
    /// The recipe that is wanted.
    public var recipe: Recipe
    /// Ticks for which each pressed button still shows the recipe; without those that show nothing.
    public var buttons: [Cell: Int]
    /// Whether a right dish was delivered in the tick before.
    public var hasJustDelivered: Bool

    public init(recipe: Recipe, buttons: [Cell: Int] = [:], hasJustDelivered: Bool = false) {
        self.recipe = recipe
        self.buttons = buttons
        self.hasJustDelivered = hasJustDelivered
    }
}
