/// What a message is, for every game and every agent: the one definition.
///
/// A message is a sequence of symbols below `vocabulary`, closed by the end symbol, which is symbol 0 and counts as one of
/// the vocabulary. The length of a message is the number of symbols before the end symbol; it is at most `maxLength`, and may be
/// 0. A speaker that has said `maxLength` symbols is not asked for another: the end symbol is set for it.
public struct MessageRules: Sendable, Hashable, Codable {
    /// Symbols there are, the end symbol among them.
    public let vocabulary: Int
    /// Symbols a message can have before the end symbol.
    public let maxLength: Int

    /// The symbol that closes a message.
    public static let end: Int32 = 0

    /// The definition in a sentence, for help texts.
    public static let definition = """
        A message is a sequence of symbols (or words), closed by an end symbol. The vocabulary counts the end symbol; a \
        message's length does not, and is at most the longest length allowed: after that the end is set without asking.
        """

    /// The names in sidecars, which are stored.
    private enum CodingKeys: String, CodingKey {
        case vocabulary
        case maxLength = "longest"
    }

    /// - Throws: `ReferentialError` for rules under which nothing can be said.
    public init(vocabulary: Int, maxLength: Int) throws {
        guard vocabulary >= 2 else {
            throw ReferentialError("a vocabulary of \(vocabulary) has no symbol except the end symbol; 2 is the least")
        }
        guard maxLength >= 1 else { throw ReferentialError("messages of at most \(maxLength) symbols say nothing; 1 is the least") }
        self.vocabulary = vocabulary
        self.maxLength = maxLength
    }

    /// The symbols before the first end symbol, at most `maxLength` of them.
    public func message(_ symbols: some Sequence<Int32>) -> [Int32] {
        Array(symbols.prefix { $0 != MessageRules.end }.prefix(maxLength))
    }
}
