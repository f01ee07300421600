/// What one player's tick brought, in 32 bits: the events, whether a soup left a pot, and which
/// recipe was delivered. Rewards follow from it by `Kitchen.sparseReward` and `Kitchen.shapedReward`,
/// so that the tick touches no floating point.
public struct Outcome: Hashable, Sendable {
    /// Bits 0-24: events. Bit 25: a soup was taken from a pot. Bits 26-31: one plus the index of the
    /// delivered recipe in `RecipeBook.recipes`, or zero.
    public let bits: UInt32

    public init(bits: UInt32) { self.bits = bits }

    static let soupFromPot: UInt32 = 1 << 25
    static let deliveryShift: UInt32 = 26
    static let eventMask: UInt32 = 1 << 25 - 1

    public var events: EventSet { EventSet(rawValue: bits & Outcome.eventMask) }

    /// Whether the player took a ready soup out of a pot.
    public var tookSoupFromPot: Bool { bits & Outcome.soupFromPot != 0 }

    /// The index in `RecipeBook.recipes` of what the player delivered, or nil.
    public var deliveredRecipe: Int? {
        let index = Int(bits >> Outcome.deliveryShift)
        return index == 0 ? nil : index - 1
    }
}
