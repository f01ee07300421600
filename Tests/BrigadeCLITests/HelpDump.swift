import Foundation

/// The command tree as the parser itself describes it.
struct HelpDump: Decodable {
    struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let arguments: [Argument]?
        let subcommands: [Command]?
    }

    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        let kind: String
        let abstract: String?
        let discussion: String?
        let names: [Name]?
        let preferredName: Name?
        let valueName: String?
        let defaultValue: String?
        let allValues: [String]?
    }

    /// An option or argument with the words that lead to its command, without the program's name.
    struct Place {
        let path: [String]
        let argument: Argument
    }

    let command: Command

    static func read() throws -> HelpDump {
        let dump = try Program.run(["--experimental-dump-help"])
        return try JSONDecoder().decode(HelpDump.self, from: Data(dump.output.utf8))
    }

    /// Every option and argument of every command.
    var places: [Place] { Self.places(command, path: []) }

    /// Every command with the words that lead to it.
    var commands: [(path: [String], command: Command)] { Self.commands(command, path: []) }

    private static func places(_ command: Command, path: [String]) -> [Place] {
        commands(command, path: path).flatMap { path, command in (command.arguments ?? []).map { Place(path: path, argument: $0) } }
    }

    private static func commands(_ command: Command, path: [String]) -> [(path: [String], command: Command)] {
        let below = (command.subcommands ?? []).filter { $0.commandName != "help" }
        return [(path, command)] + below.flatMap { commands($0, path: path + [$0.commandName]) }
    }
}
