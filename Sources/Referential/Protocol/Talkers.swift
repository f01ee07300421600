import Basics

/// Someone who says which candidate is meant. The same random numbers lead to the same words.
public protocol Speaker: Sendable {
    /// What is said in a round; what was said in it before is of no matter.
    func speak(_ round: Round, random: inout RandomStream) throws -> String

    /// Natural logarithm of the probability that the speaker says exactly `utterance`, its end included, and over how many
    /// symbols; nil for a speaker that has no probabilities.
    func logLikelihood(_ utterance: String, _ round: Round) throws -> (sum: Double, symbols: Int)?
}

extension Speaker {
    public func logLikelihood(_ utterance: String, _ round: Round) throws -> (sum: Double, symbols: Int)? { nil }
}

/// Someone who finds out which candidate is meant.
public protocol Listener: Sendable {
    /// For each candidate the probability that it is the one, the sum being 1 but for a listener that builds the thing and sees
    /// none of them.
    func listen(_ utterance: String, _ candidates: [Candidate]) throws -> [Double]
}

extension Listener {
    /// The likeliest candidate, the first of equals.
    public func pick(_ utterance: String, _ candidates: [Candidate]) throws -> Int {
        let chances = try listen(utterance, candidates)
        return chances.indices.max { chances[$0] < chances[$1] } ?? 0
    }
}

/// A game yields rounds; the number of a round and a seed decide it.
public protocol ReferentialGame: Sendable {
    /// The game's name in logs and matrices.
    var name: String { get }
    /// Candidates of a round.
    var candidates: Int { get }
    /// A round in which nobody has spoken.
    func round(_ number: UInt64, seed: UInt64) -> Round
}
