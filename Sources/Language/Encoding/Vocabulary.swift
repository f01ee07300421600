import Referential

/// The words that an agent knows, and how text becomes symbols and back.
///
/// Text is taken apart into words and marks, spellings that mean the same are made one, and endings that compare or soften
/// (`-er`, `-est`, `-ish`, `-y`) become symbols of their own wherever the stem is known: `darkest` is `dark -est`. An unknown
/// word is read as two known ones written together, or as the commonest known one of which it differs by one letter.
public struct Vocabulary: Sendable, Hashable {
    /// Words by symbol: first the end symbol, then the word for all that is unknown, then by how often they were met.
    public let words: [String]
    private let symbols: [String: Int32]
    /// Whether text is taken apart as people's is; otherwise words are separated by blanks.
    public let isNatural: Bool
    private let spellings: SpellingIndex

    /// The symbol of every word that is not known.
    public static let unknown: Int32 = 1
    /// Letters (bytes) of the longest word that is taken apart or corrected; a longer one is what it is.
    static let maxLetters = 64

    public init(words: [String], isNatural: Bool) {
        self.words = words
        self.isNatural = isNatural
        symbols = Dictionary(words.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        spellings = SpellingIndex(isNatural ? Array(words.dropFirst(2)) : [])
    }

    /// Learns the words that occur at least `least` times in `texts`.
    /// - Parameter most: words at most, the two first ones included.
    public init(learning texts: [String], isNatural: Bool = true, least: Int = 2, most: Int = .max) {
        let split = texts.map { isNatural ? WordSplitter.words($0) : $0.split(separator: " ").map(String.init) }
        let known = Vocabulary.ranked(split.joined(), least: 2)
        let pieces = Vocabulary(words: ["<end>", "<unknown>"] + known, isNatural: isNatural)
        let learned = Vocabulary.ranked(split.lazy.joined().flatMap { isNatural ? pieces.takeEndingOff($0) : [$0] }, least: least)
        self.init(words: ["<end>", "<unknown>"] + learned.prefix(most - 2), isNatural: isNatural)
    }

    /// Words by how often they come, the alphabet deciding between equals.
    private static func ranked(_ words: some Sequence<String>, least: Int) -> [String] {
        var counts: [String: Int] = [:]
        for word in words { counts[word, default: 0] += 1 }
        return counts.filter { $0.value >= least }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }

    // MARK: Reading

    /// The symbols of `text`, without an end symbol.
    public func symbols(_ text: String) -> [Int32] {
        let pieces = isNatural ? WordSplitter.words(text).flatMap(pieces) : text.split(separator: " ").map(String.init)
        return pieces.map { symbols[$0] ?? Vocabulary.unknown }
    }

    /// The known pieces of a word; itself where it has none.
    private func pieces(_ word: String) -> [String] {
        guard word.utf8.count <= Vocabulary.maxLetters else { return [word] }
        let split = takeEndingOff(word)
        guard split.count == 1, symbols[split[0]] == nil, word.allSatisfy(\.isLetter) else { return split }
        return together(word) ?? misspelt(word) ?? misspeltWithEnding(word) ?? [word]
    }

    private static let endings = ["ish", "est", "er", "y"]

    private func takeEndingOff(_ word: String) -> [String] {
        for ending in Vocabulary.endings where word.hasSuffix(ending) && word.count > ending.count + 2 {
            if let stem = Vocabulary.stems(String(word.dropLast(ending.count))).first(where: isWord) { return [stem, "-" + ending] }
        }
        if word.hasSuffix("s"), !word.hasSuffix("ss"), word.count > 3, isWord(String(word.dropLast())) { return [String(word.dropLast())] }
        return [word]
    }

    private func isWord(_ word: String) -> Bool { symbols[word] != nil }

    /// What a word may have been before its ending.
    private static func stems(_ rest: String) -> [String] {
        var stems = [rest, rest + "e"]
        if let last = rest.last, rest.dropLast().last == last { stems.append(String(rest.dropLast())) }
        if rest.hasSuffix("i") { stems.append(rest.dropLast() + "y") }
        return stems
    }

    /// Two known words of three letters or more written as one.
    private func together(_ word: String) -> [String]? {
        guard word.count >= 6 else { return nil }
        for split in 3...(word.count - 3) {
            let (first, second) = (String(word.prefix(split)), String(word.dropFirst(split)))
            if isWord(first) && isWord(second) { return [first, second] }
        }
        return nil
    }

    private func misspelt(_ word: String) -> [String]? {
        guard word.count >= 4 else { return nil }
        // Words come by how common they are, so the first that fits is the one.
        return spellings.first(near: word).map { [words[$0 + 2]] }
    }

    private func misspeltWithEnding(_ word: String) -> [String]? {
        for ending in Vocabulary.endings where word.hasSuffix(ending) && word.count > ending.count + 3 {
            if let stem = misspelt(String(word.dropLast(ending.count))) { return stem + ["-" + ending] }
        }
        return nil
    }

    // MARK: Writing

    /// Words of symbols, endings written onto the words before them.
    public func text(_ symbols: some Sequence<Int32>) -> String {
        var text = ""
        for symbol in symbols {
            let word = words[Int(symbol)]
            if isNatural && word.hasPrefix("-") && word.count > 1 && !text.isEmpty {
                text += word.dropFirst()
            } else {
                text += (text.isEmpty ? "" : " ") + word
            }
        }
        return text
    }
}

/// Takes people's text apart.
enum WordSplitter {
    /// Words of letters and apostrophes, and marks, in lower case and one spelling.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for letter in text.lowercased() {
            if letter.isASCII && letter.isLetter || letter == "'" {
                word.append(letter)
                continue
            }
            if !word.isEmpty { words.append(word) }
            word = ""
            if !letter.isWhitespace { words.append(String(letter)) }
        }
        if !word.isEmpty { words.append(word) }
        return words.map(oneSpelling)
    }

    private static let spellings = [
        "fuschia": "fuchsia", "fushia": "fuchsia", "lavendar": "lavender", "purp": "purple", "colored": "color", "coloured": "color",
    ]

    private static func oneSpelling(_ word: String) -> String {
        if let other = spellings[word] { return other }
        return word.replacing("grey", with: "gray").replacing("colour", with: "color")
    }

    /// Whether one letter more, less or other, or two neighbours exchanged, make one word the other.
    static func differByOneLetter(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard abs(a.count - b.count) <= 1, a != b else { return false }
        let start = zip(a, b).prefix { $0 == $1 }.count
        let (restA, restB) = (a.dropFirst(start), b.dropFirst(start))
        if a.count == b.count {
            if restA.dropFirst() == restB.dropFirst() { return true }
            return restA.count >= 2 && Array(restA.prefix(2)) == Array(restB.prefix(2).reversed())
                && Array(restA.dropFirst(2)) == Array(restB.dropFirst(2))
        }
        return a.count > b.count ? Array(restA.dropFirst()) == Array(restB) : Array(restA) == Array(restB.dropFirst())
    }
}
