import ArgumentParser
import Kitchen
import Oracle

/// How kitchens of OvercookedV2 are solved, where chance decides which recipe is wanted.
struct RecipeSolveOptions: ParsableArguments {
    @Flag(help: "OvercookedV2: one cook is alone in the kitchen, the one of --seat.")
    var alone = false
    @Flag(help: "OvercookedV2: solve also for cooks who do not see the recipe but may press a button that shows it.")
    var button = false
    @Flag(inversion: .prefixedNo, help: "OvercookedV2: another recipe is drawn after a right dish. Default: what the map says.")
    var redraw: Bool?
    @Flag(inversion: .prefixedNo, help: "OvercookedV2: a wrong dish costs what a right one pays. Default: what the map says.")
    var penalty: Bool?

    /// The kitchen under these options.
    func kitchen(_ kitchen: Kitchen) throws -> Kitchen {
        var layout = kitchen.layout
        if let redraw { layout.parameters.recipes?.redrawsOnDelivery = redraw }
        if let penalty { layout.parameters.recipes?.punishesWrongDishes = penalty }
        return try Kitchen(layout, dynamics: kitchen.dynamics)
    }

    /// Floor and ceiling of a kitchen.
    /// - Parameter seat: the cook, from zero, who is alone; nil for all.
    /// - Throws: `OracleError` where one cannot be computed; what `progress` throws.
    func solve(
        _ kitchen: Kitchen, seat: Int?, _ options: SolveOptions, _ progress: (SolveProgress) throws -> Void
    ) throws -> RecipeRange {
        func optimum(_ knowledge: RecipeKnowledge) throws -> RecipeOptimum {
            try RecipeSolver(kitchen, knowledge: knowledge, seat: seat, options: options).solve(progress)
        }
        return try RecipeRange(
            floor: optimum(.hidden), withButton: button ? optimum(.button) : nil, ceiling: optimum(.known))
    }
}
