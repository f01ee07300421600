import Foundation
import Testing

/// A recorded text in `Tests/Golden` that a test compares with what it finds.
///
/// `make playthroughs` sets `BRIGADE_RECORD=1`, and then a file that says something else is written again. CONTRIBUTING.md
/// says when a difference is right.
public struct GoldenFile: Sendable {
    /// The path from `Tests/Golden` on.
    public let name: String
    /// By which share numbers with a fraction may differ, and percentages with them; nil where every character counts. With it,
    /// one unit in the last printed digit is always allowed.
    public let tolerance: Double?

    /// - Parameters:
    ///   - name: the path from `Tests/Golden` on.
    ///   - tolerance: for texts with learned numbers, which processors round differently.
    public init(_ name: String, tolerance: Double? = nil) {
        self.name = name
        self.tolerance = tolerance
    }

    /// Whether differences are recorded in place of being reported.
    public static var isRecording: Bool { ProcessInfo.processInfo.environment["BRIGADE_RECORD"] == "1" }

    private static let shownLines = 6

    private var path: String { Checkout.path("Tests/Golden/\(name)") }

    /// Expects `text` to be what was recorded.
    /// - Throws: what the file system says.
    public func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if let difference = try difference(from: text) { Issue.record(Comment(rawValue: difference), sourceLocation: sourceLocation) }
    }

    /// Expects `lines`, each closed by a newline, to be what was recorded.
    /// - Throws: what the file system says.
    public func expect(_ lines: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        try expect(lines.map { $0 + "\n" }.joined(), sourceLocation: sourceLocation)
    }

    /// The first lines in which `text` is not what was recorded, for a person; nil where it is, or has now been recorded.
    /// - Throws: what the file system says.
    public func difference(from text: String) throws -> String? {
        let recorded = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        if let recorded, recorded == text { return nil }
        let differences = differences(recorded ?? "", text)
        if recorded != nil && differences.isEmpty { return nil }
        if GoldenFile.isRecording {
            let url = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return nil
        }
        guard recorded != nil else { return "Tests/Golden/\(name) is missing; 'make playthroughs' records it" }
        let more = differences.count - GoldenFile.shownLines
        return """
            Tests/Golden/\(name) was recorded otherwise ('-'); if the change is meant, 'make playthroughs' records it again
            \(differences.prefix(GoldenFile.shownLines).joined(separator: "\n"))\(more > 0 ? "\nand \(more) lines more" : "")
            """
    }

    /// Each line that differs, as it was and as it is.
    private func differences(_ recorded: String, _ text: String) -> [String] {
        let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
        let new = text.split(separator: "\n", omittingEmptySubsequences: false)
        return (0..<max(old.count, new.count)).compactMap { index in
            let was = index < old.count ? old[index] : nil
            let now = index < new.count ? new[index] : nil
            if let was, let now, isSame(was, now) { return nil }
            let lines = [was.map { "- \($0)" }, now.map { "+ \($0)" }].compactMap { $0 }
            return "line \(index + 1):\n" + lines.joined(separator: "\n")
        }
    }

    private func isSame(_ was: Substring, _ now: Substring) -> Bool {
        if was == now { return true }
        guard let tolerance else { return false }
        let (old, new) = (RoundedLine(was), RoundedLine(now))
        return old.words == new.words && zip(old.numbers, new.numbers).allSatisfy { $0.isNear($1, tolerance) }
    }
}

/// A line taken apart into words and the rounded numbers between them.
private struct RoundedLine {
    struct Number {
        let value: Double
        /// What one in the last printed digit is.
        let unit: Double

        init(_ text: Substring) {
            value = Double(text) ?? .nan
            unit = pow(10, -Double(text.split(separator: ".").dropFirst().first?.count ?? 0))
        }

        func isNear(_ other: Number, _ tolerance: Double) -> Bool {
            abs(value - other.value) <= tolerance * max(abs(value), abs(other.value)) + 1.001 * max(unit, other.unit)
        }
    }

    var words: [Substring] = []
    var numbers: [Number] = []

    init(_ line: Substring) {
        // A number with a fraction, or a whole percentage.
        let number = /-?[0-9]+\.[0-9]+|[0-9]+(?= %)/
        var rest = line
        while let match = rest.firstMatch(of: number) {
            words.append(rest[..<match.range.lowerBound])
            numbers.append(Number(match.output))
            rest = rest[match.range.upperBound...]
        }
        words.append(rest)
    }
}
