import Kitchen

/// Kitchens of OvercookedV2 for tests.
enum SmallKitchensV2 {
    /// A kitchen that two, three or four cooks share, with everything that such kitchens have.
    static func kitchen(
        _ grid: [String] = ["WWPWPWW", "0 A A R", "2  W  L", "1A   AX", "WBWWWWW"], recipes: [Recipe]? = nil, dynamics: Dynamics = .old,
        view: Int? = nil, showsDelivery: Bool = false
    ) throws -> Kitchen {
        var parameters = LayoutParameters()
        var rules = RecipeRules(possible: recipes ?? [Recipe([.onion, .onion, .tomato]), Recipe([.lettuce, .lettuce, .lettuce])])
        rules.redrawsOnDelivery = true
        rules.viewSize = view
        rules.showsDelivery = showsDelivery
        parameters.recipes = rules
        return try Kitchen(Layout(name: "small", grid: grid, parameters: parameters, family: .overcookedV2), dynamics: dynamics)
    }

    /// One of two rooms, onions alone.
    static func onions() throws -> Kitchen {
        try kitchen(["WWPWWW", "0 AWAX", "W  P B", "WWWWWW"], recipes: [Recipe(onions: 3, tomatoes: 0)])
    }
}
