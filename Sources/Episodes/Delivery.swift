import Kitchen

/// A soup that was delivered, and what it brought.
public struct Delivery: Sendable, Hashable {
    /// The tick in which it was delivered, counted from zero.
    public let tick: Int
    public let seat: Int
    public let recipe: Recipe
    /// The team's reward.
    public let points: Double
    public let isBonus: Bool
    /// The serving station.
    public let cell: Cell

    /// What a player has delivered in the tick that `game` has just played; nil for nothing.
    /// - Parameter held: what the player held before.
    init?(_ game: KitchenGame, seat: Int, of held: Item) {
        let outcome = game.outcome(of: seat)
        guard outcome.events.contains(.soupDelivery), let recipe = held.recipe else { return nil }
        let cook = game.player(seat)
        tick = game.timestep - 1
        self.seat = seat
        self.recipe = recipe
        points = game.kitchen.sparseReward(outcome)
        isBonus = game.kitchen.book.bonusOrders.contains(recipe)
        cell = cook.cell.neighbour(cook.orientation)
    }
}
