import Basics

/// Which attributes of a thing a simulated speaker mentions: the incremental algorithm (Dale and Reiter 1995).
struct IncrementalChoice {
    /// Attributes from the first that comes to mind to the last.
    let preference: [Int]
    /// Probability to mention an attribute that rules nothing out, divided by its rank.
    let verbosity: Double
    /// Probability to look at what an attribute rules out at all; else the two favourites are mentioned.
    let rationality: Double

    /// - Parameters:
    ///   - target: the values of what is meant.
    ///   - others: those of the other candidates.
    ///   - isAlike: whether no word distinguishes two values of an attribute.
    func choose(
        _ target: [UInt8], _ others: [[UInt8]], _ random: inout RandomStream, isAlike: (_ attribute: Int, _ a: UInt8, _ b: UInt8) -> Bool
    ) -> Set<Int> {
        var (rest, chosen) = (others, Set<Int>())
        let looks = random.chance(rationality)
        for (rank, attribute) in preference.enumerated() {
            let left = rest.filter { isAlike(attribute, $0[attribute], target[attribute]) }
            let helps = looks ? left.count < rest.count : rank < 2
            guard helps || random.chance(verbosity / Double(1 + rank)) else { continue }
            chosen.insert(attribute)
            rest = left
        }
        return chosen.isEmpty ? [preference[0]] : chosen
    }
}
