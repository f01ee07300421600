/// What one player's tick brought, in 32 bits: the events, whether a soup left a pot, and what was earned. Rewards
/// follow from it by `Kitchen.sparseReward` and `Kitchen.shapedReward`, so that the tick touches no floating point.
public struct Outcome: Hashable, Sendable {
    /// Bits 0-24: events. Bit 25: a soup was taken from a pot. Bits 26-31: the index of what was earned among the kitchen's
    /// `Earning`s, or zero.
    public let bits: UInt32

    public init(bits: UInt32) { self.bits = bits }

    static let soupFromPot: UInt32 = 1 << 25
    static let earningShift: UInt32 = 26
    static let eventMask: UInt32 = 1 << 25 - 1

    public var events: EventSet { EventSet(rawValue: bits & Outcome.eventMask) }

    /// Whether the player took a ready soup out of a pot.
    public var tookSoupFromPot: Bool { bits & Outcome.soupFromPot != 0 }

    /// The index of what was earned in the kitchen's `Earning`s; 0 for nothing.
    var earning: Int { Int(bits >> Outcome.earningShift) }
}

/// Something that a tick can bring a player, by the index that outcomes have of it.
struct Earning: Hashable, Sendable {
    /// The team's reward.
    var sparse = 0.0
    /// The player's reward on the way to a delivery, as far as it does not follow from events.
    var shaped = 0.0

    static let nothing = Earning()
}

/// What an interact can earn in OvercookedV2, in the order of a kitchen's `Earning`s there (OvercookedV2 §5.4, §6).
enum EarningV2: UInt32, CaseIterable {
    case nothing, rightDish, wrongDish, button, usefulPlacement, usefulPlate, rightSoup, rightStart

    /// The bits of an outcome.
    @inline(__always)
    var bits: UInt32 { rawValue &<< Outcome.earningShift }

    func earning(_ rules: RecipeRules) -> Earning {
        switch self {
        case .nothing: .nothing
        case .rightDish: Earning(sparse: RecipeRules.deliveryReward)
        case .wrongDish: Earning(sparse: rules.punishesWrongDishes ? -RecipeRules.deliveryReward : 0)
        case .button: Earning(sparse: -RecipeRules.buttonCost)
        case .usefulPlacement: Earning(shaped: 3)
        case .usefulPlate: Earning(shaped: 3)
        case .rightSoup: Earning(shaped: 5)
        case .rightStart: Earning(shaped: 5)
        }
    }
}
