import Basics
import Foundation
import Kitchen
import SourceFiles

/// The settings as a file, which people may read and change.
enum SettingsFile {
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    static func read(_ path: String) throws -> WindowSettings {
        let text = try SourceDiagnostics.text(path, .settings, missing: "there is no such file of settings")
        return try SourceDiagnostics.gathering {
            var reader = SettingsReader(file: path)
            return try reader.settings(YAMLReader.read(text, file: path, expecting: "settings, such as 'window' and 'choices'"))
        }
    }

    /// What stands for a person in the list of seats.
    static let person = "(person)"

    /// The whole file's text.
    static func text(_ settings: WindowSettings) -> String {
        var lines = [
            "# What Brigade's window remembers. It is written again after every change.", "played: \(settings.hasPlayed)",
            "muted: \(settings.isMuted)",
        ]
        var window = ["full_screen: \(settings.fillsScreen)"]
        if let size = settings.size { window = ["width: \(size.width)", "height: \(size.height)"] + window }
        lines.append("window: {\(window.joined(separator: ", "))}")
        lines += ["choices:"] + choices(settings.choices).map { "  " + $0 }
        if let keys = settings.keys { lines += ["keys:"] + keys.lines.map { "  " + $0 } }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func choices(_ choices: MenuChoices) -> [String] {
        var lines = ["more: \(choices.showsMore)"]
        if let kitchen = choices.kitchen { lines.append("kitchen: \(YAMLText.quoted(kitchen))") }
        if !choices.seats.isEmpty {
            lines.append("seats: [\(choices.seats.map { YAMLText.quoted($0 ?? person) }.joined(separator: ", "))]")
        }
        if let milliseconds = choices.tickMilliseconds { lines.append("tick_ms: \(milliseconds)") }
        if let dynamics = choices.dynamics { lines.append("dynamics: \(dynamics.rawValue)") }
        if let horizon = choices.horizon { lines.append("horizon: \(horizon)") }
        return lines
    }
}

private struct SettingsReader {
    private let file: String
    private var fields: FieldReader

    init(file: String) {
        self.file = file
        fields = FieldReader(file: file)
    }

    mutating func settings(_ root: Node) throws -> WindowSettings {
        var settings = WindowSettings()
        let entries = fields.entries(root, "a file of settings")
        fields.checkKeys(entries, known: ["played", "muted", "window", "choices", "keys"], in: "a file of settings")
        for entry in entries {
            switch entry.key {
            case "played": settings.hasPlayed = fields.bool(entry.value, "played") ?? false
            case "muted": settings.isMuted = fields.bool(entry.value, "muted") ?? false
            case "window": readWindow(entry.value, &settings)
            case "choices": settings.choices = choices(entry.value)
            case "keys": settings.keys = try KeyBindings.read(entry.value, file: file)
            default: break
            }
        }
        guard fields.problems.isEmpty else { throw SourceDiagnostics(problems: fields.problems) }
        return settings
    }

    private mutating func readWindow(_ node: Node, _ settings: inout WindowSettings) {
        let entries = fields.entries(node, "window")
        fields.checkKeys(entries, known: ["width", "height", "full_screen"], in: "window")
        var size = WindowSize.standard
        for entry in entries {
            switch entry.key {
            case "width": size.width = fields.int(entry.value, "width", in: WindowSize.smallest.width...16_384) ?? size.width
            case "height": size.height = fields.int(entry.value, "height", in: WindowSize.smallest.height...16_384) ?? size.height
            case "full_screen": settings.fillsScreen = fields.bool(entry.value, "full_screen") ?? false
            default: break
            }
        }
        if entries.contains(where: { $0.key == "width" }) { settings.size = size }
    }

    private mutating func choices(_ node: Node) -> MenuChoices {
        var choices = MenuChoices()
        let entries = fields.entries(node, "choices")
        fields.checkKeys(entries, known: ["more", "kitchen", "seats", "tick_ms", "dynamics", "horizon"], in: "choices")
        for entry in entries {
            switch entry.key {
            case "more": choices.showsMore = fields.bool(entry.value, "more") ?? false
            case "kitchen": choices.kitchen = fields.text(entry.value, "kitchen")
            case "seats":
                choices.seats = fields.list(entry.value, "seats").map { seat in
                    fields.text(seat, "a seat").flatMap { $0 == SettingsFile.person ? nil : $0 }
                }
            case "tick_ms": choices.tickMilliseconds = fields.int(entry.value, "tick_ms", in: 50...500)
            case "dynamics": choices.dynamics = dynamics(entry.value)
            case "horizon": choices.horizon = fields.int(entry.value, "horizon", in: 1...100_000)
            default: break
            }
        }
        return choices
    }

    private mutating func dynamics(_ node: Node) -> Dynamics? {
        guard let word = fields.text(node, "dynamics") else { return nil }
        if let dynamics = Dynamics(rawValue: word) { return dynamics }
        fields.report("dynamics are old or new, not '\(word)'", at: node.position)
        return nil
    }
}
