import ArgumentParser
import Basics
import Foundation
import KitchenMaps

/// The last words and the exit code of a program that did not do what it was asked to.
enum Failure {
    /// Ends the program after an error in the command line, or a request for help.
    static func exit(parsing error: any Error) -> Never {
        let code = Brigade.exitCode(for: error)
        finish(code == .validationFailure ? unknownCommand() ?? Brigade.fullMessage(for: error) : Brigade.fullMessage(for: error), code)
    }

    /// What to say where the first word that is no option names no command.
    private static func unknownCommand() -> String? {
        let path = path(CommandLine.arguments.dropFirst())
        let names = commands(path).map { $0._commandName }
        guard let word = CommandLine.arguments.dropFirst(path.count + 1).first, !names.isEmpty, !word.hasPrefix("-"), word != "help" else {
            return nil
        }
        let command = (["brigade"] + path).joined(separator: " ")
        let hint = nearMiss(to: word, among: names).map { "did you mean '\($0)'?" } ?? "there are \(names.joined(separator: ", "))"
        return "Error: '\(command)' has no command '\(word.cleaned)'; \(hint)\n  See '\(command) --help' for more information."
    }

    /// Ends the program after an error of a command that had begun.
    static func exit(running error: any Error) -> Never {
        // Help is such an error, too.
        if error is ExitCode || Brigade.exitCode(for: error).isSuccess { exit(parsing: error) }
        switch error {
        case let error as ValidationError:
            // What the parser would add is the usage of the whole program.
            let command = (["brigade"] + path(CommandLine.arguments.dropFirst())).joined(separator: " ")
            finish("Error: \(error)\nSee '\(command) --help' for more information.", .validationFailure)
        default: finish("Error: \(words(error))", .failure)
        }
    }

    private static func finish(_ message: String, _ code: ExitCode) -> Never {
        if !message.isEmpty {
            if code.isSuccess { print(message) } else { Terminal.sayLines(message) }
        }
        Foundation.exit(code.rawValue)
    }

    /// An error as a sentence. The project's own are sentences already; those of the system are numbers.
    static func words(_ error: any Error) -> String {
        guard type(of: error) is NSError.Type || error is CocoaError || error is POSIXError, let code = SystemError.code(error) else {
            return String(describing: error)
        }
        let info = (error as NSError).userInfo
        let path = info[NSFilePathErrorKey] as? String ?? (info[NSURLErrorKey] as? URL)?.path
        return (path.map { "\($0): " } ?? "") + SystemError.words(code)
    }

    /// The words at the beginning of `arguments` that name commands.
    private static func path(_ arguments: some Sequence<String>) -> [String] {
        var path: [String] = []
        for argument in arguments {
            guard commands(path).contains(where: { $0._commandName == argument }) else { break }
            path.append(argument)
        }
        return path
    }

    /// The commands below the one that `path` leads to.
    private static func commands(_ path: [String]) -> [any ParsableCommand.Type] {
        path.reduce(Brigade.configuration.subcommands) { known, word in
            known.first { $0._commandName == word }?.configuration.subcommands ?? []
        }
    }
}
