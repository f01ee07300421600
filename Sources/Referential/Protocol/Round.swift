/// A speaker knows which of the candidates is meant; a listener has to find out from what is said.
public struct Round: Sendable, Hashable {
    /// What can be meant.
    public var candidates: [Candidate]
    /// Index of the candidate that is meant.
    public var target: Int
    /// How similar the candidates are, in the game's own words.
    public var condition: String
    /// What the speaker reads, in games in which it sees none of the candidates.
    public var source: String?
    /// Who spoke; empty where nobody has yet.
    public var speaker: String
    /// What was said, where someone has spoken.
    public var utterance: String?
    /// Whether the person who listened picked the target, where one did.
    public var wasCorrect: Bool?

    public init(
        candidates: [Candidate], target: Int, condition: String, source: String? = nil, speaker: String = "",
        utterance: String? = nil, wasCorrect: Bool? = nil
    ) {
        self.candidates = candidates
        self.target = target
        self.condition = condition
        self.source = source
        self.speaker = speaker
        self.utterance = utterance
        self.wasCorrect = wasCorrect
    }

    /// The values of the target and of the other candidates.
    /// - Throws: `ReferentialError` that says `complaint` for things of another number of attributes.
    func things(of attributes: Int, _ complaint: String) throws -> (target: [UInt8], others: [[UInt8]]) {
        let things = try candidates.map { candidate in
            guard case .attributes(let values) = candidate, values.count == attributes else { throw ReferentialError(complaint) }
            return values
        }
        return (things[target], things.indices.filter { $0 != target }.map { things[$0] })
    }
}

/// What somebody does in a round.
public enum Role: String, Sendable, Hashable, CaseIterable, Codable {
    case speaker, listener

    /// What the other one does.
    public var other: Role { self == .speaker ? .listener : .speaker }
}
