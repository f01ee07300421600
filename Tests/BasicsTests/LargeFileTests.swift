import Foundation
import Testing

@testable import Basics

/// Large files have every byte, wherever their end is, and appear whole or not at all.
@Suite struct LargeFileTests {
    private let path = NSTemporaryDirectory() + "brigade-\(UUID().uuidString).ticks"

    private func write(_ bytes: [UInt8], pieces: Int) throws {
        var file = try LargeFile(path)
        try bytes.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: pieces) {
                try file.append(UnsafeRawBufferPointer(rebasing: bytes[start..<min(bytes.count, start + pieces)]))
            }
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        try file.commit()
    }

    @Test(arguments: [0, 1, 4096, LargeFile.bufferBytes - 1, LargeFile.bufferBytes, LargeFile.bufferBytes + 4097])
    func everyByteIsThere(count: Int) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        try write(bytes, pieces: 5_000_011)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(bytes))
    }

    @Test func whatIsGivenUpLeavesNothing() throws {
        func begin() throws {
            var file = try LargeFile(path)
            try [UInt8](repeating: 1, count: LargeFile.bufferBytes * 2).withUnsafeBytes { try file.append($0) }
        }
        try begin()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aFullDiskIsSaid() {
        #expect(throws: OutputError("/dev/full", ENOSPC)) {
            var file = try LargeFile("/dev/full")
            try [UInt8](repeating: 1, count: 10).withUnsafeBytes { try file.append($0) }
            try file.commit()
        }
    }
}
