import Foundation
import Kitchen

/// What Brigade sends to a program, line by line, as docs/agent-protocol.md specifies it.
struct ProtocolText {
    /// The version of the protocol that is spoken.
    static let version = 1

    static func hello() -> String { #"{"type":"hello","protocol":\#(version)}"# }

    static func map(_ kitchen: Kitchen) -> String {
        let layout = kitchen.layout
        let grid = (0..<layout.height).map { y in
            quoted(String((0..<layout.width).map { layout[Cell($0, y)].character(in: layout.family) ?? " " }))
        }
        let recipes = kitchen.book.recipes.map { recipe in
            let reward = kitchen.book.reward(recipe)
            return #"{"ingredients":\#(names(recipe.ingredients)),"reward":\#(number(reward)),"ticks":\#(kitchen.book.cookTime(recipe))}"#
        }
        return #"{"type":"map","name":\#(quoted(layout.name)),"dynamics":"\#(kitchen.dynamics)","#
            + #""width":\#(layout.width),"height":\#(layout.height),"grid":[\#(grid.joined(separator: ","))],"#
            + #""players":\#(kitchen.players),"max_ingredients":\#(kitchen.book.maxIngredients),"#
            + #""recipes":[\#(recipes.joined(separator: ","))]}"#
    }

    static func begin(episode: Int, seat: Int, seed: UInt64, horizon: Int, deadline: Int) -> String {
        #"{"type":"begin","episode":\#(episode),"seat":\#(seat),"seed":\#(seed),"horizon":\#(horizon),"deadline_ms":\#(deadline)}"#
    }

    static func state(_ game: KitchenGame, seat: Int, deadline: Int) -> String {
        let kitchen = game.kitchen
        let players = (0..<kitchen.players).map { index in
            let player = game.player(index)
            return #"{"at":\#(cell(player.cell)),"facing":"\#(player.orientation)","holds":\#(item(player.held, kitchen))}"#
        }
        let objects = game.withState { state in
            kitchen.slotCells.indices.compactMap { slot -> String? in
                let lying = state.item(in: Slot(slot))
                return lying.isNone ? nil : #"{"at":\#(cell(kitchen.slotCells[slot])),"item":\#(item(lying, kitchen))}"#
            }
        }
        return #"{"type":"state","tick":\#(game.timestep),"seat":\#(seat),"deadline_ms":\#(deadline),"#
            + #""players":[\#(players.joined(separator: ","))],"objects":[\#(objects.joined(separator: ","))]}"#
    }

    static func quit() -> String { #"{"type":"quit"}"# }

    private static func item(_ item: Item, _ kitchen: Kitchen) -> String {
        guard let recipe = item.recipe else {
            if item.isNone { return "null" }
            return #"{"kind":"\#(item.ingredient?.name ?? "dish")"}"#
        }
        let state = item.tick < 0 ? "idle" : item.tick < kitchen.book.cookTime(recipe) ? "cooking" : "ready"
        let left = item.tick < 0 ? kitchen.book.cookTime(recipe) : max(0, kitchen.book.cookTime(recipe) - item.tick)
        return #"{"kind":"soup","ingredients":\#(names(item.ingredients)),"state":"\#(state)","ticks_left":\#(left)}"#
    }

    private static func cell(_ cell: Cell) -> String { "[\(cell.x),\(cell.y)]" }

    private static func names(_ ingredients: [Ingredient]) -> String {
        "[" + ingredients.map { "\"\($0.name)\"" }.joined(separator: ",") + "]"
    }

    /// JSON knows no infinity; a reward beyond every number is sent as the largest that all readers know.
    private static func number(_ value: Double) -> String {
        let value = value.isFinite ? value : 1e300
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20: quoted += "\\u" + String(format: "%04x", scalar.value)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
