/// What the log can say about a player's tick, in the order that logs use (rules §4.4).
public enum Event: UInt8, Sendable, Hashable, CaseIterable {
    case tomatoPickup, usefulTomatoPickup, tomatoDrop, usefulTomatoDrop, pottingTomato
    case onionPickup, usefulOnionPickup, onionDrop, usefulOnionDrop, pottingOnion
    case dishPickup, usefulDishPickup, dishDrop, usefulDishDrop
    case soupPickup, soupDelivery, soupDrop
    case optimalOnionPotting, optimalTomatoPotting, viableOnionPotting, viableTomatoPotting
    case catastrophicOnionPotting, catastrophicTomatoPotting, uselessOnionPotting, uselessTomatoPotting

    /// The name in logs and in the reference, e.g. `useful_onion_pickup`.
    public var name: String { Event.names[Int(rawValue)] }

    private static let names = [
        "tomato_pickup", "useful_tomato_pickup", "tomato_drop", "useful_tomato_drop", "potting_tomato",
        "onion_pickup", "useful_onion_pickup", "onion_drop", "useful_onion_drop", "potting_onion",
        "dish_pickup", "useful_dish_pickup", "dish_drop", "useful_dish_drop",
        "soup_pickup", "soup_delivery", "soup_drop",
        "optimal_onion_potting", "optimal_tomato_potting", "viable_onion_potting", "viable_tomato_potting",
        "catastrophic_onion_potting", "catastrophic_tomato_potting", "useless_onion_potting", "useless_tomato_potting",
    ]

    @inline(__always) var mask: UInt32 { 1 << UInt32(rawValue) }
}

/// A set of events, one bit each.
public struct EventSet: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public init(_ event: Event) { rawValue = event.mask }

    /// Every event of the set, in the order of `Event`.
    public var events: [Event] { Event.allCases.filter { rawValue & $0.mask != 0 } }

    public func contains(_ event: Event) -> Bool { rawValue & event.mask != 0 }

    /// Calls `body` with the place of each event of the set in `Event`.
    @inlinable
    public func forEach(_ body: (Int) -> Void) {
        var bits = rawValue
        while bits != 0 {
            body(bits.trailingZeroBitCount)
            bits &= bits &- 1
        }
    }
}
