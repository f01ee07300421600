import Basics
import Foundation
import Testing

/// docs/robustness.md shows the table of limits that the readers use.
@Test func thePageOfLimitsIsTheTable() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(contentsOf: package.appending(path: "docs/robustness.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }
    for format in FileFormat.allCases {
        #expect(rows.contains("| \(format.rawValue) | \(FileFormat.words(format.maxBytes)) |"))
    }
    #expect(page.contains("a line of \(FileFormat.words(FileFormat.maxTrialLine))"))
}
