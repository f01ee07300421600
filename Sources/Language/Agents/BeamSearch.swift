import Foundation
import Neural
import Referential

extension CommunicationModel {
    /// The most likely utterances about a round's target that a beam search of `width` finds, without end symbols, with the
    /// natural logarithms of their probabilities, the most likely first.
    /// - Throws: `ReferentialError` for a model that does not speak.
    public func beam(_ round: EncodedRounds, width: Int) throws -> [(message: [Int32], score: Double)] {
        guard let speaker else { throw ReferentialError("this agent does not speak") }
        Products.useCallingThreadOnly()
        let (network, vocabulary) = (speaker.network, rules.vocabulary)
        let memory = SpeakerNetwork.Memory(network, capacity: width, isForTraining: false)
        let features = round.batch(0..<1).targetFeatures
        var open: [(message: [Int32], score: Double)] = [([], 0)]
        var closed: [(message: [Int32], score: Double)] = []
        for step in 0..<rules.maxLength where !open.isEmpty {
            // Messages are short: all of each is read again, which keeps this simple.
            let messages = MessageBatch(open.map(\.message))
            let contexts = open.flatMap { _ in features }
            network.forward(speaker.parameters, messages: messages, features: contexts, memory: memory)
            var longer: [(message: [Int32], score: Double)] = []
            for (index, begun) in open.enumerated() {
                let row = memory.probabilities + (step * open.count + index) * vocabulary
                for symbol in 0..<vocabulary {
                    let score = begun.score + log(Double(max(row[symbol], .leastNormalMagnitude)))
                    longer.append((begun.message + [Int32(symbol)], score))
                }
            }
            longer.sort { $0.score > $1.score }
            let kept = longer.prefix(width)
            closed += kept.filter { $0.message.last == MessageRules.end }.map { (Array($0.message.dropLast()), $0.score) }
            open = kept.filter { $0.message.last != MessageRules.end }
        }
        return Array((closed + open).sorted { $0.score > $1.score }.prefix(width))
    }

    /// Of the utterances that a beam search finds, the one with the largest
    /// `rationality log P(target | utterance) + (1 - rationality) log P(utterance)` (rational speech acts).
    /// - Parameter things: the round itself.
    /// - Throws: `ReferentialError` for a model that does not speak, or one of `rationality` above 0 that does not listen.
    public func considered(_ round: EncodedRounds, of things: Round, beam width: Int, rationality: Double) throws -> [Int32] {
        let found = try beam(round, width: width)
        guard rationality > 0 else { return found.first?.message ?? [] }
        guard !listeners.isEmpty else {
            throw ReferentialError("only a speaker that also listens can choose by what it would itself understand")
        }
        let heard = listen(round.saying(found.map(\.message)))
        let understanding = heard.map { log(max(probabilities(things.candidates, $0)[things.target], 1e-30)) }
        let best = zip(found, understanding).map { rationality * $1 + (1 - rationality) * $0.score }
        return best.indices.max { best[$0] < best[$1] }.map { found[$0].message } ?? []
    }
}

extension EncodedRounds {
    /// The first round once for each of `messages`, in which that is said.
    func saying(_ messages: [[Int32]]) -> EncodedRounds {
        let size = candidates * width
        let one = Array(features[0..<size])
        return EncodedRounds(
            count: messages.count, candidates: candidates, width: width, features: messages.flatMap { _ in one },
            targets: messages.map { _ in targets[0] }, messages: messages)
    }
}
