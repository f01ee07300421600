/// How descriptions of a game's things are read: what each mentions.
public enum Wording: Sendable, Hashable {
    case scenes, relations, code(AttributeSpace)
    /// The language that speakers write in games of two languages.
    case secondLanguage

    /// Attributes and what is said of them, each once; words of no meaning are passed over.
    public func mentioned(_ utterance: String) -> Set<[Int]> {
        switch self {
        case .scenes: SceneLexicon.mentioned(utterance)
        case .relations: RelationLexicon.mentioned(utterance)
        case .code(let space): CodePersona.mentioned(utterance, in: space)
        case .secondLanguage: SmallLanguage.second.mentioned(utterance)
        }
    }
}
