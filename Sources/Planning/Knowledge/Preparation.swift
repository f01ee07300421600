import Kitchen

/// What a planner works out about a kitchen before it plays there: tables, and a schedule of a whole episode.
struct Preparation: Sendable {
    let knowledge: KitchenKnowledge
    let options: Options
    let motions: Motions
    /// Whether some cook depends on what others hand over.
    let mustHandOver: Bool
    /// How far to look ahead while playing.
    private(set) var foresight: Foresight
    /// Rates unfinished states.
    let value: StateValue
    /// The same for a cook that nobody helps.
    let loneValue: StateValue
    /// What searches of planners have worked out in the kitchen.
    let memories: SearchMemories
    /// The best schedule found for an episode from the kitchen's start, nil without an opening search.
    let opening: Schedule?
    /// What two who choose as greedy cooks earn, as a share of what the opening does; 1 without one.
    let greedyShare: Double

    /// How many counters are used, where things need not be handed over.
    private static let counters = 4
    /// How many are used at most where they must.
    private static let handOverCounters = [4, 3]
    /// Shares of a soup's reward for its cooking time (see `StateValue`) that are tried.
    private static let cookingShares: [Float] = [0.2, 0, 0.4]
    /// States after which an opening search hurries.
    private static let maxNodes = 120_000

    /// - Parameters:
    ///   - openingWidth: states of one tick that the search for the opening follows up; 0 leaves it out.
    ///   - kept: where openings are kept; nil for nowhere.
    /// - Throws: what the engine says of the kitchen's start.
    /// - Complexity: that of `KitchenKnowledge` and three `JointMotion`s, of searches with `maxNodes` states, and of a `ForesightTrial`.
    init(_ kitchen: Kitchen, horizon: Int, openingWidth: Int, kept: KeptOpenings? = nil) throws {
        let knowledge = try KitchenKnowledge(kitchen)
        let ranked = CounterChoice(knowledge)
        self.knowledge = knowledge
        mustHandOver = ranked.mustHandOver
        let near = ranked.mustHandOver ? Foresight.far : .near(cookTime: knowledge.recipes.soup.ticks)
        func options(_ counters: Int) -> Options { Options(knowledge, counters: Array(ranked.counters.prefix(counters))) }
        let stations = options(Preparation.counters).stations
        func motion(_ stubborn: Int?) -> JointMotion? { JointMotion(kitchen, stations: stations, stubborn: stubborn) }
        motions = kitchen.players == 2 ? Motions(joint: motion(nil), adapting: [motion(0), motion(1)]) : .none(players: kitchen.players)
        var found: FoundOpening?
        if openingWidth > 0 {
            let counts = ranked.mustHandOver ? Preparation.handOverCounters : [Preparation.counters]
            let known = try kept?.opening(kitchen, horizon: horizon, width: openingWidth)?
                .found(knowledge, horizon: horizon, foresights: [near, .far])
            found = try known ?? Preparation.search(knowledge, motions, horizon, openingWidth, counts.map { ($0, options($0)) })
        }
        foresight = found?.opening.foresight ?? near
        opening = found?.schedule
        greedyShare = found?.opening.greedyShare ?? 1
        self.options = options(found?.opening.counters ?? Preparation.counters)
        memories = found?.memories ?? SearchMemories()
        value = StateValue(knowledge, cookingShare: found?.opening.cookingShare ?? Preparation.cookingShares[0])
        loneValue = StateValue(knowledge, cookingShare: value.cookingShare, isAlone: true)
        guard var new = found?.opening, new.foresight == nil else { return }
        if knowledge.players == 2 { foresight = try ForesightTrial(prepared: self, horizon: horizon).better(of: near, .far) }
        new.foresight = foresight
        kept?.keep(new, kitchen, horizon: horizon, width: openingWidth)
    }

    /// The best schedule of a whole episode, over numbers of counters and shares for cooking; nil where nothing earns anything.
    private static func search(
        _ knowledge: KitchenKnowledge, _ motions: Motions, _ horizon: Int, _ width: Int, _ choices: [(counters: Int, options: Options)]
    ) throws -> FoundOpening? {
        let start = try KitchenGame(knowledge.kitchen, horizon: horizon).row
        var best: (schedule: Schedule, counters: Int, share: Float, memories: SearchMemories, walker: Walker)?
        for (counters, options) in choices {
            let memories = SearchMemories()
            let search = try JointSearch(knowledge, options, motions, memories)
            for share in cookingShares {
                let branches = search.search(
                    from: start, goals: Array(repeating: .free, count: knowledge.players),
                    task: .init(horizon: horizon, value: StateValue(knowledge, cookingShare: share)),
                    effort: .init(width: width, lookahead: horizon, maxNodes: maxNodes))
                guard let branch = branches.first, branch.score > best?.schedule.score ?? 0 else { continue }
                best = (search.schedule(to: branch), counters, share, memories, search.walker)
            }
        }
        guard let best else { return nil }
        let greedy = try greedyReward(best.walker, knowledge.kitchen, horizon)
        let opening = Opening(
            best.schedule, counters: best.counters, cookingShare: best.share, greedyShare: min(1, greedy / max(1, best.schedule.reward)))
        return FoundOpening(opening: opening, schedule: best.schedule, memories: best.memories)
    }

    /// What all earn in an episode who choose as greedy cooks; the first walks as planners do.
    private static func greedyReward(_ walker: Walker, _ kitchen: Kitchen, _ horizon: Int) throws -> Double {
        let state = StateBuffer(kitchen, try KitchenGame(kitchen, horizon: horizon).row)
        walker.predicted = PlayerSet(1..<max(1, kitchen.players))
        var goals = TeamGoals((0..<kitchen.players).map { walker.predictedGoal(state.view, $0) })
        var now = 0
        var reward = 0.0
        while now < horizon {
            if goals[0] == .free { goals[0] = walker.predictedGoal(state.view, 0) }
            reward += walker.walk(state, goals: &goals, now: &now, until: horizon).reward
        }
        return reward
    }
}
