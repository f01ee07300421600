import Episodes
import Kitchen

/// An OvercookedV2 kitchen as it is for a cook who knows which recipe is wanted: a kitchen of Overcooked-AI with the same cells, in
/// which that recipe pays and every other costs what a wrong dish costs.
///
/// Overcooked-AI has two ingredients, so a recipe of three kinds has no such kitchen. Ingredients that the recipe does not need are
/// one kind, where one is left; else a loose one is a dish without worth, and what is in a pot with one is spoiled.
package struct PlainKitchen: Sendable {
    package let kitchen: Kitchen
    private let wanted: Recipe
    /// The ingredients that are onions and tomatoes there; nil where the recipe needs none.
    private let onion: Ingredient?
    private let tomato: Ingredient?

    /// - Throws: `AgentError` for a recipe of three kinds.
    package init(_ kitchen: Kitchen, wanting recipe: Recipe) throws {
        let kinds = Ingredient.allCases.filter { recipe[$0] > 0 }
        guard kinds.count <= 2 else {
            throw AgentError("it plans with recipes of one or two kinds of ingredients; here '\(recipe.name)' may be wanted")
        }
        let later = kinds.filter { !Ingredient.classic.contains($0) }
        let onion = kinds.contains(.onion) ? .onion : later.first
        let tomato = kinds.contains(.tomato) ? .tomato : later.first { $0 != onion }
        let plain = Recipe(onions: onion.map { recipe[$0] } ?? 0, tomatoes: tomato.map { recipe[$0] } ?? 0)
        var parameters = LayoutParameters()
        parameters.orders = Recipe.all(maxIngredients: 3).filter { $0.size == Recipe.mostUnordered }
        let wrong = kitchen.layout.parameters.recipes?.punishesWrongDishes == true ? -RecipeRules.deliveryReward : 0
        parameters.recipeValues = parameters.orders.map { $0 == plain ? RecipeRules.deliveryReward : wrong }
        parameters.cookTime = RecipeRules.cookTime
        let layout = Layout(like: kitchen.layout, parameters: parameters) { terrain in
            if let ingredient = terrain.ingredient {
                return ingredient == onion ? .onionDispenser : ingredient == tomato ? .tomatoDispenser : .recipeIndicator
            }
            return terrain == .recipeButton ? .recipeIndicator : terrain
        }
        self.kitchen = try Kitchen(layout, dynamics: kitchen.dynamics)
        self.wanted = plain
        self.onion = onion
        self.tomato = tomato
    }

    /// A state of the OvercookedV2 kitchen as one of this.
    package func state(_ state: KitchenState) -> KitchenState {
        KitchenState(
            timestep: state.timestep,
            players: state.players.map { PlayerState(cell: $0.cell, orientation: $0.orientation, held: item($0.held)) },
            objects: state.objects.map { PlacedItem(cell: $0.cell, item: item($0.item)) })
    }

    private func item(_ item: Item) -> Item {
        if let ingredient = item.ingredient {
            if ingredient == onion { return .onion }
            if ingredient == tomato { return .tomato }
            return onion == nil ? .onion : tomato == nil ? .tomato : PlainKitchen.worthless
        }
        guard let recipe = item.recipe else { return item }
        return Item(soup: contents(recipe), tick: item.tick) ?? item
    }

    private static let worthless = Item(soup: [.tomato], tick: RecipeRules.cookTime) ?? .dish

    /// What is in a soup, as onions and tomatoes.
    private func contents(_ recipe: Recipe) -> [Ingredient] {
        let onions = onion.map { recipe[$0] } ?? 0
        let tomatoes = tomato.map { recipe[$0] } ?? 0
        let others = recipe.size - onions - tomatoes
        if onion == nil { return Recipe(onions: others, tomatoes: tomatoes).ingredients }
        if tomato == nil { return Recipe(onions: onions, tomatoes: others).ingredients }
        guard others > 0 else { return Recipe(onions: onions, tomatoes: tomatoes).ingredients }
        // Spoiled: as many as there are, all of the kind of which one is enough.
        return Array(repeating: wanted.onions == 1 ? .onion : .tomato, count: recipe.size)
    }

    /// Words about this kitchen as words about the other one.
    package func words(_ text: String) -> String {
        var text = text
        for (ingredient, meant) in [(Ingredient.onion, onion), (.tomato, tomato)] {
            guard let meant, meant != ingredient else { continue }
            text = text.replacing(ingredient.withArticle, with: meant.withArticle).replacing(ingredient.name, with: meant.name)
        }
        return text
    }

    /// An explanation given in this kitchen, in words about the other one.
    package func words(_ explanation: Explanation) -> Explanation {
        var explanation = explanation
        explanation.intention = words(explanation.intention)
        explanation.reason = explanation.reason.map(words)
        explanation.wish = explanation.wish.map(words)
        for index in explanation.beliefs.indices { explanation.beliefs[index].what = words(explanation.beliefs[index].what) }
        return explanation
    }
}
