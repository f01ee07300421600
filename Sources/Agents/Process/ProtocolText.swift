import Episodes
import Foundation
import Kitchen

/// What Brigade sends to a program, line by line, as docs/agent-protocol.md specifies it.
struct ProtocolText {
    /// The versions of the protocol that are spoken; the second has views.
    static let versions = [1, 2]
    /// The first version with views.
    static let firstWithViews = 2

    /// Programs of the first version know `protocol` alone, and answer it.
    static func hello() -> String { #"{"type":"hello","protocol":1,"protocols":[\#(versions.map(String.init).joined(separator: ","))]}"# }

    /// The hello to a program that is to answer for many games at once.
    static func hello(batch form: BatchProcessAgent.Form) -> String {
        String(hello().dropLast()) + #","batch":{"games":\#(form.games),"encoding":\#(quoted(form.encodingName))}}"#
    }

    /// Where a program that answers for many games at once finds what it is shown, and puts its actions.
    /// - Parameter talks: whether messages have numbers, which are heard and said in that memory, too.
    static func batch(_ shared: ProgramViews, shape: [Int], _ form: BatchProcessAgent.Form, talks: Bool) -> String {
        #"{"type":"batch","file":\#(quoted(shared.path)),"games":\#(shared.games),"encoding":\#(quoted(form.encodingName)),"#
            + #""shape":[\#(shape.map(String.init).joined(separator: ","))],"actions_at":\#(shared.actionsOffset)"#
            + (talks ? #","heard_at":\#(shared.heardOffset),"says_at":\#(shared.saysOffset)"# : "") + "}"
    }

    /// As the other `begin`, for many games of one seat.
    static func begin(episode: Int, seat: Int, seeds: [UInt64], horizon: Int, deadline: Int, channel: TalkChannel?) -> String {
        #"{"type":"begin","episode":\#(episode),"seat":\#(seat),"games":\#(seeds.count),"#
            + #""seeds":[\#(seeds.map(String.init).joined(separator: ","))],"horizon":\#(horizon),"deadline_ms":\#(deadline)"#
            + (channel.map { #","channel":"\#($0.words)""# } ?? "") + "}"
    }

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
            + #""recipes":[\#(recipes.joined(separator: ","))]\#(recipeRules(layout))}"#
    }

    /// What the map of an OvercookedV2 kitchen says besides: nothing for others.
    private static func recipeRules(_ layout: Layout) -> String {
        guard let rules = layout.parameters.recipes else { return "" }
        let ingredients = Ingredient.allCases.map { ingredient in
            #""\#(ingredient.name)":"\#(Terrain.dispenser(of: ingredient).character(in: layout.family) ?? " ")""#
        }
        return #","family":"\#(layout.family.rawValue)","ingredients":{\#(ingredients.joined(separator: ","))},"#
            + #""possible":[\#(rules.possible.map { names($0.ingredients) }.joined(separator: ","))],"#
            + #""view_size":\#(rules.viewSize.map(String.init) ?? "null"),"wrong_dishes_cost":\#(rules.punishesWrongDishes),"#
            + #""redraws":\#(rules.redrawsOnDelivery),"shows_delivery":\#(rules.showsDelivery)"#
    }

    /// - Parameters:
    ///   - sees: what the program is shown in the episode; nil in the version that has no views.
    ///   - channel: what players can say to each other; nil for nothing.
    static func begin(
        episode: Int, seat: Int, seed: UInt64, horizon: Int, deadline: Int, sees: AgentNeed?, channel: TalkChannel?
    ) -> String {
        #"{"type":"begin","episode":\#(episode),"seat":\#(seat),"seed":\#(seed),"horizon":\#(horizon),"deadline_ms":\#(deadline)"#
            + (sees.map { #","sees":"\#($0.rawValue)""# } ?? "") + (channel.map { #","channel":"\#($0.words)""# } ?? "") + "}"
    }

    /// - Parameter heard: what others said; nil where they cannot.
    static func state(_ game: KitchenGame, seat: Int, deadline: Int, heard: [HeardMessage]?) -> String {
        let kitchen = game.kitchen
        let players = (0..<kitchen.players).map { player(game.player($0), kitchen) }
        let objects = game.withState { state in
            kitchen.slotCells.indices.compactMap { slot -> String? in
                let lying = state.item(in: Slot(slot))
                return lying.isNone ? nil : #"{"at":\#(cell(kitchen.slotCells[slot])),"item":\#(item(lying, kitchen))}"#
            }
        }
        return #"{"type":"state","tick":\#(game.timestep),"seat":\#(seat),"deadline_ms":\#(deadline),"#
            + #""players":[\#(players.joined(separator: ","))],"objects":[\#(objects.joined(separator: ","))]"#
            + (kitchen.layout.parameters.recipes == nil ? "" : wanted(game.state.recipe)) + (heard.map(said) ?? "") + "}"
    }

    /// What the whole state of an OvercookedV2 kitchen says besides.
    private static func wanted(_ state: RecipeState?) -> String {
        wanted(state?.recipe, lit: Set((state?.buttons ?? [:]).keys), delivered: state?.hasJustDelivered)
    }

    private static func wanted(_ recipe: Recipe?, lit: Set<Cell>, delivered: Bool?) -> String {
        let buttons = lit.sorted { ($0.y, $0.x) < ($1.y, $1.x) }.map(cell)
        return #","recipe":\#(recipe.map { names($0.ingredients) } ?? "null"),"lit":[\#(buttons.joined(separator: ","))],"#
            + #""delivered":\#(delivered.map { "\($0)" } ?? "null")"#
    }

    /// What a seat sees, and no more.
    static func view(_ seen: Observation, _ kitchen: Kitchen, deadline: Int) -> String {
        let players = seen.players.map { $0.map { player($0, kitchen) } ?? "null" }
        let objects = seen.objects.map { #"{"at":\#(cell($0.cell)),"item":\#(item($0.item, kitchen))}"# }
        let (columns, rows) = (seen.area.columns, seen.area.rows)
        return #"{"type":"view","tick":\#(seen.timestep),"seat":\#(seen.seat),"deadline_ms":\#(deadline),"#
            + #""columns":[\#(columns.lowerBound),\#(columns.upperBound)],"rows":[\#(rows.lowerBound),\#(rows.upperBound)],"#
            + #""players":[\#(players.joined(separator: ","))],"objects":[\#(objects.joined(separator: ","))]"#
            + wanted(seen.recipe, lit: seen.litButtons, delivered: seen.hasJustDelivered) + said(seen.heard) + "}"
    }

    private static func said(_ messages: [HeardMessage]) -> String {
        #","heard":[\#(messages.map { #"{"seat":\#($0.seat),"text":\#(quoted($0.text))}"# }.joined(separator: ","))]"#
    }

    private static func player(_ player: PlayerState, _ kitchen: Kitchen) -> String {
        #"{"at":\#(cell(player.cell)),"facing":"\#(player.orientation)","holds":\#(item(player.held, kitchen))}"#
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
