import Basics
import Foundation
import Kitchen
import KitchenMaps

/// Finds out what is wrong with a line that could not be read, in words for the author of the program: which key, what it is,
/// and what is right.
enum ProtocolMistake {
    /// The types that a program may send.
    static let types = ["hello", "ready", "refuse", "action", "info"]
    /// Other words for actions, in games and libraries of the field.
    private static let aliases: [String: Action] = [
        "up": .north, "down": .south, "right": .east, "left": .west, "n": .north, "s": .south, "e": .east, "w": .west, "noop": .stay,
        "none": .stay, "wait": .stay, "stand": .stay, "idle": .stay, "space": .interact, "use": .interact, "act": .interact,
    ]
    private static let actions = Action.allCases.map { "\($0)" }

    /// What each key must be, for the author who got it wrong.
    private static let rules = [
        "protocol": "a whole number, one of those in the 'protocols' of Brigade's hello",
        "episode": "the whole number in 'begin'",
        "tick": "the whole number in the state that is answered",
        "action": "one of the texts " + actions.map { "\"\($0)\"" }.joined(separator: ", "),
        "reason": "a text",
        "message": "a text",
        "explanation": "a text, or an object with the text 'intention' and perhaps 'reason', 'beliefs', 'path' and 'wish'",
    ]
    /// The keys of each type, in the order in which they are looked at.
    private static let keys = [
        "hello": ["protocol"], "ready": ["episode"], "refuse": ["reason"], "action": ["tick", "action", "message", "explanation"],
    ]

    static func missing(_ key: String, of type: String) -> String {
        "'\(key)' is missing in '\(type)'; it must be \(rules[key] ?? "there")"
    }

    static func unknown(type: String) -> String {
        let hint = nearMiss(to: type, among: types).map { "did you mean '\($0)'?" } ?? "types are \(types.joined(separator: ", "))"
        return "the type '\(ProtocolAnswer.excerpt(type))' is unknown; \(hint)"
    }

    static func unknown(action name: String) -> String {
        let word = name.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        let hint = (aliases[word].map { "\($0)" } ?? nearMiss(to: word, among: actions)).map { "did you mean '\($0)'?" }
        return "no action is called '\(ProtocolAnswer.excerpt(name))'; " + (hint ?? "actions are \(actions.joined(separator: ", "))")
    }

    /// What is wrong with a line that is no message of the protocol.
    static func find(in data: Data, _ line: String) -> ProtocolAnswer {
        guard let fields = try? JSONDecoder().decode([String: Shape].self, from: data) else {
            return .stray("no JSON object: \(ProtocolAnswer.excerpt(line))")
        }
        guard let type = fields["type"] else { return .stray("no 'type': \(ProtocolAnswer.excerpt(line))") }
        guard case .text(let word) = type else { return .stray("'type' is \(type.words); it must be a text") }
        guard let keys = keys[word] else { return .stray(unknown(type: word)) }
        for key in keys {
            guard let value = fields[key], let rule = rules[key], !isRight(value, key) else { continue }
            return .nonsense("'\(key)' is \(value.words); it must be \(rule)\(hint(value, key))")
        }
        return .nonsense("'\(word)' cannot be read: \(ProtocolAnswer.excerpt(line))")
    }

    /// Whether a value is of the right kind.
    private static func isRight(_ value: Shape, _ key: String) -> Bool {
        switch (key, value) {
        case (_, .null): true
        case ("protocol", .integer), ("episode", .integer), ("tick", .integer): true
        case ("action", .text), ("reason", .text), ("message", .text), ("explanation", .text): true
        default: false
        }
    }

    /// The action that a step in cells means.
    private static func hint(_ value: Shape, _ key: String) -> String {
        guard key == "action", case .list(let items) = value else { return "" }
        let steps: [[Shape]: Action] = [
            [.integer(0), .integer(-1)]: .north, [.integer(0), .integer(1)]: .south, [.integer(1), .integer(0)]: .east,
            [.integer(-1), .integer(0)]: .west, [.integer(0), .integer(0)]: .stay,
        ]
        return steps[items].map { "; that step is \"\($0)\"" } ?? ""
    }

    /// A JSON value.
    private indirect enum Shape: Decodable, Hashable {
        case null
        case truth(Bool)
        case integer(Int)
        case number(Double)
        case text(String)
        case list([Shape])
        case object
        /// A number that is too large to be one.
        case unreadable

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .null
            } else if let text = try? value.decode(String.self) {
                self = .text(text)
            } else if let integer = try? value.decode(Int.self) {
                self = .integer(integer)
            } else if let truth = try? value.decode(Bool.self) {
                self = .truth(truth)
            } else if let number = try? value.decode(Double.self) {
                self = .number(number)
            } else if (try? decoder.unkeyedContainer()) != nil {
                // Long lists are no actions, and need not be read.
                var items = try decoder.unkeyedContainer()
                var list: [Shape] = []
                while !items.isAtEnd, list.count < 8 { list.append(try items.decode(Shape.self)) }
                self = .list(list)
            } else {
                self = (try? decoder.container(keyedBy: AnyKey.self)) == nil ? .unreadable : .object
            }
        }

        /// In words, short.
        var words: String {
            switch self {
            case .null: "nothing"
            case .truth, .integer, .number: "\(kind) \(written)"
            case .text: "the text \(written)"
            case .list: "the list \(ProtocolAnswer.excerpt(written))"
            case .object: "an object"
            case .unreadable: "a number beyond all that can be read"
            }
        }

        private var kind: String {
            if case .truth = self { return "the truth value" }
            return "the number"
        }

        private var written: String {
            switch self {
            case .null: "null"
            case .truth(let truth): "\(truth)"
            case .integer(let integer): "\(integer)"
            case .number(let number): "\(number)"
            case .text(let text): "\"\(ProtocolAnswer.excerpt(text))\""
            case .list(let items): "[" + items.prefix(4).map(\.written).joined(separator: ",") + (items.count > 4 ? ",..." : "") + "]"
            case .object: "{...}"
            case .unreadable: "..."
            }
        }

        private struct AnyKey: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }

            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }
}
