/// A cell that can hold an item: the pots row by row, then the counters row by row.
public struct Slot: Hashable, Sendable {
    /// Its place in `Kitchen.slotCells`.
    public let index: Int

    @inlinable @inline(__always)
    public init(_ index: Int) { self.index = index }
}

/// What a pose faces, in one number: what can be done there in the low four bits, and above them which slot, recipe button or
/// ingredient it is.
struct FacedCell: Hashable, Sendable {
    let bits: UInt16

    /// What can be done at a cell.
    enum Role: UInt8 {
        /// Floor, and recipe indicators, which are only looked at.
        case nothing
        case counter, onionDispenser, tomatoDispenser, dishDispenser, pot, serving
        /// A dispenser of another ingredient.
        case laterDispenser
        case recipeButton
    }

    private static let roleBits: UInt16 = 4
    private static let roleMask: UInt16 = 0xF

    @inline(__always)
    init(bits: UInt16) { self.bits = bits }

    /// - Parameter index: of the slot or button there.
    init(_ terrain: Terrain, index: Int?) {
        let role: Role
        var index = index ?? 0
        switch terrain {
        case .floor: role = .nothing
        case .recipeIndicator: (role, index) = (.nothing, 1)
        case .counter: role = .counter
        case .onionDispenser: role = .onionDispenser
        case .tomatoDispenser: role = .tomatoDispenser
        case .dishDispenser: role = .dishDispenser
        case .pot: role = .pot
        case .serving: role = .serving
        case .recipeButton: role = .recipeButton
        default: (role, index) = (.laterDispenser, Int(terrain.ingredient?.rawValue ?? 0))
        }
        bits = UInt16(role.rawValue) | UInt16(index) << FacedCell.roleBits
    }

    @inline(__always)
    var role: Role { Role(rawValue: UInt8(truncatingIfNeeded: bits & FacedCell.roleMask)) ?? .nothing }

    /// The index of the slot, button or ingredient; 0 where there is none, as for the first.
    @inline(__always)
    var index: Int { Int(bits &>> FacedCell.roleBits) }

    /// What it is made of.
    var terrain: Terrain {
        switch role {
        case .nothing: index == 0 ? .floor : .recipeIndicator
        case .counter: .counter
        case .onionDispenser: .onionDispenser
        case .tomatoDispenser: .tomatoDispenser
        case .dishDispenser: .dishDispenser
        case .pot: .pot
        case .serving: .serving
        case .laterDispenser: Ingredient(rawValue: UInt8(truncatingIfNeeded: index)).map(Terrain.dispenser) ?? .floor
        case .recipeButton: .recipeButton
        }
    }

    /// The slot, nil where nothing can lie.
    var slot: Slot? { role == .pot || role == .counter ? Slot(index) : nil }
}
