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
package struct Node: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case null
        case bool(Bool)
        case int(Int)
        case double(Double)
        /// A text, and where each of its lines begins.
        case text(String, lines: [SourcePosition])
        case list([Node])
        case mapping([Entry])
    }

    package struct Entry: Hashable, Sendable {
        package let key: String
        package let position: SourcePosition
        package let value: Node

        package init(key: String, position: SourcePosition, value: Node) {
            self.key = key
            self.position = position
            self.value = value
        }
    }

    package let value: Value
    package let position: SourcePosition

    package init(value: Value, position: SourcePosition) {
        self.value = value
        self.position = position
    }

    /// What a person would call the kind of value.
    package var kind: String {
        switch value {
        case .null: "nothing"
        case .bool: "true or false"
        case .double(let value) where value.isNaN: "not-a-number"
        case .int, .double: "a number"
        case .text: "text"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}
