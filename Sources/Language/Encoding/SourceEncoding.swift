import Referential

/// How a text that a speaker reads instead of seeing things becomes numbers: its symbols, filled up with end symbols.
public struct SourceEncoding: Sendable, Hashable {
    public let vocabulary: Vocabulary
    /// Words at most that are read; the rest is cut off.
    public let rules: MessageRules

    /// - Throws: `ReferentialError` for a vocabulary of nothing.
    public init(vocabulary: Vocabulary, longest: Int) throws {
        self.vocabulary = vocabulary
        rules = try MessageRules(vocabulary: vocabulary.words.count, longest: longest)
    }

    /// `[rules.longest]` symbols.
    func numbers(_ text: String) -> [Float] {
        let symbols = rules.message(vocabulary.symbols(text))
        return symbols.map(Float.init) + [Float](repeating: Float(MessageRules.end), count: rules.longest - symbols.count)
    }
}
