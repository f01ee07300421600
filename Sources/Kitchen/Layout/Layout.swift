/// A kitchen's map: its grid, where players start, and its parameters (rules §1, §6).
public struct Layout: Hashable, Sendable {
    /// The most cells of a kitchen: poses and slots stay far below 16 bits, the distances below 40 MB.
    public static let maxCells = 1 << 12

    public let name: String
    public let width: Int
    public let height: Int
    /// Row-major: the cell (x, y) is `terrain[y * width + x]`.
    public let terrain: [Terrain]
    /// Start cells in player order.
    public let starts: [Cell]
    public var parameters: LayoutParameters

    /// Reads a grid of one string a row.
    /// - Throws: `GridError`, the first that `Layout.problems(inGrid:)` finds.
    public init(name: String, grid: [String], parameters: LayoutParameters = .init()) throws {
        if let problem = Layout.problems(inGrid: grid).first { throw problem }
        self.name = name
        self.parameters = parameters
        width = grid[0].count
        height = grid.count
        var terrain: [Terrain] = []
        var starts = [Cell](repeating: Cell(0, 0), count: 9)
        var players = 0
        for (y, row) in grid.enumerated() {
            for (x, character) in row.enumerated() {
                if let digit = Layout.playerDigit(character) {
                    starts[digit - 1] = Cell(x, y)
                    players += 1
                }
                terrain.append(Terrain(character: character) ?? .floor)
            }
        }
        self.terrain = terrain
        self.starts = Array(starts.prefix(players))
    }

    /// What is on `cell`; counter outside the grid, so that nothing leaves it.
    public subscript(cell: Cell) -> Terrain {
        guard (0..<width).contains(cell.x), (0..<height).contains(cell.y) else { return .counter }
        return terrain[cell.y * width + cell.x]
    }

    /// Every cell of `terrain`, row by row.
    public func cells(of kind: Terrain) -> [Cell] {
        terrain.indices.filter { terrain[$0] == kind }.map { Cell($0 % width, $0 / width) }
    }

    /// The grid as text, one string a row, with the players' digits.
    public var grid: [String] {
        (0..<height).map { y in
            String(
                (0..<width).map { x in
                    if let player = starts.firstIndex(of: Cell(x, y)) { return Character("\(player + 1)") }
                    return self[Cell(x, y)].character
                })
        }
    }

    /// The player that a digit of the grid means, counted from one.
    static func playerDigit(_ character: Character) -> Int? {
        guard character.isASCII, let digit = character.wholeNumberValue, digit > 0 else { return nil }
        return digit
    }
}
