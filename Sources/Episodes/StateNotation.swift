import Foundation
import Kitchen

/// The notation of recorded states: `[players, objects]`, as the conformance vectors and human trials use it.
///
/// A player is `[x, y, orientation, OBJ]`, an object `[x, y, OBJ]`, an OBJ `0`, `"o"`, `"t"`, `"d"` or
/// `[ingredients, tick]` for a soup.
package enum StateNotation {
    package struct Unreadable: Error {
        package let what: String

        package init(what: String) { self.what = what }
    }

    package static func state(_ json: Any?, timestep: Int) throws -> KitchenState {
        guard let parts = json as? [Any], parts.count == 2, let players = parts[0] as? [[Any]],
            let objects = parts[1] as? [[Any]]
        else { throw Unreadable(what: "a state is [players, objects]") }
        return KitchenState(
            timestep: timestep, players: try players.map(player),
            objects: try objects.map { object in
                guard object.count == 3 else { throw Unreadable(what: "an object is [x, y, what]") }
                return PlacedItem(cell: try cell(object), item: try item(object[2]))
            })
    }

    private static func player(_ json: [Any]) throws -> PlayerState {
        guard json.count == 4, let index = json[2] as? Int, Direction.allCases.indices.contains(index) else {
            throw Unreadable(what: "a player is [x, y, orientation 0-3, what they hold]")
        }
        return PlayerState(cell: try cell(json), orientation: Direction.allCases[index], held: try item(json[3]))
    }

    private static func cell(_ json: [Any]) throws -> Cell {
        guard let x = json[0] as? Int, let y = json[1] as? Int else { throw Unreadable(what: "a place is two numbers") }
        return Cell(x, y)
    }

    private static func item(_ json: Any) throws -> Item {
        if let letter = json as? String {
            switch letter {
            case "o": return .onion
            case "t": return .tomato
            case "d": return .dish
            default: throw Unreadable(what: "'\(letter)' is no object; they are \"o\", \"t\", \"d\"")
            }
        }
        if let soup = json as? [Any], soup.count == 2, let letters = soup[0] as? String, let tick = soup[1] as? Int,
            letters.allSatisfy("ot".contains), let item = Item(soup: letters.map { $0 == "t" ? .tomato : .onion }, tick: tick)
        {
            return item
        }
        if let zero = json as? Int, zero == 0 { return .none }
        throw Unreadable(what: "an object is 0, \"o\", \"t\", \"d\" or [ingredients, tick]")
    }

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
        return "[[\(players.joined(separator: ","))],[\(objects.joined(separator: ","))]]"
    }

    private static func json(_ item: Item) -> String {
        if item.isNone { return "0" }
        guard item.isSoup else { return item == .onion ? "\"o\"" : item == .tomato ? "\"t\"" : "\"d\"" }
        return "[\"\(item.ingredients.map { $0 == .onion ? "o" : "t" }.joined())\",\(item.tick)]"
    }

    /// `state` for a person who looks for a difference.
    package static func text(_ state: KitchenState) -> String {
        let players = state.players.map { "\($0.cell) \($0.orientation) \(text($0.held))" }
        let objects = state.objects.map { "\($0.cell) \(text($0.item))" }
        return "players [\(players.joined(separator: "; "))], objects [\(objects.joined(separator: "; "))]"
    }

    private static func text(_ item: Item) -> String {
        if item.isNone { return "empty-handed" }
        if let ingredient = item.ingredient { return ingredient.name }
        return item.isSoup ? "soup of \(item.ingredients.map(\.name).joined(separator: "+")) tick \(item.tick)" : "dish"
    }
}
