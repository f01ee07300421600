import Foundation

extension FileManager {
    /// Whether there is a folder of that path.
    package func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Makes a folder, and those above it, where there are none.
    /// - Throws: `OutputError`.
    package func makeFolder(_ path: String) throws {
        do {
            try createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            throw OutputError(path, cause.map { Int32($0.code) } ?? EIO)
        }
    }
}
