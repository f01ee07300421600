import Basics
import Referential

/// Learns listeners, or a speaker, from what people said.
public struct CorpusSchool: Sendable {
    public enum Role: String, Sendable, Hashable, CaseIterable {
        case listener, speaker
    }

    public var role = Role.listener
    public var encoding = CandidateEncoding.colours
    /// Listeners whose probabilities are averaged.
    public var members = 5
    public var embedding = 64
    public var hidden = 96
    public var dropout: Float = 0.3
    /// Words of a message that are heard or said; the rest is cut off.
    public var longest = 24
    /// A word is known that was met so often.
    public var least = 2
    public var listening = ListenerLesson()
    public var speaking = SpeakerLesson()
    public var seed: UInt64 = 0

    public init() {}

    /// A model that has learned from all of `rounds`, the same on any number of threads.
    /// - Throws: `TalkError` for rounds in which nothing is said.
    public func learn(_ rounds: [Round], workers: Workers) throws -> TalkModel {
        // No more words than an agent can be read back with.
        let vocabulary = Vocabulary(
            learning: rounds.compactMap(\.utterance), least: least, most: TalkSidecar.Limit.symbols / (longest + 1))
        let rules = try MessageRules(vocabulary: vocabulary.words.count, longest: longest)
        let encoded = try EncodedRounds(rounds, encoding: encoding, vocabulary: vocabulary, rules: rules)
        if role == .speaker {
            var plan = SpeakerPlan(rules: rules, features: encoding.width)
            (plan.embedding, plan.hidden) = (embedding, hidden)
            let network = SpeakerNetwork(plan)
            return TalkModel(
                encoding: encoding, vocabulary: vocabulary, rules: rules, listeners: [],
                speaker: .init(network, speaking.learn(network, encoded, seed: seed)))
        }
        var plan = ListenerPlan(rules: rules, features: encoding.width)
        (plan.embedding, plan.hidden, plan.dropout) = (embedding, hidden, dropout)
        let network = ListenerNetwork(plan)
        let parameters = workers.map(members) { listening.learn(network, encoded, seed: seed &* 1000 &+ UInt64($0)) }
        return TalkModel(
            encoding: encoding, vocabulary: vocabulary, rules: rules, listeners: parameters.map { .init(network, $0) }, speaker: nil)
    }

    /// What models that never heard a round's person make of it: people are dealt to `folds` parts, and each part is judged by
    /// a model that learned from all others.
    /// - Parameter report: called with a sentence after every part.
    public func leavingPeopleOut(
        _ rounds: [Round], folds: Int, workers: Workers, report: (String) -> Void
    ) throws -> CorpusFit {
        var random = RandomStream(seed, StreamKey.folds)
        let people = Set(rounds.map(\.speaker)).sorted().shuffled(using: &random)
        guard people.count >= folds, folds >= 2 else {
            throw TalkError("\(people.count) people cannot be left out in \(folds) parts; at least 2 parts of 1 are needed")
        }
        let fold = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1, $0 % folds) })
        var fit = CorpusFit()
        for part in 0..<folds {
            let left = rounds.filter { fold[$0.speaker] == part }
            let model = try learn(rounds.filter { fold[$0.speaker] != part }, workers: workers)
            let own = try CorpusFit(model, left, role: role)
            fit.add(own)
            report("part \(part + 1) of \(folds): \(left.count) rounds of people left out, \(own.words(role))")
        }
        return fit
    }
}
