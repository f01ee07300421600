import Basics
import Kitchen
import SourceFiles

/// Reads a layout's `start_state` (rules §6), in the reference's words or in shorter ones:
/// an orientation may be `[0, -1]` or `north`, a held thing or object `onion` or a soup with its `ingredients`.
struct StartStateReader {
    var reader: FieldReader
    let parameters: LayoutParameters

    mutating func read(_ node: Node) -> (KitchenState?, StateOrders?) {
        let entries = reader.entries(node, "start_state")
        reader.checkKeys(entries, known: ["players", "objects", "all_orders", "bonus_orders", "timestep"], in: "start_state")
        var state = KitchenState(players: [])
        var orders = StateOrders()
        for entry in entries {
            switch entry.key {
            case "players": state.players = reader.list(entry.value, "players").compactMap { player($0) }
            case "objects": state.objects = reader.list(entry.value, "objects").compactMap { object($0) }
            case "timestep": state.timestep = reader.int(entry.value, "timestep") ?? 0
            case "all_orders": orders.all = reader.recipes(entry.value, "all_orders")
            case "bonus_orders": orders.bonus = reader.recipes(entry.value, "bonus_orders")
            default: break
            }
        }
        return (state, orders)
    }

    private mutating func player(_ node: Node) -> PlayerState? {
        let entries = reader.entries(node, "a player")
        reader.checkKeys(entries, known: ["position", "orientation", "held_object"], in: "a player")
        var player: PlayerState?
        for entry in entries where entry.key == "position" {
            player = reader.pair(entry.value, "position").map { PlayerState(cell: Cell($0, $1)) }
        }
        if !entries.contains(where: { $0.key == "position" }) {
            reader.report("a player needs a position, [x, y]", at: node.position)
        }
        for entry in entries {
            switch entry.key {
            case "orientation": player?.orientation = orientation(entry.value) ?? .north
            case "held_object": player?.held = item(entry.value)?.item ?? .none
            default: break
            }
        }
        return player
    }

    private mutating func orientation(_ node: Node) -> Direction? {
        if case .text(let name, _) = node.value, let match = Direction.allCases.first(where: { "\($0)" == name }) {
            return match
        }
        if case .list = node.value, let (dx, dy) = reader.pair(node, "orientation"), let match = Direction(dx: dx, dy: dy) {
            return match
        }
        reader.report("an orientation is [0, -1] or north, [0, 1] or south, [1, 0] or east, [-1, 0] or west", at: node.position)
        return nil
    }

    private mutating func object(_ node: Node) -> PlacedItem? {
        guard let (item, cell) = item(node) else { return nil }
        guard let cell else {
            reader.report("an object needs a position, [x, y]", at: node.position)
            return nil
        }
        return PlacedItem(cell: cell, item: item)
    }

    /// An item and where it says that it is.
    private mutating func item(_ node: Node) -> (item: Item, cell: Cell?)? {
        if node.value == .null { return nil }
        if case .text(let name, _) = node.value { return loose(name, node).map { ($0, nil) } }
        let entries = reader.entries(node, "an object")
        let known = [
            "name", "position", "ingredients", "_ingredients", "cooking_tick", "_cooking_tick", "is_cooking", "is_ready",
            "is_idle", "cook_time", "_cook_time", "state",
        ]
        reader.checkKeys(entries, known: known, in: "an object")
        let values = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        let cell = values["position"].flatMap { reader.pair($0, "position") }.map { Cell($0, $1) }
        guard let nameNode = values["name"], let name = reader.text(nameNode, "name") else {
            if values["name"] == nil { reader.report("an object needs a name: onion, tomato, dish or soup", at: node.position) }
            return nil
        }
        let item = name == "soup" ? soup(node, values) : loose(name, nameNode)
        return item.map { ($0, cell) }
    }

    private mutating func loose(_ name: String, _ node: Node) -> Item? {
        let names: [String: Item] = ["onion": .onion, "tomato": .tomato, "dish": .dish]
        if let item = names[name] { return item }
        let hint = nearMiss(to: name, among: names.keys).map { "did you mean '\($0)'?" }
        reader.report(
            "there is no object '\(name)'; " + (hint ?? "objects are onion, tomato, dish and soup"), at: node.position)
        return nil
    }

    private mutating func soup(_ node: Node, _ values: [String: Node]) -> Item? {
        if let legacy = values["state"] { return legacySoup(legacy) }
        guard let list = values["_ingredients"] ?? values["ingredients"] else {
            reader.report("a soup needs its ingredients, e.g. ingredients: [onion, onion]", at: node.position)
            return nil
        }
        let ingredients = reader.list(list, "ingredients").compactMap { ingredient($0) }
        // Only `cooking_tick` is read: the reference drops a soup's `_cooking_tick` (rules §6).
        let tick = values["cooking_tick"].flatMap { reader.int($0, "cooking_tick") } ?? -1
        return checkedSoup(ingredients, tick: tick, node)
    }

    private mutating func ingredient(_ node: Node) -> Ingredient? {
        guard case .mapping(let entries) = node.value else { return reader.ingredient(node) }
        reader.checkKeys(entries, known: ["name", "position"], in: "an ingredient")
        guard let name = entries.first(where: { $0.key == "name" }) else {
            reader.report("an ingredient needs a name", at: node.position)
            return nil
        }
        return reader.ingredient(name.value)
    }

    /// `[ingredient, count, time]`: idle at time 0, finished from 20 on. The reference makes a soup of tomatoes with an
    /// onion more than it says.
    private mutating func legacySoup(_ node: Node) -> Item? {
        let parts = reader.list(node, "state")
        guard parts.count == 3, let kind = reader.ingredient(parts[0]), let count = reader.int(parts[1], "state"),
            let time = reader.int(parts[2], "state"), count > 0
        else {
            reader.report("a soup's state is [ingredient, how many, time]", at: node.position)
            return nil
        }
        let extra: [Ingredient] = kind == .tomato ? [.onion] : []
        guard count <= parameters.maxIngredients - extra.count else {
            let why = extra.isEmpty ? "" : " with the onion that overcooked_ai adds to tomatoes in this old form; list its ingredients"
            reader.report(
                "a soup has 1 to \(parameters.maxIngredients) ingredients; this one has \(count + extra.count)\(why)",
                at: node.position)
            return nil
        }
        if !extra.isEmpty {
            reader.report(
                "overcooked_ai adds an onion to a soup of tomatoes in this old form; list its ingredients to have no onion",
                at: node.position, severity: .warning)
        }
        let ingredients = extra + [Ingredient](repeating: kind, count: count)
        let book = try? RecipeBook(parameters, dynamics: .new)
        let finished = book?.cookTime(Recipe(ingredients)) ?? time
        return checkedSoup(ingredients, tick: time == 0 ? -1 : time >= 20 ? finished : time, node)
    }

    private mutating func checkedSoup(_ ingredients: [Ingredient], tick: Int, _ node: Node) -> Item? {
        if let soup = Item(soup: ingredients, tick: tick) { return soup }
        reader.report(
            "a soup has 1 to \(Item.maxIngredients) ingredients and a tick from -1 to \(Item.maxTicks)", at: node.position)
        return nil
    }
}
