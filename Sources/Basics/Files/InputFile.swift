import Foundation

/// Why a file as a whole cannot be read: which, why, and what to do.
public struct InputFileError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Sendable, Hashable { case missing, folder, unreadable, tooLarge, notText }

    public let path: String
    public let reason: Reason
    /// The reason in words, without the path.
    public let message: String

    public init(path: String, reason: Reason, message: String) {
        self.path = path
        self.reason = reason
        self.message = message
    }

    public var description: String { "\(path): \(message)" }
}

/// Reads whole files, never more of one than its format allows.
///
/// The limit is checked while reading: a device or a pipe without an end costs no more memory than the limit.
///
///     let text = try InputFile.text("Maps/cramped_room.yaml", .map)
public enum InputFile {
    private static let chunk = 1 << 20

    /// The bytes of the file at `path`.
    public static func data(_ path: String, _ format: FileFormat) throws(InputFileError) -> Data {
        func failure(_ reason: InputFileError.Reason, _ message: String) -> InputFileError {
            InputFileError(path: path, reason: reason, message: message)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? failure(.missing, "there is no such file")
                : failure(.unreadable, "the file cannot be read; check its permissions")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(.unreadable, "the file cannot be read; check its permissions") }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw failure(.folder, "this is a folder; name the \(format == .map ? "map files" : "files") in it")
        }
        let limit = format.maxBytes
        func tooLarge(_ size: String) -> InputFileError {
            failure(.tooLarge, "the file has \(size); the limit for this kind of file (\(format.rawValue)) is \(FileFormat.words(limit))")
        }
        let isRegular = status.st_mode & S_IFMT == S_IFREG
        guard !isRegular || Int(status.st_size) <= limit else { throw tooLarge("\(status.st_size) bytes") }
        var data = Data(capacity: isRegular ? Int(status.st_size) : 0)
        var buffer = [UInt8](repeating: 0, count: isRegular ? min(chunk, max(Int(status.st_size), 1 << 12)) : chunk)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return data }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(.unreadable, "the file cannot be read to its end") }
            data.append(contentsOf: buffer[..<count])
            guard data.count <= limit else { throw tooLarge("more than \(limit) bytes") }
        }
    }

    /// The text of the file at `path`.
    public static func text(_ path: String, _ format: FileFormat) throws(InputFileError) -> String {
        guard let text = String(data: try data(path, format), encoding: .utf8) else {
            throw InputFileError(path: path, reason: .notText, message: "the file is no UTF-8 text")
        }
        return text
    }

    /// The bytes of the file at `path`, or nil where there is none.
    /// - Throws: `InputFileError` for one that is there and cannot be read, so that nobody writes over it.
    public static func dataUnlessMissing(_ path: String, _ format: FileFormat) throws(InputFileError) -> Data? {
        do {
            return try data(path, format)
        } catch {
            guard error.reason == .missing else { throw error }
            return nil
        }
    }

    /// The bytes of the file at `path`, or nil where it cannot be read or is too large; for files that can be made again.
    public static func dataIfPresent(_ path: String, _ format: FileFormat) -> Data? { try? data(path, format) }
}
