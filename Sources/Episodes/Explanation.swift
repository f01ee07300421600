import Basics
import Foundation

/// What an agent says about a decision: for the window's overlay, the log and replays.
public struct Explanation: Sendable, Hashable, Codable {
    /// Something the agent believes about another player, with its probability.
    public struct Belief: Sendable, Hashable, Codable {
        /// The player believed about, counted from zero.
        public var seat: Int
        /// What the player is thought to be doing, in words, e.g. "brings an onion to the pot at (2, 0)".
        public var what: String
        /// From 0 to 1.
        public var probability: Double

        public init(seat: Int, what: String, probability: Double) {
            self.seat = seat
            self.what = what
            self.probability = probability
        }
    }

    /// Where the agent means to go, cell by cell, as `[x, y]`.
    public typealias Path = [[Int]]

    /// What the agent is doing, in words.
    public var intention: String
    /// Why.
    public var reason: String?
    /// What it believes about the others.
    public var beliefs: [Belief]
    /// The cells it means to walk over, beginning with its own.
    public var path: Path
    /// What it would want from its partner.
    public var wish: String?

    public init(intention: String, reason: String? = nil, beliefs: [Belief] = [], path: Path = [], wish: String? = nil) {
        self.intention = intention
        self.reason = reason
        self.beliefs = beliefs
        self.path = path
        self.wish = wish
    }

    /// All of it in a line.
    public var sentence: String {
        var parts = [intention + (reason.map { " because \($0)" } ?? "")]
        parts += beliefs.prefix(2).map { "player \($0.seat + 1): \($0.what) (\($0.probability.percent))" }
        if let wish { parts.append("wish: \(wish)") }
        return parts.joined(separator: "; ")
    }
}

extension Explanation {
    /// As the data of a note keeps it: one JSON object, its keys in alphabetical order.
    package var json: String? {
        try? JSONText.stored(self, escapesSlashes: true)
    }
}

extension Episode.Note {
    /// What the agent said about its decision, for a note of kind `explanation`; its text alone where the data cannot be
    /// understood.
    public var explanation: Explanation? {
        guard kind == .explanation else { return nil }
        let read = data.flatMap { try? JSONDecoder().decode(Explanation.self, from: Data($0.utf8)) }
        return read ?? Explanation(intention: text)
    }
}
