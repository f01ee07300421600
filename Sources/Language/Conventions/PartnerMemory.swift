import Referential

/// What an agent remembers of a session: who described which shape how, once it was told what was meant.
public struct PartnerMemory: Sendable {
    /// A description whose shape is known.
    struct Heard: Sendable {
        let partner: Int
        let shape: Int
        let words: String
        let description: WeightedDescription
        /// Whether the listener had found it.
        let wasUnderstood: Bool
    }

    /// The descriptions, oldest first.
    private(set) var heard: [Heard] = []
    /// Shapes that were meant in this repetition, and which one it is.
    private var (used, block): (Set<Int>, [Int]) = ([], [])

    public init() {}

    /// Remembers what was meant in a round in which somebody said `words`.
    /// - Parameter partner: with whom it remembers the round.
    mutating func hear(_ words: String, _ description: WeightedDescription, of round: RepeatedRound, wasUnderstood: Bool, partner: Int) {
        heard.append(
            Heard(partner: partner, shape: round.target, words: words, description: description, wasUnderstood: wasUnderstood))
        if block != [round.phase, round.repetition] { (used, block) = ([], [round.phase, round.repetition]) }
        used.insert(round.target)
    }

    /// Shapes that were meant before in this repetition of a phase.
    func used(phase: Int, repetition: Int) -> Set<Int> { block == [phase, repetition] ? used : [] }
}

/// What each person of a session remembers, while the session is gone through.
struct PersonMemories {
    private let kind: RepeatedSession.Kind
    private var memories: [Int: PartnerMemory] = [:]

    init(_ kind: RepeatedSession.Kind) { self.kind = kind }

    /// What a person remembers so far.
    func of(_ person: Int) -> PartnerMemory { memories[person] ?? PartnerMemory() }

    /// Who listened remembers a round, as does who spoke: in a community, where roles change, and always where an agent spoke.
    /// - Parameter spoken: the description as an agent that spoke takes it apart; nil where people spoke.
    mutating func hear(
        _ words: String, _ description: WeightedDescription, of round: RepeatedRound, wasUnderstood: Bool,
        spoken: WeightedDescription? = nil
    ) {
        memories[round.listener, default: PartnerMemory()].hear(
            words, description, of: round, wasUnderstood: wasUnderstood, partner: round.speaker)
        guard let own = spoken ?? (kind == .community ? description : nil) else { return }
        memories[round.speaker, default: PartnerMemory()].hear(
            words, own, of: round, wasUnderstood: wasUnderstood, partner: round.listener)
    }
}
