import Agents
import Kitchen

/// What a stretch of a player's choices cost: the value of what the planner would have come to in the player's place, less that of
/// what the player came to, both until the same tick.
///
/// Until the planner would have done something else, the others do what they did; from then on, too, as long as they stand where they
/// stood and were not in each other's way, and else what a greedy cook would. So a stretch in which the player does what the planner
/// would do costs nothing, and standing in the way costs what those who waited could have done.
struct Hindsight {
    /// In points; never negative.
    private(set) var cost = 0.0
    /// The first tick in which the planner would have done something else, with its goal; nil where there is none.
    private(set) var turn: (game: KitchenGame, goal: Goal, action: Action)?

    /// - Parameter moments: the stretch, and the moment after it.
    /// - Complexity: that of a planner playing the stretch, and of two searches.
    init(_ moments: ArraySlice<ShadowPlanner.Moment>, seat: Int) {
        guard let first = moments.first, let last = moments.last, moments.count > 1 else { return }
        var course = Course(first, seat: seat)
        var earned = 0.0
        for (now, next) in zip(moments, moments.dropFirst()) {
            earned += Course.reward(next.game)
            guard course.play(now.game, next.game) else { return }
        }
        turn = course.turn
        guard course.game.row != last.game.row || course.earned != earned else { return }
        cost = max(0, course.earned + course.loop.value(of: course.game) - earned - last.loop.value(of: last.game))
    }
}

/// How a stretch would have gone with the planner in the player's seat.
private struct Course {
    let seat: Int
    var game: KitchenGame
    var loop: PlannerLoop
    /// Greedy cooks in the other seats.
    private var others: [(any Agent)?]
    /// The others that no longer do what they did.
    private var astray: Set<Int> = []
    private(set) var earned = 0.0
    private(set) var turn: (game: KitchenGame, goal: Goal, action: Action)?

    init(_ start: ShadowPlanner.Moment, seat: Int) {
        self.seat = seat
        (game, loop, others) = (start.game, start.loop, start.others)
    }

    /// Plays a tick, in which what happened led from `before` to `after`.
    /// - Returns: whether it could be played.
    mutating func play(_ before: KitchenGame, _ after: KitchenGame) -> Bool {
        var actions = others.indices.map { after.lastAction(of: $0) }
        let action = loop.act(game)
        if turn == nil, action != actions[seat] { turn = (game, loop.plan.goal, action) }
        for other in others.indices where other != seat {
            let own = others[other]?.act(game).action ?? .stay
            guard turn != nil else { continue }
            let wasHindered = actions[other].rawValue < 4 && before.player(other) == after.player(other)
            if wasHindered || game.player(other) != before.player(other) { astray.insert(other) }
            if astray.contains(other) { actions[other] = own }
        }
        actions[seat] = action
        guard (try? game.advance(actions)) != nil else { return false }
        earned += Course.reward(game)
        return true
    }

    static func reward(_ game: KitchenGame) -> Double {
        (0..<game.kitchen.players).reduce(0) { $0 + game.rewards(of: $1).sparse }
    }
}

extension PlannerLoop {
    /// What everybody can still earn within the planner's sight if all plan together, unfinished work included.
    /// - Complexity: that of a search.
    func value(of game: KitchenGame) -> Double {
        guard !game.isOver else { return 0 }
        let search = deliberation.search
        let task = JointSearch.Task(now: game.timestep, horizon: horizon, value: prepared.value)
        let goals = [Goal](repeating: .free, count: knowledge.players)
        return search.search(from: game.row, goals: goals, task: task, effort: settings.effort(in: prepared)).first?.score ?? 0
    }
}
