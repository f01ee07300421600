import SourceFiles

/// Reads the Python literals of overcooked_ai's `.layout` files into nodes with positions (rules §6).
///
/// The small language: dicts, lists, tuples and sets with trailing commas; strings in single, double or triple
/// quotes with escapes, also raw (`r'...'`), adjacent ones joined; numbers with signs and underscores; `True`,
/// `False`, `None`; `float('...')` of a number or infinity and `np.inf`; sums and products of numbers, texts joined by `+`,
/// lists joined by `+` and repeated by `*`; comments, spaces, tabs and line breaks (also after a backslash) anywhere between.
/// Of a key that occurs twice the last value counts, as in Python, and a warning says so.
///
/// The limits are those of YAML (`YAMLReader`), checked while reading.
struct PythonLiteralReader {
    private let file: String
    private let characters: [Character]
    var index = 0
    var position = SourcePosition(line: 1, column: 1)
    private var nodes = 0
    private var operations = 0
    /// Most sums and products; each copies what it joins.
    private static let maxOperations = 1000
    var warnings: [SourceDiagnostic] = []

    init(_ text: String, file: String) {
        self.file = file
        characters = Array(text)
    }

    /// - Throws: `SourceDiagnostic` where `text` is not of this language.
    static func read(_ text: String, file: String) throws -> (root: Node, warnings: [SourceDiagnostic]) {
        var reader = PythonLiteralReader(text, file: file)
        reader.skipBlanks()
        let node = try reader.value(depth: 0)
        reader.skipBlanks()
        if let extra = reader.peek { throw reader.problem("expected the end of the file after the dict, found '\(extra)'") }
        return (node, reader.warnings)
    }

    // MARK: Characters

    var peek: Character? { index < characters.count ? characters[index] : nil }
    private var next: Character? { index + 1 < characters.count ? characters[index + 1] : nil }

    mutating func advance() {
        let character = characters[index]
        index += 1
        if character.isNewline {
            position = SourcePosition(line: position.line + 1, column: 1)
        } else {
            position.column += 1
        }
    }

    mutating func take(_ character: Character) -> Bool {
        guard peek == character else { return false }
        advance()
        return true
    }

    mutating func expect(_ character: Character, _ context: String) throws(SourceDiagnostic) {
        guard take(character) else {
            throw problem("expected '\(character)' \(context), found \(peek.map { "'\($0)'" } ?? "the end of the file")")
        }
    }

    mutating func skipBlanks() {
        while let character = peek {
            if character == "#" {
                while let inComment = peek, !inComment.isNewline { advance() }
            } else if character.isWhitespace || character == "\u{FEFF}" {
                advance()
            } else if character == "\\" && next?.isNewline == true {
                advance()
                advance()
            } else {
                return
            }
        }
    }

    func problem(_ message: String, at place: SourcePosition? = nil) -> SourceDiagnostic {
        SourceDiagnostic(file: file, position: place ?? position, message: message)
    }

    // MARK: Values

    /// A value, or sums and products of values.
    mutating func value(depth: Int) throws(SourceDiagnostic) -> Node {
        try operation(depth, "+-") { reader throws(SourceDiagnostic) in
            try reader.operation(depth, "*/") { reader throws(SourceDiagnostic) in try reader.single(depth: depth) }
        }
    }

    /// Operands of `part` with `signs` between them, from the left to the right.
    private mutating func operation(
        _ depth: Int, _ signs: String, _ part: (inout PythonLiteralReader) throws(SourceDiagnostic) -> Node
    ) throws(SourceDiagnostic) -> Node {
        var left = try part(&self)
        while true {
            let saved = (index, position)
            skipBlanks()
            guard let sign = peek, signs.contains(sign), next != "*", next != "/" else {
                (index, position) = saved
                return left
            }
            let place = position
            advance()
            skipBlanks()
            let right = try part(&self)
            operations += 1
            guard operations <= PythonLiteralReader.maxOperations else {
                throw problem("more than \(PythonLiteralReader.maxOperations) sums and products", at: place)
            }
            guard let result = PythonArithmetic.result(left, sign, right, maxCount: YAMLReader.maxNodes - nodes) else {
                throw problem("'\(sign)' cannot join these two values, or makes more of them than a layout can have", at: place)
            }
            nodes += result.grown
            left = result.node
        }
    }

    private mutating func single(depth: Int) throws(SourceDiagnostic) -> Node {
        let start = position
        nodes += 1
        guard depth < YAMLReader.maxDepth else { throw problem("nested too deeply to be a layout") }
        guard nodes <= YAMLReader.maxNodes else { throw problem("more than \(YAMLReader.maxNodes) values, too many for a layout") }
        guard let character = peek else { throw problem("the file ends where a value should stand") }
        if textBegins { return Node(value: try joinedText(), position: start) }
        switch character {
        case "{": return Node(value: try entries(depth), position: start)
        case "[": return Node(value: .list(try items(depth, closing: "]").values), position: start)
        case "(": return try parenthesised(depth, start)
        case "+", "-": return Node(value: try signed(depth), position: start)
        case ".", "0"..."9": return Node(value: try number(), position: start)
        default: return Node(value: try word(), position: start)
        }
    }

