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
    /// No memory: what everybody's words say.
    case none
}

/// An agent that learns a partner's words while they talk: what everybody says, and how to adapt.
public struct PartnerModel: Sendable {
    let lexicon: SharedLexicon
    let network: MemoryNetwork
    /// How speakers say things.
    let phrases: PhraseBook
    /// How much counts what other partners of a community said, against this partner's words.
    static let community: Float = 0.7

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
        excluding excluded: Set<Int>
    ) -> [Double] {
        var allowed = shapes.map { !excluded.contains($0) }
        if !allowed.contains(true) { allowed = shapes.map { _ in true } }
        func counts() -> SessionCounts {
            SessionCounts(description, shapes, heard: memory.heard, partner: partner, community: Self.community)
        }
        let scores: [Float] =
            switch adaptation {
            case .none: lexicon.logProbabilities(description, shapes)
            case .counts: counts().raised(20, lexicon, shapes)
            case .lexicon: counts().pooled(lexicon, shapes)
            case .learned:
                network.logProbabilities(features(description, shapes, memory, partner: partner), allowed: allowed)
            }
        return zip(scores, allowed).map { $1 ? $0 : -.infinity }.logSoftmax.map { Double(exp($0)) }
    }

    /// The memory is told what was meant in a round in which somebody said `words`.
    /// - Parameter partner: with whom it remembers the round.
    public func hear(_ words: String, of round: RepeatedRound, wasUnderstood: Bool, partner: Int, _ memory: inout PartnerMemory) {
        memory.hear(words, lexicon.describe(words), of: round, wasUnderstood: wasUnderstood, partner: partner)
    }

    private func features(_ description: WeightedDescription, _ shapes: [Int], _ memory: PartnerMemory, partner: Int) -> [Float] {
        MemoryFeatures(
            description, shapes, heard: memory.heard, partner: partner, community: Self.community, lexicon: lexicon
        ).values
    }
}

// MARK: Learning

extension PartnerModel {
    /// Parts that sessions are dealt into, so that the network learns with a lexicon that has not heard the session.
    private static let parts = 5

    /// Learns from people's sessions. The same sessions and seed give the same model.
    public init(learning sessions: [RepeatedSession], seed: UInt64) {
        var examples: [MemoryNetwork.Example] = []
        let parts = min(Self.parts, max(sessions.count, 1))
        for part in 0..<parts {
            let others = sessions.enumerated().filter { $0.offset % parts != part || parts == 1 }.map(\.element)
            let lexicon = SharedLexicon(learning: others)
            for (index, session) in sessions.enumerated() where index % parts == part {
                examples += Self.examples(session, lexicon)
            }
        }
        lexicon = SharedLexicon(learning: sessions)
        network = MemoryNetwork(learning: examples, seed: seed)
        phrases = PhraseBook(learning: sessions)
    }

    /// The rounds of a session with what could be remembered in each.
    private static func examples(_ session: RepeatedSession, _ lexicon: SharedLexicon) -> [MemoryNetwork.Example] {
        var memory = PartnerMemory()
        return session.rounds.map { round in
            let description = lexicon.describe(round.words)
            let used = memory.used(phase: round.phase, repetition: round.repetition)
            let features = MemoryFeatures(
                description, round.shapes, heard: memory.heard, partner: round.speaker, community: community, lexicon: lexicon
            ).values
            memory.hear(round.words, description, of: round, wasUnderstood: true, partner: round.speaker)
            return MemoryNetwork.Example(
                features: features, target: round.shapes.firstIndex(of: round.target) ?? 0,
                allowed: round.shapes.map { !used.contains($0) || $0 == round.target })
        }
    }
}
