import Kitchen

/// What two cooks (or one) can still earn from any state of a solved model: the oracle for planning agents.
///
///     let solver = try OptimumSolver(kitchen, options: SolveOptions())
///     guard let values = try OracleCache(folder: "runs/oracle").solve(solver).values else { return }
///     let best = values.jointActions(in: game).first?.actions
///     let value = values.value(of: game)   // e.g. 137.5: six soups and most of a seventh
///
/// Values are exact for cooks who use the model's counters alone. Cheap to copy; any number of threads may ask.
public struct KitchenValues: Sendable {
    let model: CompactModel
    private let table: TickTable
    /// What the model's cooks are allowed to do.
    public var abstraction: Abstraction { model.abstraction }
    public var kitchen: Kitchen { model.kitchen }
    /// Ticks that the values look ahead; for more they are those of this many.
    public var horizon: Int { table.horizon }

    /// - Returns: nil where the values did not fit into the memory of the solver.
    public init?(_ solved: SolvedModel) {
        guard let table = solved.table else { return nil }
        self.init(solved.model, table)
    }

    init(_ model: CompactModel, _ table: TickTable) {
        self.model = model
        self.table = table
    }

    /// One joint action and what it leads to.
    public struct JointValue: Sendable, Hashable {
        /// One action a player.
        public let actions: [Action]
        /// The reward of the tick and of all that can follow until the horizon.
        public let total: Double
        /// The same with a share of the next reward for how near it is; never more than one reward above `total`.
        public let outlook: Double
    }

    /// The reward that can still be earned from the game's state in its remaining ticks, or nil where the model does
    /// not know the state.
    public func total(of game: KitchenGame) -> Double? {
        entry(of: game).map { Double($0.units) * model.unit }
    }

    /// Like `total`, with a share of the next reward for how near it is: for comparing states that look alike otherwise.
    public func value(of game: KitchenGame) -> Double? {
        entry(of: game).map { (Double($0.units) + $0.progress) * model.unit }
    }

    /// The reward that can be earned from the game's state in `ticks` ticks, with the share for nearness.
    public func value(of game: KitchenGame, ticks: Int) -> Double? {
        model.state(of: game.row).map { state in
            let entry = table.value(state, ticks: min(ticks, horizon))
            return (Double(entry.units) + entry.progress) * model.unit
        }
    }

    /// The least ticks in which `reward` more can be earned from the game's state, or nil where that is not within the
    /// horizon or the model does not know the state.
    public func ticks(toEarn reward: Double, in game: KitchenGame) -> Int? {
        model.state(of: game.row).flatMap { table.ticks($0, units: Int((reward / model.unit).rounded(.up))) }
    }

    /// Every joint action that stays within the model, the best first: by total, then by outlook, then in the order of
    /// the actions' indices. Empty where the game is over or its state unknown.
    public func jointActions(in game: KitchenGame) -> [JointValue] {
        guard !game.isOver else { return [] }
        var values: [JointValue] = []
        for actions in JointActions.all(players: kitchen.players) {
            var next = game
            guard (try? next.advance(actions)) != nil, let entry = entry(of: next) else { continue }
            guard model.keeps(next.row, after: game.row) else { continue }
            let reward = (0..<kitchen.players).reduce(0) { $0 + kitchen.sparseReward(next.outcome(of: $1)) }
            let total = reward + Double(entry.units) * model.unit
            values.append(JointValue(actions: actions, total: total, outlook: total + entry.progress * model.unit))
        }
        return values.enumerated().sorted {
            ($1.element.total, $1.element.outlook, $0.offset) < ($0.element.total, $0.element.outlook, $1.offset)
        }.map(\.element)
    }

    private func entry(of game: KitchenGame) -> (units: Int, progress: Double)? {
        model.state(of: game.row).map { table.value($0, ticks: min(max(0, game.horizon - game.timestep), horizon)) }
    }

    /// An episode that earns the optimum, as joint actions.
    /// - Throws: what the engine says of the kitchen's start.
    public func optimalEpisode(horizon: Int? = nil) throws -> [[Action]] {
        var game = try KitchenGame(kitchen, horizon: horizon ?? self.horizon)
        var episode: [[Action]] = []
        while let best = jointActions(in: game).first {
            try game.advance(best.actions)
            episode.append(best.actions)
        }
        return episode
    }
}

/// All joint actions of a number of players.
enum JointActions {
    static func all(players: Int) -> [[Action]] {
        (0..<players).reduce([[]]) { joints, _ in joints.flatMap { joint in Action.allCases.map { joint + [$0] } } }
    }
}
