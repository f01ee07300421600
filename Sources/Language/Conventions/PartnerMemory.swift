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
