import ArgumentParser
import Basics
import EpisodeStore
import Foundation

/// Episodes as a Parquet file, which the Python package writes (docs/python-logs.md).
struct ParquetExport {
    let store: EpisodeStore
    /// The file to write.
    let out: String

    private static let module = "brigade_kitchen"

    /// Writes the episodes that `filter` means.
    /// - Throws: `ValidationError` where Python or the package is not there, `ExitCode` 1 where it failed, having said why.
    func run(_ filter: EpisodeFilter) throws {
        let arguments = ["-m", Self.module + ".store", "export", store.path, "--out", out]
        guard filter != EpisodeFilter() else { return try python(arguments) }
        let numbers = FileManager.default.temporaryDirectory.appendingPathComponent("brigade-export-\(UUID().uuidString)").path
        defer { unlink(numbers) }
        try WholeFile.write(store.summaries(filter).map { "\($0.id)\n" }.joined(), to: numbers)
        try python(arguments + ["--ids", numbers])
    }

    private func python(_ arguments: [String]) throws {
        guard let program = Self.program else {
            throw ValidationError("there is no python3 in PATH, which Parquet files are written with; --format readable needs none")
        }
        let (process, errors) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if words.contains("No module named '\(Self.module)") {
            throw ValidationError(
                "Parquet files are written by the Python package brigade-kitchen, which \(program) does not have; 'make python' puts it "
                    + "into .build-python/wheels: install it from there with pip, and pyarrow with it")
        }
        if !words.isEmpty { Terminal.sayLines(words.trimmingCharacters(in: .newlines)) }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else { throw ExitCode(1) }
    }

    private static var program: String? {
        ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":").map { "\($0)/python3" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
