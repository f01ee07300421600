import Basics
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

/// Key bindings as a file:
///
///     player 1: {up: W, down: S, left: A, right: D, interact: Space}
///     player 2: {up: Up, down: Down, left: Left, right: Right, interact: Return}
///     explanation: Tab
///     view: V
///     pause: P
///     restart: R
///     leave: Escape
///
/// Keys are called as their places are on an American keyboard (Return, Left Shift, Keypad 0); a list gives several.
extension KeyBindings {
    /// Words for commands of the release before, which files may still have.
    fileprivate static let formerWords: [String: Command] = ["mind": .explanation]

    /// Reads a file of keys; what it does not name stays as in `standard`.
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public static func read(_ path: String) throws -> KeyBindings {
        let text = try SourceDiagnostics.text(path, .keys, missing: "there is no such file of keys")
        return try SourceDiagnostics.gathering {
            try read(YAMLReader.read(text, file: path, expecting: "key bindings, such as 'player 1' and 'pause'"), file: path)
        }
    }

    /// Reads key bindings that are a part of `file`.
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    package static func read(_ node: Node, file: String) throws -> KeyBindings {
        var reader = KeyFileReader(file: file)
        return try reader.read(node)
    }

    /// The lines of a file that reads back as these bindings.
    package var lines: [String] {
        func list(_ keys: [String]) -> String { "[\(keys.map(YAMLText.quoted).joined(separator: ", "))]" }
        let people = players.indices.map { person in
            let moves = Self.moves.map { "\($0.word): \(list(players[person][$0.action] ?? []))" }
            return "player \(person + 1): {\(moves.joined(separator: ", "))}"
        }
        return people + Command.allCases.map { "\($0.rawValue): \(list(commands[$0] ?? []))" }
    }
}

/// Reads the YAML of key bindings.
private struct KeyFileReader {
    private var fields: FieldReader
    private var taken: [String: KeyBindings.Use] = [:]
    /// Keys that the file names, and where.
    private var places: [String: SourcePosition] = [:]

    init(file: String) { fields = FieldReader(file: file) }

    mutating func read(_ root: Node) throws -> KeyBindings {
        var bindings = KeyBindings.standard
        let entries = fields.entries(root, "a file of keys")
        let named = entries.filter { KeyBindings.formerWords[$0.key] == nil }
        fields.checkKeys(named, known: ["player 1", "player 2"] + KeyBindings.Command.allCases.map(\.rawValue), in: "a file of keys")
        for entry in entries {
            if let command = KeyBindings.Command(rawValue: entry.key) ?? KeyBindings.formerWords[entry.key] {
                bindings.set(.command(command), keys: keys(entry.value, .command(command)))
            }
            guard let person = ["player 1", "player 2"].firstIndex(of: entry.key) else { continue }
            let moves = fields.entries(entry.value, entry.key)
            fields.checkKeys(moves, known: KeyBindings.moves.map(\.word), in: entry.key)
            for move in moves {
                guard let action = KeyBindings.moves.first(where: { $0.word == move.key })?.action else { continue }
                let use = KeyBindings.Use.action(person: person, action)
                bindings.set(use, keys: keys(move.value, use))
            }
        }
        if fields.problems.isEmpty { reportConflicts(bindings) }
        guard fields.problems.isEmpty else { throw SourceDiagnostics(problems: fields.problems) }
        return bindings
    }

    /// Keys of the file that something else still has, which the file does not name.
    private mutating func reportConflicts(_ bindings: KeyBindings) {
        for (key, uses) in bindings.conflicts {
            guard let place = places[key], let use = taken[key], let other = uses.first(where: { $0 != use }) else { continue }
            fields.report(
                "the key '\(key)' is for '\(use.words)' here and still for '\(other.words)'; give that another key", at: place)
        }
    }

    private mutating func keys(_ node: Node, _ use: KeyBindings.Use) -> [String] {
        var nodes = [node]
        if case .list(let items) = node.value { nodes = items }
        var keys: [String] = []
        for node in nodes {
            var name: String?
            // A digit's key reads as a number in YAML.
            if case .int(let digit) = node.value { name = "\(digit)" } else { name = fields.text(node, use.words) }
            guard let written = name else { continue }
            guard let name = KeyNames.place(named: written) else {
                fields.report("there is no key called '\(written)'; keys are called e.g. Space, Left, W, Return", at: node.position)
                continue
            }
            if let purpose = KeyBindings.fixedKeys[name] {
                fields.report("the key '\(name)' \(purpose) and can have no other use; choose another", at: node.position)
            }
            if let other = taken[name] { fields.report("the key '\(name)' is \(other.words) already", at: node.position) }
            taken[name] = use
            places[name] = node.position
            keys.append(name)
        }
        return keys
    }
}
