import Agents
import Kitchen

/// Lets all cooks walk to their stations and use them, tick by tick with the real rules, until one is done.
///
/// Cooks either plan together or are *predicted*: those go their own way as a greedy cook would. One walker serves one thread, and
/// calls nobody who sets its properties; so these are not checked for overlapping accesses, which cost a tenth of a search.
final class Walker {
    let knowledge: KitchenKnowledge
    let stepper: KitchenStepper
    let motions: Motions
    /// The players that are predicted.
    @exclusivity(unchecked) var predicted: PlayerSet = []
    /// The share of ticks in which predicted players act.
    @exclusivity(unchecked) var pace = 1.0
    /// A player that is assumed not to be there: it does nothing, and is in nobody's way. Only where two play.
    @exclusivity(unchecked) var absent: Int?

    /// Ticks after which nothing that everyone waits for is expected to come any more.
    static let patience = 32

    init(_ knowledge: KitchenKnowledge, _ motions: Motions) throws {
        self.knowledge = knowledge
        self.motions = motions
        stepper = try KitchenStepper(knowledge.kitchen)
    }

    /// What everybody does in a tick, and which of them use their station by it.
    struct Tick {
        var actions = JointAction.stay
        var users: PlayerSet = []
        /// Whether it could matter that a predicted player acts in it, or does not.
        var depends = false
    }

    /// What a walk came to.
    struct Walk {
        var reward = 0.0
        /// Whether it ended because somebody needs a new station at once.
        var isDone = false
        /// In which of its ticks it mattered whether predicted players act, a bit each, the first in the lowest; it has no more than
        /// `patience` ticks.
        var dependence: UInt32 = 0
    }

    /// Plays until somebody is done with its station, or can no longer use it, or until `end`. Who waits in vain for long is
    /// freed, too.
    /// - Parameters:
    ///   - state: changed in place.
    ///   - goals: everyone's; those that are done become free, predicted ones get their next.
    ///   - now: the timestep, changed in place.
    ///   - look: called with everyone's actions before each tick; nil where nobody looks, which is faster.
    /// - Complexity: O(ticks * players^2).
    @inline(__always)
    func walk(
        _ state: StateBuffer, goals: inout TeamGoals, now: inout Int, until end: Int, look: ((JointAction) -> Void)? = nil
    ) -> Walk {
        var walk = Walk()
        let start = now
        let limit = min(end, now + Walker.patience)
        while now < limit {
            if look == nil {
                let (next, dependence) = stride(state, goals, from: now, until: limit)
                walk.dependence |= dependence &<< UInt32(truncatingIfNeeded: now &- start)
                now = next
                if now == limit { break }
            }
            let tick = choose(state.view, goals, now)
            if tick.depends { walk.dependence |= 1 &<< UInt32(truncatingIfNeeded: now &- start) }
            look?(tick.actions)
            if let absent { hide(absent, state, tick.actions[1 - absent]) }
            for player in 0..<knowledge.players { stepper.choose(tick.actions[player], for: player) }
            walk.reward += stepper.tick(state)
            now += 1
            if !tick.users.isEmpty, release(state.view, &goals, tick.users) {
                walk.isDone = true
                return walk
            }
        }
        if now < end {
            for player in 0..<knowledge.players where !predicted.contains(player) { goals[player] = .free }
        }
        return walk
    }

    /// Puts a player where it is in nobody's way in the coming tick.
    /// - Parameter action: what the other player does.
    @inline(__always)
    func hide(_ absent: Int, _ state: StateBuffer, _ action: Action) {
        let mine = state.view.pose(of: 1 - absent)
        let next = knowledge.moves[mine, action].cell
        var cell = 0
        while cell == mine.cell || cell == next { cell += 1 }
        state.place(absent, at: Pose(cell: cell, facing: .north))
    }

    /// Frees those that are done or can no longer do what they meant to.
    /// - Returns: whether anybody who plans needs a new station.
    private func release(_ state: borrowing StateView, _ goals: inout TeamGoals, _ users: PlayerSet) -> Bool {
        for player in 0..<knowledge.players where users.contains(player) { goals[player] = .free }
        var isDeciding = false
        for player in 0..<knowledge.players {
            if let station = goals[player].station {
                if knowledge.readiness(state, held: state.held(by: player), station: station) == .impossible { goals[player] = .free }
            } else {
                goals[player] = .free
            }
            guard goals[player] == .free else { continue }
            if predicted.contains(player) {
                goals[player] = predictedGoal(state, player)
            } else {
                isDeciding = true
            }
        }
        return isDeciding
    }

    /// Where a predicted player goes next.
    func predictedGoal(_ state: borrowing StateView, _ player: Int) -> Goal {
        guard pace > 0, let goal = knowledge.greedyStation(state, player) else { return .standBy }
        return goal.waits && knowledge.terrain(goal.station) != .pot ? .standBy : .at(goal.station)
    }

