import Kitchen

/// What a coach would have a player do now, how sure it is of that, and what it costs to do what the player seems to do.
struct Advice {
    let skill: Skill
    /// By how much it is better than the best other work, in points; negative where other work is better.
    let margin: Double
    /// Whether the station matters: the same work elsewhere is worse by enough.
    let isParticular: Bool
    /// How much less is expected from what the player is most likely doing, in points; nil where nobody can tell what that is.
    let loss: Double?

    /// - Parameters:
    ///   - enough: a difference of values that matters, in points.
    ///   - minBelief: how likely the player must be doing something to be compared with.
    /// - Returns: nil where the planner would not do any work, or looking ahead says nothing of it.
    init?(_ shadow: ShadowPlanner, enough: Double, minBelief: Double) {
        guard let game = shadow.game, let skill = shadow.skill(shadow.goal), skill.isWork else { return nil }
        let choices = shadow.choices()
        guard let best = choices.first(where: { $0.goal == shadow.goal }) else { return nil }
        self.skill = skill
        func isAlike(_ goal: Goal) -> Bool { shadow.skill(goal)?.request == skill.request }
        let others = choices.filter { !isAlike($0.goal) }.map(\.value)
        margin = others.max().map { best.value - $0 } ?? 0
        let elsewhere = choices.filter { $0.goal != best.goal && isAlike($0.goal) }.map(\.value).max()
        isParticular = elsewhere.map { best.value - $0 >= enough } ?? false
        let doing = shadow.player.mostLikely
        guard doing.probability >= minBelief, !game.isOver else {
            loss = nil
            return
        }
        // What is none of the sensible choices is as good as doing nothing.
        let value = (choices.first { $0.goal == doing.goal } ?? choices.first { $0.goal == .standBy })?.value
        loss = value.map { max(0, best.value - $0) }
    }
}

extension ShadowPlanner {
    /// What going for `goal` means for the player now.
    func skill(_ goal: Goal) -> Skill? {
        game?.withState { knowledge.skill($0, held: $0.held(by: seat), goal: goal) }
    }

    /// Ticks that the player needs at the least to do what the planner would do.
    var ticksNeeded: Int {
        guard let station = goal.station else { return 0 }
        return (game?.withState { knowledge.distance($0.pose(of: seat), station) } ?? 0) + 1
    }

    /// Whether what the planner would do can be done at once by somebody who stands there.
    var isReady: Bool {
        guard let station = goal.station else { return false }
        return game?.withState { knowledge.readiness($0, held: $0.held(by: seat), station: station) == .ready } ?? false
    }

    /// Whether the player stands where somebody would have to go on a shortest way to a station.
    func isInTheWay(of other: Int, to station: Station) -> Bool {
        game?.withState { state in
            let (mine, theirs) = (state.pose(of: seat), state.pose(of: other))
            let nearer = knowledge.movesNearer(theirs, station)
            return Action.moves.contains { nearer.contains($0) && knowledge.moves[theirs, $0].cell == mine.cell }
        } ?? false
    }

    /// How likely the player is doing the work that the planner would do, at any station or at the planner's only.
    func probabilityOfAdvice(onlyThere: Bool) -> Double {
        guard let game, let skill = skill(goal) else { return 0 }
        return game.withState { state in
            let held = state.held(by: seat)
            return player.ranked.reduce(0) { sum, likely in
                let isAlike =
                    likely.goal == goal || (!onlyThere && knowledge.skill(state, held: held, goal: likely.goal).request == skill.request)
                return isAlike ? sum + likely.probability : sum
            }
        }
    }
}
