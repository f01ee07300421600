/// The grid as indices: floor cells, poses and slots (see `RuleTables`).
struct Geometry: Sendable {
    let players: Int
    /// Floor cells row by row; a pose's is `floor[pose.cell]`.
    let floor: [Cell]
    /// Cells that can hold an item: pots row by row, then counters row by row.
    let slotCells: [Cell]
    let pots: Int
    /// Recipe buttons row by row.
    let buttons: [Cell]
    /// Recipe indicators row by row.
    let indicators: [Cell]
    /// Serving stations row by row.
    let servings: [Cell]
    /// Where actions lead.
    let moves: MoveTable
    /// What a pose faces, as `FacedCell.bits`: `[pose.index]`.
    let faced: [UInt16]
    private let floorIndex: [Cell: Int]
    private let slotIndex: [Cell: Int]

    init(_ layout: Layout) {
        let floor = layout.cells(of: .floor)
        let potCells = layout.cells(of: .pot)
        let slotCells = potCells + layout.cells(of: .counter)
        let floorIndex = Geometry.index(floor)
        let slotIndex = Geometry.index(slotCells)
        let buttons = layout.cells(of: .recipeButton)
        let buttonIndex = Geometry.index(buttons)
        players = layout.starts.count
        pots = potCells.count
        moves = MoveTable(
            floor.flatMap { cell in
                Direction.allCases.flatMap { orientation in
                    (0..<MoveTable.perPose).map { action in
                        let direction = Direction(rawValue: UInt8(action))
                        let target = direction.map(cell.neighbour).flatMap { floorIndex[$0] } ?? floorIndex[cell, default: 0]
                        return Pose(cell: target, facing: direction ?? orientation).bits
                    }
                }
            })
        faced = floor.flatMap { cell in
            Direction.allCases.map { direction in
                let target = cell.neighbour(direction)
                return FacedCell(layout[target], index: slotIndex[target] ?? buttonIndex[target]).bits
            }
        }
        self.floor = floor
        self.buttons = buttons
        indicators = layout.cells(of: .recipeIndicator)
        servings = layout.cells(of: .serving)
        self.slotCells = slotCells
        self.floorIndex = floorIndex
        self.slotIndex = slotIndex
    }

    var poses: Int { floor.count * Pose.perCell }

    /// The pose of standing on `cell` towards `orientation`, or nil where nobody can stand.
    func pose(_ cell: Cell, _ orientation: Direction) -> Pose? {
        floorIndex[cell].map { Pose(cell: $0, facing: orientation) }
    }

    /// The slot at `cell`, or nil where nothing can lie.
    func slot(_ cell: Cell) -> Int? { slotIndex[cell] }

    private static func index(_ cells: [Cell]) -> [Cell: Int] {
        Dictionary(uniqueKeysWithValues: zip(cells, cells.indices))
    }
}

/// A kitchen by index, for what decides millions of times.
extension Kitchen {
    /// How many poses there are: `Pose.perCell` on every floor cell.
    package var poses: Int { geometry.poses }

    /// Every pose, in the order of their indices.
    package var allPoses: [Pose] { (0..<geometry.poses).map(Pose.init) }

    /// Cells that can hold an item, in the order of slots: pots row by row, then counters row by row.
    package var slotCells: [Cell] { geometry.slotCells }

    /// How many of the slots are pots.
    package var pots: Int { geometry.pots }

    /// The pose of standing on `cell` towards `orientation`, or nil where nobody can stand.
    package func pose(_ cell: Cell, _ orientation: Direction) -> Pose? { geometry.pose(cell, orientation) }

    /// Recipe buttons row by row.
    package var buttons: [Cell] { geometry.buttons }

    /// Recipe indicators row by row.
    package var indicators: [Cell] { geometry.indicators }

    /// Serving stations row by row.
    package var servings: [Cell] { geometry.servings }

    /// Where actions lead.
    package var moves: MoveTable { geometry.moves }

    /// The station of each slot, as its index in `MotionPlanner.stations`.
    package var stationsOfSlots: [Int] { slotCells.map { motion.station(at: $0) ?? 0 } }

    /// The stations of a terrain, as their indices in `MotionPlanner.stations`, row by row.
    package func stations(of terrain: Terrain) -> [Int] { layout.cells(of: terrain).compactMap(motion.station) }

    /// By content, ticks until a soup is ready; 0 for everything else.
    package var cookTimesByContent: [Int] { Item.soupsByContent.map { $0?.recipe.map(book.cookTime) ?? 0 } }
}