    /// What everyone does next on the way to their stations.
    /// - Parameter goals: everyone's.
    func choose(_ state: borrowing StateView, _ goals: TeamGoals, _ now: Int) -> Tick {
        let players = knowledge.players
        let predicted = predicted
        let isActing = acts(now)
        var tick = Tick()
        tick.depends = players > 2 && !predicted.isEmpty
        for player in 0..<players {
            guard let station = goals[player].station, knowledge.distance(state.pose(of: player), station) == 0 else { continue }
            guard knowledge.readiness(state, held: state.held(by: player), station: station) == .ready else { continue }
            if predicted.contains(player) {
                tick.depends = true
                if !isActing { continue }
            }
            tick.users.formUnion(PlayerSet(player))
            tick.actions[player] = .interact
        }
        if players == 2, !predicted.isEmpty {
            chooseResponse(state, goals, to: predicted.contains(1) ? 1 : 0, isActing, &tick)
            return tick
        }
        if players == 2, tick.users.isEmpty, let motion = motions.joint {
            let pair = motion.actions(
                poses: state.pose(of: 0), state.pose(of: 1), stations: walkingGoal(state, 0, goals), walkingGoal(state, 1, goals))
            if let pair {
                (tick.actions[0], tick.actions[1]) = pair
                return tick
            }
        }
        for player in 0..<players where !tick.users.contains(player) && (isActing || !predicted.contains(player)) {
            guard let station = goals[player].station else { continue }
            tick.actions[player] = soloStep(state, player, station, tick.actions)
        }
        return tick
    }

    /// Of two, what the predicted one does, and the other's best answer to it.
    private func chooseResponse(_ state: borrowing StateView, _ goals: TeamGoals, to other: Int, _ isActing: Bool, _ tick: inout Tick) {
        if !tick.users.contains(other), let station = goals[other].station {
            let step = ownWay(state, other, station)
            if step != .stay { tick.depends = true }
            if isActing { tick.actions[other] = step }
        }
        let mine = 1 - other
        guard !tick.users.contains(mine), goals[mine] != .free else { return }
        if absent == nil {
            tick.actions[mine] = response(state, mine, goals, tick.actions)
        } else if let station = goals[mine].station {
            tick.actions[mine] = ownWay(state, mine, station)
        }
    }

    /// Whether predicted players act in this tick.
    @inline(__always)
    func acts(_ now: Int) -> Bool {
        pace >= 1 || Int(Double(now &+ 1) * pace) > Int(Double(now) * pace)
    }

    /// The best step of one who plans with one who is predicted.
    @inline(__always)
    private func response(_ state: borrowing StateView, _ mine: Int, _ goals: TeamGoals, _ actions: JointAction) -> Action {
        let station = walkingGoal(state, mine, goals)
        let theirs = walkingGoal(state, 1 - mine, goals)
        if let motion = motions.adapting[1 - mine],
            let pair = motion.actions(
                poses: state.pose(of: 0), state.pose(of: 1), stations: mine == 0 ? station : theirs, mine == 0 ? theirs : station)
        {
            return mine == 0 ? pair.0 : pair.1
        }
        return station.map { soloStep(state, mine, $0, actions) } ?? .stay
    }

    /// The station that a player still has to walk to: none for one that waits at it, or lets another use it first.
    @inline(__always)
    private func walkingGoal(_ state: borrowing StateView, _ player: Int, _ goals: TeamGoals) -> Station? {
        guard let station = goals[player].station, knowledge.distance(state.pose(of: player), station) > 0 else { return nil }
        for other in 0..<knowledge.players where other != player && goals[other] == goals[player] {
            if knowledge.letsPass(state, player, other, at: station) { return nil }
        }
        return station
    }

    /// The first action of a shortest way; into a free cell where that is possible.
    @inline(__always)
    func ownWay(_ state: borrowing StateView, _ player: Int, _ station: Station) -> Action {
        let pose = state.pose(of: player)
        let nearer = knowledge.movesNearer(pose, station)
        for action in Action.moves where nearer.contains(action) {
            let cell = knowledge.moves[pose, action].cell
            if cell == pose.cell || cell != state.pose(of: 1 - player).cell { return action }
        }
        return nearer.first ?? .stay
    }

    /// A step nearer to `station` into a cell that nobody has or will have, else none.
    /// - Parameter actions: what the players before this one do.
    private func soloStep(_ state: borrowing StateView, _ player: Int, _ station: Station, _ actions: JointAction) -> Action {
        let pose = state.pose(of: player)
        let nearer = knowledge.movesNearer(pose, station)
        for action in Action.moves where nearer.contains(action) {
            let cell = knowledge.moves[pose, action].cell
            var isFree = true
            for other in 0..<knowledge.players where other != player && cell != pose.cell {
                let theirs = state.pose(of: other)
                if cell == theirs.cell || (other < player && cell == knowledge.moves[theirs, actions[other]].cell) { isFree = false }
            }
            if isFree { return action }
        }
        return .stay
    }
}

/// Tables of how two cooks walk; nil where a kitchen has none.
struct Motions: Sendable {
    /// Both plan together.
    let joint: JointMotion?
    /// Only one adapts: by the seat of the cook that goes its own way.
    let adapting: [JointMotion?]

    static func none(players: Int) -> Motions { Motions(joint: nil, adapting: Array(repeating: nil, count: players)) }
}
