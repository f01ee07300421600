import Referential

/// What a listener has to go by in a round.
struct ListenedRound: Sendable {
    /// What was said.
    let description: WeightedDescription
    /// The shapes on the table, and which of them can be meant.
    let shapes: [Int]
    let allowed: [Bool]
    /// What is remembered, oldest first.
    let heard: [PartnerMemory.Heard]
    /// Who speaks.
    let partner: Int

    init(_ description: WeightedDescription, _ shapes: [Int], _ memory: PartnerMemory, partner: Int, excluding excluded: Set<Int> = []) {
        self.description = description
        self.shapes = shapes
        self.partner = partner
        heard = memory.heard
        let allowed = shapes.map { !excluded.contains($0) }
        self.allowed = allowed.contains(true) ? allowed : shapes.map { _ in true }
    }

    /// How much an entry of the memory counts: what others of a community said counts less.
    func weight(_ entry: PartnerMemory.Heard) -> Float { entry.partner == partner ? 1 : PartnerModel.community }

    /// How often this session's partners said each word for each shape.
    var counts: SessionCounts { SessionCounts(description, shapes, heard: heard, partner: partner, community: PartnerModel.community) }
}

/// A way to adapt to a partner: from what is remembered of a session, how likely each shape is meant.
///
/// A way keeps nothing of a session itself: the same memory gives the same answer, whoever asked before.
protocol WayToAdapt: Sendable {
    /// For each shape on the table the logarithm of its probability, up to a common number.
    func logProbabilities(_ round: ListenedRound, _ lexicon: SharedLexicon) -> [Float]
}

/// No memory: what everybody's words say.
struct NoMemory: WayToAdapt {
    func logProbabilities(_ round: ListenedRound, _ lexicon: SharedLexicon) -> [Float] {
        lexicon.logProbabilities(round.description, round.shapes)
    }
}

/// Naive Bayes over words, a round of this session counting several times.
struct CountingMemory: WayToAdapt {
    var weight: Float = 20

    func logProbabilities(_ round: ListenedRound, _ lexicon: SharedLexicon) -> [Float] {
        round.counts.raised(weight, lexicon, round.shapes)
    }
}

/// A lexicon that pools partially: this session's words over everybody's.
struct PoolingMemory: WayToAdapt {
    func logProbabilities(_ round: ListenedRound, _ lexicon: SharedLexicon) -> [Float] { round.counts.pooled(lexicon, round.shapes) }
}

/// The ways that have parameters of their own, besides the network over all of them.
struct SessionMemories: Sendable {
    var gradient: GradientMemory
    var attention: AttentionMemory
}
