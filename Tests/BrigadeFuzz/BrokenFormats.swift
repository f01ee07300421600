import Foundation

extension FuzzFormat {
    /// Readers with a fault each, by which the fuzzer itself is tested; no run of all formats has them.
    static let broken = [
        FuzzFormat(name: "broken-crash", ending: ".txt", inputs: 40, seeds: { _ in [Array("abc".utf8)] }) { input in
            // What an unchecked conversion does.
            if input.bytes.count > 3 { _ = Int8(Double(input.bytes.count) * 1_000) }
        },
        FuzzFormat(name: "broken-hang", ending: ".txt", inputs: 40, seeds: { _ in [Array("abc".utf8)] }, deadline: 1) { input in
            while input.bytes.count > 3 { usleep(1_000) }
        },
        FuzzFormat(name: "broken-promise", ending: ".txt", inputs: 40, seeds: { _ in [Array("abc".utf8)] }) { input in
            if input.bytes.count > 3 { throw BrokenPromise("BrokenPromise: four bytes") }
        },
    ]
}
