import Kitchen

/// A layout that is being described, key by key.
final class LayoutBox {
    let name: String
    let grid: [String]
    let family: RuleFamily
    let swapsPlayers: Bool
    var parameters = LayoutParameters()
    var rules = RecipeRules(possible: [])
    var orders: StateOrders?

    init(name: String, grid: [String], family: RuleFamily, swapsPlayers: Bool) {
        self.name = name
        self.grid = grid
        self.family = family
        self.swapsPlayers = swapsPlayers
    }

    /// What is wrong with numbers for a key, or nil.
    func set(_ key: String, _ values: [Double]) -> String? {
        if values.contains(where: { $0.isNaN }) { return "is not a number" }
        switch key {
        case "recipe_values": parameters.recipeValues = values
        case "recipe_times":
            guard let times = LayoutBox.wholeNumbers(values) else { return "must be whole numbers" }
            parameters.recipeTimes = times
        default:
            guard values.count == 1 else { return "must be one number" }
            return set(key, values[0])
        }
        return nil
    }

    private func set(_ key: String, _ value: Double) -> String? {
        switch key {
        case "order_bonus": parameters.orderBonus = value
        case "delivery_reward": parameters.deliveryReward = value
        case "onion_value": parameters.onionValue = value
        case "tomato_value": parameters.tomatoValue = value
        case "PLACEMENT_IN_POT_REW": parameters.shapedRewards.placementInPot = value
        case "DISH_PICKUP_REWARD": parameters.shapedRewards.dishPickup = value
        case "SOUP_PICKUP_REWARD": parameters.shapedRewards.soupPickup = value
        case "old_dynamics": parameters.dynamics = value != 0 ? .old : .new
        case "start_cooking_interaction": parameters.dynamics = value != 0 ? .new : .old
        case "negative_rewards": rules.punishesWrongDishes = value != 0
        case "sample_recipe_on_delivery": rules.redrawsOnDelivery = value != 0
        case "indicate_successful_delivery": rules.showsDelivery = value != 0
        default:
            guard let number = LayoutBox.wholeNumbers([value])?.first else { return "must be a whole number" }
            return set(key, whole: number)
        }
        return nil
    }

    private func set(_ key: String, whole value: Int) -> String? {
        switch key {
        case "cook_time": parameters.cookTime = value
        case "onion_time": parameters.onionTime = value
        case "tomato_time": parameters.tomatoTime = value
        case "max_num_ingredients": parameters.maxIngredients = value
        case "agent_view_size": rules.viewSize = value
        default: return "is no key of a layout"
        }
        return nil
    }

    /// What is wrong with recipes for a key, or nil.
    func set(_ key: String, recipes: [Recipe]) -> String? {
        switch key {
        case "start_all_orders": parameters.orders = recipes
        case "start_bonus_orders": parameters.bonusOrders = recipes
        case "all_orders": orders = StateOrders(all: recipes, bonus: orders?.bonus ?? [])
        case "bonus_orders": orders = StateOrders(all: orders?.all ?? [], bonus: recipes)
        case "possible_recipes": rules.possible = recipes
        default: return "is no key of recipes"
        }
        return nil
    }

    /// The layout as it was described.
    /// - Throws: `GridError` for a grid that is none.
    func layout() throws(GridError) -> Layout {
        var parameters = parameters
        if family == .overcookedV2 { parameters.recipes = completeRules() }
        parameters.startStateOrders = parameters.startState == nil ? nil : orders
        return try Layout(name: name, grid: grid, parameters: parameters, family: family, swapsPlayers: swapsPlayers)
    }

    /// The rules, with every recipe of the kitchen's ingredients where none is listed and a recipe indicator shows which is wanted.
    private func completeRules() -> RecipeRules {
        let stations = grid.flatMap { row in row.compactMap { Terrain(character: $0, in: .overcookedV2) } }
        guard rules.possible.isEmpty, stations.contains(.recipeIndicator) else { return rules }
        var complete = rules
        complete.possible = RecipeRules.all(ofFirst: (stations.compactMap { $0.ingredient.map { Int($0.rawValue) } }.max() ?? -1) + 1)
        return complete
    }

    private static func wholeNumbers(_ values: [Double]) -> [Int]? {
        let limit = 1e9
        guard values.allSatisfy({ $0.rounded() == $0 && abs($0) < limit }) else { return nil }
        return values.map { Int($0) }
    }
}

/// Begins to describe a layout: its grid, rows separated by line feeds.
@c(bk_layout_new)
public func newLayout(
    _ name: UnsafePointer<CChar>, _ grid: UnsafePointer<CChar>, _ isV2: Int32, _ swapsPlayers: Int32
) -> UnsafeMutableRawPointer {
    let rows = String(cString: grid).split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    return handle(
        LayoutBox(name: String(cString: name), grid: rows, family: isV2 != 0 ? .overcookedV2 : .overcooked, swapsPlayers: swapsPlayers != 0)
    )
}

/// Sets numbers of a layout by a map file's key.
@c(bk_layout_set)
public func setLayoutNumbers(
    _ layout: UnsafeMutableRawPointer, _ key: UnsafePointer<CChar>, _ values: UnsafePointer<Double>?, _ count: Int32,
    _ error: UnsafeMutablePointer<CChar>?, _ capacity: Int32
) -> Int32 {
    let key = String(cString: key)
    let numbers = Array(UnsafeBufferPointer(start: values, count: Int(count)))
    guard let problem = object(layout, LayoutBox.self).set(key, numbers) else { return 0 }
    return ErrorText(error, capacity).failure("\(key): \(problem)")
}

/// Sets recipes of a layout by a map file's key.
@c(bk_layout_set_recipes)
public func setLayoutRecipes(
    _ layout: UnsafeMutableRawPointer, _ key: UnsafePointer<CChar>, _ ingredients: UnsafePointer<UInt8>?, _ sizes: UnsafePointer<Int32>?,
    _ count: Int32, _ error: UnsafeMutablePointer<CChar>?, _ capacity: Int32
) -> Int32 {
    let key = String(cString: key)
    let text = ErrorText(error, capacity)
    let most: Int32 = 7
    var recipes: [Recipe] = []
    var next = 0
    for size in UnsafeBufferPointer(start: sizes, count: Int(count)) {
        guard size >= 0, size <= most else { return text.failure("\(key): a recipe of \(size) ingredients; give at most \(most)") }
        var recipe: [Ingredient] = []
        for _ in 0..<size {
            guard let number = ingredients?[next], let ingredient = Ingredient(rawValue: number) else {
                return text.failure("\(key): there is no such ingredient; they are numbered from 0 to 9")
            }
            recipe.append(ingredient)
            next += 1
        }
        recipes.append(Recipe(recipe))
    }
    guard let problem = object(layout, LayoutBox.self).set(key, recipes: recipes) else { return 0 }
    return text.failure("\(key): \(problem)")
}

/// Sets the start state of a layout, in the flat form that `StateForm` reads.
@c(bk_layout_set_start)
public func setLayoutStart(
    _ layout: UnsafeMutableRawPointer, _ state: UnsafePointer<Int32>, _ count: Int32, _ error: UnsafeMutablePointer<CChar>?,
    _ capacity: Int32
) -> Int32 {
    var form = StateForm(UnsafeBufferPointer(start: state, count: Int(count)))
    guard let start = form.state() else { return ErrorText(error, capacity).failure("start_state: \(form.problem)") }
    object(layout, LayoutBox.self).parameters.startState = start
    return 0
}
