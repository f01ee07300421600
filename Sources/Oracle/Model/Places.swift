import Kitchen

/// Where the cooks can be together, and where a joint move leads; made by asking the engine about every move.
///
/// A *place* is a pair of cells with two orientations: `((first cell * cells of the second + second cell) * 4 + first
/// orientation) * 4 + second orientation`. Cells are counted among those that a cook can get to. A cook who moves ends
/// up looking where it moved, however it looked before, so one table entry serves four orientations. A kitchen of one
/// player has a second cook that is outside and does nothing.
package struct Places: Sendable {
    private let players: Int
    /// Floor indices of the cells that each of the two cooks can get to.
    let cells: [[Int]]
    /// Index among `cells` by floor index, -1 for cells out of reach.
    let cellIndex: [[Int]]
    /// All places, with those of two cooks on one cell, which never occur.
    package let count: Int
    /// Pairs of cells that can be stood on, as `first cell * cells of the second + second cell`.
    let pairs: [Int]
    /// Place after both move: `[pair * 16 + first's direction * 4 + second's]`.
    let bothMove: [UInt16]
    /// Place, up to the first's orientation, after the second moves: `[pair * 4 + direction]`.
    let secondMoves: [UInt16]
    /// Place, up to the second's orientation, after the first moves: `[pair * 4 + direction]`.
    let firstMoves: [UInt16]

    init(_ stepper: KitchenStepper) throws {
        let kitchen = stepper.kitchen
        guard kitchen.players <= 2 else {
            throw OracleError("the kitchen has \(kitchen.players) players; kitchens of one or two can be solved")
        }
        var cells = (0..<kitchen.players).map { Places.reachable(stepper, player: $0) }
        if cells.count == 1 { cells.append([-1]) }
        let second = cells[1].count
        count = cells[0].count * second * 16
        guard count <= 1 << 16 else {
            throw OracleError("two cooks have \(count) joint places here; kitchens of up to \(1 << 16) can be solved")
        }
        players = kitchen.players
        self.cells = cells
        cellIndex = cells.map { cells in
            var index = [Int](repeating: -1, count: kitchen.floor.count)
            for (position, floor) in cells.enumerated() where floor >= 0 { index[floor] = position }
            return index
        }
        pairs = (0..<(cells[0].count * second)).filter { cells[0][$0 / second] != cells[1][$0 % second] }
        var bothMove = [UInt16](repeating: 0, count: count)
        var secondMoves = [UInt16](repeating: 0, count: count / 4)
        var firstMoves = [UInt16](repeating: 0, count: count / 4)
        var mover = Mover(stepper, cells: cells, cellIndex: cellIndex)
        let directions = Action.moves
        for pair in pairs {
            for first in directions {
                firstMoves[pair * 4 + Int(first.rawValue)] = mover.place(from: pair, first, .stay)
                for then in directions {
                    bothMove[pair * 16 + Int(first.rawValue) * 4 + Int(then.rawValue)] = mover.place(from: pair, first, then)
                }
            }
            for then in directions { secondMoves[pair * 4 + Int(then.rawValue)] = mover.place(from: pair, .stay, then) }
        }
        self.bothMove = bothMove
        self.secondMoves = secondMoves
        self.firstMoves = firstMoves
    }

    /// Floor indices that `player` can walk to from the start, in order.
    private static func reachable(_ stepper: KitchenStepper, player: Int) -> [Int] {
        let floor = stepper.kitchen.floor
        let index = Dictionary(uniqueKeysWithValues: zip(floor, floor.indices))
        var seen: Set<Int> = [Pose(bits: stepper.start[RowShape.pose(player)]).cell]
        var frontier = Array(seen)
        while let here = frontier.popLast() {
            for direction in Direction.allCases {
                guard let next = index[floor[here].neighbour(direction)], seen.insert(next).inserted else { continue }
                frontier.append(next)
            }
        }
        return seen.sorted()
    }

    /// The place of the cooks in a packed row, nil where one cannot be.
    func place(in row: [UInt16]) -> Int? {
        let first = Pose(bits: row[RowShape.pose(0)])
        let second = players == 2 ? Pose(bits: row[RowShape.pose(1)]) : nil
        let one = cellIndex[0][first.cell]
        let two = second.map { cellIndex[1][$0.cell] } ?? 0
        guard one >= 0, two >= 0 else { return nil }
        return Places.number(one * cells[1].count + two, first.direction, second?.direction ?? 0)
    }

    /// The place on a pair of cells with two orientations.
    fileprivate static func number(_ pair: Int, _ first: Int, _ second: Int) -> Int {
        (pair * Pose.perCell + first) * Pose.perCell + second
    }
}

/// Moves cooks in an empty kitchen.
private struct Mover {
    let stepper: KitchenStepper
    let cells: [[Int]]
    let cellIndex: [[Int]]
    private var row: [UInt16]

    init(_ stepper: KitchenStepper, cells: [[Int]], cellIndex: [[Int]]) {
        self.stepper = stepper
        self.cells = cells
        self.cellIndex = cellIndex
        row = stepper.start
    }

    /// The place after a joint move by cooks who look north on `pair`.
    mutating func place(from pair: Int, _ first: Action, _ second: Action) -> UInt16 {
        let players = stepper.kitchen.players
        let count = cells[1].count
        row[RowShape.pose(0)] = Pose(cell: cells[0][pair / count], facing: .north).bits
        if players == 2 { row[RowShape.pose(1)] = Pose(cell: cells[1][pair % count], facing: .north).bits }
        stepper.move(&row, Array([first, second].prefix(players)))
        let one = Pose(bits: row[RowShape.pose(0)])
        let two = players == 2 ? Pose(bits: row[RowShape.pose(1)]) : Pose(0)
        let pair = cellIndex[0][one.cell] * count + (players == 2 ? cellIndex[1][two.cell] : 0)
        // The second cook of a kitchen of one looks the way it "moved", which means nothing.
        return UInt16(Places.number(pair, one.direction, two.direction))
    }
}
