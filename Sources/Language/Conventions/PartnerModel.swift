import Foundation
import Referential

/// How a listener adapts to the partner of a session.
public enum Adaptation: String, Sendable, Hashable, CaseIterable, Codable {
    /// A network that learned over sessions how to use what it remembers.
    case learned
    /// A lexicon with partial pooling: this session's words over everybody's.
    case lexicon
    /// Naive Bayes over words, this session's rounds counting 20 times.
    case counts
    /// Gradient steps from meta-learned initial weights.
    case gradient
    /// Attention to remembered descriptions.
    case attention
    /// No memory: what everybody's words say.
    case none
}

/// An agent that learns a partner's words while they talk: what everybody says, and how to adapt.
public struct PartnerModel: Sendable {
    let lexicon: SharedLexicon
    let network: MemoryNetwork
    /// How speakers say things.
    let phrases: PhraseBook
    /// What the ways to adapt learned that have parameters of their own.
    let memories: SessionMemories
    /// Whether what it says are parts of a figure after a name, and not single words.
    let saysParts: Bool
    /// By shape for each of the phrases' words the logarithm of the probability that it means the shape.
    let telling: [[Float]]
    /// How much counts what other partners of a community said, against this partner's words.
    static let community: Float = 0.7

    init(
        lexicon: SharedLexicon, network: MemoryNetwork, phrases: PhraseBook, memories: SessionMemories, saysParts: Bool = false
    ) {
        self.saysParts = saysParts
        (self.lexicon, self.network, self.phrases, self.memories) = (lexicon, network, phrases, memories)
        telling = phrases.words.enumerated().map { shape, words in
            words.map { lexicon.logProbabilities(lexicon.describe($0.word), TangramShapes.all)[shape] }
        }
    }

    /// For each of `shapes` the probability that it is meant, with sum 1.
    /// - Parameter excluded: shapes that cannot be meant; where that is all of them, none is excluded.
    public func listen(
        _ words: String, _ shapes: [Int], _ memory: PartnerMemory, by adaptation: Adaptation, partner: Int,
        excluding excluded: Set<Int> = []
    ) -> [Double] {
        listen(lexicon.describe(words), shapes, memory, by: adaptation, partner: partner, excluding: excluded)
    }

    /// The same of a description that is taken apart already.
    func listen(
        _ description: WeightedDescription, _ shapes: [Int], _ memory: PartnerMemory, by adaptation: Adaptation, partner: Int,
        excluding excluded: Set<Int> = []
    ) -> [Double] {
        let round = ListenedRound(description, shapes, memory, partner: partner, excluding: excluded)
        let scores = way(adaptation).logProbabilities(round, lexicon)
        return zip(scores, round.allowed).map { $1 ? $0 : -.infinity }.logSoftmax.map { Double(exp($0)) }
    }

    private func way(_ adaptation: Adaptation) -> any WayToAdapt {
        switch adaptation {
        case .none: NoMemory()
        case .counts: CountingMemory()
        case .lexicon: PoolingMemory()
        case .gradient: memories.gradient
        case .attention: memories.attention
        case .learned: LearnedMemory(network: network, memories: memories)
        }
    }

    /// The memory is told what was meant in a round in which somebody said `words`.
    /// - Parameter partner: with whom it remembers the round.
    public func hear(_ words: String, of round: RepeatedRound, wasUnderstood: Bool, partner: Int, _ memory: inout PartnerMemory) {
        memory.hear(words, lexicon.describe(words), of: round, wasUnderstood: wasUnderstood, partner: partner)
    }
}

// MARK: Learning

extension PartnerModel {
    /// How a model learns.
    struct Learning: Sendable {
        /// Parts that sessions are dealt into, so that the network learns with a lexicon that has not heard the session.
        var parts = 5
        /// Steps of the network over what is remembered; nil for as many as its passes over all rounds take.
        var networkSteps: Int?
        /// Whether the weights that gradient steps begin from are meta-learned, or learned without any steps.
        var isMeta = true
    }

    /// Learns from people's sessions. The same sessions and seed give the same model.
    public init(learning sessions: [RepeatedSession], seed: UInt64) { self.init(learning: sessions, seed: seed, Learning()) }

    init(learning sessions: [RepeatedSession], seed: UInt64, _ settings: Learning) {
        let parts = min(settings.parts, max(sessions.count, 1))
        let heldOut = (0..<parts).map { part in
            let others = sessions.enumerated().filter { $0.offset % parts != part || parts == 1 }.map(\.element)
            let lexicon = SharedLexicon(learning: others)
            return (lexicon: lexicon, gradient: GradientMemory(learning: others, lexicon, isMeta: settings.isMeta))
        }
        let attention = AttentionMemory(learning: sessions.enumerated().map { ($1, heldOut[$0 % parts].lexicon) })
        let examples = sessions.enumerated().flatMap { index, session in
            let (lexicon, gradient) = heldOut[index % parts]
            return Self.examples(session, lexicon, SessionMemories(gradient: gradient, attention: attention))
        }
        let lexicon = SharedLexicon(learning: sessions)
        let gradient = GradientMemory(learning: sessions, lexicon, isMeta: settings.isMeta)
        self.init(
            lexicon: lexicon, network: MemoryNetwork(learning: examples, seed: seed, steps: settings.networkSteps),
            phrases: PhraseBook(learning: sessions), memories: SessionMemories(gradient: gradient, attention: attention))
    }

    /// The rounds of a session with what could be remembered in each.
    static func examples(
        _ session: RepeatedSession, _ lexicon: SharedLexicon, _ learned: SessionMemories
    ) -> [MemoryNetwork.Example] {
        var memories = PersonMemories(session.kind)
        return session.rounds.map { round in
            let description = lexicon.describe(round.words)
            let memory = memories.of(round.listener)
            let used = memory.used(phase: round.phase, repetition: round.repetition)
            let listened = ListenedRound(
                description, round.shapes, memory, partner: round.speaker, excluding: used.subtracting([round.target]))
            let features = MemoryFeatures(listened, lexicon: lexicon, memories: learned).values
            memories.hear(round.words, description, of: round, wasUnderstood: true)
            return MemoryNetwork.Example(
                features: features, target: round.shapes.firstIndex(of: round.target) ?? 0, allowed: listened.allowed)
        }
    }
}
