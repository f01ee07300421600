import Basics
import Foundation
import Kitchen

/// Walks towards a goal by the motion planner, and recovers when somebody is in the way.
///
/// The planner does not see other players, as in the reference's greedy model, which acts at random in any way that
/// would move it once it is stuck. This walk looks ahead: where somebody stands on the way it prefers one around them,
/// if that is not much longer. When a step failed all the same, it is that model's random step only after another way;
/// who waits steps aside for somebody who pushes; and who is nearer to a place where others can pass backs off to it.
struct GreedyWalk {
    private(set) var pose = Pose(0)
    private(set) var hasBegun = false
    /// The floor cell that the last action should have led to, and where it began.
    private var wanted = 0
    private var from = 0
    /// How often in a row somebody was in the way; forgotten after some free steps.
    private var blocks = 0
    private var freeSteps = 0
    private var wasBlocked = false
    /// Somebody is trying to enter the cook's cell.
    private var isPushed = false
    private var blocker = -1
    /// Whether the blocker wanted the same free cell.
    private var isContest = false
    private var isPaused = false
    /// Ticks left of backing off, and of standing still after having stepped aside.
    private var retreat = 0
    private var rest = 0
    private var aside = 0
    private var dodge = 0
    /// Ticks left of coming out of the dead end in which the cook stood in another's way, and its cell.
    private var exit = (ticks: 0, from: 0)
    private var detour = Detour()

    var isStuck: Bool { wasBlocked }

    /// Takes in how the last tick went.
    mutating func look(_ state: borrowing StateView, _ game: KitchenGame, _ seat: Int, _ tables: GreedyTables) {
        let old = pose
        pose = state.pose(of: seat)
        if isPaused && pose == old {
            isPaused = false
            return
        }
        isPaused = false
        let failed = hasBegun && old.cell == from && wanted != from && pose.cell == from
        wasBlocked = false
        isPushed = false
        blocker = -1
        for player in 0..<state.players where player != seat && hasBegun {
            let other = state.pose(of: player)
            let aim = tables.moves[other, game.lastAction(of: player)].cell
            if aim == pose.cell && aim != other.cell { isPushed = true }
            if failed && (aim == wanted || other.cell == wanted) {
                wasBlocked = true
                blocker = player
                isContest = other.cell != wanted
            }
        }
        if wasBlocked {
            blocks += 1
            freeSteps = 0
        } else if blocks > 0 && wanted != from {
            freeSteps += 1
            if freeSteps > Recovery.forgetting { blocks = 0 }
        }
        hasBegun = true
    }

    /// Whether somebody has barred the way for so long that it is better to do something else.
    var isBarred: Bool { blocks > GreedyWalk.patience }

    /// How often in a row the way may be barred.
    private static let patience = 8

    mutating func forgetBlocks() { blocks = 0 }

    /// Lets a tick pass without an action; what was in the way still is.
    mutating func pause() { isPaused = true }

    /// Remembers what the cook does now.
    mutating func note(_ action: Action, _ tables: GreedyTables) {
        from = pose.cell
        wanted = tables.moves[pose, action].cell
    }

    /// The next action on the way to `goal`.
    mutating func action(
        to goal: GreedyGoal, _ state: borrowing StateView, _ seat: Int, _ tables: GreedyTables, _ settings: GreedySettings,
        _ random: inout RandomStream
    ) -> Action {
        if settings.unblocks, let action = makeWay(goal, state, seat, tables, &random) { return action }
        let distance = goal.purpose == .nothing ? 0 : tables.distance(pose, goal.station)
        if distance == 0 { return goal.isReady ? .interact : .stay }
        if goal.purpose == .wait && distance <= GreedyWalk.standOff { return .stay }
        guard distance < Int(MotionPlanner.unreachable) else { return .stay }
        if wasBlocked && settings.unblocks { return recover(goal, distance, state, seat, tables, &random) }
        if settings.goesAround, random.chance(GreedyWalk.lookahead.share), isTakenAhead(goal, distance, state, seat, tables),
            let way = detour.way(from: pose, to: .station(goal.station), state, mover: seat, tables),
            way.steps <= distance + GreedyWalk.lookahead.detour
        {
            return way.first
        }
        if settings.rationality < .infinity { return boltzmann(goal, tables, settings.rationality, &random) }
        return shortest(goal, distance, state, seat, tables, isPatient: false) ?? .stay
    }

