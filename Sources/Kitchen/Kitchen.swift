/// A layout under one dynamics, made ready to be stepped: the rules' tables, distances and recipes.
///
/// Immutable and cheap to copy. One kitchen serves any number of games, batches and threads.
public struct Kitchen: Sendable {
    /// All of it in one place, so that a copy is one reference: games are copied tick by tick, and kitchens with them.
    private let parts: Parts

    public var layout: Layout { parts.layout }
    public var dynamics: Dynamics { parts.dynamics }
    public var book: RecipeBook { parts.book }
    var geometry: Geometry { parts.geometry }
    package var shape: RowShape { parts.shape }
    /// Whether there may be something that a player does not see: cells out of view, or a recipe that nothing shows all the time.
    public var isPartiallyObserved: Bool { parts.isPartiallyObserved }
    /// Paths of a lone player to every station; see `MotionPlanner`.
    public var motion: MotionPlanner { parts.motion }
    /// The state at the beginning of an episode: `start_state` where the layout has one, else everyone on
    /// their digit, facing north, with empty hands (rules §2). In OvercookedV2 the first of the possible recipes is wanted;
    /// `start(seed:)` draws one.
    public var start: KitchenState { parts.start }

    /// What a kitchen is made of.
    private final class Parts: Sendable {
        let layout: Layout
        let dynamics: Dynamics
        let book: RecipeBook
        let geometry: Geometry
        let shape: RowShape
        let memory: RuleMemory
        /// By `Outcome.earning`.
        let earnings: [Earning]
        let isPartiallyObserved: Bool
        let motion: MotionPlanner
        let start: KitchenState

        init(_ layout: Layout, _ dynamics: Dynamics) throws(ParameterError) {
            self.layout = layout
            self.dynamics = dynamics
            let book = try RecipeBook(layout.parameters, dynamics: dynamics, family: layout.family)
            self.book = book
            isPartiallyObserved = Kitchen.isPartiallyObserved(layout, book)
            let geometry = Geometry(layout)
            self.geometry = geometry
            shape = RowShape(
                players: geometry.players, slots: geometry.slotCells.count,
                buttons: layout.family == .overcooked ? nil : geometry.buttons.count)
            memory = RuleMemory(geometry, book: book, dynamics: dynamics, rules: layout.parameters.recipes)
            earnings =
                layout.parameters.recipes.map { rules in EarningV2.allCases.map { $0.earning(rules) } }
                ?? [.nothing] + book.recipes.map { Earning(sparse: book.reward($0)) }
            motion = MotionPlanner(layout, geometry)
            start =
                layout.parameters.startState
                ?? KitchenState(
                    players: layout.starts.map { PlayerState(cell: $0) },
                    recipe: layout.parameters.recipes?.possible.first.map { RecipeState(recipe: $0) })
        }
    }

    /// - Parameter dynamics: nil takes what the layout asks for, else its family's default: new dynamics in Overcooked-AI, old
    ///   ones in OvercookedV2.
    /// - Throws: `ParameterError` for parameters or a start state that make no kitchen.
    public init(_ layout: Layout, dynamics: Dynamics? = nil) throws(ParameterError) {
        parts = try Parts(layout, dynamics ?? layout.parameters.dynamics ?? (layout.family == .overcooked ? .new : .old))
        if let problem = problem(in: start) { throw ParameterError(key: "start_state", message: problem) }
    }

    /// Number of players.
    public var players: Int { parts.geometry.players }

    var tables: RuleTables { parts.memory.tables }
    /// What owns `tables`, for what would otherwise copy them all.
    var memory: RuleMemory { parts.memory }

    /// How many indices of earnings there are.
    var earningCount: Int { parts.earnings.count }

    /// Every floor cell, row by row.
    public var floor: [Cell] { parts.geometry.floor }

    /// What a player gained for the team in this tick: by a delivery, in OvercookedV2 also by a button.
    public func sparseReward(_ outcome: Outcome) -> Double { parts.earnings[outcome.earning].sparse }

    /// What a player earned on the way to a delivery (rules §4.5, OvercookedV2 §6.2). Never includes the delivery itself.
    public func shapedReward(_ outcome: Outcome) -> Double {
        guard parts.layout.family == .overcooked else { return parts.earnings[outcome.earning].shaped }
        let rewards = parts.layout.parameters.shapedRewards
        let events = outcome.events
        let potted = events.contains(.pottingOnion) || events.contains(.pottingTomato)
        return (potted ? rewards.placementInPot : 0)
            + (events.contains(.usefulDishPickup) ? rewards.dishPickup : 0)
            + (outcome.tookSoupFromPot ? rewards.soupPickup : 0)
    }
}
