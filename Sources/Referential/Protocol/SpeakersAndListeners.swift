import Basics

/// Someone who says which candidate is meant. The same random numbers lead to the same words.
public protocol Speaker: Sendable {
    /// What is said in a round; an utterance that the round already has is ignored.
    func speak(_ round: Round, random: inout RandomStream) throws -> String

    /// Natural logarithm of the probability that the speaker says exactly `utterance`, its end included, and over how many
    /// symbols; nil for a speaker that has no probabilities.
    func logLikelihood(_ utterance: String, _ round: Round) throws -> (sum: Double, symbols: Int)?
}

extension Speaker {
    public func logLikelihood(_ utterance: String, _ round: Round) throws -> (sum: Double, symbols: Int)? { nil }

    /// What is said in the round of a number, the same in every session, matrix and list of rounds.
    public func speak(_ round: Round, number: Int, seed: UInt64) throws -> String {
        var random = RandomStream.speech(seed, number)
        return try speak(round, random: &random)
    }
}

extension RandomStream {
    /// The random numbers by which speakers find their words in the round of a number.
    public static func speech(_ seed: UInt64, _ number: Int) -> RandomStream { RandomStream(seed, UInt64(number), StreamKey.speech) }
}

/// Someone who finds out which candidate is meant.
public protocol Listener: Sendable {
    /// For each candidate the probability that it is meant, with sum 1; a listener that reconstructs sees no candidates, and its
    /// probabilities are those of reconstructing each.
    func listen(_ utterance: String, _ candidates: [Candidate]) throws -> [Double]

    /// The attributes' values of what is meant; nil for a listener that picks.
    func reconstruct(_ utterance: String) throws -> [UInt8]?
}

extension Listener {
    public func reconstruct(_ utterance: String) throws -> [UInt8]? { nil }

    /// The most likely candidate, the first of equals.
    public func pick(_ utterance: String, _ candidates: [Candidate]) throws -> Int { try listen(utterance, candidates).mostLikely }
}

extension [Double] {
    /// Index of the largest number, the first of equals; 0 where there are none.
    public var mostLikely: Int { indices.max { self[$0] < self[$1] } ?? 0 }
}