    /// A dict, or a set, which is read as a list.
    private mutating func entries(_ depth: Int) throws(SourceDiagnostic) -> Node.Value {
        advance()
        var entries: [Node.Entry] = []
        var places: [String: Int] = [:]
        skipBlanks()
        while !take("}") {
            let place = position
            let first = try value(depth: depth + 1)
            skipBlanks()
            if entries.isEmpty && peek != ":" { return .list(try items(of: first, depth, closing: "}").values) }
            let key = try self.key(first, depth, place)
            try expect(":", "after the key '\(key.prefix { !$0.isNewline })'")
            skipBlanks()
            let entry = Node.Entry(key: key, position: place, value: try value(depth: depth + 1))
            if let earlier = places[key] {
                warnings.append(
                    SourceDiagnostic(
                        file: file, position: place, severity: .warning,
                        message: "the key '\(key)' stands twice; the last one counts, as in Python"))
                entries[earlier] = entry
            } else {
                guard entries.count < YAMLReader.maxKeys else {
                    throw problem("more than \(YAMLReader.maxKeys) keys in one dict", at: place)
                }
                places[key] = entries.count
                entries.append(entry)
            }
            skipBlanks()
            if !take(",") && peek != "}" { throw problem("expected ',' or '}' after the value of '\(key)'") }
            skipBlanks()
        }
        return .mapping(entries)
    }

    /// The text of a key; inside of a value that nothing reads it may be a number or a tuple, too.
    private func key(_ node: Node, _ depth: Int, _ place: SourcePosition) throws(SourceDiagnostic) -> String {
        switch node.value {
        case .text(let text, _): return text
        case _ where depth == 0: throw problem("a key must be a quoted word", at: place)
        case .int(let number): return "\(number)"
        default: return "(key at \(place.line):\(place.column))"
        }
    }

    private mutating func items(_ depth: Int, closing: Character) throws(SourceDiagnostic) -> (values: [Node], endInComma: Bool) {
        advance()
        return try items(of: nil, depth, closing: closing)
    }

    /// The items up to `closing`, of which the first may have been read.
    private mutating func items(
        of first: Node?, _ depth: Int, closing: Character
    ) throws(SourceDiagnostic) -> (values: [Node], endInComma: Bool) {
        var items = first.map { [$0] } ?? []
        var endInComma = false
        skipBlanks()
        if first != nil {
            endInComma = take(",")
            if !endInComma && peek != closing { throw problem("expected ',' or '\(closing)' in this list") }
            skipBlanks()
        }
        while !take(closing) {
            items.append(try value(depth: depth + 1))
            skipBlanks()
            endInComma = take(",")
            if !endInComma && peek != closing { throw problem("expected ',' or '\(closing)' in this list") }
            skipBlanks()
        }
        return (items, endInComma)
    }

    /// A tuple, or a value in parentheses.
    private mutating func parenthesised(_ depth: Int, _ start: SourcePosition) throws(SourceDiagnostic) -> Node {
        let (items, endInComma) = try items(depth, closing: ")")
        if items.count == 1 && !endInComma { return items[0] }
        return Node(value: .list(items), position: start)
    }

    private mutating func signed(_ depth: Int) throws(SourceDiagnostic) -> Node.Value {
        let negative = peek == "-"
        advance()
        skipBlanks()
        let place = position
        switch try single(depth: depth + 1).value {
        case .int(let value): return .int(negative ? -value : value)
        case .double(let value): return .double(negative ? -value : value)
        default: throw problem("a sign needs a number after it", at: place)
        }
    }

    private mutating func number() throws(SourceDiagnostic) -> Node.Value {
        let start = position
        var text = ""
        while let character = peek, character.isASCII,
            character.isLetter || character.isNumber || "._".contains(character)
                || ("+-".contains(character) && "eE".contains(text.last ?? " "))
        {
            text.append(character)
            advance()
        }
        if text.count > 1, text.allSatisfy(\.isNumber), text.first == "0", text.contains(where: { $0 != "0" }) {
            throw problem("'\(text)' is no number; leave the leading zeros out", at: start)
        }
        let digits = text.replacing("_", with: "")
        if let value = Int(digits) { return .int(value) }
        if let value = Double(digits), digits.last?.isNumber == true || digits.last == ".", value.isFinite { return .double(value) }
        throw problem("'\(text)' is no number", at: start)
    }

