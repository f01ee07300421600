import Foundation
import Kitchen
import Neural
import Referential

/// Networks that speak or listen, with their words: what an agent of kind `talker` is made of.
public struct TalkModel: Sendable {
    /// A network and its numbers.
    public struct Part<Network: Sendable>: Sendable {
        public let network: Network
        public let parameters: [Float]

        public init(_ network: Network, _ parameters: [Float]) {
            self.network = network
            self.parameters = parameters
        }
    }

    public let encoding: CandidateEncoding
    public let vocabulary: Vocabulary
    public let rules: MessageRules
    /// Listeners whose probabilities are averaged; none for an agent that only speaks.
    public let listeners: [Part<ListenerNetwork>]
    public let speaker: Part<SpeakerNetwork>?

    public init(
        encoding: CandidateEncoding, vocabulary: Vocabulary, rules: MessageRules, listeners: [Part<ListenerNetwork>],
        speaker: Part<SpeakerNetwork>?
    ) {
        self.encoding = encoding
        self.vocabulary = vocabulary
        self.rules = rules
        self.listeners = listeners
        self.speaker = speaker
    }

    // MARK: Listening

    /// For each round the probabilities of its candidates.
    public func listen(_ rounds: EncodedRounds) -> [[Double]] {
        Products.useCallingThreadOnly()
        let (count, candidates) = (rounds.count, rounds.candidates)
        var sums = [Double](repeating: 0, count: count * candidates)
        let capacity = min(max(count, 1), 256)
        for part in listeners {
            let memory = ListenerNetwork.Memory(part.network, capacity: capacity, candidates: candidates, isForLearning: false)
            for start in stride(from: 0, to: count, by: capacity) {
                let batch = rounds.batch(start..<min(start + capacity, count))
                var none: RandomStream?
                part.network.forward(
                    part.parameters, messages: batch.messages, features: batch.features, memory: memory, dropout: &none)
                for index in 0..<(batch.targets.count * candidates) {
                    sums[start * candidates + index] += Double(memory.scores.base[index]) / Double(listeners.count)
                }
            }
        }
        return (0..<count).map { Array(sums[($0 * candidates)..<(($0 + 1) * candidates)]) }
    }

    /// The likeliest candidate of each round, the first of equals.
    /// - Throws: `TalkProblem` for a model that does not listen, and for things that it does not know.
    public func picks(_ rounds: [Round]) throws -> [Int] {
        guard !listeners.isEmpty else { throw TalkProblem("this agent does not listen") }
        return try listen(encoded(rounds)).map { chances in chances.indices.max { chances[$0] < chances[$1] } ?? 0 }
    }

    /// Rounds as this model reads them.
    public func encoded(_ rounds: [Round]) throws -> EncodedRounds {
        try EncodedRounds(rounds, encoding: encoding, vocabulary: vocabulary, rules: rules)
    }

    // MARK: Speaking

    /// Natural logarithms of the probabilities that the speaker says what was said in each round.
    /// - Throws: `TalkProblem` for a model that does not speak.
    public func logLikelihoods(_ rounds: EncodedRounds) throws -> [Double] {
        guard let speaker else { throw TalkProblem("this agent does not speak") }
        Products.useCallingThreadOnly()
        let capacity = min(max(rounds.count, 1), 256)
        let memory = SpeakerNetwork.Memory(speaker.network, capacity: capacity, isForLearning: false)
        var all: [Double] = []
        for start in stride(from: 0, to: rounds.count, by: capacity) {
            let batch = rounds.batch(start..<min(start + capacity, rounds.count))
            speaker.network.forward(speaker.parameters, messages: batch.messages, features: batch.targetFeatures, memory: memory)
            all += speaker.network.logLikelihoods(batch.messages, memory: memory)
        }
        return all
    }

    /// What the speaker says in each round.
    /// - Throws: `TalkProblem` for a model that does not speak.
    public func speak(_ rounds: EncodedRounds, choice: SpeakerNetwork.Choice, random: inout RandomStream) throws -> [[Int32]] {
        guard let speaker else { throw TalkProblem("this agent does not speak") }
        Products.useCallingThreadOnly()
        let capacity = min(max(rounds.count, 1), 256)
        let memory = SpeakerNetwork.Memory(speaker.network, capacity: capacity, isForLearning: false)
        var all: [[Int32]] = []
        for start in stride(from: 0, to: rounds.count, by: capacity) {
            let batch = rounds.batch(start..<min(start + capacity, rounds.count))
            all +=
                speaker.network.speak(
                    speaker.parameters, features: batch.targetFeatures, count: batch.targets.count, choice: choice, memory: memory,
                    random: &random
                ).messages
        }
        return all
    }
}
