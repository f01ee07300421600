import Kitchen

/// Chooses steps beside a partner who may do anything: the step with the least expected way left, over what the partner
/// is thought to do next.
struct Steps {
    let knowledge: KitchenKnowledge
    let motions: Motions
    let seat: Int

    /// What a step costs where nothing leads on from it.
    private static let lost = 40.0

    /// The next action on the way to `station` (-1: standing by).
    /// - Parameters:
    ///   - partner: the partner's station, -1 for none.
    ///   - next: how likely the partner does each action.
    func action(_ row: UnsafePointer<UInt16>, to station: Int, beside partner: Int, next: [Double]) -> Action {
        let other = 1 - seat
        let mine = knowledge.pose(row, seat)
        let theirs = knowledge.pose(row, other)
        if station >= 0, knowledge.distance(mine, station) == 0 {
            if knowledge.readiness(row, held: knowledge.held(row, seat), station: station) == .ready { return .interact }
        }
        let isLeft = station >= 0 && partner == station && knowledge.letsPass(row, seat, other, at: station)
        let walking = station >= 0 && (isLeft || knowledge.distance(mine, station) == 0) ? -1 : station
        var best = (action: Action.stay, cost: Double.infinity)
        for action in [Action.stay, .north, .south, .east, .west] {
            var cost = action == .stay ? -0.01 : walking < 0 ? 0.1 : 0
            for (reply, weight) in next.enumerated() where weight > 0.005 {
                let after = outcome(mine, Int(action.rawValue), theirs, reply)
                cost += weight * left(after.mine, after.theirs, walking, partner)
            }
            if cost < best.cost - 1e-9 { best = (action, cost) }
        }
        return best.action
    }

    /// Both poses after a tick (rules §4.2).
    private func outcome(_ mine: Int, _ action: Int, _ theirs: Int, _ reply: Int) -> (mine: Int, theirs: Int) {
        let next = Int(knowledge.moves[mine << 3 | action])
        let answer = Int(knowledge.moves[theirs << 3 | reply])
        let collides = next >> 2 == answer >> 2 || (next >> 2 == theirs >> 2 && answer >> 2 == mine >> 2)
        return collides ? (mine & ~3 | next & 3, theirs & ~3 | answer & 3) : (next, answer)
    }

    /// Ticks that are left from poses.
    private func left(_ mine: Int, _ theirs: Int, _ station: Int, _ partner: Int) -> Double {
        let partner = partner >= 0 && knowledge.distance(theirs, partner) == 0 ? -1 : partner
        let poses = seat == 0 ? (mine, theirs) : (theirs, mine)
        let stations = seat == 0 ? (station, partner) : (partner, station)
        if let cost = motions.beside[1 - seat]?.cost(poses: poses.0, poses.1, stations: stations.0, stations.1) { return cost }
        if station < 0 { return Steps.lost / 4 }
        return Steps.lost + Double(min(knowledge.distance(mine, station), 100))
    }
}
