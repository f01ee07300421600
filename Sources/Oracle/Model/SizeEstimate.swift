import Foundation
import Kitchen

/// How many states a model can have at most, without making it.
struct SizeEstimate {
    private let maker: ModelMaker

    init(_ maker: ModelMaker) { self.maker = maker }

    /// Places times what can be held, potted and laid down.
    func states(_ abstraction: Abstraction) -> Double {
        let kitchen = maker.kitchen
        let layout = kitchen.layout
        let wanted = Set(kitchen.book.orders.flatMap(\.ingredients))
        let loose = Ingredient.allCases.filter { ingredient in
            !layout.cells(of: .dispenser(of: ingredient)).isEmpty
                && (layout.family == .overcooked || abstraction.waste || wanted.contains(ingredient))
        }
        let soups = layout.family == .overcooked ? kitchen.book.recipes : Recipe.unordered.filter { $0.size > 0 }
        let recipes = soups.filter { recipe in
            recipe.ingredients.allSatisfy(loose.contains) && (abstraction.waste || kitchen.book.bestReward(from: recipe) > 0)
        }
        let cooked = recipes.filter {
            (kitchen.dynamics == .new || $0.size == 3) && (abstraction.waste || kitchen.book.reward($0) > 0)
        }
        let items = Double(2 + loose.count + cooked.count)
        let pot = Double(1 + recipes.count + cooked.reduce(0) { $0 + kitchen.book.cookTime($1) })
        return Double(maker.places.pairs.count * 16) * pow(items, Double(kitchen.players + abstraction.counters.count))
            * pow(pot, Double(layout.cells(of: .pot).count))
    }

    /// E.g. `1.2e+09` or `480000`.
    static func text(_ count: Double) -> String { count < 1e7 ? String(Int(count)) : String(format: "%.1e", count) }

    /// E.g. `3.5 GiB`.
    static func bytes(_ bytes: Double) -> String {
        bytes < 1_073_741_824 ? String(format: "%.0f MiB", bytes / 1_048_576) : String(format: "%.1f GiB", bytes / 1_073_741_824)
    }
}
