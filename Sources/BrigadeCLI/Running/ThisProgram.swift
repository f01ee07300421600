import Basics
import EpisodeStore
import Foundation
import Neural

/// Which program this is, and on which machine it runs.
enum ThisProgram {
    /// The path of the program's file.
    static var path: String { (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0] }

    /// What the store says about episodes that are played here.
    static let origin = Origin(
        program: Brigade.configuration.version, build: build, host: ProcessInfo.processInfo.hostName, processor: processor,
        library: MatrixLibrary.description)

    /// A hash of the program's file, in words of eight bytes: of four words at a time, as a chain of multiplications over all of them is
    /// a noticeable part of a short command.
    private static let build: String = {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else { return "unknown" }
        var lanes = SIMD4<UInt64>(0, 1, 2, 3)
        data.withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: bytes.count - 31, by: 32) {
                lanes = (lanes ^ bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)) &* 0x9E37_79B9_7F4A_7C15
                lanes ^= lanes &>> 29
            }
        }
        let hash = lanes.indices.reduce(UInt64(data.count)) { ($0 ^ lanes[$1]) &* 0x9E37_79B9_7F4A_7C15 }
        return ContentHash.hexadecimal(hash)
    }()

    /// The processor's name, as the system says it.
    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
    }
}
