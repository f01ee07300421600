import Foundation
import Kitchen

/// A state of a kitchen as facts, and as plain English that says the same: what a language model reads, and a person.
///
///     let facts = StateFacts(game.state, horizon: 400)
///     let text = facts.text(kitchen)      // "Tick 17 of 400.\nPlayer 1 stands at (1, 2), faces north and holds an onion.\n…"
///     try StateFacts(text) == facts       // true
///
/// The order in which things were laid down is not among the facts: objects come row by row.
public struct StateFacts: Hashable, Sendable {
    public var tick: Int
    public var horizon: Int
    public var players: [PlayerState]
    /// What lies on counters and is in pots, row by row.
    public var objects: [PlacedItem]

    public init(_ state: KitchenState, horizon: Int) {
        tick = state.timestep
        self.horizon = horizon
        players = state.players
        objects = state.objects.sorted { ($0.cell.y, $0.cell.x) < ($1.cell.y, $1.cell.x) }
    }

    /// The facts as the state of a kitchen.
    public var state: KitchenState { KitchenState(timestep: tick, players: players, objects: objects) }

    // MARK: Writing

    /// One fact a line. Empty pots are among them, empty counters are not.
    public func text(_ kitchen: Kitchen) -> String {
        var lines = ["Tick \(tick) of \(horizon)."]
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

    private static func words(_ item: Item, _ kitchen: Kitchen) -> String {
        guard let recipe = item.recipe else { return item.words }
        let names = item.ingredients.map(\.name).joined(separator: ", ")
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
    /// - Throws: `Unreadable` for the first line that is not a fact.
    public init(_ text: String) throws {
        var tick: (now: Int, of: Int)?
        players = []
        objects = []
        for (index, line) in text.split(separator: "\n").enumerated() {
            func fail(_ message: String) -> Unreadable { Unreadable(line: index + 1, message: message) }
            if let match = line.wholeMatch(of: /Tick (\d+) of (\d+)\./), let now = Int(match.1), let all = Int(match.2) {
                tick = (now, all)
            } else if let match = line.wholeMatch(of: /Player (\d+) stands at (\(.+?\)), faces (\w+) and holds (.+)\./) {
                guard Int(match.1) == players.count + 1 else { throw fail("players must be told in their order") }
                guard let cell = StateFacts.cell(match.2), let facing = Direction.allCases.first(where: { "\($0)" == match.3 }),
                    let held = StateFacts.item(match.4)
                else { throw fail("no place, direction or thing of this kind is known") }
                players.append(PlayerState(cell: cell, orientation: facing, held: held))
            } else if let match = line.wholeMatch(of: /(?:In the pot|On the counter) at (\(.+?\)) is (.+)\./) {
                guard let cell = StateFacts.cell(match.1), let item = StateFacts.item(match.2) else {
                    throw fail("no place or thing of this kind is known")
                }
                if !item.isNone { objects.append(PlacedItem(cell: cell, item: item)) }
            } else {
                throw fail("'\(line)' is no fact")
            }
        }
        guard let tick else { throw Unreadable(line: 1, message: "it does not say which tick it is") }
        (self.tick, horizon) = (tick.now, tick.of)
        objects.sort { ($0.cell.y, $0.cell.x) < ($1.cell.y, $1.cell.x) }
    }

    private static func cell(_ text: Substring) -> Cell? {
        guard let match = text.wholeMatch(of: /\((\d+), (\d+)\)/), let x = Int(match.1), let y = Int(match.2) else { return nil }
        return Cell(x, y)
    }

    private static func item(_ text: Substring) -> Item? {
        for item in [Item.none, .onion, .tomato, .dish] where text == item.words { return item }
        guard let match = text.wholeMatch(of: /a soup of (.+) \((?:not cooking|ready after (\d+) ticks|cooked for (\d+) of \d+ ticks)\)/)
        else { return nil }
        let names = match.1.split(separator: ", ")
        let ingredients = names.compactMap { name in Ingredient.allCases.first { $0.name == name } }
        guard ingredients.count == names.count else { return nil }
        let tick = (match.2 ?? match.3).map { Int($0) } ?? -1
        return tick.flatMap { Item(soup: ingredients, tick: $0) }
    }
}