    /// Steps to a place at which a waiting cook stops short, so as not to stand where others must.
    static let standOff = 2

    /// Goes on backing off, stays backed off, or steps aside while waiting; nil when nothing of it is due.
    private mutating func makeWay(
        _ goal: GreedyGoal, _ state: borrowing StateView, _ seat: Int, _ tables: GreedyTables, _ random: inout RandomStream
    ) -> Action? {
        let waits = !goal.isReady && (goal.purpose != .fillDish || tables.distance(pose, goal.station) == 0)
        if isPushed && waits && retreat == 0 {
            aside = Recovery.asideTicks
            if !hasRoom(seat, state, seat, tables) { exit = (GreedyWalk.exitTicks, pose.cell) }
            if let step = state.randomFreeStep(of: seat, tables.moves, &random) { return step }
        }
        if dodge > 0 {
            dodge -= 1
            if let step = state.randomFreeStep(of: seat, tables.moves, &random) { return step }
        }
        if retreat > 0 {
            retreat -= 1
            if let way = detour.way(from: pose, to: .refuge, state, mover: seat, tables), way.steps > 0 { return way.first }
            retreat = 0
            rest = Recovery.minRest + random.below(Recovery.restSpread)
        }
        if exit.ticks > 0 && waits {
            exit.ticks -= 1
            let way = detour.way(from: pose, to: .refugeElsewhere(exit.from), state, mover: seat, tables)
            return way?.first ?? .stay
        }
        if aside > 0 && waits {
            aside -= 1
            return .stay
        }
        guard rest > 0 else { return nil }
        rest -= 1
        return .stay
    }

    /// How long a cook takes to come out of a dead end once the other makes room.
    private static let exitTicks = 16

    /// Whether a player could step anywhere.
    private func hasRoom(_ player: Int, _ state: borrowing StateView, _ seat: Int, _ tables: GreedyTables) -> Bool {
        let pose = state.pose(of: player)
        return Action.moves.contains { action in
            let next = tables.moves[pose, action].cell
            return next != pose.cell && !state.isTaken(next, except: player)
        }
    }

    /// The share of ticks in which a cook looks for a way around a cook on its way, and how many more steps it may
    /// have. Two who always do, or who go far, keep dodging each other for ever.
    private static let lookahead = (share: 0.9, detour: 3)

    /// Whether somebody stands on the next steps of the planner's way.
    private func isTakenAhead(
        _ goal: GreedyGoal, _ distance: Int, _ state: borrowing StateView, _ seat: Int, _ tables: GreedyTables
    ) -> Bool {
        var pose = pose
        var left = distance
        while left > 0 {
            var next = pose
            for action in Action.moves {
                let candidate = tables.moves[pose, action]
                if tables.distance(candidate, goal.station) < left {
                    next = candidate
                    break
                }
            }
            if next == pose { return false }
            if state.isTaken(next.cell, except: seat) { return true }
            pose = next
            left = tables.distance(pose, goal.station)
        }
        return false
    }

    /// A first action of a shortest way, if possible into a free cell.
    /// - Parameter isPatient: whether no action is better than one into a taken cell.
    private func shortest(
        _ goal: GreedyGoal, _ distance: Int, _ state: borrowing StateView, _ seat: Int, _ tables: GreedyTables, isPatient: Bool
    ) -> Action? {
        var fallback: Action?
        for action in Action.moves {
            let next = tables.moves[pose, action]
            guard tables.distance(next, goal.station) < distance else { continue }
            if next.cell == pose.cell || !state.isTaken(next.cell, except: seat) { return action }
            if fallback == nil { fallback = action }
        }
        return isPatient ? nil : fallback
    }

    /// Numbers of getting past each other, set by hand. Two who always did the same would keep blocking each other, hence the
    /// probabilities.
    private enum Recovery {
        /// Free steps after which earlier blocks are forgotten.
        static let forgetting = 3
        /// Ticks for which a cook that stepped aside stays there.
        static let asideTicks = 3
        /// Ticks of standing back after having backed off: at least, and how many more.
        static let minRest = 2
        static let restSpread = 3
        /// Before this many blocks in a row a contest for a free cell is left to who carries more.
        static let contest = 4
        /// How likely a cook waits where more than two play.
        static let waiting = 0.4
        /// Blocks in a row from which on it may back off, and from which on it may dodge.
        static let wayBack = 2
        static let dodge = 3
        /// How likely it dodges one who carries as much, and for how many ticks at the most.
        static let dodging = 0.5
        static let maxDodge = 12
        /// How likely it tries another shortest way; then a way around, with this many more steps; then any step.
        static let otherShortest = 0.5
        static let detour = 0.7
        static let detourSteps = 4
        static let anyStep = 0.5
        /// Blocks in a row after which it may back off although it is the other's to do, and how likely.
        static let despair = 6
        static let givingWay = 0.3
    }

