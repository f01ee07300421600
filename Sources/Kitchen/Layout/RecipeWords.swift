/// What is particular to a kitchen of OvercookedV2, in plain English: what can be wanted, who learns it and how, and what it pays
/// or costs (OvercookedV2 §3, §5.4, §7).
public struct RecipeWords: Sendable {
    private let kitchen: Kitchen
    private let rules: RecipeRules

    /// Nil for a kitchen of Overcooked-AI.
    public init?(_ kitchen: Kitchen) {
        guard let rules = kitchen.layout.parameters.recipes else { return nil }
        self.kitchen = kitchen
        self.rules = rules
    }

    /// A sentence or two a line.
    public var lines: [String] { [recipes, pay] + knowing + [sight] + (rules.showsDelivery ? [delivery] : []) }

    private var isOpen: Bool { kitchen.book.recipes.count > 1 }

    private var recipes: String {
        let recipes = kitchen.book.recipes
        guard isOpen else { return "The recipe that is wanted is always \(recipes[0].name)." }
        let names = recipes.map { recipe in
            let times = rules.possible.count { $0 == recipe }
            return recipe.name + (times > 1 ? " (\(times) of \(rules.possible.count) times)" : "")
        }
        let again = rules.redrawsOnDelivery ? "at the start and after each right soup" : "at the start, for the whole episode"
        return "One of \(recipes.count) recipes is wanted, drawn at random \(again): \(names.joined(separator: ", "))."
    }

    private var pay: String {
        let wrong = rules.punishesWrongDishes ? "costs \(Int(RecipeRules.deliveryReward))" : "pays nothing"
        return "A soup of the wanted recipe pays \(Int(RecipeRules.deliveryReward)), any other \(wrong); "
            + "every soup cooks for \(RecipeRules.cookTime) ticks."
    }

    /// How a cook can learn which recipe is wanted.
    private var knowing: [String] {
        guard isOpen else { return [] }
        var lines: [String] = []
        if !kitchen.indicators.isEmpty { lines.append("Whoever sees a recipe indicator knows which recipe is wanted.") }
        if !kitchen.layout.cells(of: .recipeButton).isEmpty {
            lines.append(
                "A cook with empty hands can press a recipe button: it shows the recipe for \(RecipeRules.buttonTime) ticks, and every press "
                    + "costs \(Int(RecipeRules.buttonCost)).")
        }
        return lines.isEmpty ? ["Nothing shows which recipe is wanted."] : lines
    }

    private var sight: String {
        guard let size = rules.viewSize else { return "Every cook sees the whole kitchen." }
        let side = 2 * size + 1
        return "A cook sees \(size) cell\(size == 1 ? "" : "s") in each direction, a square of \(side) x \(side)."
    }

    private var delivery: String { "A cook who sees a serving station also sees, in the tick after, that a right soup was delivered." }
}
