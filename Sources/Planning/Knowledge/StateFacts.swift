import Foundation
import Kitchen

/// A state of a kitchen as facts, and as plain English that says the same: what a language model reads, and a person.
///
///     let facts = StateFacts(game.state, horizon: 400)
///     let text = facts.text(kitchen)      // "Tick 17 of 400.\nPlayer 1 stands at (1, 2), faces north and holds an onion.\n…"
///     try StateFacts(text) == facts       // true
///
/// Of a state of OvercookedV2, the wanted recipe, the buttons that show it and a delivery in the tick before are facts, too.
///
/// The order in which things were laid down is not among the facts: objects come row by row.
public struct StateFacts: Hashable, Sendable {
    public var tick: Int
    public var horizon: Int
    public var players: [PlayerState]
    /// What lies on counters and is in pots, row by row.
    public var objects: [PlacedItem]
    /// What is wanted in a kitchen of OvercookedV2; nil where it is not known.
    public var recipe: RecipeState?

    public init(_ state: KitchenState, horizon: Int) {
        tick = state.timestep
        recipe = state.recipe
        self.horizon = horizon
        players = state.players
        objects = state.objects.sorted { ($0.cell.y, $0.cell.x) < ($1.cell.y, $1.cell.x) }
    }

    /// The facts as the state of a kitchen.
    public var state: KitchenState { KitchenState(timestep: tick, players: players, objects: objects, recipe: recipe) }

    // MARK: Writing

