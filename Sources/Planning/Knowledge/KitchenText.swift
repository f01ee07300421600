import Kitchen

/// A kitchen in plain English: its map, what is where, what is ordered, and how far things are apart.
public struct KitchenText: Sendable {
    private let knowledge: KitchenKnowledge
    private var kitchen: Kitchen { knowledge.kitchen }

    public init(_ kitchen: Kitchen) throws { knowledge = try KitchenKnowledge(kitchen) }

    public var text: String { ([title] + stations + rules + orders + distances).joined(separator: "\n") + "\n" }

    private var title: String {
        let layout = kitchen.layout
        return "The kitchen \(layout.name) has \(layout.width) columns and \(layout.terrain.count / layout.width) rows; (0, 0) is at its "
            + "top left. \(kitchen.players == 1 ? "One cook works" : "\(kitchen.players) cooks work") there."
    }

    private var stations: [String] {
        let table: [(Terrain, String)] = [
            (.onionDispenser, "Onions come from"), (.tomatoDispenser, "Tomatoes come from"), (.dishDispenser, "Dishes come from"),
            (.pot, "Pots stand at"), (.serving, "Soups are delivered at"), (.recipeIndicator, "The wanted recipe is shown at"),
            (.recipeButton, "Recipe buttons are at"), (.counter, "Counters are at"), (.floor, "Cooks can walk on"),
        ]
        let others = Ingredient.allCases.filter { !Ingredient.classic.contains($0) }.map {
            (Terrain.dispenser(of: $0), "Every \($0.name) comes from")
        }
        let classic = Ingredient.classic.count
        return (table.prefix(classic) + others + table.dropFirst(classic)).compactMap { terrain, words in
            let cells = kitchen.layout.cells(of: terrain)
            return cells.isEmpty ? nil : "\(words) \(cells.map(\.description).joined(separator: " "))."
        }
    }

    private var rules: [String] {
        [
            kitchen.dynamics == .old
                ? "A pot with three ingredients begins to cook by itself."
                : "A cook with empty hands starts a pot; it holds up to \(kitchen.book.maxIngredients) ingredients."
        ]
    }

    private var orders: [String] {
        if let words = RecipeWords(kitchen) { return words.lines }
        let book = kitchen.book
        return book.recipes.filter { book.reward($0) > 0 }.map { recipe in
            let bonus = book.bonusOrders.contains(recipe) ? ", with its bonus," : ""
            return "A soup of \(recipe.name)\(bonus) pays \(book.reward(recipe)) and cooks for \(book.cookTime(recipe)) ticks."
        }
    }

    /// Ticks of work from kind to kind of station, hand-overs included.
    private var distances: [String] {
        let ingredients: [(Terrain, ItemRoutes.Target, String)] = Ingredient.allCases.map {
            (Terrain.dispenser(of: $0), .pot, "\($0.withArticle) from its place into a pot")
        }
        let table: [(Terrain, ItemRoutes.Target, String)] = [
            (.dishDispenser, .pot, "a dish from its place to a pot"), (.pot, .serving, "a soup from a pot to where it is delivered"),
        ]
        return (ingredients + table).compactMap { terrain, target, words in
            let works = knowledge.allStations.filter { knowledge.terrain($0) == terrain }
                .map { knowledge.routes.work(lying: $0, to: target) }
            guard let least = works.min(), least < ItemRoutes.never else { return nil }
            return "Bringing \(words) takes \(Int(least)) ticks at least."
        }
    }
}
