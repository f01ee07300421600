import Basics
import Foundation
import Neural
import Referential

/// Networks that speak or listen, with their game and their words: what an agent of kind `talker` is made of.
public struct CommunicationModel: Sendable {
    /// A network and its numbers.
    public struct Part<Network: Sendable>: Sendable {
        /// What the numbers are.
        public let network: Network
        /// `[network.table.count]`.
        public let parameters: [Float]

        public init(_ network: Network, _ parameters: [Float]) {
            self.network = network
            self.parameters = parameters
        }
    }

    /// The game that it was made for.
    public let game: any ReferentialGame
    /// How it sees things.
    public let encoding: CandidateEncoding
    /// The words that it knows.
    public let vocabulary: Vocabulary
    /// What a message is.
    public let rules: MessageRules
    /// How the speaker reads, if it reads instead of seeing things.
    public let source: SourceEncoding?
    /// Listeners whose probabilities are averaged; none for an agent that only speaks.
    public let listeners: [Part<ListenerNetwork>]
    /// Nil for an agent that only listens.
    public let speaker: Part<SpeakerNetwork>?

    public init(
        game: any ReferentialGame, vocabulary: Vocabulary, rules: MessageRules, source: SourceEncoding? = nil,
        listeners: [Part<ListenerNetwork>], speaker: Part<SpeakerNetwork>?
    ) {
        self.game = game
        encoding = CandidateEncoding(game.things)
        self.vocabulary = vocabulary
        self.rules = rules
        self.source = source
        self.listeners = listeners
        self.speaker = speaker
    }

    // MARK: Listening

    /// How many values each attribute has of the things that its listeners reconstruct; nil where they pick.
    public var reconstructs: [Int]? { listeners.first?.network.plan.reconstructs }

    /// For each round the probabilities of its candidates, or, of a model that reconstructs, of all attributes' values, one
    /// attribute after the other.
    public func listen(_ rounds: EncodedRounds) -> [[Double]] {
        Products.useCallingThreadOnly()
        let (count, candidates) = (rounds.count, rounds.candidates)
        let outputs = reconstructs?.reduce(0, +) ?? candidates
        var sums = [Double](repeating: 0, count: count * outputs)
        let capacity = min(max(count, 1), 256)
        for part in listeners {
            let memory = ListenerNetwork.Memory(part.network, capacity: capacity, candidates: candidates, isForTraining: false)
            for start in stride(from: 0, to: count, by: capacity) {
                let batch = rounds.batch(start..<min(start + capacity, count))
                var none: RandomStream?
                part.network.forward(
                    part.parameters, messages: batch.messages, features: batch.features, memory: memory, dropout: &none)
                for index in 0..<(batch.messages.count * outputs) {
                    sums[start * outputs + index] += Double(memory.scores.base[index]) / Double(listeners.count)
                }
            }
        }
        return (0..<count).map { Array(sums[($0 * outputs)..<(($0 + 1) * outputs)]) }
    }

    /// The most likely candidate of each round, the first of equals. A listener that reconstructs picks the target where that is
    /// what it reconstructs, and otherwise none of the candidates: their number.
    /// - Throws: `ReferentialError` for a model that does not listen, and for things that it does not know.
    public func picks(_ rounds: [Round]) throws -> [Int] {
        guard !listeners.isEmpty else { throw ReferentialError("this agent does not listen") }
        guard reconstructs == nil else {
            return try zip(rounds, reconstructions(rounds)).map { round, thing in
                round.candidates[round.target] == .attributes(thing) ? round.target : round.candidates.count
            }
        }
        return try listen(encoded(rounds)).map(\.mostLikely)
    }

    /// The most likely thing of each round, of a model that reconstructs.
    /// - Throws: `ReferentialError` for a model that does not reconstruct.
    public func reconstructions(_ rounds: [Round]) throws -> [[UInt8]] { try reconstructions(encoded(rounds)) }

    func reconstructions(_ rounds: EncodedRounds) throws -> [[UInt8]] {
        guard let sizes = reconstructs else { throw ReferentialError("this agent picks candidates and reconstructs nothing") }
        return listen(rounds).map { probabilities in
            var place = 0
            return sizes.map { size in
                let values = place..<(place + size)
                place += size
                return UInt8((values.max { probabilities[$0] < probabilities[$1] } ?? 0) - values.lowerBound)
            }
        }
    }

    /// For each of a round's candidates the probability that it is picked, or reconstructed.
    /// - Parameter outputs: what `listen` returned for the round.
    func probabilities(_ candidates: [Candidate], _ outputs: [Double]) -> [Double] {
        guard let sizes = reconstructs else { return outputs }
        return candidates.map { candidate in
            guard case .attributes(let values) = candidate else { return 0 }
            var (place, product) = (0, 1.0)
            for (value, size) in zip(values, sizes) {
                product *= outputs[place + Int(value)]
                place += size
            }
            return product
        }
    }

    /// Rounds as this model reads them.
    public func encoded(_ rounds: [Round]) throws -> EncodedRounds {
        try EncodedRounds(rounds, encoding: encoding, vocabulary: vocabulary, rules: rules, source: source)
    }

    /// An utterance about some candidates as this model reads it.
    func encoded(_ utterance: String, _ candidates: [Candidate]) throws -> EncodedRounds {
        try EncodedRounds(utterance, candidates, encoding: encoding, vocabulary: vocabulary, rules: rules)
    }

    // MARK: Speaking

    /// Natural logarithms of the probabilities that the speaker says what was said in each round.
    /// - Throws: `ReferentialError` for a model that does not speak.
    public func logLikelihoods(_ rounds: EncodedRounds) throws -> [Double] {
        guard let speaker else { throw ReferentialError("this agent does not speak") }
        Products.useCallingThreadOnly()
        let capacity = min(max(rounds.count, 1), 256)
        let memory = SpeakerNetwork.Memory(speaker.network, capacity: capacity, isForTraining: false)
        var all: [Double] = []
        for start in stride(from: 0, to: rounds.count, by: capacity) {
            let batch = rounds.batch(start..<min(start + capacity, rounds.count))
            speaker.network.forward(speaker.parameters, messages: batch.messages, features: batch.targetFeatures, memory: memory)
            all += speaker.network.logLikelihoods(batch.messages, memory: memory)
        }
        return all
    }

    /// What the speaker says in each round.
    /// - Throws: `ReferentialError` for a model that does not speak.
    public func speak(_ rounds: EncodedRounds, choice: SpeakerNetwork.Choice, random: inout RandomStream) throws -> [[Int32]] {
        guard let speaker else { throw ReferentialError("this agent does not speak") }
        Products.useCallingThreadOnly()
        let capacity = min(max(rounds.count, 1), 256)
        let memory = SpeakerNetwork.Memory(speaker.network, capacity: capacity, isForTraining: false)
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
