import Foundation
import Referential

/// How well an agent picks what people meant, or predicts what they said.
public struct CorpusEvaluation: Sendable, Hashable {
    /// Sums over some rounds.
    public struct Tally: Sendable, Hashable {
        /// Rounds that were counted.
        public private(set) var rounds = 0
        /// Rounds in which the most likely candidate was the target.
        public private(set) var correct = 0
        /// Natural logarithms of the utterances' probabilities, and the symbols they are of, ends included.
        public private(set) var logLikelihood = 0.0
        /// Symbols of the utterances, ends included.
        public private(set) var symbols = 0

        /// Share of the rounds that were correct.
        public var accuracy: Double { rounds > 0 ? Double(correct) / Double(rounds) : 0 }
        /// Nats a symbol.
        public var perSymbol: Double { symbols > 0 ? logLikelihood / Double(symbols) : 0 }
        /// Nats a round.
        public var perRound: Double { rounds > 0 ? logLikelihood / Double(rounds) : 0 }

        mutating func count(isCorrect: Bool, logLikelihood: Double = 0, symbols: Int = 0) {
            rounds += 1
            correct += isCorrect ? 1 : 0
            self.logLikelihood += logLikelihood
            self.symbols += symbols
        }

        mutating func add(_ other: Tally) {
            rounds += other.rounds
            correct += other.correct
            logLikelihood += other.logLikelihood
            symbols += other.symbols
        }
    }

    /// Rounds, and those of them that were correct.
    public struct Count: Sendable, Hashable, Codable {
        /// Rounds that were counted.
        public private(set) var rounds = 0
        /// Rounds whose target was picked.
        public private(set) var correct = 0

        /// Share of the rounds that were correct.
        public var accuracy: Double { rounds > 0 ? Double(correct) / Double(rounds) : 0 }

        /// The names in result files, which are stored.
        private enum CodingKeys: String, CodingKey {
            case rounds
            case correct = "right"
        }

        mutating func count(_ isCorrect: Bool) {
            rounds += 1
            correct += isCorrect ? 1 : 0
        }

        mutating func add(_ other: Count) {
            rounds += other.rounds
            correct += other.correct
        }
    }

    /// Over all rounds.
    public private(set) var all = Tally()
    /// By the rounds' condition.
    public private(set) var byCondition: [String: Tally] = [:]

    public init() {}

    /// Asks a listener which candidate is meant in each round, or a speaker how likely it would have said what was said.
    /// - Throws: `ReferentialError` for an agent that does not have that role, and for things that it does not know.
    public init(_ model: CommunicationModel, _ rounds: [Round], role: Role) throws {
        if role == .speaker {
            let encoded = try model.encoded(rounds)
            for (index, sum) in try model.logLikelihoods(encoded).enumerated() {
                let symbols = min(encoded.messages[index].count + 1, model.rules.maxLength)
                count(rounds[index], isCorrect: false, logLikelihood: sum, symbols: symbols)
            }
            return
        }
        for (round, picked) in zip(rounds, try model.picks(rounds)) { count(round, isCorrect: picked == round.target) }
    }

    private mutating func count(_ round: Round, isCorrect: Bool, logLikelihood: Double = 0, symbols: Int = 0) {
        all.count(isCorrect: isCorrect, logLikelihood: logLikelihood, symbols: symbols)
        byCondition[round.condition, default: Tally()].count(isCorrect: isCorrect, logLikelihood: logLikelihood, symbols: symbols)
    }

    mutating func add(_ other: CorpusEvaluation) {
        all.add(other.all)
        for (condition, tally) in other.byCondition { byCondition[condition, default: Tally()].add(tally) }
    }

    /// The sum in words.
    public func words(_ role: Role) -> String {
        switch role {
        case .listener: String(format: "%.1f %% correct", 100 * all.accuracy)
        case .speaker: String(format: "%.3f nats a round, %.3f a word", all.perRound, all.perSymbol)
        }
    }
}
