import Yams

/// Reads YAML into nodes with positions.
package struct YAMLReader {
    let file: String
    private let sourceLines: [Substring]

    /// Deepest nesting that is read, so that a hostile file cannot exhaust the stack.
    static let deepestNesting = 64

    private init(file: String, text: String) {
        self.file = file
        sourceLines = YAMLReader.lines(text)
    }

    /// - Throws: `MapProblem` where `text` is no YAML.
    package static func read(_ text: String, file: String) throws -> Node {
        try refuseDeepNesting(text, file: file)
        do {
            guard let root = try Yams.compose(yaml: text) else {
                throw MapProblem(file: file, message: "the file is empty; a map needs a 'grid'")
            }
            return try YAMLReader(file: file, text: text).node(root)
        } catch let error as YamlError {
            throw problem(error, file: file, text: text)
        }
    }

    private func node(_ yaml: Yams.Node) throws -> Node {
        let position = position(yaml.mark)
        switch yaml {
        case .scalar(let scalar):
            return Node(value: scalarValue(yaml, scalar, position), position: position)
        case .sequence(let sequence):
            return Node(value: .list(try sequence.map(node)), position: position)
        case .mapping(let mapping):
            let entries = try mapping.map { key, value in
                guard let name = key.string else {
                    throw MapProblem(file: file, position: self.position(key.mark), message: "a key must be a word")
                }
                return Node.Entry(key: name, position: self.position(key.mark), value: try node(value))
            }
            return Node(value: .mapping(entries), position: position)
        case .alias:
            throw MapProblem(file: file, position: position, message: "aliases are not used in maps; write the value out")
        }
    }

    private func scalarValue(_ yaml: Yams.Node, _ scalar: Yams.Node.Scalar, _ position: SourcePosition) -> Node.Value {
        if scalar.style == .plain {
            if yaml.null != nil { return .null }
            if let value = yaml.bool { return .bool(value) }
            if let value = yaml.int { return .int(value) }
            if let value = yaml.float { return .double(value) }
        }
        return .text(scalar.string, lines: linePositions(scalar, position))
    }

    /// Where each line of a text begins in the file: below the `|` of a block, at the mark otherwise.
    private func linePositions(_ scalar: Yams.Node.Scalar, _ mark: SourcePosition) -> [SourcePosition] {
        let count = scalar.string.split(separator: "\n", omittingEmptySubsequences: false).count
        guard scalar.style == .literal || scalar.style == .folded else {
            return (0..<count).map { _ in mark }
        }
        let body = sourceLines.dropFirst(mark.line)
        let indent = body.first { !$0.allSatisfy(\.isWhitespace) }?.prefix { $0 == " " }.count ?? 0
        return (0..<count).map { SourcePosition(line: mark.line + 1 + $0, column: indent + 1) }
    }

    private func position(_ mark: Yams.Mark?) -> SourcePosition {
        SourcePosition(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
    }

    private static func refuseDeepNesting(_ text: String, file: String) throws {
        var depth = 0
        for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            var dashes = 0
            for byte in line {
                switch byte {
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
                case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): dashes += 1
                default: break
                }
            }
            if depth > deepestNesting || dashes > 1000 {
                throw MapProblem(
                    file: file, position: .init(line: number + 1, column: 1), message: "nested too deeply to be a map")
            }
        }
    }

    private static func problem(_ error: YamlError, file: String, text: String) -> MapProblem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return MapProblem(
                file: file, position: .init(line: max(1, mark.line), column: max(1, mark.column)),
                message: "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let key = keys.first ?? ""
            return MapProblem(
                file: file, position: repetition(of: key, in: text, from: max(1, context.mark.line)),
                message: "the key '\(key)' stands twice; keep one")
        default:
            return MapProblem(
                file: file, message: "this is not YAML: \(error)")
        }
    }

    /// The second line from `first` on that begins with `key`; the parser tells only where its mapping begins.
    private static func repetition(of key: String, in text: String, from first: Int) -> SourcePosition {
        let places = lines(text).enumerated().dropFirst(first - 1).compactMap { number, line -> SourcePosition? in
            let word = line.drop { " -\"'".contains($0) }
            let rest = word.dropFirst(key.count).drop { " \"'".contains($0) }
            guard word.hasPrefix(key), rest.first == ":" else { return nil }
            return SourcePosition(line: number + 1, column: line.distance(from: line.startIndex, to: word.startIndex) + 1)
        }
        return places.dropFirst().first ?? SourcePosition(line: first, column: 1)
    }
}
