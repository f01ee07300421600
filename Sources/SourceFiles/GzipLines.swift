import Basics
import CZlib
import Foundation

/// A file that could not be read as expected: which, at what line, why, and what to do.
public struct RecordError: Error, Hashable, Sendable, CustomStringConvertible {
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
    /// - Throws: `RecordError` for a missing, unreadable or cut-off file; whatever `body` throws.
    public static func forEach(in path: String, _ body: (Data, Int) throws -> Void) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw RecordError(file: path, message: "there is no such file")
        }
        if isFolder.boolValue { throw RecordError(file: path, message: "this is a folder; name the files in it") }
        guard let file = gzopen(path, "rb") else {
            throw RecordError(file: path, message: "the file cannot be opened; check its permissions")
        }
        defer { gzclose(file) }
        gzbuffer(file, 1 << 18)
        var reader = LineReader(path: path)
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = gzread(file, &chunk, UInt32(chunk.count))
            if count < 0 { throw problem(file, path, reader.line) }
            if count == 0 { break }
            try reader.take(chunk[0..<Int(count)], body)
        }
        var code: Int32 = 0
        _ = gzerror(file, &code)
        if code != Z_OK { throw problem(file, path, reader.line) }
        try reader.finish(body)
    }

    /// The JSON object of a line.
    package static func object(_ line: Data, file: String, number: Int) throws(RecordError) -> [String: Any] {
        guard let json = try? JSONSerialization.jsonObject(with: line) as? [String: Any] else {
            throw RecordError(file: file, line: number, message: "this line is no JSON object")
        }
        return json
    }

    /// Cuts what is read into lines. Every byte is looked at once, and no line and no file may be longer than the limits, so
    /// that what a small compressed file unpacks to takes neither memory nor more than linear time.
    private struct LineReader {
        let path: String
        /// Lines that have ended.
        private(set) var line = 0
        private var pending = Data()
        private var total = 0

        init(path: String) { self.path = path }

        mutating func take(_ chunk: ArraySlice<UInt8>, _ body: (Data, Int) throws -> Void) throws {
            total += chunk.count
            guard total <= FileFormat.trials.maxBytes else {
                throw problem("the file unpacks to more than \(FileFormat.words(FileFormat.trials.maxBytes)); split it")
            }
            var start = chunk.startIndex
            while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
                try add(chunk[start..<end])
                try finish(body)
                start = end + 1
            }
            try add(chunk[start...])
        }

        private mutating func add(_ bytes: ArraySlice<UInt8>) throws {
            guard pending.count + bytes.count <= FileFormat.maxTrialLine else {
                throw problem("this line has more than \(FileFormat.words(FileFormat.maxTrialLine)); a line is one trial")
            }
            pending.append(contentsOf: bytes)
        }

        /// Hands the line over that has been read, unless it is empty.
        mutating func finish(_ body: (Data, Int) throws -> Void) throws {
            line += 1
            guard !pending.isEmpty else { return }
            try body(pending, line)
            pending.removeAll(keepingCapacity: true)
        }

        private func problem(_ message: String) -> RecordError { RecordError(file: path, line: line + 1, message: message) }
    }

    private static func problem(_ file: gzFile, _ path: String, _ line: Int) -> RecordError {
        var code: Int32 = 0
        let text = gzerror(file, &code).map { String(cString: $0) } ?? ""
        return RecordError(
            file: path, line: line, message: "the compressed data is damaged or cut off here (\(text)); fetch the file again")
    }
}
