import Kitchen

/// A stretch of ticks in which a pot stood in one condition.
public struct PotStretch: Sendable, Hashable {
    /// What a pot is doing.
    public enum Condition: Sendable, Hashable {
        /// Empty, or with ingredients that make no soup yet.
        case waiting
        /// Complete, and nobody has started it.
        case unstarted
        case cooking
        /// With a soup that waits for a dish.
        case ready

        /// What the pot of `kitchen` that holds `item` is doing.
        init(_ item: Item, in kitchen: Kitchen) {
            guard let recipe = item.recipe else {
                self = .waiting
                return
            }
            guard item.tick < 0 else {
                self = item.tick >= kitchen.book.cookTime(recipe) ? .ready : .cooking
                return
            }
            let isFull = recipe.size >= kitchen.book.maxIngredients || kitchen.book.orders.contains(recipe)
            self = isFull ? .unstarted : .waiting
        }
    }

    public let cell: Cell
    public let condition: Condition
    /// The first and one past the last tick after which the pot was so.
    public internal(set) var ticks: Range<Int>
}
