import Foundation

/// The folder of a run: `run.json` in it says what decides the result, and a folder of another run is refused.
public struct RunFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// Makes the folder if needed, and writes what decides the result, or compares it with what is there.
    /// - Parameter identity: everything that decides the result.
    /// - Throws: `RunFolderError` for a folder of another run.
    public func claim(_ identity: some Codable & Hashable) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let file = path + "/run.json"
        let text = try JSONText.encoder(isPretty: true, escapesSlashes: true).encode(identity)
        guard let before = try InputFile.dataUnlessMissing(file, .runSettings) else {
            return try WholeFile.write(text, to: file)
        }
        guard before != text else { return }
        let old = String(decoding: before, as: UTF8.self).split(separator: "\n")
        let new = String(decoding: text, as: UTF8.self).split(separator: "\n")
        let change = zip(old, new).first { $0 != $1 }.map { "\($0.trimmed) there, \($1.trimmed) now" } ?? "another number of things"
        throw RunFolderError("\(path) holds another run (\(change)); choose another folder with --run, or remove it")
    }
}

extension Substring {
    fileprivate var trimmed: String { trimmingCharacters(in: CharacterSet(charactersIn: " ,")) }
}

/// A folder that holds another run than the one that was asked for.
public struct RunFolderError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
