import Referential

/// How a text that a speaker reads instead of seeing things becomes numbers: its symbols, filled up with end symbols.
public struct SourceEncoding: Sendable, Hashable {
    /// The words of the texts.
    public let vocabulary: Vocabulary
    /// Words at most that are read; the rest is cut off.
    public let rules: MessageRules

    /// - Throws: `ReferentialError` for a vocabulary of nothing.
    public init(vocabulary: Vocabulary, maxLength: Int) throws {
        self.vocabulary = vocabulary
        rules = try MessageRules(vocabulary: vocabulary.words.count, maxLength: maxLength)
    }

    /// `[rules.maxLength]` symbols.
    func numbers(_ text: String) -> [Float] {
        let symbols = rules.message(vocabulary.symbols(text))
        return symbols.map(Float.init) + [Float](repeating: Float(MessageRules.end), count: rules.maxLength - symbols.count)
    }
}
