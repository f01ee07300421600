/// Where the channels of the grid encoding begin (OvercookedV2 §7.1), for a kitchen of `ingredients` ingredients.
///
/// An *item* is 2 + `ingredients` channels: on a plate, cooked, then how many there are of each ingredient.
struct GridChannels: Hashable, Sendable {
    let ingredients: Int
    let showsDelivery: Bool

    /// How many there are.
    var count: Int { 25 + 5 * ingredients + (showsDelivery ? 1 : 0) }

    /// 1 where the viewer stands; its direction and what it holds follow.
    @inline(__always) static var own: Int { 0 }
    /// From a player's first channel to its four directions.
    @inline(__always) static var direction: Int { 1 }
    /// From a player's first channel to what it holds, an item.
    @inline(__always) static var hand: Int { 5 }
    /// From an item's first channel to whether it is on a plate.
    @inline(__always) static var plate: Int { 0 }
    /// From an item's first channel to whether it is cooked.
    @inline(__always) static var cooked: Int { 1 }
    /// From an item's first channel to its ingredients.
    @inline(__always) static var contents: Int { 2 }

    /// The same channels as `own` has, for all other players together.
    @inline(__always) var others: Int { 7 &+ ingredients }
    /// 1 on every counter; the other stations follow in the order of `stationOrder`.
    var stations: Int { 14 + 2 * ingredients }
    /// 1 on the piles of each ingredient.
    @inline(__always) var piles: Int { 20 &+ 2 &* ingredients }
    /// What lies on a counter or is in a pot, an item.
    @inline(__always) var items: Int { 20 &+ 3 &* ingredients }
    /// The recipe that is wanted, an item, on every cell that shows it.
    @inline(__always) var recipe: Int { 22 &+ 4 &* ingredients }
    /// Ticks until a pot is ready.
    @inline(__always) var timer: Int { 24 &+ 5 &* ingredients }
    /// 1 on every serving station in the tick after a right dish; there only with `showsDelivery`.
    @inline(__always) var delivery: Int { 25 &+ 5 &* ingredients }

    /// Terrain that has a channel from `stations` on.
    static let stationOrder: [Terrain] = [.counter, .serving, .pot, .recipeIndicator, .recipeButton, .dishDispenser]

    /// The channel of a terrain; nil for floor.
    func channel(of terrain: Terrain) -> Int? {
        if let index = GridChannels.stationOrder.firstIndex(of: terrain) { return stations + index }
        return terrain.ingredient.map { piles + Int($0.rawValue) }
    }
}
