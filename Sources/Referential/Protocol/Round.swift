/// A thing that can be meant.
public enum Candidate: Sendable, Hashable {
    /// One value of each attribute of an `AttributeSpace`.
    case attributes([UInt8])
    case colour(HSLColour)
}

/// A speaker knows which of the candidates is meant; a listener is to find out from what is said.
public struct Round: Sendable, Hashable {
    public var candidates: [Candidate]
    /// Index of the candidate that is meant.
    public var target: Int
    /// How much the candidates are alike, in the game's own words.
    public var condition: String
    /// What the speaker reads, in games in which it sees none of the candidates.
    public var source: String?
    /// Who spoke; empty where nobody has yet.
    public var speaker: String
    /// What was said, where someone has spoken.
    public var utterance: String?
    /// Whether the person who listened picked the target, where one did.
    public var wasUnderstood: Bool?

    public init(
        candidates: [Candidate], target: Int, condition: String, source: String? = nil, speaker: String = "",
        utterance: String? = nil, wasUnderstood: Bool? = nil
    ) {
        self.candidates = candidates
        self.target = target
        self.condition = condition
        self.source = source
        self.speaker = speaker
        self.utterance = utterance
        self.wasUnderstood = wasUnderstood
    }
}
