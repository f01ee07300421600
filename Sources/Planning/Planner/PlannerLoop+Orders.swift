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

    /// Whether there is no order under way in the state of `game`, or it is done or can no longer be done there.
    func isOrderOver(in game: KitchenGame) -> Bool {
        guard let order, !order.isOver(plan.goal, game.timestep) else { return true }
        guard plan.goal != .standBy else { return game.timestep - order.tick >= CurrentPlan.review.standBy }
        let hadBefore = before.isEmpty ? nil : knowledge.kitchen.withState(of: before) { $0.held(by: seat) }
        return game.withState { state in
            if order.tick < game.timestep, let hadBefore, hadBefore != state.held(by: seat) { return true }
            return !knowledge.isUsable(state, plan.goal, by: seat)
        }
    }

    /// How it will be when the order under way is done, as the rules have it, if the others stay where they are.
    /// - Returns: the game and the loop by then; nil where that takes more than so many ticks.
    func outcome(of game: KitchenGame, within ticks: Int) -> (game: KitchenGame, loop: PlannerLoop)? {
        var (game, loop) = (game, self)
        for _ in 0...ticks {
            guard !game.isOver else { return nil }
            if loop.isOrderOver(in: game) {
                loop.plan.goal = .free
                loop.order = nil
                return (game, loop)
            }
            var actions = [Action](repeating: .stay, count: knowledge.players)
            actions[seat] = loop.act(game)
            guard (try? game.step(actions)) != nil else { return nil }
        }
        return nil
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
    var explanation: Explanation? { before.isEmpty ? nil : report(before).explanation }

    /// What the others are believed to do in the state of `game`, which `look` or `act` has taken in.
    func beliefs(_ game: KitchenGame) -> [Explanation.Belief] { report(game.row).shownBeliefs }

    private func report(_ row: [UInt16]) -> PlannerReport {
        PlannerReport(
            knowledge: knowledge, seat: seat, row: row, goal: plan.goal, beliefs: partners.beliefs,
            schedule: plan.isFollowing ? plan.schedule : nil, verdict: plan.verdict, failure: plan.failure,
            isEvading: recovery.isEvading, isGivingWay: isGivingWay, isGreedy: isGreedy, courtesy: plan.courtesy, horizon: horizon, now: now
        )
    }
}
