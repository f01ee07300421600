import Kitchen
import SourceFiles

/// What only maps of OvercookedV2 have (OvercookedV2 §3).
extension LayoutDecoder {
    /// The rules that the file gives, with every recipe of the kitchen's ingredients where it lists none.
    mutating func recipeRules(_ grid: [String]) -> RecipeRules {
        guard !listsRecipes else { return rules }
        let stations = grid.joined().compactMap { Terrain(character: $0, in: .overcookedV2) }
        let ingredients = stations.compactMap(\.ingredient?.rawValue).max().map { $0 + 1 }
        // A grid without ingredients is reported as such.
        guard let ingredients else { return rules }
        guard stations.contains(.recipeIndicator) else {
            reader.report(
                "nothing says which recipes can be wanted; list possible_recipes, e.g. [[0, 0, 0]], or draw a recipe indicator (R), "
                    + "and every recipe of the kitchen's ingredients is possible",
                at: places[Key.grid.rawValue] ?? .init(line: 1, column: 1))
            return rules
        }
        rules.possible = RecipeRules.all(ofFirst: Int(ingredients))
        return rules
    }

    /// What to say about a key of the other family.
    static func misplaced(_ key: Key, in family: RuleFamily) -> String {
        guard family == .overcookedV2 else {
            return "'\(key.rawValue)' is for maps of OvercookedV2; add 'family: \(RuleFamily.overcookedV2.rawValue)' or leave it out"
        }
        let why =
            switch key {
            case .startState: "there every episode begins with empty hands, counters and pots"
            case .oldDynamics: "there 'start_cooking_interaction: true' is what 'old_dynamics: false' is here"
            case .allOrders, .bonusOrders: "there possible_recipes lists what can be wanted"
            default: "OvercookedV2 does not have it"
            }
        return "'\(key.rawValue)' is for maps of Overcooked-AI, and this one is of OvercookedV2: \(why); leave it out"
    }

    /// Recipes that nobody can cook, and kitchens in which nobody can know which is wanted.
    mutating func warnOfRecipes(_ layout: Layout) {
        let possible = layout.parameters.recipes?.possible ?? []
        let key = Key.possibleRecipes.rawValue
        let grid = places[Key.grid.rawValue] ?? .init(line: 1, column: 1)
        for ingredient in Ingredient.allCases where layout.cells(of: .dispenser(of: ingredient)).isEmpty {
            let affected = possible.enumerated().filter { $1[ingredient] > 0 }
            let dispenser = Terrain.dispenser(of: ingredient)
            if !listsRecipes, let first = affected.first {
                let text = LayoutDecoder.uncookable(first.element, without: dispenser, in: layout.family)
                let rest = affected.count > 1 ? "; so it is with \(affected.count - 1) more of the possible recipes" : ""
                reader.report("\(text)\(rest); list possible_recipes without them", at: grid, severity: .warning)
                continue
            }
            for (entry, recipe) in affected {
                reader.report(
                    LayoutDecoder.uncookable(recipe, without: dispenser, in: layout.family),
                    at: place(.init(key: key, entry: entry, message: "")), severity: .warning)
            }
        }
        if Set(possible).count > 1, layout.cells(of: .recipeIndicator).isEmpty, layout.cells(of: .recipeButton).isEmpty {
            reader.report(
                "\(Set(possible).count) recipes can be wanted, and no recipe indicator (R) or recipe button (L) shows which",
                at: places[key] ?? grid, severity: .warning)
        }
    }
}
