import Kitchen

/// What a greedy cook would go for: the model of a partner about whom nothing else is known.
///
///     let model = GreedyGoalModel(GreedyGoalModel.Tables(kitchen), seat: 1)
///     let station = game.withState { model.goal($0)?.station }
package struct GreedyGoalModel: Sendable {
    /// What the models of all seats of a kitchen share.
    package struct Tables: Sendable {
        let tables: GreedyTables

        package init(_ kitchen: Kitchen) { tables = GreedyTables(kitchen) }
    }

    private let seat: Int
    private let handOver: HandOver

    /// A cook in `seat` that begins where the kitchen's start has it.
    package init(_ shared: Tables, seat: Int) {
        let tables = shared.tables
        self.seat = seat
        let kitchen = tables.kitchen
        let poses = kitchen.start.players.map { kitchen.pose($0.cell, $0.orientation) ?? Pose(0) }
        handOver = HandOver(tables, seat: seat, areas: tables.areas(poses))
    }

    /// The station (an index into `MotionPlanner.stations`) that the cook goes to, and whether only to wait near it; nil
    /// where it has nothing to do.
    /// - Parameter trustsOthers: whether it counts on what others hold and are nearer to.
    /// - Complexity: O(slots of the kitchen).
    package func goal(_ state: borrowing StateView, trustsOthers: Bool = true) -> (station: Int, waits: Bool)? {
        let goal = GreedyChoice(handOver, state, seat: seat, trustsOthers: trustsOthers, shunned: nil).goal(handOver, state)
        guard goal.purpose != .nothing else { return nil }
        return (goal.station, goal.purpose == .wait)
    }
}
