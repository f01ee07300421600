import Referential

/// How a speaker does in people's sessions: it says the targets of their rounds to a listener, each session from nothing.
public struct SpeakerEvaluation: Sendable {
    /// What happened in a repetition.
    public struct Tally: Sendable, Hashable {
        /// Rounds, and those of them in which the listener picked the target.
        public private(set) var count = SessionEvaluation.Count()
        /// Words that the speaker said, and that people said in the same rounds.
        public private(set) var (words, peoplesWords) = (0, 0)

        /// Words of a description.
        public var length: Double { Double(words) / Double(max(count.rounds, 1)) }
        /// Words of a description of people.
        public var peoplesLength: Double { Double(peoplesWords) / Double(max(count.rounds, 1)) }

        fileprivate mutating func add(_ isCorrect: Bool, _ said: String, _ peoples: String) {
            count.count(isCorrect)
            words += Description.words(said).count
            peoplesWords += Description.words(peoples).count
        }
    }

    /// Over all rounds.
    public private(set) var all = Tally()
    /// By the number of the repetition.
    public private(set) var byRepetition: [Int: Tally] = [:]
    /// The sessions with what the speaker said in them.
    public private(set) var said: [RepeatedSession] = []

    /// - Parameters:
    ///   - seed: whose words; the session's number is added, so that every session has a speaker of its own.
    ///   - onceEach: whether the listener knows that each shape is meant once a repetition.
    public init(
        _ speaker: PartnerModel, seed: UInt64, listener: PartnerModel, by adaptation: Adaptation, _ sessions: [RepeatedSession],
        onceEach: Bool
    ) {
        for (index, session) in sessions.enumerated() {
            let play = SessionPlay(
                speaker: .init(model: speaker, by: .learned, seed: seed &+ UInt64(1000 * index)), listener: listener, by: adaptation,
                onceEach: onceEach)
            let turns = play.turns(session)
            var own = session
            for index in turns.indices { own.rounds[index].words = turns[index].words }
            said.append(own)
            for (round, turn) in zip(session.rounds, turns) {
                let isCorrect = round.shapes[turn.picked] == round.target
                all.add(isCorrect, turn.words, round.words)
                byRepetition[round.repetition, default: Tally()].add(isCorrect, turn.words, round.words)
            }
        }
    }
}
