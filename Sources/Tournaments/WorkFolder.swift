import Basics
import Foundation

/// A folder on a disk of this machine in which one process works on something, and which the next one takes over when that
/// process has died.
///
/// A locked file says that somebody works there. The lock goes with the process, however it ends; so the folder must be on a disk
/// on which locks work, which shared ones often are not.
final class WorkFolder: Sendable {
    let path: String
    private let lock: Int32

    /// Takes over a folder for `key` that nobody works in, or makes one.
    /// - Parameters:
    ///   - parent: where such folders are.
    ///   - key: what is worked on; the folder's name begins with it.
    /// - Throws: `OutputError` where there can be none.
    init(in parent: String, for key: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw OutputError(parent, EACCES)
        }
        let old = ((try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []).filter { $0.hasPrefix(key + ".") }.sorted()
        for name in old + ["\(key).\(UUID().uuidString.prefix(8))"] {
            let path = "\(parent)/\(name)"
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw OutputError(path, errno) }
            let lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard lock >= 0 else { throw OutputError(path + "/lock", errno) }
            if flock(lock, LOCK_EX | LOCK_NB) == 0, access(path + "/lock", F_OK) == 0 {
                (self.path, self.lock) = (path, lock)
                return
            }
            close(lock)
        }
        throw OutputError(parent, EAGAIN)
    }

    deinit { close(lock) }

    /// Removes the folder with all that is in it.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
