import Kitchen

/// Kitchens of OvercookedV2 to measure on (OvercookedV2 §3.2), whatever maps are there.
public enum KitchensV2 {
    private static let kitchens: [(name: String, grid: [String], recipes: [Recipe])] = [
        ("cramped_room_v2", ["WWPWW", "0A A1", "W   R", "WBWXW"], RecipeRules.all(ofFirst: 2)),
        (
            "test_time_wide", ["WWXBWW", "0 A  0", "1    1", "WPWPWW", "3 A  3", "W    W", "WWRWWW"],
            [Recipe(onions: 3, tomatoes: 0), Recipe(onions: 0, tomatoes: 3)]
        ),
        (
            "grounded_coord_ring",
            ["WWW2R2WWW", "W       W", "W WWLWW W", "2 0   B 2", "RAXAP X R", "2 1   B 2", "W WWLWW W", "W       W", "WWW2R2WWW"],
            [Recipe(onions: 3, tomatoes: 0), Recipe(onions: 0, tomatoes: 3)]
        ),
    ]

    /// Their names.
    public static let names = kitchens.map(\.name)

    /// The layout of that name, with wrong dishes punished and another recipe after each right one; nil for an unknown name.
    public static func layout(_ name: String) throws -> Layout? {
        guard let kitchen = kitchens.first(where: { $0.name == name }) else { return nil }
        var parameters = LayoutParameters()
        var rules = RecipeRules(possible: kitchen.recipes)
        rules.punishesWrongDishes = true
        rules.redrawsOnDelivery = true
        parameters.recipes = rules
        return try Layout(name: name, grid: kitchen.grid, parameters: parameters, family: .overcookedV2)
    }
}
