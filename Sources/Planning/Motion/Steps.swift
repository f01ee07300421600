import Kitchen

/// Chooses steps in the presence of a partner who may do anything: the step with the least expected way left, over what the
/// partner is thought to do next.
struct Steps {
    let knowledge: KitchenKnowledge
    let motions: Motions
    let seat: Int

    /// What a step costs where nothing leads on from it, in ticks, apart from the lone way to the station.
    private static let lost = 40.0
    /// The lone way counts as this much at the most.
    private static let longestWay = 100
    /// What standing by costs where nothing is known of it.
    private static let lostStandingBy = lost / 4
    /// Staying is preferred among equals by this much.
    private static let ease = 0.01
    /// What a step costs a cook that has nowhere to go.
    private static let restlessness = 0.1
    /// Replies less likely than this are not looked into.
    private static let negligible = 0.005
    /// Costs that differ by less are equal.
    private static let tie = 1e-9
    /// What the steps are chosen from, the first of equals first.
    private static let actions = [Action.stay, .north, .south, .east, .west]

    /// The next action on the way to `goal`.
    /// - Parameters:
    ///   - partner: where the partner goes, nil where nothing is known of that.
    ///   - next: how likely the partner does each action: `[Action.rawValue]`, six numbers.
    func action(_ state: borrowing StateView, to goal: Goal, besides partner: Station?, next: [Double]) -> Action {
        let other = 1 - seat
        let mine = state.pose(of: seat)
        let theirs = state.pose(of: other)
        var walking = goal.station
        if let station = goal.station {
            let isThere = knowledge.distance(mine, station) == 0
            if isThere, knowledge.readiness(state, held: state.held(by: seat), station: station) == .ready { return .interact }
            let isLeft = partner == station && knowledge.letsPass(state, seat, other, at: station)
            if isLeft || isThere { walking = nil }
        }
        var best = (action: Action.stay, cost: Double.infinity)
        for action in Steps.actions {
            var cost = action == .stay ? -Steps.ease : walking == nil ? Steps.restlessness : 0
            for (reply, weight) in zip(Action.allCases, next) where weight > Steps.negligible {
                let after = knowledge.moves.joint(mine, action, theirs, reply)
                cost += weight * left(after.first, after.second, walking, partner)
            }
            if cost < best.cost - Steps.tie { best = (action, cost) }
        }
        return best.action
    }

    /// Ticks that are left from two poses.
    private func left(_ mine: Pose, _ theirs: Pose, _ station: Station?, _ partner: Station?) -> Double {
        let partner = partner.flatMap { knowledge.distance(theirs, $0) == 0 ? nil : $0 }
        let poses = seat == 0 ? (mine, theirs) : (theirs, mine)
        let stations = seat == 0 ? (station, partner) : (partner, station)
        if let cost = motions.adapting[1 - seat]?.cost(poses: poses.0, poses.1, stations: stations.0, stations.1) { return cost }
        guard let station else { return Steps.lostStandingBy }
        return Steps.lost + Double(min(knowledge.distance(mine, station), Steps.longestWay))
    }
}
