import Kitchen

/// What a delivery brought, for the line beside the kitchen and the number that rises from the hatch.
package struct Delivery: Sendable, Hashable {
    /// The tick in which it was delivered, counted from zero.
    package let tick: Int
    package let seat: Int
    package let recipe: Recipe
    package let points: Double
    package let isBonus: Bool
    /// The serving station.
    package let cell: Cell

    /// The deliveries of the tick that `game` has just played.
    package static func inLastTick(of game: KitchenGame) -> [Delivery] {
        (0..<game.kitchen.players).compactMap { seat in
            let outcome = game.outcome(of: seat)
            guard let index = outcome.deliveredRecipe else { return nil }
            let book = game.kitchen.book
            let cook = game.player(seat)
            return Delivery(
                tick: game.timestep - 1, seat: seat, recipe: book.recipes[index], points: game.kitchen.sparseReward(outcome),
                isBonus: book.bonusOrders.contains(book.recipes[index]), cell: cook.cell.neighbour(cook.orientation))
        }
    }
}
