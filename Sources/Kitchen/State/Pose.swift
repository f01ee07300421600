/// Where a player stands and which way it faces, in one number, so that moving is one table look-up.
///
/// The low two bits are the direction, the others the index of the floor cell in `Kitchen.floor`.
public struct Pose: Hashable, Sendable {
    /// The packed form, as a state's row has it.
    public let bits: UInt16

    /// Poses of one floor cell.
    public static let perCell = 4
    @usableFromInline static let directionBits: UInt16 = 2
    @usableFromInline static let directionMask: UInt16 = 3

    @inlinable @inline(__always)
    public init(bits: UInt16) { self.bits = bits }

    /// - Parameter index: below `Kitchen.poses`.
    @inlinable @inline(__always)
    public init(_ index: Int) { bits = UInt16(truncatingIfNeeded: index) }

    /// - Parameters:
    ///   - cell: the index of a floor cell.
    ///   - direction: the index of a direction, 0 to 3.
    @inlinable @inline(__always)
    public init(cell: Int, direction: Int) {
        bits = UInt16(truncatingIfNeeded: cell) &<< Pose.directionBits | UInt16(truncatingIfNeeded: direction)
    }

    public init(cell: Int, facing: Direction) { self.init(cell: cell, direction: Int(facing.rawValue)) }

    /// Its place in tables of poses, below `Kitchen.poses`.
    @inlinable @inline(__always)
    public var index: Int { Int(bits) }

    /// The index of the floor cell.
    @inlinable @inline(__always)
    public var cell: Int { Int(bits &>> Pose.directionBits) }

    /// The index of the direction, 0 to 3.
    @inlinable @inline(__always)
    public var direction: Int { Int(bits & Pose.directionMask) }

    /// Which way the player faces.
    public var facing: Direction { Direction.allCases[direction] }

    /// The pose on the same cell in the direction of `other`.
    @inlinable @inline(__always)
    public func turned(like other: Pose) -> Pose {
        Pose(bits: (bits & ~Pose.directionMask) | (other.bits & Pose.directionMask))
    }

    /// Zero exactly where two players who move like this collide: they would end on one cell, or exchange theirs (rules §4.2).
    /// Without a branch, for no processor predicts it.
    @inlinable @inline(__always)
    public static func separation(from first: Pose, to firstTarget: Pose, and second: Pose, to secondTarget: Pose) -> UInt32 {
        let old = (UInt32(truncatingIfNeeded: first.cell), UInt32(truncatingIfNeeded: second.cell))
        let new = (UInt32(truncatingIfNeeded: firstTarget.cell), UInt32(truncatingIfNeeded: secondTarget.cell))
        // Either factor is zero exactly for one of the two collisions.
        return (new.0 ^ new.1) &* ((new.0 ^ old.1) | (new.1 ^ old.0))
    }
}

/// Where actions lead when nobody is in the way, for every pose; and where two players' actions lead, with the rules' collisions.
public struct MoveTable: Sendable {
    /// `[MoveTable.index(pose, action)]`.
    @usableFromInline let entries: [UInt16]

    /// Entries of one pose: the six actions, and two that are never asked for.
    static let perPose = 1 << 3
    /// Entries of a pose begin at its index shifted by this.
    @usableFromInline static let poseShift = 3

    init(_ entries: [UInt16]) { self.entries = entries }

    /// Where the entry of a pose and an action lies.
    @inlinable @inline(__always)
    static func index(_ pose: Pose, _ action: UInt8) -> Int { pose.index &<< poseShift | Int(action) }

    /// The pose that `action` leads to.
    @inlinable @inline(__always)
    public subscript(pose: Pose, action: Action) -> Pose { Pose(bits: entries[MoveTable.index(pose, action.rawValue)]) }

    /// Both poses after a tick in which two players act; if they collide, both stay but turn (rules §4.2).
    @inlinable @inline(__always)
    public func joint(_ first: Pose, _ action: Action, _ second: Pose, _ reply: Action) -> (first: Pose, second: Pose) {
        let next = (self[first, action], self[second, reply])
        let collides = Pose.separation(from: first, to: next.0, and: second, to: next.1) == 0
        return collides ? (first.turned(like: next.0), second.turned(like: next.1)) : next
    }

    /// The floor cells next to a floor cell, by direction.
    /// - Complexity: O(1).
    public func neighbours(of cell: Int) -> [Int] {
        Action.moves.map { self[Pose(cell: cell, facing: .north), $0].cell }.filter { $0 != cell }
    }
}
