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
        return Recipe(ingredients.compactMap { $0 })
    }

    package mutating func recipes(_ node: Node, _ what: String) -> [Recipe] {
        list(node, what).compactMap { recipe($0) }
    }
}
