/// The grid as indices: floor cells, poses and slots (see `RuleTables`).
struct Geometry: Sendable {
    let players: Int
    /// Floor cells row by row; a pose's cell is `floor[pose >> 2]`.
    let floor: [Cell]
    /// Cells that can hold an item: pots row by row, then counters row by row.
    let slotCells: [Cell]
    let pots: Int
    /// `[pose << 3 | action]`, see `RuleTables.moved`.
    let moved: [UInt16]
    /// `[pose]`, see `RuleTables.faced`.
    let faced: [UInt16]
    private let floorIndex: [Cell: Int]
    private let slotIndex: [Cell: Int]

    init(_ layout: Layout) {
        let floor = layout.cells(of: .floor)
        let potCells = layout.cells(of: .pot)
        let slotCells = potCells + layout.cells(of: .counter)
        let floorIndex = Geometry.index(floor)
        let slotIndex = Geometry.index(slotCells)
        players = layout.starts.count
        pots = potCells.count
        moved = floor.flatMap { cell in
            Direction.allCases.flatMap { orientation in
                (0..<8).map { action in
                    let direction = Direction(rawValue: UInt8(action)) ?? orientation
                    let target = action < 4 ? cell.neighbour(direction) : cell
                    return UInt16((floorIndex[target] ?? floorIndex[cell, default: 0]) << 2 | Int(direction.rawValue))
                }
            }
        }
        faced = floor.flatMap { cell in
            Direction.allCases.map { direction in
                let target = cell.neighbour(direction)
                return UInt16(layout[target].rawValue) | UInt16(slotIndex[target] ?? 0) << 3
            }
        }
        self.floor = floor
        self.slotCells = slotCells
        self.floorIndex = floorIndex
        self.slotIndex = slotIndex
    }

    var poses: Int { floor.count * 4 }

    /// The pose of standing on `cell` towards `orientation`, or nil where nobody can stand.
    func pose(_ cell: Cell, _ orientation: Direction) -> Int? {
        floorIndex[cell].map { $0 << 2 | Int(orientation.rawValue) }
    }

    /// The slot at `cell`, or nil where nothing can lie.
    func slot(_ cell: Cell) -> Int? { slotIndex[cell] }

    private static func index(_ cells: [Cell]) -> [Cell: Int] {
        Dictionary(uniqueKeysWithValues: zip(cells, cells.indices))
    }
}
