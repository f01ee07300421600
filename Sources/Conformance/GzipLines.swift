import CZlib
import Foundation

/// A file that could not be read as expected: which, at what line, why, and what to do.
public struct RecordProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// Counted from one; zero when the file as a whole is meant.
    public let line: Int
    public let message: String

    public init(file: String, line: Int = 0, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    public var description: String { line == 0 ? "\(file): \(message)" : "\(file):\(line): \(message)" }
}

/// The lines of a text file, gzipped or not, read in order.
public enum GzipLines {
    /// Calls `body` with every non-empty line and its number, counted from one.
    /// - Throws: `RecordProblem` for a missing, unreadable or cut-off file; whatever `body` throws.
    public static func forEach(in path: String, _ body: (Data, Int) throws -> Void) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw RecordProblem(file: path, message: "there is no such file")
        }
        if isFolder.boolValue { throw RecordProblem(file: path, message: "this is a folder; name the files in it") }
        guard let file = gzopen(path, "rb") else {
            throw RecordProblem(file: path, message: "the file cannot be opened; check its permissions")
        }
        defer { gzclose(file) }
        gzbuffer(file, 1 << 18)
        var pending = Data()
        var number = 0
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = gzread(file, &chunk, UInt32(chunk.count))
            if count < 0 { throw problem(file, path, number) }
            if count == 0 { break }
            pending.append(contentsOf: chunk[0..<Int(count)])
            var start = pending.startIndex
            while let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
                number += 1
                if end > start { try body(pending[start..<end], number) }
                start = pending.index(after: end)
            }
            pending = Data(pending[start...])
        }
        var code: Int32 = 0
        _ = gzerror(file, &code)
        if code != Z_OK { throw problem(file, path, number) }
        if !pending.isEmpty { try body(pending, number + 1) }
    }

    private static func problem(_ file: gzFile, _ path: String, _ line: Int) -> RecordProblem {
        var code: Int32 = 0
        let text = gzerror(file, &code).map { String(cString: $0) } ?? ""
        return RecordProblem(
            file: path, line: line, message: "the compressed data is damaged or cut off here (\(text)); fetch the file again")
    }
}
