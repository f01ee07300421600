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
    init?(_ game: KitchenGame, seat: Int) {
        let outcome = game.outcome(of: seat)
        guard let index = outcome.deliveredRecipe else { return nil }
        let book = game.kitchen.book
        let cook = game.player(seat)
        tick = game.timestep - 1
        self.seat = seat
        recipe = book.recipes[index]
        points = game.kitchen.sparseReward(outcome)
        isBonus = book.bonusOrders.contains(recipe)
        cell = cook.cell.neighbour(cook.orientation)
    }
}
