import Kitchen

/// How fast a player is at what it does: the share of its time that its skills would take at the least.
///
/// A player that dawdles, wavers or is in its own way acts in every tick and still needs several times as long. Waiting at a station
/// for what is not ready yet does not count.
struct Progress {
    /// Ticks that skills take at the least, and took; fading with every skill that is done.
    private var done = (least: Progress.assumed, took: Progress.assumed)
    /// The pose in which the player began with what it does; nil before the first tick.
    private(set) var start: Pose?
    /// Its ticks since.
    private var ticks = 0.0

    /// Ticks of undelayed work that are assumed of everybody at first.
    private static let assumed = 12.0
    /// What remains of the past when a skill is done.
    private static let fading = 0.8

    /// The share so far; what is under way counts as far as it is slower than it would be at the least.
    /// - Parameter least: ticks that what is under way takes at the least from where it began.
    func share(underWay least: Double) -> Double {
        let counted = min(least, ticks)
        return min(1, (done.least + counted) / (done.took + max(ticks, counted)))
    }

    /// Begins with something new at `pose`.
    mutating func begin(at pose: Pose) {
        start = pose
        ticks = 0
    }

    /// Takes in a tick, in which the player waited or not.
    mutating func tick(waited: Bool) { ticks += waited ? 0 : 1 }

    /// Takes in that a skill is done that takes `least` ticks.
    mutating func finish(least: Double) {
        done.least = done.least * Progress.fading + least
        done.took = done.took * Progress.fading + max(least, ticks)
    }
}
