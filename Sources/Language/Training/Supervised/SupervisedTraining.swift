import Basics
import Referential

/// Learns listeners, or a speaker, from what people said.
public struct SupervisedTraining: Sendable {
    /// What is learned.
    public var role = Role.listener
    /// The game that the rounds are of.
    public var game: any ReferentialGame = ColourGame()
    /// Listeners whose probabilities are averaged.
    public var members = 5
    /// Elements of a word's vector.
    public var embedding = 64
    /// Units of a network's memory.
    public var hidden = 96
    /// Share of units that a listener leaves out while it learns.
    public var dropout: Float = 0.3
    /// Words of a message that are heard or said; the rest is cut off.
    public var maxLength = 24
    /// A word is known that occurs so often.
    public var least = 2
    /// Passes and rates of listeners.
    public var listening = ListenerTraining()
    /// Passes and rates of a speaker.
    public var speaking = SpeakerTraining()
    /// Decides weights, order and dropout.
    public var seed: UInt64 = 0

    public init() {}

    /// A model that has learned from all of `rounds`, the same on any number of threads.
    /// - Throws: `ReferentialError` for rounds in which nothing is said.
    public func learn(_ rounds: [Round], workers: Workers) throws -> CommunicationModel {
        // No more words than an agent can be read back with.
        let vocabulary = Vocabulary(
            learning: rounds.compactMap(\.utterance), least: least, most: ModelSidecar.Limit.symbols / (maxLength + 1))
        let encoding = CandidateEncoding(game.things)
        let rules = try MessageRules(vocabulary: vocabulary.words.count, maxLength: maxLength)
        let encoded = try EncodedRounds(rounds, encoding: encoding, vocabulary: vocabulary, rules: rules)
        if role == .speaker {
            var plan = SpeakerPlan(rules: rules, features: encoding.width)
            (plan.embedding, plan.hidden) = (embedding, hidden)
            let network = SpeakerNetwork(plan)
            return CommunicationModel(
                game: game, vocabulary: vocabulary, rules: rules, listeners: [],
                speaker: .init(network, try speaking.learn(network, encoded, seed: seed)))
        }
        var plan = ListenerPlan(rules: rules, features: encoding.width)
        (plan.embedding, plan.hidden, plan.dropout) = (embedding, hidden, dropout)
        let network = ListenerNetwork(plan)
        let parameters = try workers.map(members) { member in
            Result { try listening.learn(network, encoded, seed: seed &* 1000 &+ UInt64(member)) }
        }.map { try $0.get() }
        return CommunicationModel(
            game: game, vocabulary: vocabulary, rules: rules, listeners: parameters.map { .init(network, $0) }, speaker: nil)
    }

    /// Cross-validation over people: they are dealt to `folds` parts, and each part judges a model that learned from the others.
    /// - Parameter report: called with a sentence after every part.
    public func leavingPeopleOut(
        _ rounds: [Round], folds: Int, workers: Workers, report: (String) -> Void
    ) throws -> CorpusEvaluation {
        var random = RandomStream(seed, StreamKey.folds)
        let people = Set(rounds.map(\.speaker)).sorted().shuffled(using: &random)
        guard people.count >= folds, folds >= 2 else {
            throw ReferentialError("\(people.count) people cannot be left out in \(folds) parts; at least 2 parts of 1 are needed")
        }
        let fold = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1, $0 % folds) })
        var evaluation = CorpusEvaluation()
        for part in 0..<folds {
            let left = rounds.filter { fold[$0.speaker] == part }
            let model = try learn(rounds.filter { fold[$0.speaker] != part }, workers: workers)
            let own = try CorpusEvaluation(model, left, role: role)
            evaluation.add(own)
            report("part \(part + 1) of \(folds): \(left.count) rounds of people left out, \(own.words(role))")
        }
        return evaluation
    }
}
