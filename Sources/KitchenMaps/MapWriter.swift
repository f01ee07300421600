import Kitchen
import SourceFiles

/// Writes a layout as YAML, the grid as a block of text.
enum MapWriter {
    static func yaml(_ layout: Layout) -> String {
        guard layout.family == .overcooked else { return yamlV2(layout) }
        let p = layout.parameters
        var lines = heading(layout)
        lines += orders("start_all_orders", p.orders) + orders("start_bonus_orders", p.bonusOrders)
        let plain = LayoutParameters()
        let scalars: [(key: String, value: String?)] = [
            ("order_bonus", p.orderBonus == plain.orderBonus ? nil : number(p.orderBonus)),
            ("delivery_reward", p.deliveryReward.map(number)),
            ("recipe_values", p.recipeValues.map { "[\($0.map(number).joined(separator: ", "))]" }),
            ("onion_value", p.onionValue.map(number)),
            ("tomato_value", p.tomatoValue.map(number)),
            ("cook_time", p.cookTime.map(String.init)),
            ("recipe_times", p.recipeTimes.map { "[\($0.map(String.init).joined(separator: ", "))]" }),
            ("onion_time", p.onionTime.map(String.init)),
            ("tomato_time", p.tomatoTime.map(String.init)),
            ("max_num_ingredients", p.maxIngredients == plain.maxIngredients ? nil : "\(p.maxIngredients)"),
            ("old_dynamics", p.dynamics.map { $0 == .old ? "true" : "false" }),
        ]
        lines += scalars.compactMap { row in row.value.map { "\(row.key): \($0)" } }
        if p.shapedRewards != plain.shapedRewards {
            lines += [
                "rew_shaping_params:",
                "  PLACEMENT_IN_POT_REW: \(number(p.shapedRewards.placementInPot))",
                "  DISH_PICKUP_REWARD: \(number(p.shapedRewards.dishPickup))",
                "  SOUP_PICKUP_REWARD: \(number(p.shapedRewards.soupPickup))",
            ]
        }
        if let state = p.startState { lines += startState(state, p.startStateOrders ?? StateOrders()) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func heading(_ layout: Layout) -> [String] {
        ["name: \(YAMLText.scalar(layout.name))"] + (layout.family == .overcooked ? [] : ["family: \(layout.family.rawValue)"]) + [
            "grid: |"
        ]
            + layout.grid.map { "  \($0)" }
    }

    /// A layout of OvercookedV2, with every recipe that can be wanted.
    private static func yamlV2(_ layout: Layout) -> String {
        let rules = layout.parameters.recipes ?? RecipeRules(possible: [])
        let recipes = rules.possible.map { "[\($0.ingredients.map { "\($0.rawValue)" }.joined(separator: ", "))]" }
        let flags: [(key: LayoutDecoder.Key, isSet: Bool)] = [
            (.swapsPlayers, layout.swapsPlayers), (.punishes, rules.punishesWrongDishes), (.redraws, rules.redrawsOnDelivery),
            (.showsDelivery, rules.showsDelivery),
        ]
        var lines = heading(layout) + ["\(LayoutDecoder.Key.possibleRecipes.rawValue): [\(recipes.joined(separator: ", "))]"]
        if let dynamics = layout.parameters.dynamics { lines.append("\(LayoutDecoder.Key.startsByHand.rawValue): \(dynamics == .new)") }
        lines += flags.filter(\.isSet).map { "\($0.key.rawValue): true" }
        if let size = rules.viewSize { lines.append("\(LayoutDecoder.Key.viewSize.rawValue): \(size)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func number(_ value: Double) -> String {
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }

    private static func list(_ recipe: Recipe) -> String {
        "[\(recipe.ingredients.map(\.name).joined(separator: ", "))]"
    }

    private static func orders(_ key: String, _ orders: [Recipe], indent: String = "") -> [String] {
        orders.isEmpty ? [] : ["\(indent)\(key):"] + orders.map { "\(indent)  - \(list($0))" }
    }

    private static func startState(_ state: KitchenState, _ orders: StateOrders) -> [String] {
        var lines = ["start_state:"]
        if state.timestep != 0 { lines.append("  timestep: \(state.timestep)") }
        lines.append("  players:")
        for player in state.players {
            let held = player.held.isNone ? "" : ", held_object: \(item(player.held, at: nil))"
            lines.append("    - {position: \(pair(player.cell)), orientation: \(player.orientation)\(held)}")
        }
        if !state.objects.isEmpty { lines.append("  objects:") }
        lines += state.objects.map { "    - \(item($0.item, at: $0.cell))" }
        return lines + self.orders("all_orders", orders.all, indent: "  ")
            + self.orders("bonus_orders", orders.bonus, indent: "  ")
    }

    private static func pair(_ cell: Cell) -> String { "[\(cell.x), \(cell.y)]" }

    private static func item(_ item: Item, at cell: Cell?) -> String {
        var fields = ["name: \(item.isSoup ? "soup" : item.ingredient?.name ?? "dish")"]
        if let cell { fields.append("position: \(pair(cell))") }
        if item.isSoup {
            fields.append("ingredients: [\(item.ingredients.map(\.name).joined(separator: ", "))]")
            fields.append("cooking_tick: \(item.tick)")
        }
        return "{\(fields.joined(separator: ", "))}"
    }
}
