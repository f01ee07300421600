import Agents
import Episodes
import Kitchen

/// What somebody else may ask of the loop: what it could do, to do that, and why it does what it does.
extension PlannerLoop {
    /// Whether it is carrying out what somebody else chose.
    var hasOrder: Bool { order != nil }

    /// Whether the last action was a step of carrying it out.
    var isCarryingOut: Bool { order.map { $0.goal == plan.goal } ?? false }

    /// Takes note that the last action was not done, because its orders are to stay without one.
    mutating func stayed() {
        recovery = BlockedRecovery()
        plan.dropSchedule()
    }

    /// Has `goal`, in place of its own, until that is done or cannot be done any more.
    /// - Returns: whether it can be done; if not, nothing changes.
    mutating func pursue(_ goal: Goal, in game: KitchenGame) -> Bool {
        guard goal == .standBy || game.withState({ knowledge.isUsable($0, goal, by: seat) }) else { return false }
        plan.adopt(order: goal, game.timestep)
        order = Order(goal: goal, tick: game.timestep)
        return true
    }

    /// What it could do next, the best first, as far as it can see.
    /// - Complexity: that of a deliberation.
    func offers(_ game: KitchenGame) -> [(goal: Goal, skill: Skill)] {
        game.withState { state in
            deliberation.deliberate(state, game.row, now: game.timestep, outlook(state)).choices.map { choice in
                (choice.goal, knowledge.skill(state, held: state.held(by: seat), goal: choice.goal))
            }
        }
    }

    /// What cooks did in situations like the one of a game, in words; nil without experience.
    func memories(_ game: KitchenGame, most: Int) -> String? {
        recollection.map { recollection in game.withState { recollection.words($0, seat, most: most) } }
    }

    /// The last decision in words, nil before the first.
    var explanation: Explanation? {
        guard !before.isEmpty else { return nil }
        return PlannerReport(
            knowledge: knowledge, seat: seat, row: before, goal: plan.goal, beliefs: partners.beliefs,
            schedule: plan.isFollowing ? plan.schedule : nil, verdict: plan.verdict, failure: plan.failure,
            isEvading: recovery.isEvading, isGreedy: isGreedy, horizon: horizon, now: now
        ).explanation
    }
}
