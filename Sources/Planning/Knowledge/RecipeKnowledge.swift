import Agents
import Kitchen

/// What planning looks up about contents of pots and the work in a soup; work is counted in ticks of one cook.
struct RecipeKnowledge: Sendable {
    /// Per content of a pot, what it still needs to become the soup that pays best.
    let aims: [PotAim]
    /// Per content, ticks until a soup is ready.
    let cookTimes: [Int]
    /// Per content, what delivering it pays.
    let rewards: [Double]
    /// Work that is in an ingredient or a dish when it lies in the pot: the way to it, taking it and bringing it.
    let work: (onion: Float, tomato: Float, dish: Float, delivery: Float)
    /// Per content, work that is in its ingredients.
    let workInside: [Float]
    /// Work of going for the thing with empty hands, as a rule.
    let coming: (onion: Float, tomato: Float, dish: Float)
    /// Work in a whole soup of the best order, and what it pays.
    let soup: (work: Float, reward: Double, ticks: Int)

    init(_ kitchen: Kitchen, _ routes: ItemRoutes) {
        func bring(_ terrain: Terrain, to target: ItemRoutes.Target) -> Float? {
            let work = kitchen.stations(of: terrain).map { routes.work(lying: Station($0), to: target) }.min()
            return work.flatMap { $0 < ItemRoutes.never ? $0 : nil }
        }
        let onion = bring(.onionDispenser, to: .pot)
        let tomato = bring(.tomatoDispenser, to: .pot)
        let dish = bring(.dishDispenser, to: .pot) ?? 8
        let delivery = bring(.pot, to: .serving) ?? 8
        // Going back with empty hands is about as far as bringing, less the two interacts.
        func coming(_ work: Float?) -> Float { max(0, (work ?? 0) - 2) }
        self.coming = (coming(onion), coming(tomato), coming(dish))
        work = ((onion ?? 0) + coming(onion), (tomato ?? 0) + coming(tomato), dish + coming(dish), delivery - 1)
        func trip(_ work: Float?) -> Double? { work.map { Double(2 * $0 - 2) } }
        let planner = OrderPlanner(
            kitchen: kitchen, trips: (trip(onion), trip(tomato)), serving: Double(dish + coming(dish) + delivery))
        let soups = Item.soupsByContent
        aims = soups.map { planner.aim($0?.recipe) }
        cookTimes = kitchen.cookTimesByContent
        rewards = soups.map { $0?.recipe.map { min(kitchen.book.reward($0), 1e6) } ?? 0 }
        let bringing = work
        workInside = soups.map { soup in
            soup?.recipe.map { Float($0.onions) * bringing.onion + Float($0.tomatoes) * bringing.tomato } ?? 0
        }
        let best = Recipe(onions: aims[0].onions, tomatoes: aims[0].tomatoes)
        let sum = Float(best.onions) * work.onion + Float(best.tomatoes) * work.tomato + work.dish + work.delivery
        soup = (max(1, sum), min(kitchen.book.reward(best), 1e6), kitchen.book.cookTime(best))
    }
}
