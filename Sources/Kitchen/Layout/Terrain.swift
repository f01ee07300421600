/// What a cell of the grid is made of (rules §1; OvercookedV2 §2).
public enum Terrain: UInt8, Sendable, Hashable, CaseIterable {
    case floor
    case counter
    case onionDispenser
    case tomatoDispenser
    case dishDispenser
    case pot
    case serving
    case lettuceDispenser, carrotDispenser, mushroomDispenser, pepperDispenser, broccoliDispenser, eggplantDispenser
    case fishDispenser, garlicDispenser
    /// Shows the recipe that is wanted to whoever sees the cell.
    case recipeIndicator
    /// Shows the recipe for some ticks after it was pressed, at a price.
    case recipeButton

    /// Where an ingredient comes from.
    public static func dispenser(of ingredient: Ingredient) -> Terrain {
        switch ingredient {
        case .onion: .onionDispenser
        case .tomato: .tomatoDispenser
        default: Terrain(rawValue: lettuceDispenser.rawValue + ingredient.rawValue - Ingredient.lettuce.rawValue) ?? .floor
        }
    }

    /// The ingredient that comes from here, or nil.
    public var ingredient: Ingredient? {
        switch self {
        case .onionDispenser: .onion
        case .tomatoDispenser: .tomato
        case .floor, .counter, .dishDispenser, .pot, .serving, .recipeIndicator, .recipeButton: nil
        default: Ingredient(rawValue: rawValue - Terrain.lettuceDispenser.rawValue + Ingredient.lettuce.rawValue)
        }
    }

    /// The character of this terrain in a grid of a rule family; nil where that family has no such terrain.
    public func character(in family: RuleFamily) -> Character? {
        switch family {
        case .overcooked: Terrain.characters[self]
        case .overcookedV2: Terrain.charactersV2[self] ?? ingredient.map { Character("\($0.rawValue)") }
        }
    }

    /// The terrain of `character`, or nil. Players are not terrain. In OvercookedV2 an `O` is a `0` (OvercookedV2 §3.1).
    public init?(character: Character, in family: RuleFamily) {
        guard let match = Terrain.byCharacter[family]?[character] else { return nil }
        self = match
    }

    /// What each character of a family's grids means.
    private static let byCharacter: [RuleFamily: [Character: Terrain]] = {
        let pairs = RuleFamily.allCases.map { family in
            (
                family,
                Dictionary(uniqueKeysWithValues: allCases.compactMap { terrain in terrain.character(in: family).map { ($0, terrain) } })
            )
        }
        var meanings = Dictionary(uniqueKeysWithValues: pairs)
        meanings[.overcookedV2]?["O"] = .onionDispenser
        return meanings
    }()

    private static let characters: [Terrain: Character] = [
        .floor: " ", .counter: "X", .onionDispenser: "O", .tomatoDispenser: "T", .dishDispenser: "D", .pot: "P", .serving: "S",
    ]
    private static let charactersV2: [Terrain: Character] = [
        .floor: " ", .counter: "W", .dishDispenser: "B", .pot: "P", .serving: "X", .recipeIndicator: "R", .recipeButton: "L",
    ]

    /// What a person calls it.
    public var name: String {
        switch self {
        case .floor: "floor"
        case .counter: "counter"
        case .dishDispenser: "dish dispenser"
        case .pot: "pot"
        case .serving: "serving station"
        case .recipeIndicator: "recipe indicator"
        case .recipeButton: "recipe button"
        default: (ingredient?.name).map { "\($0) dispenser" } ?? "floor"
        }
    }
}

/// A cell of the grid: `x` columns from the left, `y` rows from the top.
public struct Cell: Hashable, Sendable, CustomStringConvertible {
    public var x: Int
    public var y: Int

    public init(_ x: Int, _ y: Int) {
        self.x = x
        self.y = y
    }

    public var description: String { "(\(x), \(y))" }

    /// The neighbouring cell in `direction`.
    public func neighbour(_ direction: Direction) -> Cell {
        Cell(x + direction.dx, y + direction.dy)
    }
}
