import Episodes
import Foundation
import Kitchen
import SourceFiles

/// One line of OvercookedV2's `traj.jsonl.gz`: what JaxMARL's environment did with an episode.
struct RecordedEpisodeV2 {
    let file: String
    let number: Int
    let id: Int
    let layout: String
    let settings: SettingsV2
    let horizon: Int
    let start: RecordedStateV2
    let actions: [[Action]]
    /// Everything that the steps changed, in order.
    let steps: [RecordedStepV2]
    /// What is in and on every cell at the end.
    let end: [RecordedCellV2]

    init(_ line: Data, file: String, number: Int) throws {
        let json = try GzipLines.object(line, file: file, number: number)
        do {
            guard let id = json["id"] as? Int, let layout = json["layout"] as? String, let players = json["n"] as? Int, players > 0,
                let maxSteps = json["max_steps"] as? Int, let text = json["a"] as? String, let recipes = json["p"] as? [Int],
                let agents = json["ag"] as? [[Int]], let cells = json["c"] as? [[Int]], let end = json["end"] as? [[Int]]
            else { throw StateNotation.Unreadable(what: "an episode needs id, layout, n, max_steps, init, a, ag, c, p and end") }
            let digits = Array(text.utf8)
            guard digits.count == players * recipes.count, agents.count == recipes.count, cells.count == recipes.count else {
                throw StateNotation.Unreadable(what: "a, ag, c and p must be of equally many steps")
            }
            (self.file, self.number, self.id, self.layout, horizon) = (file, number, id, layout, maxSteps)
            settings = try SettingsV2(json)
            start = try RecordedStateV2(json["init"], players: players)
            actions = try (0..<recipes.count).map { step in
                try digits[(step * players)..<((step + 1) * players)].map(ActionV2.action)
            }
            let rewards = try RecordedEpisodeV2.sparse(json["r"], "r", players, steps: recipes.count)
            let shaped = try RecordedEpisodeV2.sparse(json["sh"], "sh", players, steps: recipes.count)
            let delivered = Set(json["ok"] as? [Int] ?? [])
            steps = try recipes.indices.map { step in
                RecordedStepV2(
                    agents: try RecordedAgentV2.list(agents[step], players: players), cells: try RecordedCellV2.list(cells[step]),
                    recipe: recipes[step], rewards: rewards[step] ?? Array(repeating: 0, count: players),
                    shaped: shaped[step] ?? Array(repeating: 0, count: players), hasDelivered: delivered.contains(step))
            }
            self.end = try end.map(RecordedCellV2.init)
        } catch let error as StateNotation.Unreadable {
            throw RecordError(file: file, line: number, message: error.what)
        }
    }

    /// Rows of a step and a number a player, where there are any.
    private static func sparse(_ json: Any?, _ key: String, _ players: Int, steps: Int) throws -> [Int: [Double]] {
        var found: [Int: [Double]] = [:]
        for row in json as? [[Double]] ?? [] {
            guard row.count == players + 1, row[0] >= 0, row[0] < Double(steps) else {
                throw StateNotation.Unreadable(what: "an entry of \(key) is a step and a number a player")
            }
            found[Int(row[0])] = Array(row.dropFirst())
        }
        return found
    }
}

/// The options of the reference that matter for a transition.
struct SettingsV2: Hashable {
    let punishes: Bool
    let startsByHand: Bool
    let redraws: Bool

    init(_ json: [String: Any]) throws {
        guard let negative = json["negative"] as? Int, let start = json["start_cooking"] as? Int, let resample = json["resample"] as? Int
        else { throw StateNotation.Unreadable(what: "an episode needs negative, start_cooking and resample") }
        (punishes, startsByHand, redraws) = (negative == 1, start == 1, resample == 1)
    }
}

/// OvercookedV2's numbers of actions (OvercookedV2 §1).
package enum ActionV2 {
    /// Actions in the order of their numbers there.
    package static let actions: [Action] = [.east, .south, .west, .north, .stay, .interact]

    static func action(_ digit: UInt8) throws -> Action {
        let index = Int(digit) - Int(UInt8(ascii: "0"))
        guard actions.indices.contains(index) else { throw StateNotation.Unreadable(what: "an action is a digit from 0 to 5") }
        return actions[index]
    }
}

/// One step of an episode: what is after it.
struct RecordedStepV2 {
    let agents: [RecordedAgentV2]
    /// Cells that changed.
    let cells: [RecordedCellV2]
    let recipe: Int
    let rewards: [Double]
    let shaped: [Double]
    let hasDelivered: Bool
}

/// A cook as the reference has it.
struct RecordedAgentV2: Equatable {
    let cell: Cell
    let direction: Direction
    let hand: Int

    static func list(_ numbers: [Int], players: Int) throws -> [RecordedAgentV2] {
        guard numbers.count == 4 * players else { throw StateNotation.Unreadable(what: "an agent is x, y, direction, item") }
        return try (0..<players).map { try RecordedAgentV2(Array(numbers[(4 * $0)..<(4 * $0 + 4)])) }
    }

    init(_ numbers: [Int]) throws {
        guard numbers.count == 4, Direction.allCases.indices.contains(numbers[2]) else {
            throw StateNotation.Unreadable(what: "an agent is [x, y, direction, item]")
        }
        cell = Cell(numbers[0], numbers[1])
        direction = Direction.allCases[numbers[2]]
        hand = numbers[3]
    }

