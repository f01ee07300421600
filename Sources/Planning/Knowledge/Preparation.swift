import Kitchen

/// What a planner works out about a kitchen before it plays there: tables, and a schedule of a whole episode.
struct Preparation: Sendable {
    let knowledge: KitchenKnowledge
    let options: Options
    let motions: Motions
    /// Whether some cook depends on what others hand over.
    let mustHandOver: Bool
    /// Rates unfinished states.
    let worth: Worth
    /// The same for one whom nobody helps.
    let loneWorth: Worth
    /// The best schedule found for an episode from the kitchen's start, nil without an opening search.
    let opening: Schedule?
    /// What one who chooses as a greedy cook earns beside another, as a share of what the opening does; 1 without one.
    let greedyShare: Double

    /// How many counters are used, where things need not be handed over.
    private static let counters = 4
    /// How many are used at most where they must.
    private static let handOverCounters = [4, 3]
    /// Shares of a soup's reward for its time on the fire (see `Worth`) that are tried.
    private static let fireShares: [Float] = [0.2, 0, 0.4]
    /// States after which an opening search hurries.
    private static let maxNodes = 120_000
    /// Largest kitchens for which an opening is searched, in joint poses.
    private static let largest = 250_000

    init(_ kitchen: Kitchen, horizon: Int, openingWidth: Int) throws {
        let knowledge = try KitchenKnowledge(kitchen)
        let ranked = CounterChoice(knowledge)
        self.knowledge = knowledge
        mustHandOver = ranked.mustHandOver
        let all = Options(knowledge, counters: Array(ranked.counters.prefix(Preparation.counters)))
        let stations = all.stations
        func motion(_ stubborn: Int?) -> JointMotion? { JointMotion(kitchen, stations: stations, stubborn: stubborn) }
        motions = kitchen.players == 2 ? Motions(joint: motion(nil), beside: [motion(0), motion(1)]) : .none(players: kitchen.players)
        var best: (schedule: Schedule, options: Options, worth: Worth)?
        if openingWidth > 0 {
            let counts = ranked.mustHandOver ? Preparation.handOverCounters : [Preparation.counters]
            for options in counts.map({ Options(knowledge, counters: Array(ranked.counters.prefix($0))) }) {
                let search = try JointSearch(knowledge, options, motions)
                let start = try KitchenGame(kitchen, horizon: horizon).row
                for share in Preparation.fireShares {
                    let worth = Worth(knowledge, fireShare: share)
                    let branches = search.search(
                        from: start, goals: Array(repeating: Walker.free, count: kitchen.players),
                        task: .init(horizon: horizon, worth: worth),
                        effort: .init(width: openingWidth, lookahead: horizon, maxNodes: Preparation.maxNodes))
                    guard let branch = branches.first, branch.score > best?.schedule.score ?? 0 else { continue }
                    best = (search.schedule(to: branch), options, worth)
                }
            }
        }
        opening = best?.schedule
        greedyShare =
            try best.map { [motions] best in
                let walker = try JointSearch(knowledge, best.options, motions).walker
                return min(1, try Preparation.greedyReward(walker, kitchen, horizon) / max(1, best.schedule.reward))
            } ?? 1
        options = best?.options ?? all
        worth = best?.worth ?? Worth(knowledge, fireShare: Preparation.fireShares[0])
        loneWorth = Worth(knowledge, fireShare: worth.fireShare, isAlone: true)
    }

    /// What all earn in an episode who choose as greedy cooks; the first walks as planners do.
    private static func greedyReward(_ walker: Walker, _ kitchen: Kitchen, _ horizon: Int) throws -> Double {
        var row = try KitchenGame(kitchen, horizon: horizon).row
        var goals = [Int16](repeating: Walker.free, count: kitchen.players)
        for player in 1..<max(1, kitchen.players) { walker.isForeseen[player] = true }
        var now = 0
        var reward = 0.0
        row.withUnsafeMutableBufferPointer { row in
            goals.withUnsafeMutableBufferPointer { goals in
                guard let row = row.baseAddress, let goals = goals.baseAddress else { return }
                for player in 0..<kitchen.players { goals[player] = walker.foreseenStation(row, player) }
                while now < horizon {
                    if goals[0] == Walker.free { goals[0] = walker.foreseenStation(row, 0) }
                    reward += walker.walk(row, goals: goals, now: &now, until: horizon)
                }
            }
        }
        return reward
    }
}
