import Basics
import Kitchen
import SourceFiles

extension FieldReader {
    package mutating func ingredient(_ node: Node) -> Ingredient? {
        let name = text(node, "an ingredient")
        let match = Ingredient.classic.first { $0.name == name }
        if let name, match == nil {
            let hint = nearMiss(to: name, among: Ingredient.classic.map(\.name)).map { "did you mean '\($0)'?" }
            report("no recipe uses '\(name)'; " + (hint ?? "ingredients are onion and tomato"), at: node.position)
        }
        return match
    }

    /// A recipe, as a list of ingredients or as `{"ingredients": [...]}`.
    package mutating func recipe(_ node: Node) -> Recipe? {
        var node = node
        if case .mapping(let entries) = node.value {
            checkKeys(entries, known: ["ingredients"], in: "an order")
            guard let inner = entries.first(where: { $0.key == "ingredients" }) else {
                return mismatch("an order", "a list of ingredients", node)
            }
            node = inner.value
        }
        let ingredients = list(node, "an order").map { ingredient($0) }
        guard ingredients.allSatisfy({ $0 != nil }) else { return nil }
        guard ingredients.count <= Item.maxIngredients else {
            report(
                "no recipe makes an order of \(ingredients.count) ingredients; a soup has at most \(Item.maxIngredients)", at: node.position
            )
            return nil
        }
        return Recipe(ingredients.compactMap { $0 })
    }

    package mutating func recipes(_ node: Node, _ what: String) -> [Recipe] {
        list(node, what).compactMap { recipe($0) }
    }

    /// The recipes that can be wanted in OvercookedV2, each a list of ingredients by number or name, and where each is.
    package mutating func possibleRecipes(_ node: Node, _ what: String) -> (recipes: [Recipe], places: [SourcePosition]) {
        var recipes: [(recipe: Recipe, place: SourcePosition)] = []
        for entry in list(node, what) {
            let nodes = list(entry, "a recipe of \(what)")
            guard nodes.count == Recipe.mostUnordered else {
                if case .list = entry.value {
                    report("a recipe has exactly \(Recipe.mostUnordered) ingredients, here are \(nodes.count)", at: entry.position)
                }
                continue
            }
            let ingredients = nodes.compactMap { numberedIngredient($0) }
            if ingredients.count == nodes.count { recipes.append((Recipe(ingredients), entry.position)) }
        }
        return (recipes.map(\.recipe), recipes.map(\.place))
    }

    private mutating func numberedIngredient(_ node: Node) -> Ingredient? {
        if case .int(let number) = node.value {
            if let ingredient = UInt8(exactly: number).flatMap(Ingredient.init(rawValue:)) { return ingredient }
            report("there is no ingredient \(number); they are numbered from 0 to \(Ingredient.allCases.count - 1)", at: node.position)
            return nil
        }
        guard case .text(let name, _) = node.value else { return mismatch("an ingredient", "a number or a name", node) }
        if let ingredient = Ingredient.allCases.first(where: { $0.name == name }) { return ingredient }
        let names = Ingredient.allCases.map(\.name)
        let hint = nearMiss(to: name, among: names).map { "did you mean '\($0)'?" }
        report("there is no ingredient '\(name)'; " + (hint ?? "they are \(names.joined(separator: ", "))"), at: node.position)
        return nil
    }
}
