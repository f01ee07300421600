import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import Testing

@testable import Conformance

/// No file, however small or large, takes more than linear time; what is too much is refused in a sentence.
///
/// Before the limits these took from fourteen seconds to hours.
@Suite struct FileLimitTests {
    private static let kitchen = "XXPXX\nO  2O\nX1  X\nXDXSX"
    private static let grid = "grid: |\n" + kitchen.split(separator: "\n").map { "  \($0)\n" }.joined()

    private func yamlProblem(_ text: String) -> String? {
        do {
            _ = try MapFile.parseYAML(text, file: "m", name: "m")
            return nil
        } catch { return "\(error)" }
    }

    private func layoutProblem(_ text: String) -> String? {
        do {
            _ = try MapFile.parseLayoutFile(text, file: "m", name: "m")
            return nil
        } catch { return "\(error)" }
    }

    // MARK: YAML

    /// Ten times ten times ten ...
    private func multiplying(levels: Int) -> String {
        (0..<levels).map { level in
            let items = [String](repeating: level == 0 ? "x" : "*a\(level - 1)", count: 10)
            return "k\(level): &a\(level) [\(items.joined(separator: ","))]\n"
        }.joined()
    }

    @Test(arguments: [6, 14, 60])
    func aliasesThatMultiplyAreRefused(levels: Int) {
        #expect(yamlProblem(multiplying(levels: levels) + Self.grid)?.contains("more than 100000 values up to here") == true)
    }

    /// The same as a key, which has to be compared with other keys.
    @Test func aliasesAreNoKeys() {
        #expect(yamlProblem(multiplying(levels: 4) + "? *a3\n: 1\n" + Self.grid)?.contains("a key must be a word") == true)
    }

    @Test func anAliasThatRepeatsLittleIsRead() throws {
        let layout = try MapFile.parseYAML(
            "start_all_orders: [&soup [onion, onion, onion]]\nstart_bonus_orders: [*soup]\n" + Self.grid, file: "m", name: "m")
        #expect(layout.parameters.bonusOrders == layout.parameters.orders)
    }

    @Test(arguments: [
        ("a: " + String(repeating: "[", count: 100_000), "nested more than 64 deep"),
        ((0..<200).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"), "nested more than 64 deep"),
        (String(repeating: "- ", count: 100_000), "nested more than 64 deep"),
        ((0..<60_000).map { "k\($0): \($0)\n" }.joined(), "m:1001:1: error: more than 1000 keys in one mapping"),
        ("a: [" + String(repeating: "1,", count: 200_000) + "1]", "more than 100000 values"),
        ((0..<60_000).map { "%TAG !a\($0)! x\n" }.joined() + "---\na: 1\n", "more than 16 lines begin with %"),
        ("a: 1\n---\nb: 1\n", "m:2:1: error: there is a second document in this file; keep one"),
        ("a: *b\n", "m:1:4: error: this is not YAML: found undefined alias"),
    ])
    func tooMuchYAMLIsRefused(text: String, message: String) {
        #expect(yamlProblem(text)?.contains(message) == true, "\(yamlProblem(text)?.prefix(200) ?? "read")")
    }

    // MARK: .layout

    @Test(arguments: [
        ("{" + (0..<60_000).map { "'k\($0)': \($0), " }.joined() + "}", "more than 1000 keys in one dict"),
        ("{'a': [" + String(repeating: "1,", count: 200_000) + "]}", "more than 100000 values"),
        ("{'a': [1] * 1000 * 1000 * 1000 * 1000 * 1000 * 1000 * 1000}", "makes more of them than a layout can have"),
        ("{'a': " + [String](repeating: "'X'", count: 10_000).joined(separator: " + ") + "}", "more than 1000 sums and products"),
        ("{'a': " + String(repeating: "-", count: 100_000) + "1}", "nested too deeply"),
        (String(repeating: "(", count: 100_000), "nested too deeply"),
    ])
    func tooMuchOfALayoutIsRefused(text: String, message: String) {
        #expect(layoutProblem(text)?.contains(message) == true, "\(layoutProblem(text)?.prefix(200) ?? "read")")
    }

    // MARK: Kitchens

    /// Poses of more than 16,384 floor cells do not fit into the tables.
    @Test(arguments: [65, 130, 400])
    func kitchensThatAreTooLargeAreRefusedWhileReading(size: Int) {
        let floor = "X" + String(repeating: " ", count: size - 2) + "X"
        let rows =
            [String(repeating: "X", count: size)] + [String](repeating: floor, count: size - 2) + [
                "XPSDO1" + String(repeating: "X", count: size - 6)
            ]
        let message = "the kitchen has \(size * size) cells in \(size) rows; at most 4096 can be simulated"
        #expect(yamlProblem("grid: |\n" + rows.map { "  \($0)\n" }.joined())?.contains("m:2:3: error: " + message) == true)
        #expect(layoutProblem("{'grid': '''\(rows.joined(separator: "\n"))'''}")?.contains(message) == true)
        #expect(throws: GridError.self) { try Layout(name: "m", grid: rows) }
    }

    /// A file of nothing but mistakes does not fill the screen.
    @Test func notEveryProblemIsPrinted() {
        let grid = ["XXPXX", "O 1 O", "XD SX"] + [String](repeating: "XzzzX", count: 200) + ["XXXXX"]
        let lines = yamlProblem("grid: |\n" + grid.map { "  \($0)\n" }.joined())?.split(separator: "\n") ?? []
        #expect(lines.count == 51 && lines.last == "... and 550 more like these")
    }

    // MARK: Trials

    private func lineProblem(_ data: Data, name: String = "t.jsonl") throws -> String? {
        let path = try Paths.temporaryFolder() + "/" + name
        try data.write(to: URL(fileURLWithPath: path))
        do {
            try GzipLines.forEach(in: path) { _, _ in }
            return nil
        } catch { return "\(error)".replacing(path, with: "t") }
    }

    @Test func linesHaveALimit() throws {
        let most = FileLimitTests.line(16 << 20)
        #expect(try lineProblem(most + Data("\nx\n".utf8)) == nil)
        #expect(try lineProblem(Data("a\n\n".utf8) + most + Data("x".utf8)) == "t:3: this line has more than 16 MiB; a line is one trial")
    }

    private static func line(_ bytes: Int) -> Data { Data(repeating: UInt8(ascii: "a"), count: bytes) }

    @Test func linesAreNumberedAndEmptyOnesLeftOut() throws {
        let path = try Paths.temporaryFolder() + "/t.jsonl"
        try Data("a\n\nbb\n\n\nc".utf8).write(to: URL(fileURLWithPath: path))
        var lines: [String] = []
        try GzipLines.forEach(in: path) { line, number in lines.append("\(number) \(String(decoding: line, as: UTF8.self))") }
        #expect(lines == ["1 a", "3 bb", "6 c"])
    }
}
