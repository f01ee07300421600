import Kitchen

/// A thing that one player put on a counter and another took from there.
public struct HandOver: Sendable, Hashable {
    /// Seat of the one who put it down, and the tick in which they did.
    public let giver: Int
    public let placed: Int
    /// Seat of the one who took it, and the tick in which they did.
    public let taker: Int
    public let taken: Int
    /// The counter.
    public let cell: Cell
    public let item: Item

    public init(giver: Int, placed: Int, taker: Int, taken: Int, cell: Cell, item: Item) {
        self.giver = giver
        self.placed = placed
        self.taker = taker
        self.taken = taken
        self.cell = cell
        self.item = item
    }

    /// Ticks that the thing lay there.
    public var wait: Int { taken - placed }
}