    init(_ player: PlayerState) {
        cell = player.cell
        direction = player.orientation
        hand = ItemCodeV2.dish(player.held)
    }
}

/// What is in or on a cell as the reference has it: an item's code, and ticks of a pot or button.
struct RecordedCellV2: Equatable {
    let cell: Cell
    let item: Int
    let extra: Int

    static func list(_ numbers: [Int]) throws -> [RecordedCellV2] {
        guard numbers.count.isMultiple(of: 4) else { throw StateNotation.Unreadable(what: "a cell is x, y, item, extra") }
        return try stride(from: 0, to: numbers.count, by: 4).map { try RecordedCellV2(Array(numbers[$0..<($0 + 4)])) }
    }

    init(_ numbers: [Int]) throws {
        guard numbers.count == 4 else { throw StateNotation.Unreadable(what: "a cell is [x, y, item, extra]") }
        (cell, item, extra) = (Cell(numbers[0], numbers[1]), numbers[2], numbers[3])
    }

    init(cell: Cell, item: Int, extra: Int) {
        (self.cell, self.item, self.extra) = (cell, item, extra)
    }
}

/// A whole state as the reference has it.
struct RecordedStateV2 {
    let agents: [RecordedAgentV2]
    let cells: [RecordedCellV2]
    let recipe: Int

    init(_ json: Any?, players: Int) throws {
        guard let json = json as? [String: Any], let agents = json["agents"] as? [[Int]], agents.count == players,
            let cells = json["cells"] as? [[Int]], let recipe = json["recipe"] as? Int
        else { throw StateNotation.Unreadable(what: "init needs agents, cells and recipe") }
        self.agents = try agents.map(RecordedAgentV2.init)
        self.cells = try cells.map(RecordedCellV2.init)
        self.recipe = recipe
    }

    /// The state in our words.
    func state(in layout: Layout) throws -> KitchenState {
        var state = KitchenState(
            players: try agents.map { PlayerState(cell: $0.cell, orientation: $0.direction, held: try ItemCodeV2.item($0.hand)) },
            recipe: RecipeState(recipe: try ItemCodeV2.recipe(recipe)))
        for cell in cells {
            switch layout[cell.cell] {
            case .recipeButton: state.recipe?.buttons[cell.cell] = cell.extra
            case .pot: state.objects.append(PlacedItem(cell: cell.cell, item: try ItemCodeV2.soup(cell.item, ticksLeft: cell.extra)))
            default: state.objects.append(PlacedItem(cell: cell.cell, item: try ItemCodeV2.item(cell.item)))
            }
        }
        return state
    }
}

/// The reference's codes of items: bit 0 a plate, bit 1 cooked, then two bits for the number of each ingredient (OvercookedV2 §2).
package enum ItemCodeV2 {
    private static let plate = 1
    private static let cooked = 2

    /// The ingredients of a code.
    package static func recipe(_ code: Int) throws -> Recipe {
        var recipe = Recipe([])
        for ingredient in Ingredient.allCases { recipe[ingredient] = code >> shift(ingredient) & 3 }
        guard code >= 0, code >> shift(Ingredient.allCases.count) == 0, recipe.unorderedIndex != nil else {
            throw StateNotation.Unreadable(what: "\(code) is no item of at most three of ten ingredients")
        }
        return recipe
    }

    /// The code of ingredients, neither cooked nor on a plate.
    package static func code(_ recipe: Recipe) -> Int { recipe.ingredients.reduce(0) { $0 + 1 << shift($1) } }

    /// What is in a hand or on a counter.
    static func item(_ code: Int) throws -> Item {
        if code == 0 { return .none }
        if code == plate { return .dish }
        let recipe = try recipe(code)
        switch (code & (plate | cooked), recipe.size) {
        case (0, 1): return Item(recipe.ingredients[0])
        case (plate | cooked, _):
            if let dish = Item(unordered: recipe, tick: RecipeRules.cookTime) { return dish }
        default: break
        }
        throw StateNotation.Unreadable(what: "\(code) is nothing that hands or counters hold")
    }

    /// What is in a pot.
    static func soup(_ code: Int, ticksLeft: Int) throws -> Item {
        let tick = code & cooked != 0 ? RecipeRules.cookTime : ticksLeft > 0 ? RecipeRules.cookTime - ticksLeft : -1
        guard let soup = Item(unordered: try recipe(code), tick: tick) else {
            throw StateNotation.Unreadable(what: "\(code) with \(ticksLeft) ticks left is nothing that a pot holds")
        }
        return soup
    }

    /// The code of what a hand or counter holds.
    package static func dish(_ item: Item) -> Int {
        if item == .dish { return plate }
        if let ingredient = item.ingredient { return 1 << shift(ingredient) }
        return item.recipe.map { code($0) | plate | cooked } ?? 0
    }

    /// The code and remaining ticks of what a pot holds.
    package static func pot(_ soup: Item) -> (code: Int, ticksLeft: Int) {
        guard let recipe = soup.recipe else { return (0, 0) }
        if soup.tick == RecipeRules.cookTime { return (code(recipe) | cooked, 0) }
        return (code(recipe), soup.tick < 0 ? 0 : RecipeRules.cookTime - soup.tick)
    }

    private static func shift(_ ingredient: Ingredient) -> Int { shift(Int(ingredient.rawValue)) }
    private static func shift(_ index: Int) -> Int { 2 + 2 * index }
}
