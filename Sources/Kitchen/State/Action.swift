/// A way to face, in the index order that every format uses (rules §1).
public enum Direction: UInt8, Sendable, Hashable, CaseIterable {
    case north, south, east, west

    /// Columns moved by one step this way.
    public var dx: Int {
        switch self {
        case .north, .south: 0
        case .east: 1
        case .west: -1
        }
    }

    /// Rows moved by one step this way; down is positive.
    public var dy: Int {
        switch self {
        case .north: -1
        case .south: 1
        case .east, .west: 0
        }
    }

    /// The direction whose unit step is (`dx`, `dy`), or nil.
    public init?(dx: Int, dy: Int) {
        guard let match = Direction.allCases.first(where: { $0.dx == dx && $0.dy == dy }) else {
            return nil
        }
        self = match
    }
}

/// What a player does in one tick, in the index order that every format uses (rules §1).
public enum Action: UInt8, Sendable, Hashable, CaseIterable {
    case north, south, east, west, stay, interact

    /// The four that move or turn.
    @inlinable @inline(__always)
    public static var moves: Moves { Moves() }

    /// The four actions that move or turn: a collection without memory, since walks go through it many times a tick.
    public struct Moves: RandomAccessCollection, Sendable {
        @inlinable @inline(__always)
        init() {}

        @inlinable @inline(__always)
        public var startIndex: Int { 0 }

        @inlinable @inline(__always)
        public var endIndex: Int { Int(Action.stay.rawValue) }

        @inlinable @inline(__always)
        public subscript(index: Int) -> Action { Action(rawValue: UInt8(truncatingIfNeeded: index)) ?? .stay }
    }

    /// Whether it moves or turns.
    @inlinable public var isMove: Bool { rawValue < Action.stay.rawValue }

    /// Moving or turning towards `direction`.
    public init(_ direction: Direction) {
        self = Action.allCases[Int(direction.rawValue)]
    }

    /// The digit of the action in recorded trajectories, e.g. `"5"` for interacting.
    public var digit: Character { Character("\(rawValue)") }
}
