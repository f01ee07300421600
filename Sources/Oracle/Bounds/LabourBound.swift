import Basics
import Kitchen

/// A bound on every kitchen's score from the cooks' labour: a Lagrangian relaxation of all that ties cooks together.
///
/// In a real episode a pot is given at least the ingredients of the soups that are taken from it, and from a counter
/// nothing is taken that was not put there. Put a price on each of these goods, pay the cooks for bringing and charge them
/// for taking: at any prices of at least zero, the cooks, each alone, earn no less together than in the best real
/// episode. Prices are improved by subgradient steps (Held, Wolfe and Crowder 1974); the bound holds at all of them.
struct LabourBound: Sendable {
    private let kitchen: Kitchen
    private let horizon: Int
    private let models: [LabourModel]
    private let recipes: [Recipe]
    private let items: [Item]
    private let pots: Int
    /// The prices of the best bound.
    private(set) var prices: [Good: Double] = [:]
    private(set) var bound = Double.infinity

    /// What has a price.
    enum Good: Hashable, Sendable {
        /// An ingredient in a pot.
        case ingredient(pot: Int, Ingredient)
        /// A soup in a pot, by recipe.
        case soup(pot: Int, recipe: Int)
        /// An item on a counter, by slot.
        case item(counter: Int, Item)
    }

    /// - Returns: nil for kitchens that begin with things lying about, to which the bound does not apply.
    init?(_ maker: ModelMaker, horizon: Int) {
        kitchen = maker.kitchen
        guard kitchen.start.objects.isEmpty, kitchen.start.players.allSatisfy({ $0.held.isNone }) else { return nil }
        self.horizon = horizon
        let book = kitchen.book
        let recipes = book.recipes.filter { [kitchen] in book.reward($0) > 0 && (kitchen.dynamics == .new || $0.size == 3) }
        self.recipes = recipes
        items = LabourModel.items(kitchen, recipes)
        pots = kitchen.layout.cells(of: .pot).count
        let all = [Item.none] + items
        models = (0..<kitchen.players).map {
            LabourModel(maker.stepper, maker.places, player: $0, recipes: recipes, items: all)
        }
    }

    // MARK: Prices

    /// Improves the prices in `rounds` steps.
    /// - Parameters:
    ///   - target: a score that is attained: the bound cannot fall below it.
    ///   - workers: of whom each plans for a cook.
    mutating func improve(rounds: Int, target: Double, workers: Workers) {
        var current = firstPrices()
        var patience = 0
        var scale = 1.0
        for _ in 0..<rounds {
            let (value, slope) = evaluate(current, workers)
            if value < bound - 1e-9 {
                (bound, prices, patience) = (value, current, 0)
            } else {
                patience += 1
                if patience == 40 { (scale, patience) = (scale / 2, 0) }
            }
            let length = slope.values.reduce(0) { $0 + $1 * $1 }
            guard length > 0, value > target, scale > 1e-5 else { return }
            let step = scale * (value - target) / length
            for (good, change) in slope { current[good] = max(0, current[good, default: 0] - step * change) }
        }
    }

    /// Every good at a plausible share of a soup's reward.
    private func firstPrices() -> [Good: Double] {
        var prices: [Good: Double] = [:]
        let best = recipes.map(kitchen.book.reward).max() ?? 0
        for pot in 0..<pots {
            for ingredient in Set(recipes.flatMap(\.ingredients)) { prices[.ingredient(pot: pot, ingredient)] = best * 0.2 }
            for (index, recipe) in recipes.enumerated() { prices[.soup(pot: pot, recipe: index)] = kitchen.book.reward(recipe) * 0.6 }
        }
        for model in models {
            for case .lend(let counter, let item)? in model.edges.joined().map(\.trade) {
                prices[.item(counter: counter, item)] = best * (item.isSoup ? 0.8 : 0.15)
            }
        }
        return prices
    }

    /// The bound at `prices`, and how it changes with each of them.
    private func evaluate(_ prices: [Good: Double], _ workers: Workers) -> (value: Double, slope: [Good: Double]) {
        var value = 0.0
        var slope: [Good: Double] = [:]
        for best in workers.map(models.count, { models[$0].best(ticks: horizon) { gain($0, prices) } }) {
            value += best.value
            for (trade, times) in best.trades {
                guard let deal = deal(trade) else { continue }
                slope[deal.good, default: 0] += deal.sign * Double(times)
            }
        }
        for pot in 0..<pots {
            let plan = bestPot(pot, prices)
            value += plan.profit * plan.soups
            guard plan.profit > 0 else { continue }
            slope[.soup(pot: pot, recipe: plan.recipe), default: 0] += plan.soups
            for ingredient in recipes[plan.recipe].ingredients { slope[.ingredient(pot: pot, ingredient), default: 0] -= plan.soups }
        }
        return (value, slope)
    }

    private func gain(_ trade: LabourModel.Trade, _ prices: [Good: Double]) -> Double {
        if case .deliver(let recipe) = trade { return kitchen.book.reward(recipes[recipe]) }
        return deal(trade).map { $0.sign * prices[$0.good, default: 0] } ?? 0
    }

    /// The good that a trade moves: brought (1) or taken (-1).
    private func deal(_ trade: LabourModel.Trade) -> (good: Good, sign: Double)? {
        switch trade {
        case .pot(let pot, let ingredient): (.ingredient(pot: pot, ingredient), 1)
        case .fill(let pot, let recipe): (.soup(pot: pot, recipe: recipe), -1)
        case .lend(let counter, let item): (.item(counter: counter, item), 1)
        case .borrow(let counter, let item): (.item(counter: counter, item), -1)
        case .deliver: nil
        }
    }

    /// The recipe with which `pot` earns most at `prices`, how much a soup, and how many soups it has time for.
    private func bestPot(_ pot: Int, _ prices: [Good: Double]) -> (recipe: Int, profit: Double, soups: Double) {
        var best = (recipe: 0, profit: 0.0, soups: 0.0)
        for (index, recipe) in recipes.enumerated() {
            let cost = recipe.ingredients.reduce(0) { $0 + prices[.ingredient(pot: pot, $1), default: 0] }
            let profit = prices[.soup(pot: pot, recipe: index), default: 0] - cost
            let soups = Double(horizon - 1) / Double(cycle(recipe))
            if profit * soups > best.profit * best.soups { best = (index, profit, soups) }
        }
        return best
    }

    /// The least ticks from one soup's leaving a pot to the next one's: in the tick of leaving and in every later one
    /// each cook can pot once, but the one who takes the soup not in that tick; then it cooks.
    private func cycle(_ recipe: Recipe) -> Int {
        let cooks = kitchen.players
        let later = max(0, recipe.size - (cooks - 1))
        return max(1, kitchen.book.cookTime(recipe) + (later + cooks - 1) / cooks)
    }

    // MARK: For the joint bound

    /// Values of items on counters at the best prices, in `scale` parts of `unit`.
    /// - Parameter all: everything that can be held; what has no price is free.
    func counterPrices(_ all: [Item], unit: Double, scale: Int32) -> CounterPrices {
        var values: [Int: [Int32]] = [:]
        for (good, price) in prices {
            guard case .item(let counter, let item) = good, let index = all.firstIndex(of: item) else { continue }
            values[counter, default: Array(repeating: 0, count: all.count)][index] =
                Int32((price / unit * Double(scale)).rounded())
        }
        return CounterPrices(items: all, prices: values, scale: scale)
    }
}
