import Basics

/// Why a layout's parameters make no kitchen: which key, and what to do (rules §3).
public struct ParameterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key of the layout file that is wrong.
    public let key: String
    /// Which entry is wrong, where the key has a list.
    public let entry: Int?
    public let message: String

    public init(key: String, entry: Int? = nil, message: String) {
        self.key = key
        self.entry = entry
        self.message = message
    }

    public var description: String { "\(key): \(message)" }
}

/// What every recipe pays and how long it cooks, worked out from a layout's parameters (rules §3).
public struct RecipeBook: Hashable, Sendable {
    /// Every recipe of the kitchen, in the reference's order.
    public let recipes: [Recipe]
    /// What may be delivered for a reward.
    public let orders: Set<Recipe>
    public let bonusOrders: Set<Recipe>
    public let maxIngredients: Int
    private let parameters: LayoutParameters

    /// In OvercookedV2 every recipe that can be wanted is a recipe and an order; which one is wanted is in the state.
    /// - Throws: `ParameterError`, the first that `problems(in:dynamics:family:)` finds.
    public init(_ parameters: LayoutParameters, dynamics: Dynamics, family: RuleFamily = .overcooked) throws(ParameterError) {
        if let problem = RecipeBook.problems(in: parameters, dynamics: dynamics, family: family).first { throw problem }
        self.parameters = parameters
        if let rules = parameters.recipes {
            maxIngredients = Recipe.mostUnordered
            recipes = rules.possible.unique
            (orders, bonusOrders) = (Set(recipes), [])
            return
        }
        maxIngredients = parameters.maxIngredients
        recipes = Recipe.all(maxIngredients: maxIngredients)
        let wanted = parameters.startStateOrders ?? StateOrders(all: parameters.orders, bonus: parameters.bonusOrders)
        orders = Set(wanted.all.isEmpty ? recipes : wanted.all)
        bonusOrders = Set(wanted.bonus)
    }

    /// What a delivery of `recipe` pays before orders and bonuses.
    public func value(_ recipe: Recipe) -> Double {
        if parameters.recipes != nil { return RecipeRules.deliveryReward }
        if let reward = parameters.deliveryReward, reward != 0 { return reward }
        if let values = parameters.recipeValues, let index = parameters.orders.firstIndex(of: recipe) {
            return values[index]
        }
        if let onion = parameters.onionValue, let tomato = parameters.tomatoValue, onion != 0, tomato != 0 {
            return onion * Double(recipe.onions) + tomato * Double(recipe.tomatoes)
        }
        return 20
    }

    /// How many ticks `recipe` cooks.
    public func cookTime(_ recipe: Recipe) -> Int {
        if parameters.recipes != nil { return RecipeRules.cookTime }
        if let time = parameters.cookTime, time != 0 { return time }
        if let times = parameters.recipeTimes, let index = parameters.orders.firstIndex(of: recipe) {
            return times[index]
        }
        if let onion = parameters.onionTime, let tomato = parameters.tomatoTime, onion != 0, tomato != 0 {
            return onion * recipe.onions + tomato * recipe.tomatoes
        }
        return 20
    }

    /// The reward for delivering `recipe`: nothing for what is not ordered, more for a bonus order.
    public func reward(_ recipe: Recipe) -> Double {
        guard orders.contains(recipe) else { return 0 }
        return bonusOrders.contains(recipe) ? parameters.orderBonus * value(recipe) : value(recipe)
    }

    /// The best reward that a pot with the contents `partial` can still become, nil being an empty pot (rules §4.4).
    /// Where nothing that it can become pays, what `partial` itself pays, as in the reference.
    public func bestReward(from partial: Recipe?) -> Double {
        let contents = partial ?? Recipe(onions: 0, tomatoes: 0)
        let best = recipes.filter { contents.canBecome($0) }.map(reward).reduce(0) { $1 > $0 ? $1 : $0 }
        return best > 0 ? best : partial.map(reward) ?? 0
    }

    /// Everything that keeps `parameters` from being a kitchen's. Empty: they are.
    public static func problems(
        in parameters: LayoutParameters, dynamics: Dynamics, family: RuleFamily = .overcooked
    ) -> [ParameterError] {
        guard family == .overcooked else { return problemsV2(in: parameters) }
        return conflicts(parameters) + listProblems(parameters) + orderProblems(parameters, dynamics)
            + limitProblems(parameters)
    }

    private static func problemsV2(in parameters: LayoutParameters) -> [ParameterError] {
        func problem(_ key: String, _ message: String, entry: Int? = nil) -> ParameterError {
            .init(key: key, entry: entry, message: message)
        }
        guard let rules = parameters.recipes, !rules.possible.isEmpty else {
            return [problem("possible_recipes", "no recipe can be wanted; list at least one of \(Recipe.mostUnordered) ingredients")]
        }
        let sizes = rules.possible.enumerated().filter { $1.size != Recipe.mostUnordered }.map { entry, recipe in
            problem(
                "possible_recipes", "'\(recipe.name)' has \(recipe.size) ingredients; a recipe has exactly \(Recipe.mostUnordered)",
                entry: entry)
        }
        guard let view = rules.viewSize, view < 1 else { return sizes }
        return sizes + [
            problem("agent_view_size", "is \(view); a cook sees at least 1 cell in each direction, or leave the key out for all")
        ]
    }

