internal import CYaml

/// The events of a YAML text, one after the other, as libyaml (which Yams brings along) finds them.
///
/// Yams itself builds the whole tree first and hashes every key with all that it holds, so that a small file with aliases
/// takes it minutes (docs/decisions/081-bounded-readers.md).
final class YAMLEvents {
    struct Event {
        let kind: Kind
        let anchor: String?
        let position: SourcePosition
    }

    enum Kind {
        case documentStart, documentEnd, streamEnd
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
        case alias(String)
        case scalar(String, Style)
    }

    enum Style { case plain, quoted, block }

    struct Failure: Error {
        let position: SourcePosition?
        let message: String
    }

    /// Most lines that begin with `%`; libyaml compares every directive with all before it.
    private static let maxDirectives = 16

    private var parser = yaml_parser_t()
    /// The parser reads from here.
    private let bytes: [UInt8]
    private let storage: UnsafeMutableBufferPointer<UInt8>
    private let directives: Int

    init(_ text: String) {
        bytes = Array(text.utf8)
        storage = .allocate(capacity: max(bytes.count, 1))
        _ = storage.initialize(from: bytes)
        var (isLineStart, directives) = (true, 0)
        for byte in bytes {
            if isLineStart && byte == UInt8(ascii: "%") { directives += 1 }
            isLineStart = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        }
        self.directives = directives
        yaml_parser_initialize(&parser)
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(&parser, storage.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(&parser)
        storage.deallocate()
    }

    func next() throws(Failure) -> Event {
        guard directives <= YAMLEvents.maxDirectives else {
            throw Failure(position: nil, message: "more than \(YAMLEvents.maxDirectives) lines begin with %")
        }
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(&parser, &event) == 1 else { throw failure() }
            defer { yaml_event_delete(&event) }
            if let kind = YAMLEvents.kind(event) {
                return Event(kind: kind.kind, anchor: kind.anchor, position: YAMLEvents.position(event.start_mark))
            }
        }
    }

    /// Nil for the stream's start, of which nothing is to be said.
    private static func kind(_ event: yaml_event_t) -> (kind: Kind, anchor: String?)? {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return (.documentStart, nil)
        case YAML_DOCUMENT_END_EVENT: return (.documentEnd, nil)
        case YAML_STREAM_END_EVENT: return (.streamEnd, nil)
        case YAML_SEQUENCE_START_EVENT: return (.sequenceStart, text(event.data.sequence_start.anchor))
        case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, nil)
        case YAML_MAPPING_START_EVENT: return (.mappingStart, text(event.data.mapping_start.anchor))
        case YAML_MAPPING_END_EVENT: return (.mappingEnd, nil)
        case YAML_ALIAS_EVENT: return (.alias(text(event.data.alias.anchor) ?? ""), nil)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let content = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let style: Style =
                switch scalar.style {
                // `!!str 5` is a text.
                case YAML_PLAIN_SCALAR_STYLE: scalar.tag == nil ? .plain : .quoted
                case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
                default: .quoted
                }
            return (.scalar(content, style), text(scalar.anchor))
        default: return nil
        }
    }

    private static func text(_ name: UnsafeMutablePointer<yaml_char_t>?) -> String? { name.map { String(cString: $0) } }

    private static func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private func failure() -> Failure {
        let problem = parser.problem.map { String(cString: $0) } ?? "it cannot be parsed"
        guard parser.error == YAML_READER_ERROR else {
            return Failure(position: YAMLEvents.position(parser.problem_mark), message: problem)
        }
        let before = bytes.prefix(Int(parser.problem_offset))
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        return Failure(position: SourcePosition(line: line, column: 1), message: problem)
    }
}
