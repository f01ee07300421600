import Kitchen

/// Computes what cooks of an OvercookedV2 kitchen can at best expect to score: who know the recipe, or who do not.
///
///     let floor = try RecipeSolver(kitchen, knowledge: .hidden, seat: 1).solve()
///     let ceiling = try RecipeSolver(kitchen, knowledge: .known).solve()
///
/// Two cooks play by one plan, so that what one does not know the other does not either.
public struct RecipeSolver: Sendable {
    /// The kitchen as it is solved: of one cook where one is alone.
    public let kitchen: Kitchen
    public let options: SolveOptions
    public let knowledge: RecipeKnowledge
    /// The cook who is alone, from zero.
    public let seat: Int?
    package let beliefs: RecipeBeliefs
    private let recipes: [Recipe]

    /// - Parameter seat: the cook, from zero, who is alone in the kitchen; nil for all of its cooks.
    /// - Throws: `OracleError` for a kitchen that cannot be solved; `ParameterError` for one that is none without the others.
    public init(_ kitchen: Kitchen, knowledge: RecipeKnowledge, seat: Int? = nil, options: SolveOptions = SolveOptions()) throws {
        beliefs = try RecipeBeliefs(kitchen, knowledge)
        if knowledge == .button, kitchen.layout.cells(of: .recipeButton).isEmpty {
            throw OracleError("\(kitchen.layout.name) has no button that shows the recipe")
        }
        recipes = beliefs.recipes
        self.kitchen = try seat.map { try Self.alone(kitchen, $0) } ?? kitchen
        self.knowledge = knowledge
        self.seat = seat
        self.options = options
    }

    /// The kitchen with nobody in it but the cook of `seat`.
    private static func alone(_ kitchen: Kitchen, _ seat: Int) throws -> Kitchen {
        let layout = kitchen.layout
        guard layout.starts.indices.contains(seat) else {
            throw OracleError("\(layout.name) has \(layout.starts.count) players, so no player \(seat + 1)")
        }
        guard layout.parameters.startState == nil else {
            throw OracleError("\(layout.name) begins in a state of its own, which says nothing of a cook who is alone")
        }
        var grid = layout.grid.map(Array.init)
        for (other, start) in layout.starts.enumerated() where other != seat { grid[start.y][start.x] = " " }
        let lone = try Layout(
            name: layout.name, grid: grid.map { String($0) }, parameters: layout.parameters, family: layout.family)
        return try Kitchen(lone, dynamics: kitchen.dynamics)
    }

    // MARK: Solving

    /// The best expected score of the model that the options ask for.
    /// - Throws: `OracleError` where it does not fit into the memory; what `progress` throws.
    public func solve(_ progress: (SolveProgress) throws -> Void = { _ in }) throws -> RecipeOptimum {
        let expense = Expense()
        let chooser = try OptimumSolver(kitchen, options: options, bytesPerState: bytesPerState)
        let model = try chooser.chosenModel(progress)
        let scores = try induce(model, chooser, progress)
        let upper = try model.isExact ? (scores.start, RecipeOptimum.exact) : upperBound(chooser, scores.start, progress)
        let rules = kitchen.layout.parameters.recipes
        return RecipeOptimum(
            map: kitchen.layout.name, horizon: options.horizon, knowledge: knowledge, seat: seat.map { $0 + 1 },
            redraws: rules?.redrawsOnDelivery == true, punishes: rules?.punishesWrongDishes == true, score: scores.start,
            scoreFromRandomPlaces: scores.anywhere, upperBound: upper.0, upperBoundBy: upper.1,
            abstraction: model.abstraction.description, counters: model.abstraction.counters, waste: model.abstraction.waste,
            beliefs: beliefs.count, states: states(model), seconds: expense.seconds,
            processorSeconds: expense.processorSeconds, peakBytes: expense.peakBytes)
    }

    /// A policy that earns the best expected score, with the values of every tick: for kitchens so small that there is room.
    /// - Throws: as `solve`.
    package func policy() throws -> RecipePolicy {
        let chooser = try OptimumSolver(kitchen, options: options, bytesPerState: bytesPerState)
        let model = try chooser.chosenModel { _ in }
        let induction = BeliefInduction(model, beliefs, chooser.maker.stepper, jobs: options.jobs)
        var layers = [induction.copy()]
        for _ in 0..<options.horizon {
            induction.advance()
            layers.append(induction.copy())
        }
        return RecipePolicy(model: model, beliefs: beliefs, layers: layers)
    }

    /// Two layers of every belief and the configurations' share. A lone cook's places are counted four times, see `Places`.
    private var bytesPerState: Int { isAlone ? 2 * beliefs.count + 2 : 8 * beliefs.count + 1 }

    private var isAlone: Bool { kitchen.players == 1 }

    private func states(_ model: CompactModel) -> Int { model.realStates / (isAlone ? 4 : 1) * beliefs.count }

    private func induce(
        _ model: CompactModel, _ chooser: OptimumSolver, _ progress: (SolveProgress) throws -> Void
    ) throws -> (start: Double, anywhere: Double) {
        let induction = BeliefInduction(model, beliefs, chooser.maker.stepper, jobs: options.jobs)
        let states = states(model)
        while induction.tick < options.horizon {
            induction.advance()
            try progress(.inducing(tick: induction.tick, horizon: options.horizon, states: states))
        }
        func expected(_ place: Int) -> Double {
            let state = model.start.configuration * model.places.count + place
            return beliefs.initial.reduce(0) { $0 + $1.weight * induction.value(state, $1.belief) }
        }
        let places = model.places.pairs.flatMap { pair in (0..<16).map { pair * 16 + $0 } }
        let total = places.reduce(0) { $0 + expected($1) }
        return (expected(model.start.place), total / Double(places.count))
    }

    // MARK: Bounding

    /// A score that no cooks with this knowledge exceed: no more dishes can be delivered than where every possible recipe is always
    /// right, which the relaxations bound; where the recipe is known and stays, the mean of the bounds of each.
    private func upperBound(
        _ chooser: OptimumSolver, _ score: Double, _ progress: (SolveProgress) throws -> Void
    ) throws -> (Double, String) {
        guard knowledge == .known, kitchen.layout.parameters.recipes?.redrawsOnDelivery == false else {
            let lowest = try chooser.relaxations(attained: score, progress)
            let dishes = Int((lowest.value / RecipeRules.deliveryReward + 1e-6).rounded(.down))
            return (max(beliefs.bound(deliveries: dishes, cooks: kitchen.players), score), lowest.by)
        }
        var (sum, by) = (0.0, "")
        for (recipe, chance) in zip(recipes, beliefs.chances) {
            var layout = kitchen.layout
            layout.parameters.recipes?.possible = [recipe]
            let solver = try OptimumSolver(Kitchen(layout, dynamics: kitchen.dynamics), options: options, bytesPerState: nil)
            let lowest = try solver.relaxations(attained: 0, progress)
            (sum, by) = (sum + chance * lowest.value, lowest.by)
        }
        return (max(sum, score), by)
    }
}