    /// An action that helps when somebody was in the way.
    private mutating func recover(
        _ goal: GreedyGoal, _ distance: Int, _ state: borrowing StateView, _ seat: Int, _ tables: GreedyTables,
        _ random: inout RandomStream
    ) -> Action {
        if isContest && blocks < Recovery.contest {
            let mine = (GreedyWalk.priority(state.held(by: seat)), blocker)
            let theirs = (GreedyWalk.priority(state.held(by: blocker)), seat)
            let direct = shortest(goal, distance, state, seat, tables, isPatient: false) ?? .stay
            return mine > theirs ? direct : .stay
        }
        if state.players > 2 && random.chance(Recovery.waiting) { return .stay }
        if blocks >= Recovery.wayBack, let way = wayBack(state, seat, tables, &random) {
            retreat = way.steps
            return way.first
        }
        if blocks >= Recovery.dodge {
            let mine = GreedyWalk.priority(state.held(by: seat))
            let theirs = GreedyWalk.priority(state.held(by: blocker))
            if mine < theirs || (mine == theirs && random.chance(Recovery.dodging)) {
                dodge = 1 + random.below(min(blocks, Recovery.maxDodge))
                if let step = state.randomFreeStep(of: seat, tables.moves, &random) { return step }
            }
        }
        if random.chance(Recovery.otherShortest), let other = shortest(goal, distance, state, seat, tables, isPatient: true) {
            return other
        }
        if random.chance(Recovery.detour), let way = detour.way(from: pose, to: .station(goal.station), state, mover: seat, tables),
            way.steps <= distance + Recovery.detourSteps + blocks
        {
            return way.first
        }
        if random.chance(Recovery.anyStep), let step = state.randomFreeStep(of: seat, tables.moves, &random) { return step }
        return shortest(goal, distance, state, seat, tables, isPatient: false) ?? .stay
    }

    /// The way to where the blocker can pass, if it is this cook's to give way: who has the shorter way back, then who
    /// carries less, then the lower seat. After many vain tries, either may.
    private mutating func wayBack(
        _ state: borrowing StateView, _ seat: Int, _ tables: GreedyTables, _ random: inout RandomStream
    ) -> (first: Action, steps: Int)? {
        guard let mine = detour.way(from: pose, to: .refuge, state, mover: seat, tables), mine.steps > 0 else { return nil }
        let isShutIn = !isContest && !hasRoom(blocker, state, seat, tables)
        let way = isShutIn ? nil : detour.way(from: state.pose(of: blocker), to: .refuge, state, mover: blocker, tables)
        let theirs = way?.steps ?? Int.max
        let priorities = (GreedyWalk.priority(state.held(by: seat)), GreedyWalk.priority(state.held(by: blocker)))
        let givesWay = (mine.steps, priorities.0, seat) < (theirs, priorities.1, blocker)
        return givesWay || (blocks > Recovery.despair && random.chance(Recovery.givingWay)) ? mine : nil
    }

    /// Who carries more gives way less: a soup before a dish before an ingredient before nothing.
    static func priority(_ held: Item) -> Int { held.isNone ? 0 : held.isSoup ? 3 : held == .dish ? 2 : 1 }

    /// An action drawn by how much longer the way gets with it.
    private func boltzmann(
        _ goal: GreedyGoal, _ tables: GreedyTables, _ rationality: Double, _ random: inout RandomStream
    ) -> Action {
        let here = tables.distance(pose, goal.station)
        func weight(_ action: Action) -> Double {
            let next = tables.distance(tables.moves[pose, action], goal.station)
            return exp(-rationality * Double(next - here + 1))
        }
        var total = 0.0
        for action in Action.allCases { total += weight(action) }
        var left = random.uniform() * total
        for action in Action.allCases {
            left -= weight(action)
            if left < 0 { return action }
        }
        return .stay
    }
}
