import Basics
import Foundation

/// A safetensors file from which a run goes on, with a checksum over all of its bytes: a run that went on from a damaged one
/// would end in another result, and nobody would know.
///
/// The checksum is a word of the file's metadata, so other programs still read the file. Files of earlier versions have
/// none and are read as they are.
public enum Checkpoint {
    private static let key = "checksum"
    /// Every checksum begins with it, so that one is known even if its key is damaged.
    private static let mark = "fnv1a64:"

    /// Writes the file whole or not at all.
    public static func write(_ file: Safetensors, to path: String) throws { try sealed(file).write(to: path) }

    /// - Throws: `CheckpointError` for a file that is damaged, missing or no checkpoint.
    public static func read(_ path: String) throws -> Safetensors {
        let data: Data
        do { data = try InputFile.data(path, .checkpoint) } catch { throw CheckpointError(error.description) }
        var file: Safetensors
        do { file = try Safetensors(data, file: path) } catch let problem as SafetensorsError {
            throw damaged(path, problem.message)
        }
        guard file.metadata.values.contains(where: { $0.hasPrefix(mark) }) || file.metadata[key] != nil else { return file }
        file.metadata[key] = nil
        guard try sealed(file).encoded() == data else { throw damaged(path) }
        return file
    }

    private static func sealed(_ file: Safetensors) throws -> Safetensors {
        var file = file
        file.metadata[key] = try mark + ContentHash.of([file.encoded()])
        return file
    }

    /// The text of a JSON object, as `JSONEncoder` prints it on lines of their own, with its checksum as the last key.
    public static func sealed(json: String) -> String { json.dropLast(2) + ",\n  \"\(key)\" : \"\(sum(json))\"\n}" }

    /// What `sealed(json:)` was given; text without a checksum as it is.
    /// - Throws: `CheckpointError` where the text was changed.
    public static func opened(json: String, path: String) throws -> String {
        guard json.contains(mark) || json.contains("\"\(key)\"") else { return json }
        guard let end = json.range(of: ",\n  \"\(key)\"", options: .backwards) else { throw damaged(path) }
        let text = json[..<end.lowerBound] + "\n}"
        guard sealed(json: String(text)) == json else { throw damaged(path) }
        return String(text)
    }

    private static func damaged(_ path: String, _ why: String = "its checksum is not that of its content") -> CheckpointError {
        CheckpointError("\(path) is damaged: \(why); put back a copy of it, or remove it, and what it holds is learned again")
    }

    /// A checksum of text that belongs to a checkpoint and lies in a file of its own.
    public static func sum(_ text: String) -> String { mark + ContentHash.of([Data(text.utf8)]) }
}

/// A checkpoint from which nothing can go on: which file, why, and what to do.
public struct CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
