import Kitchen

/// Notices when everybody waits for another: for longer than any soup cooks nobody has taken or put anything.
///
/// Then what others are expected to do is wrong, however well they were predicted. For a while the planner does as a greedy
/// cook, who stops counting on others.
struct DeadlockDetector {
    /// The tick in which somebody last took or put something.
    private var since = 0
    /// The tick until which the deadlock is to be ended.
    private var until = 0
    /// Ticks in which nobody may have anything to take or put.
    private let maxWait: Int

    /// Ticks of waiting beyond the longest cooking time: a way to go, and back.
    private static let walk = 10
    /// Ticks for which it does as a greedy cook.
    private static let duration = 40

    init(_ recipes: RecipeKnowledge) { maxWait = (recipes.cookTimes.max() ?? 0) + DeadlockDetector.walk }

    /// Whether the deadlock is being ended in tick `now`.
    func isEnding(_ now: Int) -> Bool { now < until }

    /// Takes in a tick.
    /// - Parameters:
    ///   - hasHappened: whether somebody took or put something, or nobody has acted yet.
    ///   - isWatched: whether deadlocks are to be noticed.
    mutating func observe(_ now: Int, hasHappened: Bool, isWatched: Bool) {
        if hasHappened { since = now }
        if isWatched, now - since > maxWait { (since, until) = (now, now + DeadlockDetector.duration) }
    }
}
