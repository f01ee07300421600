/// A place in a text file, counted from one.
public struct SourcePosition: Hashable, Sendable, Comparable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// A value read from a file and where it stands there; what both map formats are read into.
struct Node: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case null
        case bool(Bool)
        case int(Int)
        case double(Double)
        /// A text, and where each of its lines begins.
        case text(String, lines: [SourcePosition])
        case list([Node])
        case mapping([Entry])
    }

    struct Entry: Hashable, Sendable {
        let key: String
        let position: SourcePosition
        let value: Node
    }

    let value: Value
    let position: SourcePosition

    /// What a person would call the kind of value.
    var kind: String {
        switch value {
        case .null: "nothing"
        case .bool: "true or false"
        case .int, .double: "a number"
        case .text: "text"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}
