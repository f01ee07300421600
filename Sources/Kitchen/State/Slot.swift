/// A cell that can hold an item: the pots row by row, then the counters row by row.
public struct Slot: Hashable, Sendable {
    /// Its place in `Kitchen.slotCells`.
    public let index: Int

    @inlinable @inline(__always)
    public init(_ index: Int) { self.index = index }
}

/// What a pose faces, in one number: the terrain in the low three bits, and above them the slot there, 0 where nothing can lie.
struct FacedCell: Hashable, Sendable {
    let bits: UInt16

    private static let terrainBits: UInt16 = 3
    private static let terrainMask: UInt16 = 7

    @inline(__always)
    init(bits: UInt16) { self.bits = bits }

    init(_ terrain: Terrain, slot: Int?) { bits = UInt16(terrain.rawValue) | UInt16(slot ?? 0) << FacedCell.terrainBits }

    @inline(__always)
    var terrain: Terrain { Terrain(rawValue: UInt8(truncatingIfNeeded: bits & FacedCell.terrainMask)) ?? .floor }

    /// The slot's index; 0 where nothing can lie, as on the first slot.
    @inline(__always)
    var slotIndex: Int { Int(bits &>> FacedCell.terrainBits) }

    /// The slot, nil where nothing can lie.
    var slot: Slot? { terrain == .pot || terrain == .counter ? Slot(slotIndex) : nil }
}
