import Referential

/// How well a listener picks what people mean in sessions, each begun from nothing, told after each round what was meant.
public struct SessionEvaluation: Sendable {
    /// Rounds, and those of them that were correct.
    public typealias Count = CorpusEvaluation.Count

    /// By phase, then repetition.
    public private(set) var byPhaseAndRepetition: [Int: [Int: Count]] = [:]
    /// One a session, in their order.
    public private(set) var bySession: [Count] = []

    /// Over all rounds.
    public var all: Count { bySession.reduce(Count(), +) }
    /// By the number of the repetition.
    public var byRepetition: [Int: Count] { byPhaseAndRepetition.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) } }
    /// By the number of the phase.
    public var byPhase: [Int: Count] { byPhaseAndRepetition.mapValues { $0.values.reduce(Count(), +) } }

    /// Nothing yet.
    public init() {}

    /// - Parameter onceEach: whether the listener knows that each shape is meant once a repetition.
    public init(_ model: PartnerModel, _ sessions: [RepeatedSession], by adaptation: Adaptation, onceEach: Bool) {
        for session in sessions { play(session, model, adaptation, onceEach) }
    }

    /// The listener takes the place of each person who listens; what that person said and heard is what it remembers.
    private mutating func play(_ session: RepeatedSession, _ model: PartnerModel, _ adaptation: Adaptation, _ onceEach: Bool) {
        var memories: [Int: PartnerMemory] = [:]
        var count = Count()
        for round in session.rounds {
            var memory = memories[round.listener] ?? PartnerMemory()
            let used = onceEach ? memory.used(phase: round.phase, repetition: round.repetition) : []
            let description = model.lexicon.describe(round.words)
            let picked = model.listen(
                description, round.shapes, memory, by: adaptation, partner: round.speaker, excluding: used
            ).mostLikely
            let isCorrect = round.shapes[picked] == round.target
            memory.hear(round.words, description, of: round, wasUnderstood: isCorrect, partner: round.speaker)
            memories[round.listener] = memory
            if session.kind == .community {
                // Who spoke remembers it, too.
                memories[round.speaker, default: PartnerMemory()].hear(
                    round.words, description, of: round, wasUnderstood: isCorrect, partner: round.listener)
            }
            count.count(isCorrect)
            byPhaseAndRepetition[round.phase, default: [:]][round.repetition, default: Count()].count(isCorrect)
        }
        bySession.append(count)
    }

    /// Adds the sessions of another evaluation at the end.
    public mutating func add(_ other: SessionEvaluation) {
        byPhaseAndRepetition.merge(other.byPhaseAndRepetition) { $0.merging($1, uniquingKeysWith: +) }
        bySession += other.bySession
    }

    /// How far the accuracy of the last repetition is above that of the first.
    public var gain: Double {
        let byRepetition = byRepetition
        guard let first = byRepetition.keys.min(), let last = byRepetition.keys.max() else { return 0 }
        return (byRepetition[last]?.accuracy ?? 0) - (byRepetition[first]?.accuracy ?? 0)
    }
}

extension SessionEvaluation.Count {
    fileprivate static func + (_ a: Self, _ b: Self) -> Self {
        var sum = a
        sum.add(b)
        return sum
    }
}

extension SessionEvaluation {
    /// People's own choices, as recorded.
    public static func people(_ sessions: [RepeatedSession]) -> [Int: Count] {
        var counts: [Int: Count] = [:]
        for round in sessions.lazy.flatMap(\.rounds) { counts[round.repetition, default: Count()].count(round.choice == round.target) }
        return counts
    }
}
