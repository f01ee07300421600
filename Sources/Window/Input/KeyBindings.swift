import Basics
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

/// Which key does what; from the file that `--keys` names, else as in `standard`.
///
///     player 1: {up: W, down: S, left: A, right: D, interact: Space}
///     player 2: {up: Up, down: Down, left: Left, right: Right, interact: Return}
///     explanation: Tab
///     pause: P
///     restart: R
///     leave: Escape
///
/// Keys are called as SDL calls them (Return, Left Shift, Keypad 0); a list gives several.
public struct KeyBindings: Sendable, Hashable {
    /// What a key does that is not a move.
    package enum Command: String, Sendable, Hashable, CaseIterable {
        case explanation, pause, restart, leave
    }

    /// Words for commands of the release before, which files may still have.
    fileprivate static let formerWords: [String: Command] = ["mind": .explanation]

    /// The keys of each person's actions.
    private(set) var players: [[Action: [String]]]
    private(set) var commands: [Command: [String]]

    static let moves: [(word: String, action: Action)] = [
        ("up", .north), ("down", .south), ("left", .west), ("right", .east), ("interact", .interact),
    ]

    public static let standard = KeyBindings(
        players: [
            [.north: ["W"], .south: ["S"], .west: ["A"], .east: ["D"], .interact: ["Space"]],
            [.north: ["Up"], .south: ["Down"], .west: ["Left"], .east: ["Right"], .interact: ["Return"]],
        ],
        commands: [.explanation: ["Tab"], .pause: ["P"], .restart: ["R"], .leave: ["Escape"]])

    /// Which person's action `key` is; alone at the keyboard, one person has the keys of both.
    package func action(_ key: String, people: Int) -> (person: Int, action: Action)? {
        for (index, keys) in players.enumerated() {
            guard let action = keys.first(where: { $0.value.contains(key) })?.key else { continue }
            return (people == 1 ? 0 : index, action)
        }
        return nil
    }

    package func command(_ key: String) -> Command? { commands.first { $0.value.contains(key) }?.key }

    /// The keys of `person` in words, e.g. "W A S D, Space".
    package func summary(person: Int) -> String {
        let keys = players[min(person, players.count - 1)]
        let moves = [Action.north, .west, .south, .east].map { keys[$0]?.first ?? "?" }
        let names = Set(moves) == ["Up", "Left", "Down", "Right"] ? "Arrows" : moves.joined(separator: " ")
        return "\(names), \(keys[.interact]?.first ?? "?")"
    }

    func name(_ command: Command) -> String { commands[command]?.first ?? "?" }

    // MARK: Files

    /// Reads a file of keys; what it does not name stays as in `standard`.
    /// - Parameter isKey: whether a name is a key's, when the caller knows.
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public static func read(_ path: String, isKey: @escaping (String) -> Bool = { _ in true }) throws -> KeyBindings {
        let text = try SourceDiagnostics.text(path, .keys, missing: "there is no such file of keys")
        return try SourceDiagnostics.gathering {
            var reader = KeyFileReader(file: path, isKey: isKey)
            return try reader.read(YAMLReader.read(text, file: path, expecting: "key bindings, such as 'player 1' and 'pause'"))
        }
    }

    mutating func set(_ action: Action, person: Int, keys: [String]) { players[person][action] = keys }
    mutating func set(_ command: Command, keys: [String]) { commands[command] = keys }
}

/// Reads the YAML of key bindings.
private struct KeyFileReader {
    let isKey: (String) -> Bool
    private var fields: FieldReader
    private var taken: [String: String] = [:]

    init(file: String, isKey: @escaping (String) -> Bool) {
        self.isKey = isKey
        fields = FieldReader(file: file)
    }

    mutating func read(_ root: Node) throws -> KeyBindings {
        var bindings = KeyBindings.standard
        let entries = fields.entries(root, "a file of keys")
        let named = entries.filter { KeyBindings.formerWords[$0.key] == nil }
        fields.checkKeys(named, known: ["player 1", "player 2"] + KeyBindings.Command.allCases.map(\.rawValue), in: "a file of keys")
        for entry in entries {
            if let command = KeyBindings.Command(rawValue: entry.key) ?? KeyBindings.formerWords[entry.key] {
                bindings.set(command, keys: keys(entry.value, entry.key))
            }
            guard let person = ["player 1", "player 2"].firstIndex(of: entry.key) else { continue }
            let moves = fields.entries(entry.value, entry.key)
            fields.checkKeys(moves, known: KeyBindings.moves.map(\.word), in: entry.key)
            for move in moves {
                guard let action = KeyBindings.moves.first(where: { $0.word == move.key })?.action else { continue }
                bindings.set(action, person: person, keys: keys(move.value, "\(entry.key) \(move.key)"))
            }
        }
        guard fields.problems.isEmpty else { throw SourceDiagnostics(problems: fields.problems) }
        return bindings
    }

    private mutating func keys(_ node: Node, _ what: String) -> [String] {
        var nodes = [node]
        if case .list(let items) = node.value { nodes = items }
        var keys: [String] = []
        for node in nodes {
            var name: String?
            // A digit's key reads as a number in YAML.
            if case .int(let digit) = node.value { name = "\(digit)" } else { name = fields.text(node, what) }
            guard let name else { continue }
            if !isKey(name) {
                fields.report("there is no key called '\(name)'; SDL calls keys e.g. Space, Left, W, Return", at: node.position)
            }
            if let other = taken[name] { fields.report("the key '\(name)' is \(other) already", at: node.position) }
            taken[name] = what
            keys.append(name)
        }
        return keys
    }
}