    /// Keys that say the same thing in two ways.
    private static func conflicts(_ p: LayoutParameters) -> [ParameterError] {
        let values = p.onionValue != nil || p.tomatoValue != nil
        let times = p.onionTime != nil || p.tomatoTime != nil
        let table: [(wrong: Bool, key: String, message: String)] = [
            (
                (p.tomatoTime == nil) != (p.onionTime == nil), p.onionTime == nil ? "tomato_time" : "onion_time",
                "give onion_time and tomato_time together"
            ),
            (
                (p.tomatoValue == nil) != (p.onionValue == nil), p.onionValue == nil ? "tomato_value" : "onion_value",
                "give onion_value and tomato_value together"
            ),
            (
                p.deliveryReward != nil && (values || p.recipeValues != nil), "delivery_reward",
                "cannot stand beside onion_value, tomato_value or recipe_values; keep one of them"
            ),
            (
                p.recipeValues != nil && values, "recipe_values",
                "cannot stand beside onion_value and tomato_value; keep one of them"
            ),
            (
                p.cookTime != nil && (times || p.recipeTimes != nil), "cook_time",
                "cannot stand beside onion_time, tomato_time or recipe_times; keep one of them"
            ),
            (
                p.recipeTimes != nil && times, "recipe_times",
                "cannot stand beside onion_time and tomato_time; keep one of them"
            ),
        ]
        return table.filter { $0.wrong }.map { ParameterError(key: $0.key, message: $0.message) }
    }

    /// Lists that must run along `start_all_orders`.
    private static func listProblems(_ p: LayoutParameters) -> [ParameterError] {
        [("recipe_values", p.recipeValues?.count), ("recipe_times", p.recipeTimes?.count)].compactMap { key, count in
            guard let count, p.orders.isEmpty || count != p.orders.count else { return nil }
            return ParameterError(
                key: key, message: "has \(count) entries for \(p.orders.count) orders; give one for every order")
        }
    }

    private static func orderProblems(_ p: LayoutParameters, _ dynamics: Dynamics) -> [ParameterError] {
        var problems =
            orderProblems("start_all_orders", p.orders, p.maxIngredients)
            + orderProblems("start_bonus_orders", p.bonusOrders, p.maxIngredients, among: p.orders, "start_all_orders")
        if let orders = p.startStateOrders {
            problems +=
                (orderProblems("all_orders", orders.all, p.maxIngredients)
                + orderProblems("bonus_orders", orders.bonus, p.maxIngredients, among: orders.all, "all_orders"))
                .map { ParameterError(key: "start_state", message: "\($0)") }
        }
        if dynamics == .old && (p.orders.isEmpty || p.orders.contains { $0.size != 3 }) {
            problems.append(
                ParameterError(
                    key: "start_all_orders", entry: p.orders.firstIndex { $0.size != 3 },
                    message: "old dynamics cook only soups of three ingredients; list orders of exactly three, "
                        + "or use new dynamics"))
        }
        return problems
    }

    /// - Parameters:
    ///   - whole: the orders that `orders` must be part of, unless it is empty: then it means every recipe.
    ///   - wholeKey: the key of `whole`.
    private static func orderProblems(
        _ key: String, _ orders: [Recipe], _ most: Int, among whole: [Recipe] = [], _ wholeKey: String = ""
    ) -> [ParameterError] {
        orders.enumerated().compactMap { entry, order in
            func problem(_ message: String) -> ParameterError { .init(key: key, entry: entry, message: message) }
            if order.size == 0 { return problem("an order without ingredients; a soup has 1 to \(most)") }
            if order.size > most {
                return problem("no recipe makes '\(order.name)': it has \(order.size) ingredients, a soup has 1 to \(most)")
            }
            if orders[..<entry].contains(order) { return problem("'\(order.name)' stands twice; list every order once") }
            if !whole.isEmpty && !whole.contains(order) {
                return problem("'\(order.name)' is not in \(wholeKey); add it there")
            }
            return nil
        }
    }

    /// What the packed state cannot hold.
    private static func limitProblems(_ p: LayoutParameters) -> [ParameterError] {
        guard (1...Item.maxIngredients).contains(p.maxIngredients) else {
            return [
                ParameterError(
                    key: "max_num_ingredients",
                    message: "is \(p.maxIngredients); this engine cooks soups of 1 to \(Item.maxIngredients) ingredients")
            ]
        }
        let most = p.maxIngredients
        let times: [(key: String, longest: Int, shortest: Int)] = [
            ("cook_time", p.cookTime ?? 0, p.cookTime ?? 0),
            ("recipe_times", p.recipeTimes?.max() ?? 0, p.recipeTimes?.min() ?? 0),
            ("onion_time", times(p.onionTime, most), p.onionTime ?? 0),
            ("tomato_time", times(p.tomatoTime, most), p.tomatoTime ?? 0),
        ]
        return times.filter { $0.longest > Item.maxTicks || $0.shortest < 0 }.map {
            ParameterError(
                key: $0.key, message: "a soup must cook 0 to \(Item.maxTicks) ticks; here it would be \($0.longest)")
        }
    }

    private static func times(_ time: Int?, _ count: Int) -> Int {
        let product = (time ?? 0).multipliedReportingOverflow(by: count)
        return product.overflow ? .max : product.partialValue
    }
}
