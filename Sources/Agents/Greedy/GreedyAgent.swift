import Basics
import Episodes
import Kitchen

/// A greedy cook: chooses a sub-task again each tick and walks to it; see `GreedyChoice` and `GreedyWalk`.
struct GreedyAgent: ReserveAgent {
    private let settings: GreedySettings
    /// Of the kitchens played lately, so that going through many in turn is as fast as staying in one.
    private var plans: [Plan] = []
    private var current = 0
    private var seat = 0
    private var random = RandomStream(0)
    private var walk = GreedyWalk()
    private var patience = Patience()
    private var goal = GreedyGoal.nothing
    /// A station to which the way was barred, and for how long it is avoided.
    private var shunned = (station: 0, ticks: 0)
    private var courtesy = Courtesy()
    private var slack = 0.0
    /// What kept the agent from going for its goal in the last tick.
    private var whim: Whim?

    enum Whim { case noise, slowness }

    /// What depends on the kitchen, on the seat, and on where everybody can get to.
    private final class Plan: Sendable {
        let tables: GreedyTables
        let handOver: HandOver
        let seat: Int
        let areas: [CookArea]
        let lane: LaneRule.Pair?

        init(_ tables: GreedyTables, seat: Int, areas: [CookArea]) {
            self.tables = tables
            self.areas = areas
            handOver = HandOver(tables, seat: seat, areas: areas)
            lane = LaneRule.pair(tables, seat: seat, areas: areas)
            self.seat = seat
        }

        convenience init(_ kitchen: Kitchen, seat: Int) {
            let tables = GreedyTables(kitchen)
            self.init(
                tables, seat: seat, areas: tables.areas(kitchen.start.players.map { kitchen.pose($0.cell, $0.orientation) ?? Pose(0) }))
        }

        func isFor(_ kitchen: Kitchen) -> Bool {
            tables.kitchen.layout == kitchen.layout && tables.kitchen.dynamics == kitchen.dynamics
        }
    }

    private static let maxPlans = 16

    init(_ settings: GreedySettings) { self.settings = settings }

    mutating func begin(_ episode: EpisodeContext) {
        if let known = plans.firstIndex(where: { $0.isFor(episode.kitchen) }) {
            current = known
        } else {
            if plans.count == GreedyAgent.maxPlans { plans.removeFirst() }
            plans.append(Plan(episode.kitchen, seat: episode.seat))
            current = plans.count - 1
        }
        seat = episode.seat
        random = settings.isDeterministic ? RandomStream(UInt64(seat), StreamKey.greedyTies) : episode.random
        walk = GreedyWalk()
        patience = Patience()
        courtesy = Courtesy()
        goal = .nothing
        shunned = (0, 0)
        whim = nil
        slack = settings.slowness > 0 ? random.uniform() : 0
    }

    func forked(seed: UInt64) -> any Agent {
        var other = self
        other.random = RandomStream(seed, UInt64(seat), StreamKey.agentEpisode)
        return other
    }

    mutating func resume() {
        (walk, patience, courtesy) = (GreedyWalk(), Patience(), Courtesy())
        (goal, shunned, whim) = (.nothing, (0, 0), nil)
    }

    mutating func act(_ game: KitchenGame) -> Decision { game.withState { state in act(game, state) } }

    private mutating func act(_ game: KitchenGame, _ state: borrowing StateView) -> Decision {
        guard plans.indices.contains(current) else { return Decision(.stay) }
        if !walk.hasBegun { meet(state) }
        // Borrowed: `plans` keeps it alive and is left as it is until the tick is over.
        let plan = Unmanaged.passUnretained(plans[current])
        return plan._withUnsafeGuaranteedRef { plan in act(game, state, plan) }
    }

    private mutating func act(_ game: KitchenGame, _ state: borrowing StateView, _ plan: Plan) -> Decision {
        walk.look(state, game, seat, plan.tables)
        if walk.isBarred {
            shunned = (goal.station, 30 + random.below(30))
            walk.forgetBlocks()
        }
        shunned.ticks -= 1
        let choice = GreedyChoice(
            plan.handOver, state, seat: seat, trustsOthers: settings.trusts && patience.lasts,
            shunned: shunned.ticks > 0 ? shunned.station : nil)
        goal = choice.goal(plan.handOver, state)
        patience.note(goal, choice.look)
        whim = nil
        let action: Action
        if settings.slowness > 0 && isPausing() {
            whim = .slowness
            walk.pause()
            return Decision(.stay)
        } else if settings.noise > 0 && random.chance(settings.noise) {
            whim = .noise
            action = Action.allCases[random.below(6)]
        } else {
            action = laneAction(state, plan) ?? walk.action(to: goal, state, seat, plan.tables, settings, &random)
        }
        walk.note(action, plan.tables)
        return Decision(action)
    }

    /// Brings the plan up to date with who is where when an episode begins; nobody's area changes later.
    private mutating func meet(_ state: borrowing StateView) {
        let tables = plans[current].tables
        let areas = tables.areas((0..<state.players).map { state.pose(of: $0) })
        if areas != plans[current].areas || seat != plans[current].seat {
            plans[current] = Plan(tables, seat: seat, areas: areas)
        }
    }

    /// What to do in a lane in which the other cannot be passed; nil elsewhere, and where it does not use the room it is left.
    private mutating func laneAction(_ state: borrowing StateView, _ plan: Plan) -> Action? {
        guard let pair = plan.lane, settings.unblocks, settings.rationality == .infinity else { return nil }
        let rule = LaneRule(tables: plan.tables, pair: pair, seat: seat)
        return courtesy.action(otherPose: state.pose(of: 1 - seat)) { rule.action(for: goal, in: state) }
    }

    private mutating func isPausing() -> Bool {
        slack += settings.slowness
        guard slack >= 1 else { return false }
        slack -= 1
        return true
    }

    func explain() -> Explanation? {
        guard plans.indices.contains(current) else { return nil }
        let tables = plans[current].tables
        return GreedyReport(tables: tables, goal: goal, pose: walk.pose, whim: whim, isStuck: walk.isStuck).explanation
    }
}

/// Counts on others, but not for ever: who waits while work is left undone takes it that nobody comes.
struct Patience {
    private var waited = 0
    private var distrust = 0

    /// Ticks of waiting in vain, and ticks of distrust afterwards.
    private static let limits = (waiting: 10, distrust: 30)

    var lasts: Bool { distrust == 0 }

    @inline(__always)
    mutating func note(_ goal: GreedyGoal, _ look: GreedyLook) {
        if distrust > 0 { distrust -= 1 }
        let isInVain = !goal.isReady && goal.purpose != .fillDish && (look.soups == 0 || look.readySoups > 0)
        waited = isInVain ? waited + 1 : 0
        if waited > Patience.limits.waiting {
            waited = 0
            distrust = Patience.limits.distrust
        }
    }
}

extension Patience {
    /// How many values `memory` can take.
    static var memories: Int { (limits.distrust + 1) * (limits.waiting + 1) }

    /// The patience as one number, 0 being fresh.
    var memory: Int { distrust * (Patience.limits.waiting + 1) + waited }

    init(memory: Int) {
        waited = memory % (Patience.limits.waiting + 1)
        distrust = memory / (Patience.limits.waiting + 1)
    }
}
