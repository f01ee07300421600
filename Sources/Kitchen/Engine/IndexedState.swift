/// The state by index, for agents that decide millions of times: poses and slots instead of cells (see `RuleTables`).
extension Kitchen {
    /// How many poses there are: four on every floor cell; a pose's cell is `floor[pose >> 2]`.
    package var poses: Int { geometry.poses }

    /// Cells that can hold an item: pots row by row, then counters row by row.
    package var slotCells: [Cell] { geometry.slotCells }

    /// How many of the slots are pots.
    package var pots: Int { geometry.pots }

    /// The pose of standing on `cell` towards `orientation`, or nil where nobody can stand.
    package func pose(_ cell: Cell, _ orientation: Direction) -> Int? { geometry.pose(cell, orientation) }

    /// The pose after each action when nobody is in the way: `[pose << 3 | action]`.
    package var moves: [UInt16] { geometry.moved }
}

/// A game's state at one tick by index; cheap to copy.
package struct IndexedState: Sendable {
    package let players: Int
    private let words: [UInt16]
    private let actions: [UInt8]
    private let firstSlot: Int

    fileprivate init(players: Int, words: [UInt16], actions: [UInt8], firstSlot: Int) {
        self.players = players
        self.words = words
        self.actions = actions
        self.firstSlot = firstSlot
    }

    /// The state of a packed row (see `KitchenStepper`) in which nobody has acted yet.
    package init(players: Int, row: UnsafeBufferPointer<UInt16>) {
        self.init(players: players, words: Array(row), actions: [], firstSlot: RowShape.firstPlayer + 2 * players)
    }

    /// Where a player stands and looks.
    @inline(__always)
    package func pose(of player: Int) -> Int { Int(words[RowShape.pose(player)]) }

    /// What a player holds.
    @inline(__always)
    package func held(by player: Int) -> Item { Item(bits: words[RowShape.held(player)]) }

    /// What a slot holds.
    @inline(__always)
    package func item(slot: Int) -> Item { Item(bits: words[firstSlot + slot]) }

    /// The index of what a player did in the last tick; staying before the first.
    @inline(__always)
    package func lastAction(of player: Int) -> Int { Int(actions[player]) }
}

extension KitchenGame {
    /// The state by index.
    package var indexed: IndexedState {
        IndexedState(players: kitchen.players, words: packed.words, actions: actionIndices, firstSlot: kitchen.shape.firstSlot)
    }
}