    private mutating func word() throws(SourceDiagnostic) -> Node.Value {
        let start = position
        let text = name()
        switch text {
        case "True": return .bool(true)
        case "False": return .bool(false)
        case "None": return .null
        case "float": return .double(try floatCall())
        case "np" where peek == ".":
            advance()
            guard case "inf" = name() else { throw problem("of np only np.inf is read", at: start) }
            return .double(.infinity)
        case "": throw problem("unexpected character '\(characters[index])'", at: start)
        default:
            throw problem(
                "'\(text)' is no value here; use numbers, quoted text, lists, dicts, True, False, None or float('inf')", at: start)
        }
    }

    mutating func name() -> String {
        var text = ""
        while let character = peek, character.isLetter || character.isNumber || character == "_" {
            text.append(character)
            advance()
        }
        return text
    }

    private mutating func floatCall() throws(SourceDiagnostic) -> Double {
        skipBlanks()
        try expect("(", "after float")
        skipBlanks()
        let place = position
        let argument = try value(depth: 1)
        skipBlanks()
        try expect(")", "to close float(")
        switch argument.value {
        case .int(let value): return Double(value)
        case .double(let value): return value
        case .text(let text, _):
            let trimmed = text.lowercased().filter { !$0.isWhitespace }
            if let value = Double(trimmed), !value.isNaN { return value }
            fallthrough
        default: throw problem("float() needs a number or 'inf'", at: place)
        }
    }

    // MARK: Text

    /// Whether a text begins here: a quote, perhaps after `r` for raw or `u`, which means nothing.
    var textBegins: Bool {
        guard let peek else { return false }
        return isQuote(peek) || ("rRuU".contains(peek) && next.map(isQuote) == true)
    }

    private func isQuote(_ character: Character) -> Bool { character == "'" || character == "\"" }

    private mutating func joinedText() throws(SourceDiagnostic) -> Node.Value {
        var text = ""
        var lines: [SourcePosition] = []
        while textBegins {
            try string(into: &text, lines: &lines)
            let saved = (index, position)
            skipBlanks()
            if !textBegins { (index, position) = saved }
        }
        return .text(text, lines: lines)
    }

    private mutating func string(into text: inout String, lines: inout [SourcePosition]) throws(SourceDiagnostic) {
        let start = position
        let isRaw = peek == "r" || peek == "R"
        if let peek, !isQuote(peek) { advance() }
        guard let quote = peek else { return }
        advance()
        let triple = peek == quote && next == quote
        if triple {
            advance()
            advance()
        } else if take(quote) {
            if lines.isEmpty { lines.append(position) }
            return
        }
        if lines.isEmpty { lines.append(position) }
        while let character = peek {
            if character == quote {
                if !triple { return advance() }
                if characters[index...].prefix(3).allSatisfy({ $0 == quote }) && index + 2 < characters.count {
                    advance()
                    advance()
                    return advance()
                }
            }
            if character.isNewline && !triple {
                throw problem("this text is not closed on its line; end it with \(quote) or use three quotes", at: start)
            }
            advance()
            if character == "\\" && !isRaw {
                if let escaped = try escape() { append(escaped, to: &text, lines: &lines) }
            } else {
                append(character.isNewline ? "\n" : character, to: &text, lines: &lines)
                if character == "\\", let quoted = peek, isQuote(quoted) {  // raw: both stay
                    advance()
                    append(quoted, to: &text, lines: &lines)
                }
            }
        }
        throw problem("this text is never closed", at: start)
    }

    private func append(_ character: Character, to text: inout String, lines: inout [SourcePosition]) {
        text.append(character)
        if character == "\n" { lines.append(position) }
    }

    /// What the rest of an escape means; nil for a line break, which means nothing.
    private mutating func escape() throws(SourceDiagnostic) -> Character? {
        guard let character = peek else { throw problem("the file ends in an escape") }
        let place = position
        advance()
        switch character {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "\\", "'", "\"": return character
        case "x": return try code("", digits: 2...2, radix: 16, place)
        case "u": return try code("", digits: 4...4, radix: 16, place)
        case "0"..."7": return try code(String(character), digits: 1...3, radix: 8, place)
        case _ where character.isNewline: return nil
        default: throw problem("unknown escape '\\\(character)'", at: place)
        }
    }

    /// The character of a number, of which `text` has been read.
    private mutating func code(_ text: String, digits: ClosedRange<Int>, radix: Int, _ place: SourcePosition) throws(SourceDiagnostic)
        -> Character
    {
        var text = text
        while text.count < digits.upperBound, let digit = peek, Int(String(digit), radix: radix) != nil {
            text.append(digit)
            advance()
        }
        guard digits.contains(text.count), let scalar = UInt32(text, radix: radix).flatMap(Unicode.Scalar.init) else {
            throw problem("this escape needs \(digits.upperBound) digits of a character's number", at: place)
        }
        return Character(scalar)
    }
}
