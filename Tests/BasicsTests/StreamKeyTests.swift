import Foundation
import TestSupport
import Testing

/// Purposes of random streams never share numbers.
@Suite struct StreamKeyTests {
    @Test func everyValueStandsOnce() throws {
        let text = try String(contentsOfFile: Checkout.path("Sources/Basics/Random/StreamKey.swift"), encoding: .utf8)
        let values = try text.matches(of: /UInt64 = 0x([0-9A-F]+)/).map { try #require(UInt64($0.1, radix: 16)) }
        #expect(values.count > 40 && Set(values).count == values.count)
    }

    /// Nobody makes up a purpose of their own.
    @Test func streamsAreKeyedByName() throws {
        let sources = URL(fileURLWithPath: Checkout.path("Sources"))
        for path in FileManager.default.enumerator(atPath: sources.path)?.compactMap({ $0 as? String }) ?? [] where path.hasSuffix(".swift")
        {
            let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
            let literals = text.matches(of: /RandomStream\([^)\n]*0x[0-9A-Fa-f]{2,}/).map { String($0.0) }
            #expect(literals.isEmpty, "\(path): \(literals); name the purpose in StreamKey")
        }
    }
}
