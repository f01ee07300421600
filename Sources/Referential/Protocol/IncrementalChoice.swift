import Basics

/// Which attributes of a thing a stand-in for a person mentions: the incremental algorithm (Dale and Reiter 1995).
struct IncrementalChoice {
    /// Attributes from the first that comes to mind to the last.
    let preference: [Int]
    /// Chance to mention an attribute that rules nothing out, divided by its rank.
    let verbosity: Double
    /// Chance to look at what an attribute rules out at all; else the two favourites are mentioned.
    let pragmatism: Double

    /// - Parameters:
    ///   - target: the values of what is meant.
    ///   - others: those of the other candidates.
    ///   - isAlike: whether two values of an attribute are told apart by no word.
    func choose(
        _ target: [UInt8], _ others: [[UInt8]], _ random: inout RandomStream, isAlike: (_ attribute: Int, _ a: UInt8, _ b: UInt8) -> Bool
    ) -> Set<Int> {
        var (rest, chosen) = (others, Set<Int>())
        let looks = random.chance(pragmatism)
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

extension Round {
    /// The values of what is meant and of the other candidates.
    /// - Throws: `TalkError` that says `complaint` for things of another number of attributes.
    func things(of attributes: Int, _ complaint: String) throws -> (target: [UInt8], others: [[UInt8]]) {
        let things = try candidates.map { candidate in
            guard case .attributes(let values) = candidate, values.count == attributes else { throw TalkError(complaint) }
            return values
        }
        return (things[target], things.indices.filter { $0 != target }.map { things[$0] })
    }
}
