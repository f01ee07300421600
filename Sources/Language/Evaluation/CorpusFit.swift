import Foundation
import Referential

/// How well an agent understands, or foretells, what people said.
public struct CorpusFit: Sendable, Hashable {
    /// Sums over some rounds.
    public struct Tally: Sendable, Hashable {
        public private(set) var rounds = 0
        /// Rounds in which the likeliest candidate was the target.
        public private(set) var right = 0
        /// Natural logarithms of the utterances' probabilities, and the symbols they are of, ends included.
        public private(set) var logLikelihood = 0.0
        public private(set) var symbols = 0

        /// Share of the rounds that were understood.
        public var accuracy: Double { rounds > 0 ? Double(right) / Double(rounds) : 0 }
        /// Nats a symbol.
        public var perSymbol: Double { symbols > 0 ? logLikelihood / Double(symbols) : 0 }
        /// Nats a round.
        public var perRound: Double { rounds > 0 ? logLikelihood / Double(rounds) : 0 }

        mutating func count(isRight: Bool, logLikelihood: Double = 0, symbols: Int = 0) {
            rounds += 1
            right += isRight ? 1 : 0
            self.logLikelihood += logLikelihood
            self.symbols += symbols
        }

        mutating func add(_ other: Tally) {
            rounds += other.rounds
            right += other.right
            logLikelihood += other.logLikelihood
            symbols += other.symbols
        }
    }

    /// Rounds, and those of them that were understood.
    public struct Count: Sendable, Hashable, Codable {
        public private(set) var rounds = 0
        public private(set) var right = 0

        public var accuracy: Double { rounds > 0 ? Double(right) / Double(rounds) : 0 }

        mutating func count(_ isRight: Bool) {
            rounds += 1
            right += isRight ? 1 : 0
        }
    }

    public private(set) var all = Tally()
    public private(set) var byCondition: [String: Tally] = [:]

    public init() {}

    /// Asks a listener which candidate is meant in each round, or a speaker how likely it would have said what was said.
    /// - Throws: `TalkError` for an agent that has not that role, and for things that it does not know.
    public init(_ model: TalkModel, _ rounds: [Round], role: CorpusSchool.Role) throws {
        if role == .speaker {
            let encoded = try model.encoded(rounds)
            for (index, sum) in try model.logLikelihoods(encoded).enumerated() {
                let symbols = min(encoded.messages[index].count + 1, model.rules.longest)
                count(rounds[index], isRight: false, logLikelihood: sum, symbols: symbols)
            }
            return
        }
        for (round, picked) in zip(rounds, try model.picks(rounds)) { count(round, isRight: picked == round.target) }
    }

    private mutating func count(_ round: Round, isRight: Bool, logLikelihood: Double = 0, symbols: Int = 0) {
        all.count(isRight: isRight, logLikelihood: logLikelihood, symbols: symbols)
        byCondition[round.condition, default: Tally()].count(isRight: isRight, logLikelihood: logLikelihood, symbols: symbols)
    }

    mutating func add(_ other: CorpusFit) {
        all.add(other.all)
        for (condition, tally) in other.byCondition { byCondition[condition, default: Tally()].add(tally) }
    }

    /// The sum in words.
    public func words(_ role: CorpusSchool.Role) -> String {
        switch role {
        case .listener: String(format: "%.1f %% understood", 100 * all.accuracy)
        case .speaker: String(format: "%.3f nats a round, %.3f a word", all.perRound, all.perSymbol)
        }
    }
}
