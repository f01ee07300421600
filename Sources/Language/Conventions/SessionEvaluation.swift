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

    private mutating func play(_ session: RepeatedSession, _ model: PartnerModel, _ adaptation: Adaptation, _ onceEach: Bool) {
        var count = Count()
        let turns = SessionPlay(speaker: nil, listener: model, by: adaptation, onceEach: onceEach).turns(session)
        for (round, turn) in zip(session.rounds, turns) {
            let isCorrect = round.shapes[turn.picked] == round.target
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

extension SessionEvaluation {
    /// How far the first repetitions with later partners are above the first one with the first partner; nil where there is but one.
    public var carryOver: Double? {
        let firsts = byPhaseAndRepetition.sorted { $0.key < $1.key }.compactMap { _, counts in
            counts.min { $0.key < $1.key }?.value
        }
        guard let first = firsts.first, firsts.count > 1 else { return nil }
        return firsts.dropFirst().reduce(Count(), +).accuracy - first.accuracy
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
