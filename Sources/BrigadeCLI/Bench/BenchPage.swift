import ArgumentParser
import Basics
import Foundation

/// A page with a place for the table of `brigade bench all`: what stands between two lines of its own.
struct BenchPage {
    private let path: String
    private let before: Substring
    private let after: Substring

    private static let first = "<!-- written by brigade bench all --page -->\n"
    private static let last = "<!-- end of brigade bench all -->"

    /// - Throws: `ValidationError` for a file that has no such place, before anything is measured; `InputFileError`.
    init(_ path: String) throws {
        let text = try InputFile.text(path, .prompt)
        guard let begin = text.range(of: BenchPage.first), let end = text.range(of: BenchPage.last, range: begin.upperBound..<text.endIndex)
        else {
            throw ValidationError(
                "\(path) has no place for the table: a line '\(BenchPage.first.dropLast())' and below it a line '\(BenchPage.last)'")
        }
        self.path = path
        before = text[..<begin.upperBound]
        after = text[end.lowerBound...]
    }

    /// Writes the page with the report's table in its place.
    func write(_ report: BenchAll.Report) throws {
        let rows = report.rows.map { row in
            let cells = [
                row.bench, row.what, BenchAll.digits(row.figure), row.unit, row.checksum ?? "-", String(format: "%.1f", row.seconds),
                row.peakMegabytes.map { String(format: "%.0f", $0) } ?? "-",
            ]
            return "| \(cells.joined(separator: " | ")) |"
        }
        let table = """
            Brigade \(report.program), \(report.processor), \(report.cores) cores, load \(String(format: "%.1f", report.load)).

            | bench | what | figure | unit | checksum | seconds of the bench | its peak MB |
            |---|---|---|---|---|---|---|
            \(rows.joined(separator: "\n"))

            """
        try WholeFile.write(String(before) + table + after, to: path)
    }
}
