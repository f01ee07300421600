/// What a cell of the grid is made of (rules §1).
public enum Terrain: UInt8, Sendable, Hashable, CaseIterable {
    case floor
    case counter
    case onionDispenser
    case tomatoDispenser
    case dishDispenser
    case pot
    case serving

    /// The character of this terrain in a grid.
    public var character: Character {
        switch self {
        case .floor: " "
        case .counter: "X"
        case .onionDispenser: "O"
        case .tomatoDispenser: "T"
        case .dishDispenser: "D"
        case .pot: "P"
        case .serving: "S"
        }
    }

    /// The terrain of `character`, or nil. Player digits are not terrain.
    public init?(character: Character) {
        guard let match = Terrain.allCases.first(where: { $0.character == character }) else {
            return nil
        }
        self = match
    }

    /// What a person calls it.
    public var name: String {
        switch self {
        case .floor: "floor"
        case .counter: "counter"
        case .onionDispenser: "onion dispenser"
        case .tomatoDispenser: "tomato dispenser"
        case .dishDispenser: "dish dispenser"
        case .pot: "pot"
        case .serving: "serving station"
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
