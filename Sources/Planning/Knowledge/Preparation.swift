import Kitchen

/// What a planner works out about a kitchen before it plays there: tables, and a schedule of a whole episode.
struct Preparation: Sendable {
    let knowledge: KitchenKnowledge
    let options: Options
    let motions: Motions
    /// Whether some cook depends on what others hand over.
    let mustHandOver: Bool
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
    /// Largest kitchens for which an opening is searched, in joint poses.
    private static let largest = 250_000

    /// - Parameter openingWidth: states of one tick that the search for the opening follows up; 0 leaves it out.
    /// - Throws: what the engine says of the kitchen's start.
    /// - Complexity: that of `KitchenKnowledge` and three `JointMotion`s, and of searches with `maxNodes` states.
    init(_ kitchen: Kitchen, horizon: Int, openingWidth: Int) throws {
        let knowledge = try KitchenKnowledge(kitchen)
        let ranked = CounterChoice(knowledge)
        self.knowledge = knowledge
        mustHandOver = ranked.mustHandOver
        let all = Options(knowledge, counters: Array(ranked.counters.prefix(Preparation.counters)))
        let stations = all.stations
        func motion(_ stubborn: Int?) -> JointMotion? { JointMotion(kitchen, stations: stations, stubborn: stubborn) }
        motions = kitchen.players == 2 ? Motions(joint: motion(nil), adapting: [motion(0), motion(1)]) : .none(players: kitchen.players)
        var best: (schedule: Schedule, options: Options, value: StateValue, memories: SearchMemories)?
        if openingWidth > 0 {
            let counts = ranked.mustHandOver ? Preparation.handOverCounters : [Preparation.counters]
            for options in counts.map({ Options(knowledge, counters: Array(ranked.counters.prefix($0))) }) {
                let memories = SearchMemories()
                let search = try JointSearch(knowledge, options, motions, memories)
                let start = try KitchenGame(kitchen, horizon: horizon).row
                for share in Preparation.cookingShares {
                    let value = StateValue(knowledge, cookingShare: share)
                    let branches = search.search(
                        from: start, goals: Array(repeating: .free, count: kitchen.players),
                        task: .init(horizon: horizon, value: value),
                        effort: .init(width: openingWidth, lookahead: horizon, maxNodes: Preparation.maxNodes))
                    guard let branch = branches.first, branch.score > best?.schedule.score ?? 0 else { continue }
                    best = (search.schedule(to: branch), options, value, memories)
                }
            }
        }
        opening = best?.schedule
        greedyShare =
            try best.map { [motions] best in
                let walker = try JointSearch(knowledge, best.options, motions, best.memories).walker
                return min(1, try Preparation.greedyReward(walker, kitchen, horizon) / max(1, best.schedule.reward))
            } ?? 1
        options = best?.options ?? all
        memories = best?.memories ?? SearchMemories()
        value = best?.value ?? StateValue(knowledge, cookingShare: Preparation.cookingShares[0])
        loneValue = StateValue(knowledge, cookingShare: value.cookingShare, isAlone: true)
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
