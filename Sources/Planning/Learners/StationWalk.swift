import Basics
import Kitchen

/// Walks to a station and uses it, as somebody who knows where to go and looks no further ahead than the next step.
struct StationWalk {
    let knowledge: KitchenKnowledge
    let seat: Int
    private var recovery = BlockedRecovery()

    init(_ knowledge: KitchenKnowledge, seat: Int) {
        self.knowledge = knowledge
        self.seat = seat
    }

    /// The next action on the way, or there; staying where the station cannot be used yet. Nil where it cannot be used any more.
    mutating func action(_ state: borrowing StateView, to station: Station, _ random: inout RandomStream) -> Action? {
        let pose = state.pose(of: seat)
        guard knowledge.isUsable(state, .at(station), by: seat) else { return nil }
        if knowledge.distance(pose, station) == 0 {
            let isReady = knowledge.readiness(state, held: state.held(by: seat), station: station) == .ready
            return isReady ? .interact : .stay
        }
        recovery.observe(pose)
        let action = recovery.action(state, seat, knowledge, &random) ?? step(state, pose, station)
        recovery.note(action, knowledge)
        return action
    }

    /// A step nearer, into a free cell where that is possible.
    private func step(_ state: borrowing StateView, _ pose: Pose, _ station: Station) -> Action {
        let nearer = knowledge.movesNearer(pose, station)
        for move in Action.moves where nearer.contains(move) {
            let cell = knowledge.moves[pose, move].cell
            var isFree = true
            for other in 0..<knowledge.players where other != seat && state.pose(of: other).cell == cell { isFree = false }
            if isFree { return move }
        }
        return nearer.first ?? .stay
    }
}
