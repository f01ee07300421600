import Yams

/// Reads YAML into nodes with positions.
///
/// What a file may hold is limited, and the limits are checked while reading, so that no file takes more than linear time.
/// Anchors and aliases are read; what an alias repeats counts each time.
package struct YAMLReader {
    /// Most values of a file, those that aliases repeat among them.
    package static let maxNodes = 100_000
    /// Most keys of one mapping.
    package static let maxKeys = 1000
    /// Deepest nesting that is read, so that a hostile file cannot exhaust the stack.
    package static let maxDepth = 64

    private let file: String
    private let expected: String
    private let sourceLines: [Substring]
    private var events: YAMLEvents
    private var anchors: [String: Anchored] = [:]
    private var nodes = 0

    /// A value, and how many values and levels it is.
    private struct Anchored {
        let node: Node
        let nodes: Int
        let depth: Int
    }

    private init(file: String, text: String, expected: String) {
        self.file = file
        self.expected = expected
        sourceLines = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
        events = YAMLEvents(text)
    }

    /// - Parameter expected: what the file should be, and what it needs at least, for the message about an empty one.
    /// - Throws: `SourceDiagnostic` where `text` is empty, no YAML, or more than the limits allow.
    package static func read(_ text: String, file: String, expecting expected: String) throws -> Node {
        var reader = YAMLReader(file: file, text: text, expected: expected)
        return try reader.document()
    }

    private mutating func document() throws -> Node {
        guard case .documentStart = try next().kind else {
            throw SourceDiagnostic(file: file, message: "the file is empty; expected: \(expected)")
        }
        let root = try value(next(), depth: 1).node
        _ = try next()  // the document's end
        let end = try next()
        guard case .streamEnd = end.kind else { throw problem("there is a second document in this file; keep one", end.position) }
        return root
    }

    private mutating func next() throws -> YAMLEvents.Event {
        do {
            return try events.next()
        } catch {
            // libyaml looks ahead, and has a limit of its own.
            if error.message.hasPrefix("Maximum nesting"), let position = error.position { throw tooDeep(position) }
            throw SourceDiagnostic(file: file, position: error.position, message: "this is not YAML: \(error.message)")
        }
    }

    private func problem(_ message: String, _ position: SourcePosition) -> SourceDiagnostic {
        SourceDiagnostic(file: file, position: position, message: message)
    }

    /// The value that begins with `event`.
    private mutating func value(_ event: YAMLEvents.Event, depth: Int) throws -> Anchored {
        let before = nodes
        try count(1, event.position)
        guard depth <= YAMLReader.maxDepth else { throw tooDeep(event.position) }
        let found: (value: Node.Value, depth: Int)
        switch event.kind {
        case .alias(let name):
            guard let anchored = anchors[name] else { throw problem("this is not YAML: found undefined alias", event.position) }
            try count(anchored.nodes - 1, event.position)
            guard depth + anchored.depth - 1 <= YAMLReader.maxDepth else { throw tooDeep(event.position) }
            return anchored
        case .scalar(let text, let style): found = (scalar(text, style, event.position), 1)
        case .sequenceStart: found = try sequence(depth)
        case .mappingStart: found = try mapping(depth)
        default: throw problem("this is not YAML: a value is expected here", event.position)
        }
        let result = Anchored(node: Node(value: found.value, position: event.position), nodes: nodes - before, depth: found.depth)
        if let anchor = event.anchor { anchors[anchor] = result }
        return result
    }

    private mutating func count(_ more: Int, _ position: SourcePosition) throws {
        nodes += more
        guard nodes <= YAMLReader.maxNodes else {
            throw problem(
                "more than \(YAMLReader.maxNodes) values up to here, with what aliases (*name) repeat; write a smaller file", position)
        }
    }

    private func tooDeep(_ position: SourcePosition) -> SourceDiagnostic {
        problem("nested more than \(YAMLReader.maxDepth) deep, which no file of Brigade's needs", position)
    }

    private mutating func sequence(_ depth: Int) throws -> (Node.Value, Int) {
        var items: [Node] = []
        var deepest = 0
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { return (.list(items), deepest + 1) }
            let item = try value(event, depth: depth + 1)
            items.append(item.node)
            deepest = max(deepest, item.depth)
        }
    }

    private mutating func mapping(_ depth: Int) throws -> (Node.Value, Int) {
        var entries: [Node.Entry] = []
        var keys: Set<String> = []
        var deepest = 0
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { return (.mapping(entries), deepest + 1) }
            let key = try key(event)
            guard keys.insert(key).inserted else { throw problem("the key '\(key)' stands twice; keep one", event.position) }
            guard entries.count < YAMLReader.maxKeys else {
                throw problem("more than \(YAMLReader.maxKeys) keys in one mapping", event.position)
            }
            let value = try value(next(), depth: depth + 1)
            entries.append(Node.Entry(key: key, position: event.position, value: value.node))
            deepest = max(deepest, value.depth)
        }
    }

    private mutating func key(_ event: YAMLEvents.Event) throws -> String {
        switch event.kind {
        case .scalar(let text, _):
            if let anchor = event.anchor {
                anchors[anchor] = Anchored(
                    node: Node(value: scalar(text, .plain, event.position), position: event.position), nodes: 1, depth: 1)
            }
            return text
        case .alias(let name):
            if case .text(let text, _) = anchors[name]?.node.value { return text }
            fallthrough
        default: throw problem("a key must be a word", event.position)
        }
    }

    // MARK: Scalars

    private func scalar(_ text: String, _ style: YAMLEvents.Style, _ position: SourcePosition) -> Node.Value {
        if style == .plain, let value = YAMLReader.plain(text) { return value }
        return .text(text, lines: linePositions(text, style, position))
    }

    /// What a text without quotes stands for when it is more than text.
    private static func plain(_ text: String) -> Node.Value? {
        // No number, truth or nothing of YAML's is longer; so long a text need not be looked at.
        guard text.utf8.count <= 64 else { return nil }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        default: break
        }
        // Numbers begin with a digit, a sign or a point.
        guard let first = text.utf8.first, first < UInt8(ascii: ":") else {
            switch text.lowercased() {
            case "true", "yes", "on": return .bool(true)
            case "false", "no", "off": return .bool(false)
            default: return nil
            }
        }
        let scalar = Yams.Node.Scalar(text, .implicit, .plain)
        if let value = Int.construct(from: scalar) { return .int(value) }
        return Double.construct(from: scalar).map { .double($0) }
    }

    /// Where each line of a text begins in the file: below the `|` of a block, at the mark otherwise.
    private func linePositions(_ text: String, _ style: YAMLEvents.Style, _ mark: SourcePosition) -> [SourcePosition] {
        let count = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        guard style == .block else { return Array(repeating: mark, count: count) }
        let body = sourceLines.dropFirst(mark.line)
        let indent = body.first { !$0.allSatisfy(\.isWhitespace) }?.prefix { $0 == " " }.count ?? 0
        return (0..<count).map { SourcePosition(line: mark.line + 1 + $0, column: indent + 1) }
    }
}
