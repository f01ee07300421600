import Kitchen

/// Which key does what; from the file that `--keys` names or the settings, else as in `standard`. Keys are known by their
/// place (`KeyNames`).
public struct KeyBindings: Sendable, Hashable {
    /// What a key does that is not a move.
    package enum Command: String, Sendable, Hashable, CaseIterable {
        case explanation, view, pause, restart, leave
    }

    /// Something that a key can be for.
    package enum Use: Hashable, Sendable {
        case action(person: Int, Action)
        case command(Command)

        /// As files have it, e.g. "player 1 up", "pause".
        package var words: String {
            switch self {
            case .action(let person, let action):
                "player \(person + 1) \(KeyBindings.moves.first { $0.action == action }?.word ?? "")"
            case .command(let command): command.rawValue
            }
        }
    }

    /// The keys of each person's actions.
    private(set) var players: [[Action: [String]]]
    private(set) var commands: [Command: [String]]

    static let moves: [(word: String, action: Action)] = [
        ("up", .north), ("down", .south), ("left", .west), ("right", .east), ("interact", .interact),
    ]

    /// Everything that keys are for, in the order of files and pages.
    package static let uses: [Use] =
        (0..<2).flatMap { person in moves.map { Use.action(person: person, $0.action) } } + Command.allCases.map(Use.command)

    /// Keys that always do the same, and what.
    static let fixedKeys = ["M": "turns sound off and on", "F11": "fills the screen"]

    /// Which person's action `key` is; alone at the keyboard, one person has the keys of both.
    package func action(_ key: String, people: Int) -> (person: Int, action: Action)? {
        for (index, keys) in players.enumerated() {
            guard let action = keys.first(where: { $0.value.contains(key) })?.key else { continue }
            return (people == 1 ? 0 : index, action)
        }
        return nil
    }

    package func command(_ key: String) -> Command? { commands.first { $0.value.contains(key) }?.key }

    package func keys(_ use: Use) -> [String] {
        switch use {
        case .action(let person, let action): players[person][action] ?? []
        case .command(let command): commands[command] ?? []
        }
    }

    mutating func set(_ use: Use, keys: [String]) {
        switch use {
        case .action(let person, let action): players[person][action] = keys
        case .command(let command): commands[command] = keys
        }
    }

    // MARK: Conflicts

    /// Keys that are for more than one thing, with what they are for, in the order of `uses`.
    package var conflicts: [(key: String, uses: [Use])] {
        var found: [String: [Use]] = [:]
        for use in Self.uses {
            for key in keys(use) { found[key, default: []].append(use) }
        }
        return found.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Gives `use` a key; what had that key takes the one that `use` had, so that everything keeps a key.
    /// - Returns: what had the key.
    @discardableResult package mutating func assign(_ key: String, to use: Use) -> Use? {
        let former = keys(use)
        guard former != [key] else { return nil }
        let other = Self.uses.first { $0 != use && keys($0).contains(key) }
        set(use, keys: [key])
        guard let other else { return nil }
        let rest = keys(other).filter { $0 != key }
        set(other, keys: rest.isEmpty ? Array(former.filter { $0 != key }.prefix(1)) : rest)
        return other
    }

    // MARK: In words

    /// The keys of `person` in words, as they are printed on this keyboard, e.g. "W A S D, Space".
    package func summary(person: Int) -> String {
        let keys = players[min(person, players.count - 1)]
        let moves = [Action.north, .west, .south, .east].map { keys[$0]?.first ?? "?" }
        let names = Set(moves) == ["Up", "Left", "Down", "Right"] ? "Arrows" : moves.map(KeyNames.local).joined(separator: " ")
        return "\(names), \(keys[.interact]?.first.map(KeyNames.local) ?? "?")"
    }

    /// What is printed on the key of a command.
    func label(_ command: Command) -> String { commands[command]?.first.map(KeyNames.local) ?? "?" }

    func name(_ command: Command) -> String { commands[command]?.first ?? "?" }
}
