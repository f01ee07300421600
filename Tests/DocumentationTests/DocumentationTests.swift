import Foundation
import TestSupport
import Testing

/// Comments and pages speak of what is there.
@Suite struct DocumentationTests {
    private static let root = URL(fileURLWithPath: Checkout.path)

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Paths of the Swift files below a folder of the package.
    private static func files(_ folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)?.compactMap { $0 as? String } ?? []
        return found.filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }.sorted()
    }

    /// The code in a file's doc comments, without comments of its own: lines that are indented by four, after an empty one.
    private static func examples(_ path: String) throws -> [String] {
        var lines: [String] = []
        var isInside = false
        var last = ""
        for line in try text(path).split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            defer { last = trimmed }
            guard trimmed.hasPrefix("///     ") else {
                isInside = false
                continue
            }
            isInside = isInside || last == "///"
            guard isInside else { continue }
            let code = trimmed.dropFirst(4).split(separator: "//")[0].trimmingCharacters(in: .whitespaces)
            lines.append(code)
        }
        return lines
    }

    /// Files of agents, keys and weights, and formulas, stand in comments, too.
    private static let others: Set = [
        "AgentFile.swift", "KeyFile.swift", "PolicySidecar.swift", "GRU.swift", "LSTM.swift", "PPO+Update.swift",
    ]

    @Test func examplesInCommentsCompile() throws {
        let lines = try Self.text("Tests/DocumentationTests/DocExamples.swift").split(separator: "\n")
        let compiled = Set(lines.map { $0.trimmingCharacters(in: .whitespaces) })
        var count = 0
        for path in Self.files("Sources") where !Self.others.contains(URL(fileURLWithPath: path).lastPathComponent) {
            for line in try Self.examples(path) {
                count += 1
                #expect(compiled.contains(line), "\(path): '\(line)' is not among the compiled examples; add it to DocExamples.swift")
            }
        }
        #expect(count > 20)
    }

    /// Every section that comments cite has a heading.
    @Test func citedRulesHaveTheirPage() throws {
        let headings = try Self.text("docs/kitchen-rules.md").split(separator: "\n").filter { $0.hasPrefix("##") }
            .compactMap { $0.drop { "# ".contains($0) }.split(separator: " ").first }
            .map { $0.hasSuffix(".") ? String($0.dropLast()) : String($0) }
        let cited = /rules §([0-9]+(?:\.[0-9]+)?)/
        var count = 0
        for path in Self.files("Sources") + Self.files("Tests") where !path.hasPrefix("Tests/DocumentationTests") {
            for match in try Self.text(path).matches(of: cited) {
                count += 1
                #expect(headings.contains(String(match.1)), "\(path) cites rules §\(match.1), which docs/kitchen-rules.md has not")
            }
        }
        #expect(count > 40)
    }

    @Test func linksBetweenPagesLeadSomewhere() throws {
        let docs = Self.root.appendingPathComponent("docs")
        let pages = FileManager.default.enumerator(atPath: docs.path)?.compactMap { $0 as? String }.filter { $0.hasSuffix(".md") } ?? []
        for page in pages.map({ "docs/\($0)" }) + ["README.md", "CONTRIBUTING.md"] {
            let folder = Self.root.appendingPathComponent(page).deletingLastPathComponent()
            for match in try Self.text(page).matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
                let target = folder.appendingPathComponent(String(match.1)).standardized
                #expect(FileManager.default.fileExists(atPath: target.path), "\(page) links to \(match.1), which is not there")
            }
        }
    }
}
