import Episodes
import Kitchen

/// What a message means in a kitchen.
enum Meaning: Hashable, Sendable {
    /// A recipe is wanted.
    case wanted(Recipe)
    /// Which recipe is it?
    case asksRecipe
    /// The speaker, or the listener, is to do some of the work.
    case mine(Work)
    case yours(Work)
    /// Do nothing for a while; make room.
    case wait
    case letMeThrough
    /// Where the speaker stands, and what it holds.
    case stands(Cell, holding: Item)
    /// What is in a pot; nothing for an empty one.
    case pot(Cell, Item)

    /// Parts of the work that can be shared out.
    enum Work: String, Hashable, Sendable, CaseIterable {
        case ingredients, dish
    }

    /// What a signal means; nil for a recipe that the kitchen does not have.
    init?(_ signal: Signal, in kitchen: Kitchen) {
        switch signal {
        case .myIngredients: self = .mine(.ingredients)
        case .myDish: self = .mine(.dish)
        case .yourIngredients: self = .yours(.ingredients)
        case .yourDish: self = .yours(.dish)
        case .wait: self = .wait
        case .letMeThrough: self = .letMeThrough
        case .recipe(let number):
            guard kitchen.book.recipes.indices.contains(number - 1) else { return nil }
            self = .wanted(kitchen.book.recipes[number - 1])
        }
    }

    /// The signal that says it; nil where none does.
    func signal(in kitchen: Kitchen) -> Signal? {
        switch self {
        case .wanted(let recipe):
            kitchen.book.recipes.firstIndex(of: recipe).flatMap { $0 < 9 ? .recipe($0 + 1) : nil }
        case .mine(let work): work == .dish ? .myDish : .myIngredients
        case .yours(let work): work == .dish ? .yourDish : .yourIngredients
        case .wait: .wait
        case .letMeThrough: .letMeThrough
        case .asksRecipe, .stands, .pot: nil
        }
    }
}

// MARK: In plain English

extension Meaning {
    /// A sentence without its full stop, which `KitchenGrammar` understands.
    var sentence: String {
        switch self {
        case .wanted(let recipe): "the recipe is \(Meaning.words(recipe))"
        case .asksRecipe: "which recipe is it?"
        case .mine(let work): work == .dish ? Signal.myDish.text : Signal.myIngredients.text
        case .yours(let work): work == .dish ? Signal.yourDish.text : Signal.yourIngredients.text
        case .wait: Signal.wait.text
        case .letMeThrough: Signal.letMeThrough.text
        case .stands(let cell, let item): "I am at \(cell) with \(Meaning.words(item))"
        case .pot(let cell, let item): "the pot at \(cell) \(Meaning.contents(item))"
        }
    }

    /// E.g. `2 onions and 1 tomato`.
    private static func words(_ recipe: Recipe) -> String {
        Ingredient.allCases.filter { recipe[$0] > 0 }.map { "\(recipe[$0]) \(recipe[$0] == 1 ? $0.name : $0.plural)" }
            .joined(separator: " and ")
    }

    private static func words(_ item: Item) -> String {
        if let recipe = item.recipe { return "a soup of \(words(recipe))" }
        if let ingredient = item.ingredient { return ingredient.withArticle }
        return item.isNone ? "nothing" : "a dish"
    }

    private static func contents(_ item: Item) -> String {
        guard let recipe = item.recipe else { return "is empty" }
        if !item.isStarted { return "holds \(words(recipe))" }
        return item.tick >= RecipeRules.cookTime ? "is ready with \(words(recipe))" : "cooks \(words(recipe)) since \(item.tick)"
    }
}

extension Ingredient {
    /// Several of them.
    var plural: String {
        switch self {
        case .tomato: "tomatoes"
        case .broccoli, .fish, .garlic, .lettuce: name
        case .onion, .carrot, .mushroom, .pepper, .eggplant: name + "s"
        }
    }
}
