import Foundation
import TestSupport
import Testing

/// Decisions are numbered once, and each page's heading has the number of its file.
@Suite struct DecisionTests {
    @Test func numbersAreGivenOnce() throws {
        let pages = try FileManager.default.contentsOfDirectory(atPath: Checkout.path("docs/decisions"))
            .filter { $0.hasSuffix(".md") && $0 != "README.md" }
        let numbers = pages.map { $0.prefix(3) }
        #expect(Set(numbers).count == pages.count && numbers.allSatisfy { Int($0) != nil }, "\(numbers.sorted())")
        for page in pages {
            let text = try String(contentsOfFile: Checkout.path("docs/decisions/" + page), encoding: .utf8)
            #expect(text.hasPrefix("# \(page.prefix(3))"), "\(page) begins with \(text.prefix(20))")
        }
    }
}