    /// One fact a line. Empty pots are among them, empty counters are not.
    public func text(_ kitchen: Kitchen) -> String {
        var lines = ["Tick \(tick) of \(horizon)."] + recipeLines
        for (index, player) in players.enumerated() {
            lines.append(
                "Player \(index + 1) stands at \(player.cell), faces \(player.orientation) and holds \(StateFacts.words(player.held, kitchen))."
            )
        }
        for pot in kitchen.layout.cells(of: .pot) {
            let soup = objects.first { $0.cell == pot }?.item ?? .none
            lines.append("In the pot at \(pot) is \(StateFacts.words(soup, kitchen)).")
        }
        for object in objects where kitchen.layout[object.cell] != .pot {
            lines.append("On the counter at \(object.cell) is \(StateFacts.words(object.item, kitchen)).")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var recipeLines: [String] {
        guard let recipe else { return [] }
        return ["Wanted is a soup of \(StateFacts.names(recipe.recipe.ingredients))."]
            + recipe.buttons.sorted { ($0.key.y, $0.key.x) < ($1.key.y, $1.key.x) }.map {
                "The recipe button at \($0.key) shows that for \($0.value) more tick\($0.value == 1 ? "" : "s")."
            } + (recipe.hasJustDelivered ? [StateFacts.delivery] : [])
    }

    private static let delivery = "A right soup was delivered in the tick before."
    private static func names(_ ingredients: [Ingredient]) -> String { ingredients.map(\.name).joined(separator: ", ") }

    private static func words(_ item: Item, _ kitchen: Kitchen) -> String {
        guard let recipe = item.recipe else { return item.words }
        let names = StateFacts.names(item.ingredients)
        let time = kitchen.book.cookTime(recipe)
        let cooking =
            item.tick < 0
            ? "not cooking" : item.tick >= time ? "ready after \(item.tick) ticks" : "cooked for \(item.tick) of \(time) ticks"
        return "a soup of \(names) (\(cooking))"
    }

    // MARK: Reading

    /// Why a text is not facts: which line, and what is wrong with it.
    public struct Unreadable: Error, Hashable, CustomStringConvertible {
        public let line: Int
        public let message: String
        public var description: String { "line \(line): \(message)" }
    }

    /// Reads what `text(_:)` wrote.
    /// - Parameter family: that of the kitchen.
    /// - Throws: `Unreadable` for the first line that is not a fact.
    public init(_ text: String, family: RuleFamily = .overcooked) throws {
        var tick: (now: Int, of: Int)?
        (self.tick, horizon) = (0, 0)
        players = []
        objects = []
        for (index, line) in text.split(separator: "\n").enumerated() {
            func fail(_ message: String) -> Unreadable { Unreadable(line: index + 1, message: message) }
            if let match = line.wholeMatch(of: /Tick (\d+) of (\d+)\./), let now = Int(match.1), let all = Int(match.2) {
                tick = (now, all)
            } else if let match = line.wholeMatch(of: /Player (\d+) stands at (\(.+?\)), faces (\w+) and holds (.+)\./) {
                guard Int(match.1) == players.count + 1 else { throw fail("players must be told in their order") }
                guard let cell = StateFacts.cell(match.2), let facing = Direction.allCases.first(where: { "\($0)" == match.3 }),
                    let held = StateFacts.item(match.4, family)
                else { throw fail("no place, direction or thing of this kind is known") }
                players.append(PlayerState(cell: cell, orientation: facing, held: held))
            } else if let match = line.wholeMatch(of: /(?:In the pot|On the counter) at (\(.+?\)) is (.+)\./) {
                guard let cell = StateFacts.cell(match.1), let item = StateFacts.item(match.2, family) else {
                    throw fail("no place or thing of this kind is known")
                }
                if !item.isNone { objects.append(PlacedItem(cell: cell, item: item)) }
            } else if try !readRecipe(line, fail) {
                throw fail("'\(line)' is no fact")
            }
        }
        guard let tick else { throw Unreadable(line: 1, message: "it does not say which tick it is") }
        (self.tick, horizon) = (tick.now, tick.of)
        objects.sort { ($0.cell.y, $0.cell.x) < ($1.cell.y, $1.cell.x) }
    }

    /// Reads a line about the wanted recipe; false for any other.
    private mutating func readRecipe(_ line: Substring, _ fail: (String) -> Unreadable) throws -> Bool {
        if let match = line.wholeMatch(of: /Wanted is a soup of (.+)\./) {
            guard let found = StateFacts.ingredients(match.1), found.count <= Recipe.mostUnordered else {
                throw fail("no recipe of this kind is known")
            }
            recipe = RecipeState(recipe: Recipe(found))
        } else if let match = line.wholeMatch(of: /The recipe button at (\(.+?\)) shows that for (\d+) more ticks?\./) {
            guard recipe != nil, let cell = StateFacts.cell(match.1), let ticks = Int(match.2) else {
                throw fail("a button shows a recipe that was told before, at a place")
            }
            recipe?.buttons[cell] = ticks
        } else if line == StateFacts.delivery {
            guard recipe != nil else { throw fail("a right soup has a recipe that was told before") }
            recipe?.hasJustDelivered = true
        } else {
            return false
        }
        return true
    }

    private static func ingredients(_ text: Substring) -> [Ingredient]? {
        let names = text.split(separator: ", ")
        let found = names.compactMap { name in Ingredient.allCases.first { $0.name == name } }
        return found.count == names.count ? found : nil
    }

    private static func cell(_ text: Substring) -> Cell? {
        guard let match = text.wholeMatch(of: /\((\d+), (\d+)\)/), let x = Int(match.1), let y = Int(match.2) else { return nil }
        return Cell(x, y)
    }

    private static func item(_ text: Substring, _ family: RuleFamily) -> Item? {
        let known = family == .overcooked ? Ingredient.classic : Ingredient.allCases
        for item in [Item.none, .dish] + known.map({ Item($0) }) where text == item.words { return item }
        guard let match = text.wholeMatch(of: /a soup of (.+) \((?:not cooking|ready after (\d+) ticks|cooked for (\d+) of \d+ ticks)\)/)
        else { return nil }
        guard let found = ingredients(match.1), found.allSatisfy(known.contains), found.count <= Item.maxIngredients,
            let tick = (match.2 ?? match.3).map({ Int($0) }) ?? -1
        else { return nil }
        return family == .overcooked ? Item(soup: found, tick: tick) : Item(unordered: Recipe(found), tick: tick)
    }
}
