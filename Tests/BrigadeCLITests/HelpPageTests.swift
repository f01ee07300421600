import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import BrigadeCLI

/// The help of every command, recorded in `Tests/Golden/help`, so that a change of what users read is seen as they will see it.
@Suite struct HelpPageTests {
    /// A command with the words that lead to it.
    struct Page {
        let words: [String]
        let command: any ParsableCommand.Type

        var file: String { words.joined(separator: " ").replacing(" ", with: "-") + ".txt" }

        /// The page of a command and of all below it.
        static func all(_ command: any ParsableCommand.Type, after words: [String] = []) -> [Page] {
            let own = words + [command._commandName]
            return [Page(words: own, command: command)] + command.configuration.subcommands.flatMap { all($0, after: own) }
        }

        var text: String { Brigade.helpMessage(for: command, columns: 100) + "\n" }
    }

    @Test func everyPageIsAsRecorded() throws {
        for page in Page.all(Brigade.self) { try GoldenFile("help/\(page.file)").expect(page.text) }
    }

    /// The first page says how to begin instead.
    @Test func everyCommandShowsAnExample() {
        for page in Page.all(Brigade.self).dropFirst() {
            let examples = page.text.split(separator: "\n").filter { $0.hasPrefix("  \(page.words[0]) ") }
            #expect(!examples.isEmpty, "'\(page.words.joined(separator: " "))' shows no example")
        }
    }

    @Test(.enabled(if: !GoldenFile.isRecording)) func noPageIsLeftOver() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Checkout.path("Tests/Golden/help"))
        #expect(files.sorted() == Page.all(Brigade.self).map(\.file).sorted())
    }
}
