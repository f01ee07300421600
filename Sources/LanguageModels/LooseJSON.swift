/// Reads JSON as language models write it: JSON's own grammar, and the slips that leave no doubt about what is meant.
///
/// Forgiven are trailing commas, typographic and single quotes around texts, raw line breaks inside them, and Python's words
/// for true, false and null.
struct LooseJSON {
    indirect enum Value: Hashable {
        case null
        /// A text.
        case text(String)
        /// A number, or true or false, as it is written.
        case word(String)
        case list([Value])
        case object([Entry])
    }

    struct Entry: Hashable {
        var key: String
        var value: Value
    }

    enum Failure: Error {
        /// No object is meant: not even a key follows the brace.
        case noObject
        /// An object, but with a mistake; where it is.
        case unreadable(at: Int)
        /// The text ends before the object does; whether it had a key by then.
        case cutOff(hasKey: Bool)
        case tooDeep
    }

    /// How deep objects and lists may be nested.
    static let deepest = 8

    private let scalars: [Unicode.Scalar]
    private var index: Int
    private var hasKey = false
    /// What was forgiven, in words.
    private(set) var repairs: [String] = []

    /// Where reading ended.
    var end: Int { index }

    private init(_ scalars: [Unicode.Scalar], at index: Int) {
        self.scalars = scalars
        self.index = index
    }

    /// The object whose brace is at `index`.
    static func object(
        in scalars: [Unicode.Scalar], at index: Int
    ) throws(Failure) -> (entries: [Entry], end: Int, repairs: [String]) {
        var reader = LooseJSON(scalars, at: index)
        guard case .object(let entries) = try reader.value(depth: 1) else { throw .noObject }
        return (entries, reader.index, reader.repairs)
    }

    private mutating func note(_ repair: String) {
        if !repairs.contains(repair) { repairs.append(repair) }
    }

    /// A mistake here.
    private var mistake: Failure { index >= scalars.count ? .cutOff(hasKey: hasKey) : hasKey ? .unreadable(at: index) : .noObject }

    private mutating func next() throws(Failure) -> Unicode.Scalar {
        while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
        guard index < scalars.count else { throw .cutOff(hasKey: hasKey) }
        return scalars[index]
    }

    private mutating func value(depth: Int) throws(Failure) -> Value {
        switch try next() {
        case "{": return .object(try entries(depth: depth))
        case "[": return .list(try items(depth: depth))
        case let quote where Self.closers[quote] != nil: return .text(try text())
        default: return try word()
        }
    }

    private mutating func entries(depth: Int) throws(Failure) -> [Entry] {
        guard depth <= Self.deepest else { throw .tooDeep }
        index += 1
        var entries: [Entry] = []
        while try next() != "}" {
            guard Self.closers[scalars[index]] != nil else { throw mistake }
            let key = try text()
            guard try next() == ":" else { throw mistake }
            index += 1
            hasKey = true
            entries.append(Entry(key: key, value: try value(depth: depth + 1)))
            if try next() == "," { index += 1 } else if scalars[index] != "}" { throw mistake }
        }
        index += 1
        return entries
    }

    private mutating func items(depth: Int) throws(Failure) -> [Value] {
        guard depth <= Self.deepest else { throw .tooDeep }
        index += 1
        var items: [Value] = []
        while try next() != "]" {
            items.append(try value(depth: depth + 1))
            if try next() == "," { index += 1 } else if scalars[index] != "]" { throw mistake }
        }
        index += 1
        return items
    }

    // MARK: Words

    private static let wordCharacters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.".unicodeScalars)

    private mutating func word() throws(Failure) -> Value {
        var word = String.UnicodeScalarView()
        let start = index
        while index < scalars.count, Self.wordCharacters.contains(scalars[index]) {
            word.append(scalars[index])
            index += 1
        }
        let text = String(word)
        switch text {
        case "null", "None": return .null
        case "true", "True": return .word("true")
        case "false", "False": return .word("false")
        case _ where text.first.map { $0.isNumber || $0 == "-" } == true && Double(text) != nil: return .word(text)
        default:
            index = start
            throw mistake
        }
    }

    // MARK: Texts

    /// What ends a text that begins so.
    private static let closers: [Unicode.Scalar: Set<Unicode.Scalar>] = [
        "\"": ["\""], "'": ["'"], "“": ["”", "“"], "”": ["”"], "„": ["“", "”"], "‘": ["’"], "’": ["’"],
    ]

    private mutating func text() throws(Failure) -> String {
        let quote = scalars[index]
        let closers = Self.closers[quote] ?? []
        if quote != "\"" { note(quote == "'" || quote == "‘" || quote == "’" ? "single quotes" : "typographic quotes") }
        // An apostrophe ends a text only where something can follow a text.
        let isApostrophe = !closers.isDisjoint(with: ["'", "’"])
        index += 1
        var text = String.UnicodeScalarView()
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            if closers.contains(scalar), !isApostrophe || isEndOfText { return String(text) }
            if scalar == "\\" {
                text.append(try escaped())
            } else {
                if scalar.value < 0x20 { note("raw line breaks") }
                text.append(scalar)
            }
        }
        throw .cutOff(hasKey: hasKey)
    }

    private var isEndOfText: Bool {
        let following = scalars[index...].first { !$0.properties.isWhitespace }
        return following.map { [",", ":", "}", "]"].contains($0) } ?? true
    }

    private mutating func escaped() throws(Failure) -> Unicode.Scalar {
        guard index < scalars.count else { throw .cutOff(hasKey: hasKey) }
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "u":
            guard let high = unit() else { throw mistake }
            if let scalar = Unicode.Scalar(high) { return scalar }
            guard high < 0xDC00, index + 1 < scalars.count, scalars[index] == "\\", scalars[index + 1] == "u" else { return "\u{FFFD}" }
            index += 2
            guard let low = unit() else { throw mistake }
            guard (0xDC00...0xDFFF).contains(low) else { return "\u{FFFD}" }
            return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
        default: return scalar
        }
    }

    /// Four hexadecimal digits.
    private mutating func unit() -> UInt32? {
        guard index + 4 <= scalars.count else {
            index = scalars.count
            return nil
        }
        var value: UInt32 = 0
        for scalar in scalars[index..<index + 4] {
            guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else { return nil }
            value = value * 16 + UInt32(digit)
        }
        index += 4
        return value
    }
}
