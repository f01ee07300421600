/// What each way of playing has earned so far in an episode, beside what was expected of it.
///
/// Soups are taken to come at random at a rate (a gamma prior of a Poisson rate): a few soups' worth of expectation, then what
/// follows. That all ways earn less than expected with a slow partner is learned for all of them together.
struct Record {
    /// Points and ticks of each way, fading. `[ways]`
    private var earned: [Double]
    private var ticks: [Double]
    private let soup: Double
    /// Ticks left in which nothing can be expected yet.
    private var grace = Numbers.opening

    private enum Numbers {
        /// What is expected of a way counts as so many soups, and what is expected of all together.
        static let soups = 4.0
        static let allSoups = 4.5
        /// Ticks until a first soup can be expected: in an episode, and of a way that takes over.
        static let opening = 40
        static let takeover = 20
        /// What remains of what was seen a tick later.
        static let fading = 0.996
        /// What a deadlock counts, in ticks without a soup.
        static let deadlock = 60.0
        /// No way is expected to take more ticks for a soup.
        static let slowest = 2000.0
    }

    /// - Parameter soup: what a soup pays.
    init(ways: Int, soup: Double) {
        earned = Array(repeating: 0, count: ways)
        ticks = earned
        self.soup = soup
    }

    /// Takes over what was seen in an earlier episode.
    mutating func recall(_ before: Record) { (earned, ticks) = (before.earned, before.ticks) }

    /// Takes in a tick that `way` played.
    mutating func note(_ way: Int, reward: Double) {
        for index in earned.indices {
            earned[index] *= Numbers.fading
            ticks[index] *= Numbers.fading
        }
        earned[way] += reward
        if grace > 0 { grace -= 1 } else { ticks[way] += 1 }
    }

    /// Takes in that another way takes over.
    mutating func noteTakeover() { grace = max(grace, Numbers.takeover) }

    /// Takes in that nothing goes on while `way` plays.
    mutating func noteDeadlock(_ way: Int) { ticks[way] += Numbers.deadlock }

    /// Points a tick that each way can be expected to earn. `[ways]`
    /// - Parameter expected: what was expected before the episode. `[ways]`
    func estimates(_ expected: [Double]) -> [Double] {
        let prior = Numbers.soups * soup
        let rates = expected.map { max($0, soup / Numbers.slowest) }
        let seen = earned.reduce(0, +)
        let due = zip(rates, ticks).reduce(0) { $0 + $1.0 * $1.1 }
        let scale = (Numbers.allSoups * soup + seen) / (Numbers.allSoups * soup + due)
        return rates.indices.map { (prior + earned[$0]) / (prior / (scale * rates[$0]) + ticks[$0]) }
    }
}

/// Notices that nothing goes on: no ingredient came into a pot, no soup out of one and none was delivered for longer than soups cook.
///
/// Laying the same thing down and taking it up again is nothing.
struct ProgressWatch {
    private var since = 0
    private let maxWait: Int

    /// Ticks beyond the cooking time.
    private static let walk = 25

    /// - Parameter cookTime: the longest.
    init(cookTime: Int) { maxWait = cookTime + ProgressWatch.walk }

    /// Takes in a tick; true where it is one too many, after which it begins again.
    mutating func isStuck(_ now: Int, hasHappened: Bool) -> Bool {
        if hasHappened { since = now }
        guard now - since > maxWait else { return false }
        since = now
        return true
    }
}
