/// A kitchen's map: its grid, where players start, and its parameters (rules §1, §6).
public struct Layout: Hashable, Sendable {
    /// The most cells of a kitchen: poses and slots stay far below 16 bits, the distances below 40 MB.
    public static let maxCells = 1 << 12

    /// The most players of a kitchen: their sets are the bits of a word.
    public static let maxPlayers = 64

    public let name: String
    /// Whose rules it follows.
    public let family: RuleFamily
    public let width: Int
    public let height: Int
    /// Row-major: the cell (x, y) is `terrain[y * width + x]`.
    public let terrain: [Terrain]
    /// Start cells in player order.
    public let starts: [Cell]
    public var parameters: LayoutParameters

    /// Reads a grid of one string a row: in Overcooked-AI players are digits (rules §1); in OvercookedV2 they are `A`s in reading
    /// order, and digits are piles of ingredients (OvercookedV2 §3.1).
    /// - Parameter swapsPlayers: whether the `A`s count from the last to the first.
    /// - Throws: `GridError`, the first that `Layout.problems(inGrid:family:)` finds.
    public init(
        name: String, grid: [String], parameters: LayoutParameters = .init(), family: RuleFamily = .overcooked, swapsPlayers: Bool = false
    ) throws(GridError) {
        if let problem = Layout.problems(inGrid: grid, family: family).first { throw problem }
        self.name = name
        self.family = family
        self.parameters = parameters
        width = grid[0].count
        height = grid.count
        var terrain: [Terrain] = []
        var players: [(order: Int, cell: Cell)] = []
        for (y, row) in grid.enumerated() {
            for (x, character) in row.enumerated() {
                switch family {
                case .overcooked:
                    if let digit = Layout.playerDigit(character) { players.append((digit, Cell(x, y))) }
                case .overcookedV2:
                    if character == Layout.player { players.append((swapsPlayers ? -players.count : players.count, Cell(x, y))) }
                }
                terrain.append(Terrain(character: character, in: family) ?? .floor)
            }
        }
        self.terrain = terrain
        starts = players.sorted { $0.order < $1.order }.map { $0.cell }
    }

    /// A layout of Overcooked-AI with the cells and starts of another one, some of them of another terrain: how agents imagine a
    /// kitchen of the other family. Terrain that Overcooked-AI has not is inert.
    package init(like layout: Layout, parameters: LayoutParameters, terrain: (Terrain) -> Terrain) {
        name = layout.name
        family = .overcooked
        self.parameters = parameters
        width = layout.width
        height = layout.height
        self.terrain = layout.terrain.map(terrain)
        starts = layout.starts
    }

    /// A player's start in a grid of OvercookedV2.
    static let player: Character = "A"

    /// Whether the players of a grid of OvercookedV2 count from the last to the first.
    public var swapsPlayers: Bool {
        family == .overcookedV2 && starts.count > 1 && (starts[0].y, starts[0].x) > (starts[1].y, starts[1].x)
    }

    /// How many ingredients a kitchen of OvercookedV2 counts: up to the last that has a pile, also those before it that have none
    /// (OvercookedV2 §3.1).
    public var ingredientKinds: Int { (terrain.compactMap { $0.ingredient.map { Int($0.rawValue) } }.max() ?? -1) + 1 }

    /// What is on `cell`; counter outside the grid, so that nothing leaves it.
    public subscript(cell: Cell) -> Terrain {
        guard (0..<width).contains(cell.x), (0..<height).contains(cell.y) else { return .counter }
        return terrain[cell.y * width + cell.x]
    }

    /// Every cell of `terrain`, row by row.
    public func cells(of kind: Terrain) -> [Cell] {
        terrain.indices.filter { terrain[$0] == kind }.map { Cell($0 % width, $0 / width) }
    }

    /// The grid as text, one string a row, with the players.
    public var grid: [String] {
        (0..<height).map { y in
            String(
                (0..<width).map { x in
                    if let player = starts.firstIndex(of: Cell(x, y)) {
                        return family == .overcooked ? Character("\(player + 1)") : Layout.player
                    }
                    return self[Cell(x, y)].character(in: family) ?? " "
                })
        }
    }

    /// The player that a digit of the grid means, counted from one.
    static func playerDigit(_ character: Character) -> Int? {
        guard character.isASCII, let digit = character.wholeNumberValue, digit > 0 else { return nil }
        return digit
    }
}
