import Basics
import Foundation
import TestSupport
import Testing

/// docs/robustness.md shows the table of limits that the readers use.
@Test func thePageOfLimitsIsTheTable() throws {
    let page = try String(contentsOfFile: Checkout.path("docs/robustness.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }
    for format in FileFormat.allCases {
        #expect(rows.contains("| \(format.rawValue) | \(FileFormat.words(format.maxBytes)) |"))
    }
    #expect(page.contains("a line of \(FileFormat.words(FileFormat.maxTrialLine))"))
}
