import ArgumentParser
import Foundation
import Testing

@testable import BrigadeCLI

/// Every number of every command, found in the parser's own description of the command tree.
@Suite struct NumberOptionTests {
    /// What people and programs put where a number belongs.
    private static let extremes = [
        "9223372036854775807", "-9223372036854775808", "18446744073709551616", "-1", "0", "1e400", "nan", "inf", "-inf", "", " ", "seven",
        "1.5e9", "0x7FFFFFFFFFFFFFFF", "99999999999999999999999999", "\u{0}", "12 ",
    ]

    /// The command that words lead to. Parsing by it is much faster than by the whole tree.
    private func command(_ path: [String]) -> any ParsableCommand.Type {
        path.reduce(Brigade.self) { (known: any ParsableCommand.Type, word) in
            known.configuration.subcommands.first { $0._commandName == word } ?? known
        }
    }

    /// Why arguments of a command are refused, and with which exit code; nil where they are not.
    private func refusal(_ path: [String], _ arguments: [String]) -> (message: String, code: Int32)? {
        let command = command(path)
        do {
            _ = try command.parse(arguments)
            return nil
        } catch {
            return (command.fullMessage(for: error), command.exitCode(for: error).rawValue)
        }
    }

    /// The options that read their value as something else than text, by what the parser says to a text, but for those
    /// that are one of a few words.
    private func numbers() throws -> [HelpDump.Place] {
        try HelpDump.read().places.filter { place in
            guard place.argument.kind != "flag", place.argument.allValues == nil, let name = place.argument.valueName else { return false }
            let option = place.argument.kind == "option" ? [place.argument.preferredName?.text ?? ""] : []
            return refusal(place.path, option + ["seven"])?.message.contains("The value 'seven' is invalid for '\(option.joined())")
                ?? false
                && name != "size"
        }
    }

    @Test func everyNumberHasARangeThatItsHelpShows() throws {
        let numbers = try numbers()
        #expect(numbers.count > 150)
        for place in numbers {
            let words = place.argument.abstract ?? ""
            #expect(words.contains("Range: ") && words.hasSuffix("."), "\(place.path) \(place.argument.valueName ?? "")")
        }
    }

    @Test func extremesAreRefusedInASentence() throws {
        for place in try numbers() where place.argument.kind == "option" {
            let name = place.argument.preferredName?.text ?? ""
            var refused = 0
            for value in Self.extremes {
                guard let refusal = refusal(place.path, [name, value]), refusal.message.contains("The value '\(value)' is invalid for")
                else { continue }
                refused += 1
                #expect(refusal.message.contains("it must be a") && refusal.message.contains("number"), "\(place.path) \(name) \(value)")
                #expect(refusal.code == 64)
            }
            #expect(refused >= 10, "\(place.path) \(name) takes too much")
        }
    }

    /// What the help shows as the default is in the range, too.
    @Test func defaultsAreInTheirRanges() throws {
        for place in try numbers() where place.argument.kind == "option" {
            guard let value = place.argument.defaultValue, !value.hasPrefix("[") else { continue }
            let name = place.argument.preferredName?.text ?? ""
            let message = refusal(place.path, [name, value])?.message ?? ""
            #expect(!message.contains("is invalid for '\(name)"), "\(place.path) \(name): \(message)")
        }
    }
}
