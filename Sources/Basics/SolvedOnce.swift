import Foundation

/// Something costly that many agents of one program share: computed by the first that needs it, while others wait.
package final class SolvedOnce<Key: Hashable & Sendable, Value: Sendable>: @unchecked Sendable {
    // Sendable: `results` is touched under `lock` only.
    private let lock = NSLock()
    private var results: [Key: Result<Value, any Error>] = [:]

    package init() {}

    /// The value of `key`, computed where it is not known yet.
    /// - Throws: what `compute` threw, to everyone who asks.
    package func value(_ key: Key, _ compute: () throws -> Value) throws -> Value {
        try lock.withLock {
            if let known = results[key] { return try known.get() }
            let result = Result { try compute() }
            results[key] = result
            return try result.get()
        }
    }
}
