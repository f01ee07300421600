import Referential

/// A session played by agents, or by a listener that hears what people said: each session from nothing, told after each round what was meant.
public struct SessionPlay: Sendable {
    /// Who speaks in the place of the people.
    public struct Speaking: Sendable {
        let model: PartnerModel
        let adaptation: Adaptation
        let seed: UInt64

        /// - Parameters:
        ///   - adaptation: by which the speaker finds out what it would itself understand.
        ///   - seed: whose words; in a community each speaker has words of their own.
        public init(model: PartnerModel, by adaptation: Adaptation, seed: UInt64) {
            (self.model, self.adaptation, self.seed) = (model, adaptation, seed)
        }
    }

    /// What happened in a round.
    public struct Turn: Sendable, Hashable {
        /// What was said.
        public let words: String
        /// Place of the shape that was picked.
        public let picked: Int

        public init(words: String, picked: Int) { (self.words, self.picked) = (words, picked) }
    }

    private let speaker: Speaking?
    private let listener: PartnerModel
    private let adaptation: Adaptation
    private let onceEach: Bool

    /// - Parameters:
    ///   - speaker: nil where people speak, in the words of the record.
    ///   - onceEach: whether the listener knows that each shape is meant once a repetition.
    public init(speaker: Speaking?, listener: PartnerModel, by adaptation: Adaptation, onceEach: Bool) {
        (self.speaker, self.listener, self.adaptation, self.onceEach) = (speaker, listener, adaptation, onceEach)
    }

    /// Plays the rounds of a session. Agents take the place of each person; what that person said and heard is what they remember.
    public func turns(_ session: RepeatedSession) -> [Turn] {
        var memories = PersonMemories(session.kind)
        return session.rounds.map { round -> Turn in
            let (own, other) = (memories.of(round.speaker), memories.of(round.listener))
            let spoken = speaker.map {
                $0.model.spoken(
                    round.target, among: round.shapes, own, to: round.listener, by: $0.adaptation,
                    seed: $0.seed &+ UInt64(round.speaker))
            }
            let words = spoken?.text ?? round.words
            let description = listener.lexicon.describe(words)
            let used = onceEach ? other.used(phase: round.phase, repetition: round.repetition) : []
            let picked = listener.listen(
                description, round.shapes, other, by: adaptation, partner: round.speaker, excluding: used
            ).mostLikely
            memories.hear(
                words, description, of: round, wasUnderstood: round.shapes[picked] == round.target, spoken: spoken?.description)
            return Turn(words: words, picked: picked)
        }
    }
}
