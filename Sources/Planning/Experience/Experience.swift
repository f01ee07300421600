import Agents
import Foundation
import Kitchen

/// Successful stretches of play, to be looked up by how alike their situations are to one at hand (after Sarukkai, Xie and
/// Fatahalian, "Self-Generated In-Context Examples Improve LLM Agents for Sequential Decision-Making Tasks", 2025).
///
/// In a file it is JSON, an object a line: first what the whole is, then an example a line.
public struct Experience: Sendable, Hashable {
    /// Ticks after a situation whose rewards are counted.
    public let window: Int
    public let examples: [Example]
    /// Numbers of all situations in a row, `Feature.allCases.count` for each example.
    private let numbers: [UInt8]
    /// Examples by what the cook has in hand.
    private let byHands: [[Int]]

    public init(window: Int, examples: [Example]) {
        self.window = window
        self.examples = examples
        numbers = examples.flatMap(\.situation.numbers)
        var byHands = [[Int]](repeating: [], count: Situation.Hands.allCases.count)
        for (index, example) in examples.enumerated() { byHands[example.situation.hands.rawValue].append(index) }
        self.byHands = byHands
    }

    /// Names of the kitchens that the examples come from, in alphabetical order.
    public var kitchens: [String] { Set(examples.map(\.kitchen)).sorted() }

    /// An example that was retrieved.
    public struct Recalled: Hashable, Sendable {
        public var index: Int
        /// How much it counts: how alike it is, how often it was seen, how well it went.
        public var weight: Double
    }

    /// How unlike situations may be, in the sum of their weighted differences, for an example to count about a third as much.
    private static let reach = 4.0

    /// The examples whose situations are most alike, the most alike first; only those with the same in hand.
    /// - Complexity: O(examples * features).
    public func nearest(to situation: Situation, count: Int) -> [Recalled] {
        var best: [(distance: Int32, index: Int)] = []
        let features = Situation.Feature.allCases.count
        let wanted = situation.numbers
        for index in byHands[situation.hands.rawValue] {
            var distance: Int32 = 0
            for feature in 0..<features {
                distance +=
                    Situation.Feature.weights[feature]
                    * abs(Int32(numbers[index * features + feature]) - Int32(wanted[feature]))
            }
            if best.count == count, let last = best.last, last.distance <= distance { continue }
            if best.count == count { best.removeLast() }
            let place = best.firstIndex { $0.distance > distance } ?? best.count
            best.insert((distance, index), at: place)
        }
        return best.map { found in
            Recalled(index: found.index, weight: examples[found.index].weight * exp(-Double(found.distance) / 100 / Experience.reach))
        }
    }

    /// How readily each kind of work was done in situations like that of the examples retrieved: by `Skill.Work.rawValue`,
    /// summing to one; all alike where there are none.
    public func shares(_ recalled: [Recalled]) -> [Double] {
        var shares = [Double](repeating: 0, count: Skill.Work.allCases.count)
        for found in recalled { shares[examples[found.index].work.rawValue] += found.weight }
        let sum = shares.reduce(0, +)
        return shares.map { sum > 0 ? $0 / sum : 1 / Double(shares.count) }
    }
}

/// Why a file is not experience, or none can be made.
public struct ExperienceError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
