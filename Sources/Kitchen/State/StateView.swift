/// A kitchen's state as it is in memory, lent to look at.
///
/// It can be used while it is lent and not be kept: it cannot be copied, and what lends it lends it `borrowing`
/// (docs/decisions/084-state-view.md). `KitchenGame.withState`, `Kitchen.withState(of:)` and `KitchenBatch.step(choosing:)` lend
/// one for a closure, a `StateBuffer` for as long as it lives.
///
///     let held = game.withState { state in state.held(by: 0) }
public struct StateView: ~Copyable {
    /// The packed row; see `RowShape`.
    @usableFromInline let words: UnsafeBufferPointer<UInt16>
    /// How many players there are.
    public let players: Int

    @inlinable @inline(__always)
    init(words: UnsafeBufferPointer<UInt16>, players: Int) {
        self.words = words
        self.players = players
    }

    /// The tick, from 0.
    @inlinable @inline(__always)
    public var timestep: Int { RowShape.timestep(low: words[0], high: words[1]) }

    /// Where a player stands and which way it faces.
    @inlinable @inline(__always)
    public func pose(of player: Int) -> Pose { Pose(bits: words[RowShape.pose(player)]) }

    /// What a player holds.
    @inlinable @inline(__always)
    public func held(by player: Int) -> Item { Item(bits: words[RowShape.held(player)]) }

    /// What lies on a counter or is in a pot.
    @inlinable @inline(__always)
    public func item(in slot: Slot) -> Item { Item(bits: words[RowShape.firstSlot(players: players) &+ slot.index]) }

    /// Whether another player than `player` stands on the floor cell of that index.
    @inlinable @inline(__always)
    public func isTaken(_ cell: Int, except player: Int) -> Bool {
        for other in 0..<players where other != player && pose(of: other).cell == cell { return true }
        return false
    }

    /// Words of the row.
    @inlinable @inline(__always)
    public var count: Int { words.count }

    /// A word of the row, for what hashes or compares whole states.
    @inlinable @inline(__always)
    public func word(_ index: Int) -> UInt16 { words[index] }

    /// Appends the row, with timestep 0, to rows that are kept one after the other.
    @inlinable @inline(__always)
    package func appendTimeless(to rows: inout [UInt16]) {
        let start = rows.count
        rows.append(contentsOf: words)
        for word in 0..<RowShape.timestepWords { rows[start &+ word] = 0 }
    }

    /// Copies the row without its timestep.
    /// - Parameter words: how many words that is, for which `target` has room.
    @inlinable @inline(__always)
    package func copyTimeless(to target: UnsafeMutableRawPointer, words count: Int) {
        precondition(count == words.count &- RowShape.timestepWords, "the state is another kitchen's")
        target.copyMemory(from: words.baseAddress.unsafelyUnwrapped + RowShape.timestepWords, byteCount: 2 &* count)
    }

    /// Whether the row at `start` among rows that are kept one after the other is this one, whatever their timesteps.
    @inlinable @inline(__always)
    package func equals(_ rows: [UInt16], at start: Int) -> Bool {
        precondition(start >= 0 && start &+ words.count <= rows.count)
        return rows.withUnsafeBufferPointer { rows in
            var differences: UInt16 = 0
            for word in RowShape.timestepWords..<words.count { differences |= words[word] ^ rows[start &+ word] }
            return differences == 0
        }
    }

    /// A copy of the row, to be kept and compared.
    public var row: [UInt16] { Array(words) }
}

/// Memory for one state that a solver plays on with; lends what is in it.
package final class StateBuffer {
    /// What is in it now.
    package let view: StateView
    @usableFromInline let memory: UnsafeMutableBufferPointer<UInt16>

    /// - Parameter row: what is in it at first; see `KitchenGame.row`.
    package init(_ kitchen: Kitchen, _ row: [UInt16]) {
        precondition(row.count == kitchen.shape.stride, "the row is another kitchen's")
        memory = .allocate(capacity: row.count)
        _ = memory.initialize(from: row)
        view = StateView(words: UnsafeBufferPointer(memory), players: kitchen.players)
    }

    deinit { memory.deallocate() }

    /// Takes over a row.
    package func load(_ row: Span<UInt16>) {
        precondition(row.count == memory.count, "the row is another kitchen's")
        for word in row.indices { memory[word] = row[word] }
    }

    /// Takes over the row at `start` among rows that are kept one after the other.
    @inlinable @inline(__always)
    package func load(_ rows: [UInt16], at start: Int) {
        precondition(start >= 0 && start &+ memory.count <= rows.count)
        rows.withUnsafeBufferPointer { rows in
            for word in 0..<memory.count { memory[word] = rows[start &+ word] }
        }
    }

    /// Puts a player somewhere, whatever the rules say.
    @inlinable @inline(__always)
    package func place(_ player: Int, at pose: Pose) { memory[RowShape.pose(player)] = pose.bits }
}

extension Kitchen {
    /// Lends a row that was kept; see `KitchenGame.row`.
    package func withState<Result, Failure: Error>(
        of row: [UInt16], _ body: (borrowing StateView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(row.count == shape.stride, "the row is another kitchen's")
        return try row.withUnsafeBufferPointer { words throws(Failure) in
            try body(StateView(words: words, players: players))
        }
    }
}

extension KitchenGame {
    /// Lends when the item on each slot came there, see `KitchenStepper.stamps`.
    @inlinable @inline(__always)
    package func withStamps<Result>(_ body: (UnsafeBufferPointer<Int32>) -> Result) -> Result {
        packed.stamps.withUnsafeBufferPointer { body($0) }
    }

    /// Lends the state.
    @inlinable @inline(__always)
    package func withState<Result, Failure: Error>(
        _ body: (borrowing StateView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try packed.words.withUnsafeBufferPointer { words throws(Failure) in
            try body(StateView(words: words, players: players))
        }
    }
}
