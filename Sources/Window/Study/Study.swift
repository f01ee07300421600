import Basics
import Kitchen

/// A study as its file describes it: who plays what with which partner, and what they are asked.
public struct Study: Sendable, Hashable {
    /// A game to learn by, before those that count.
    public struct Tutorial: Sendable, Hashable {
        public var kitchen: String
        public var partner: String
        public var horizon: Int
        /// Shown before it.
        public var text: String
    }

    /// Something that participants are asked.
    public struct Question: Sendable, Hashable {
        public enum Kind: Sendable, Hashable {
            /// A scale from 1 to `points`, with words for its ends (Likert 1932).
            case scale(points: Int, low: String, high: String)
            /// Words of their own.
            case text
        }

        /// The column of the export.
        public var id: String
        public var text: String
        public var kind: Kind
    }

    /// The name under which everything is kept.
    public var title: String
    /// What participants agree to.
    public var consent: String
    public var closing: String
    /// Key of orders and blind names.
    public var seed: UInt64
    public var tickMilliseconds: Int
    public var horizon: Int
    public var dynamics: Dynamics?
    public var tutorials: [Tutorial]
    public var kitchens: [String]
    public var partners: [String]
    /// What partners are called, in random order for each participant.
    public var blindNames: [String]
    /// Whether Tab shows the partner's explanations.
    public var showsExplanations: Bool
    /// Asked after each game that counts.
    public var questions: [Question]
    /// Asked once, at the end.
    public var closingQuestions: [Question]
}

/// The order in which a participant meets kitchens and partners: everyone plays every partner in every kitchen,
/// kitchen after kitchen; over participants, orders are balanced.
package struct StudyOrder {
    package struct Game: Sendable, Hashable {
        package let kitchen: String
        package let partner: String
        package let blindName: String
    }

    /// - Parameter participant: counted from zero, in the order of enrolment.
    package static func games(_ study: Study, participant: Int) -> [Game] {
        let kitchens = shuffled(study.kitchens, RandomStream(study.seed, 1))
        let partners = shuffled(study.partners, RandomStream(study.seed, 2))
        let names = shuffled(study.blindNames, RandomStream(study.seed, 3, UInt64(participant)))
        let kitchenRows = balancedRows(kitchens.count)
        let partnerRows = balancedRows(partners.count)
        let kitchenRow = kitchenRows[participant % kitchenRows.count]
        return kitchenRow.enumerated().flatMap { block, kitchen in
            let row = partnerRows[(participant / kitchenRows.count + block) % partnerRows.count]
            return row.map { partner in Game(kitchen: kitchens[kitchen], partner: partners[partner], blindName: names[partner]) }
        }
    }

    /// Orders of `count` things in which each is at each place equally often and follows each other one
    /// equally often: the square of Williams (1949); for an odd count with its mirror image.
    package static func balancedRows(_ count: Int) -> [[Int]] {
        let first = (0..<count).map { $0 == 0 ? 0 : $0 % 2 == 1 ? ($0 + 1) / 2 : count - $0 / 2 }
        let square = (0..<count).map { row in first.map { ($0 + row) % count } }
        return count % 2 == 0 || count == 1 ? square : square + square.map { $0.reversed() }
    }

    private static func shuffled(_ words: [String], _ random: RandomStream) -> [String] {
        var random = random
        return words.shuffled(using: &random)
    }
}
