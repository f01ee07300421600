import Kitchen

/// A sub-task at one station: where to go, and what for.
struct GreedyGoal {
    enum Purpose {
        case takeOnion, takeTomato, takeDish, takeSoup
        case potIngredient, startCooking, fillDish, deliver
        case handOver, putAside
        /// Waits close to something, out of the way.
        case wait
        case nothing
    }

    var purpose: Purpose
    /// Index into `MotionPlanner.stations`; meaningless for `nothing`.
    var station: Int
    /// Whether the station is ready to be used on arrival; else the cook waits facing it.
    var isReady = true

    static let nothing = GreedyGoal(purpose: .nothing, station: 0, isReady: false)

    static func wait(_ station: Int) -> GreedyGoal { GreedyGoal(purpose: .wait, station: station, isReady: false) }
}
