import Kitchen

/// How two cooks share a lane in which they cannot pass: who has less to do there leaves the other the way to its goal.
///
/// Without it two who want to go past each other's goals are face to face for ever, since neither can step aside. The
/// rule looks at the state alone, so cooks without a memory can keep it.
struct LaneRule {
    /// Two cooks in a lane: where each can get to, and what the other can do.
    struct Pair {
        let mine: CookArea
        let theirs: CookArea
        let handOver: HandOver
    }

    let tables: GreedyTables
    let pair: Pair
    let seat: Int

    /// Nil where `seat` shares no lane with just one other.
    static func pair(_ tables: GreedyTables, seat: Int, areas: [CookArea]) -> Pair? {
        guard areas.count == 2, areas[seat].stretch != nil else { return nil }
        return Pair(mine: areas[seat], theirs: areas[1 - seat], handOver: HandOver(tables, seat: 1 - seat, areas: areas))
    }

    /// The next action on the way to `goal`, and whether it gives way.
    func action(for goal: GreedyGoal, in state: borrowing StateView) -> (action: Action, yields: Bool) {
        let pose = state.pose(of: seat)
        let action = step(to: goal, from: pose)
        let other = GreedyChoice(pair.handOver, state, seat: 1 - seat, trustsOthers: false, shunned: nil).goal(pair.handOver, state)
        guard other.isReady, claim(seat, goal, state) < claim(1 - seat, other, state), action != .interact else { return (action, false) }
        let here = place(pose)
        let theirs = state.pose(of: 1 - seat)
        guard let end = stand(at: other.station, from: theirs, pair.theirs).map(place) else { return (action, false) }
        let isAbove = here > place(theirs)
        func isFree(_ place: Int) -> Bool { isAbove ? place > end : place < end }
        if isFree(here) { return isFree(next(pose, action)) ? (action, false) : (.stay, true) }
        // Whoever is at the lane's end has nobody beyond, so there is room.
        return (move(from: pose, up: isAbove) ?? action, true)
    }

    // MARK: Walking along the lane

    /// The motion planner does not know that the far end may be out of reach, so the way is found here.
    private func step(to goal: GreedyGoal, from pose: Pose) -> Action {
        guard goal.purpose != .nothing, let stand = stand(at: goal.station, from: pose, pair.mine) else { return .stay }
        let steps = place(stand) - place(pose)
        if stand == pose { return goal.isReady ? .interact : .stay }
        if goal.purpose == .wait && abs(steps) <= GreedyWalk.standOff { return .stay }
        if steps != 0 { return move(from: pose, up: steps > 0) ?? .stay }
        return Action.moves.first { tables.moves[pose, $0] == stand } ?? .stay
    }

    /// The nearest pose in the area that faces the station.
    private func stand(at station: Int, from pose: Pose, _ area: CookArea) -> Pose? {
        tables.kitchen.allPoses
            .filter { tables.zone(of: $0) == area.zone && tables.distance($0, station) == 0 && tables.lanes.contains($0.cell, area) }
            .min { abs(place($0) - place(pose)) < abs(place($1) - place(pose)) }
    }

    private func move(from pose: Pose, up: Bool) -> Action? {
        Action.moves.first { up ? next(pose, $0) > place(pose) : next(pose, $0) < place(pose) }
    }

    private func place(_ pose: Pose) -> Int { tables.lanes.order[pose.cell] }

    private func next(_ pose: Pose, _ action: Action) -> Int { place(tables.moves[pose, action]) }

    /// Who can do something at once comes first, then who carries more, then the lower seat.
    private func claim(_ seat: Int, _ goal: GreedyGoal, _ state: borrowing StateView) -> (Int, Int, Int) {
        (goal.isReady ? 1 : 0, GreedyWalk.priority(state.held(by: seat)), -seat)
    }
}

/// Gives way as long as the other makes use of it.
struct Courtesy {
    private var otherPose: Pose?
    private var vain = 0
    private var refusals = 0

    /// Ticks of giving way to one who stands still, and ticks of not doing so afterwards.
    private static let limits = (vain: 10, refusals: 40)

    /// The action by the rule; nil while the other does not keep it.
    mutating func action(otherPose pose: Pose, _ rule: () -> (action: Action, yields: Bool)) -> Action? {
        defer { otherPose = pose }
        if refusals > 0 {
            refusals -= 1
            return nil
        }
        let step = rule()
        vain = step.yields && pose == otherPose ? vain + 1 : pose == otherPose ? vain : 0
        guard vain > Courtesy.limits.vain else { return step.action }
        vain = 0
        refusals = Courtesy.limits.refusals
        return nil
    }
}
