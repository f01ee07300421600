import Foundation
import Kitchen

/// The notation of recorded states: `[players, objects]`, as the conformance vectors and human trials use it.
///
/// A player is `[x, y, orientation, OBJ]`, an object `[x, y, OBJ]`, an OBJ `0`, `"o"`, `"t"`, `"d"` or
/// `[ingredients, tick]` for a soup. A state of OvercookedV2 has a third part, `[recipe, [[x, y, ticks], ...], delivered]`: the
/// wanted recipe, the buttons that show it, and 1 if a right dish was delivered in the tick before; its ingredients are the
/// letters of `Ingredient.letter`.
package enum StateNotation {
    package struct Unreadable: Error {
        package let what: String

        package init(what: String) { self.what = what }
    }

    package static func state(_ json: Any?, timestep: Int) throws -> KitchenState {
        guard let parts = json as? [Any], [2, 3].contains(parts.count), let players = parts[0] as? [[Any]],
            let objects = parts[1] as? [[Any]]
        else { throw Unreadable(what: "a state is [players, objects]") }
        let wanted = try parts.count == 3 ? recipe(parts[2]) : nil
        let family: RuleFamily = wanted == nil ? .overcooked : .overcookedV2
        return KitchenState(
            timestep: timestep, players: try players.map { try player($0, family) },
            objects: try objects.map { object in
                guard object.count == 3 else { throw Unreadable(what: "an object is [x, y, what]") }
                return PlacedItem(cell: try cell(object), item: try item(object[2], family))
            }, recipe: wanted)
    }

    private static func recipe(_ json: Any) throws -> RecipeState {
        guard let parts = json as? [Any], parts.count == 3, let letters = parts[0] as? String, let buttons = parts[1] as? [[Int]],
            let delivered = parts[2] as? Int, (0...1).contains(delivered), let found = ingredients(letters, .overcookedV2),
            found.count <= Recipe.mostUnordered, buttons.allSatisfy({ $0.count == 3 })
        else { throw Unreadable(what: "the third part of a state is [recipe, [[x, y, ticks], ...], 0 or 1]") }
        return RecipeState(
            recipe: Recipe(found), buttons: Dictionary(buttons.map { (Cell($0[0], $0[1]), $0[2]) }) { $1 },
            hasJustDelivered: delivered == 1)
    }

    private static func player(_ json: [Any], _ family: RuleFamily) throws -> PlayerState {
        guard json.count == 4, let index = json[2] as? Int, Direction.allCases.indices.contains(index) else {
            throw Unreadable(what: "a player is [x, y, orientation 0-3, what they hold]")
        }
        return PlayerState(cell: try cell(json), orientation: Direction.allCases[index], held: try item(json[3], family))
    }

    private static func cell(_ json: [Any]) throws -> Cell {
        guard let x = json[0] as? Int, let y = json[1] as? Int else { throw Unreadable(what: "a place is two numbers") }
        return Cell(x, y)
    }

    /// The ingredients that letters stand for; nil where a letter stands for none of the family.
    private static func ingredients(_ letters: String, _ family: RuleFamily) -> [Ingredient]? {
        let known = family == .overcooked ? Ingredient.classic : Ingredient.allCases
        let found = letters.compactMap { letter in known.first { $0.letter == letter } }
        return found.count == letters.count ? found : nil
    }

    private static func item(_ json: Any, _ family: RuleFamily) throws -> Item {
        if let letter = json as? String {
            if letter == dish { return .dish }
            if let found = ingredients(letter, family), found.count == 1 { return Item(found[0]) }
            let known = (family == .overcooked ? Ingredient.classic : Ingredient.allCases).map { "\"\($0.letter)\"" }
            throw Unreadable(what: "'\(letter)' is no object; they are \((known + ["\"\(dish)\""]).joined(separator: ", "))")
        }
        if let soup = json as? [Any], soup.count == 2, let letters = soup[0] as? String, let tick = soup[1] as? Int,
            let found = ingredients(letters, family), let item = self.soup(found, tick, family)
        {
            return item
        }
        if let zero = json as? Int, zero == 0 { return .none }
        throw Unreadable(what: "an object is 0, \"o\", \"t\", \"d\" or [ingredients, tick]")
    }

    private static func soup(_ ingredients: [Ingredient], _ tick: Int, _ family: RuleFamily) -> Item? {
        guard family == .overcookedV2 else { return Item(soup: ingredients, tick: tick) }
        return ingredients.count <= Recipe.mostUnordered ? Item(unordered: Recipe(ingredients), tick: tick) : nil
    }

    private static let dish = "d"

    /// A reward, where infinity is written as text.
    package static func number(_ json: Any) throws -> Double {
        if let value = json as? Double { return value }
        if let value = json as? Int { return Double(value) }
        if let text = json as? String, let value = Double(text) { return value }
        throw Unreadable(what: "a reward is a number or \"inf\"")
    }

    /// The actions of a joint action, a digit a player.
    package static func actions(_ digits: Substring) throws -> [Action] {
        try digits.utf8.map { digit in
            guard let action = Action(rawValue: digit &- UInt8(ascii: "0")) else {
                throw Unreadable(what: "an action is a digit from 0 to 5")
            }
            return action
        }
    }

    /// `state` in the notation, as JSON text; without its timestep.
    package static func json(_ state: KitchenState) -> String {
        let players = state.players.map { "[\($0.cell.x),\($0.cell.y),\($0.orientation.rawValue),\(json($0.held))]" }
        let objects = state.objects.map { "[\($0.cell.x),\($0.cell.y),\(json($0.item))]" }
        let recipe = state.recipe.map { wanted in
            let lit = buttons(wanted).map { "[\($0.x),\($0.y),\($1)]" }.joined(separator: ",")
            return ",[\"\(letters(wanted.recipe.ingredients))\",[\(lit)],\(wanted.hasJustDelivered ? 1 : 0)]"
        }
        return "[[\(players.joined(separator: ","))],[\(objects.joined(separator: ","))]\(recipe ?? "")]"
    }

    private static func letters(_ ingredients: [Ingredient]) -> String { String(ingredients.map(\.letter)) }

    /// The buttons that show the recipe, row by row.
    private static func buttons(_ recipe: RecipeState) -> [(Cell, Int)] {
        recipe.buttons.sorted { ($0.key.y, $0.key.x) < ($1.key.y, $1.key.x) }.map { ($0.key, $0.value) }
    }

    private static func json(_ item: Item) -> String {
        if item.isNone { return "0" }
        guard item.isSoup else { return "\"\(item.ingredient.map { "\($0.letter)" } ?? dish)\"" }
        return "[\"\(letters(item.ingredients))\",\(item.tick)]"
    }

    /// `state` for a person who looks for a difference.
    package static func text(_ state: KitchenState) -> String {
        let players = state.players.map { "\($0.cell) \($0.orientation) \(text($0.held))" }
        let objects = state.objects.map { "\($0.cell) \(text($0.item))" }
        return (["players [\(players.joined(separator: "; "))], objects [\(objects.joined(separator: "; "))]"] + text(state.recipe))
            .joined(separator: ", ")
    }

    private static func text(_ recipe: RecipeState?) -> [String] {
        guard let recipe else { return [] }
        return ["wanted \(recipe.recipe.name)"] + buttons(recipe).map { "button \($0) shows it for \($1)" }
            + (recipe.hasJustDelivered ? ["a right dish just delivered"] : [])
    }

    private static func text(_ item: Item) -> String {
        if item.isNone { return "empty-handed" }
        if let ingredient = item.ingredient { return ingredient.name }
        return item.isSoup ? "soup of \(item.ingredients.map(\.name).joined(separator: "+")) tick \(item.tick)" : "dish"
    }
}
