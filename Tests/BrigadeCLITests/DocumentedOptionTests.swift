import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import BrigadeCLI

/// Every option that pages and help texts mention exists.
@Suite struct DocumentedOptionTests {
    /// Options of other programs that pages show how to call.
    private static let foreign: Set = ["--experimental-dump-help", "--help", "--version"]

    @Test func optionsInExamplesExist() throws {
        let commands = try HelpDump.read().commands
        let names = Dictionary(
            commands.map { place in
                (place.path, Set((place.command.arguments ?? []).flatMap { ($0.names ?? []).map(\.text) }))
            }, uniquingKeysWith: { $0.union($1) })
        let folder = Checkout.path("docs")
        let pages = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".md") && !$0.hasPrefix("decisions") }
            .map { (name: $0, text: try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
        let helps = commands.map { (name: $0.path.joined(separator: " "), text: $0.command.discussion ?? "") }
        var found = 0
        for (name, text) in pages + helps {
            for example in text.replacing("\\\n", with: " ").matches(of: #/brigade ((?:[a-z]+ ?)+[^\n`'|>;]*)/#) {
                let words = example.1.split(separator: " ").map(String.init)
                guard let path = (1...2).reversed().lazy.map({ Array(words.prefix($0)) }).first(where: { names[$0] != nil }) else {
                    continue
                }
                // The options behind a command within a command, as 'plan' takes one, are that command's.
                let inner = path == ["plan"] ? words.indices.dropFirst().first { names[[words[$0]]] != nil } ?? words.count : words.count
                for (place, word) in words.enumerated()
                where word.wholeMatch(of: #/--[a-z][a-z0-9-]*/#) != nil && !Self.foreign.contains(word) {
                    found += 1
                    let isKnown =
                        place < inner
                        ? names[path]?.contains(word) == true
                        : names.contains { $0.key.first == words[inner] && $0.value.contains(word) }
                    #expect(isKnown, "\(name): brigade \(example.1)")
                }
            }
        }
        #expect(found > 100)
    }

    /// docs/agents.md has a row for each kind, in the order of the catalogue.
    @Test func everyKindIsInTheTable() throws {
        let page = try String(contentsOfFile: Checkout.path("docs/agents.md"), encoding: .utf8)
        let kinds = try #require(page.split(separator: "## Kinds").last?.split(separator: "\n## ").first)
        let rows = kinds.matches(of: #/\| `([a-z-]+)` \|/#).map { String($0.1) }
        #expect(rows == AgentOptions.catalogue.names)
    }

    @Test func formerNamesStillWork() {
        #expect(FormerNames.translated(["agents", "try", "a", "--partner", "b"]) == ["agents", "try", "a", "--with", "b"])
        #expect(FormerNames.translated(["train", "ppo", "m", "--partners=b"]) == ["train", "ppo", "m", "--with=b"])
        #expect(FormerNames.translated(["solve", "m", "--least-chance", "1"]) == ["solve", "m", "--min-probability", "1"])
        #expect(FormerNames.translated(["render", "12", "--minds"]) == ["render", "12", "--explanations"])
        #expect(FormerNames.translated(["train", "fcp", "m", "--partners", "3"]) == ["train", "fcp", "m", "--partners", "3"])
    }
}
