import Foundation

/// One result a worker, set from any thread.
final class Shares<Value: Sendable>: @unchecked Sendable {
    // Sendable: `results` is touched under `lock` only.
    private let lock = NSLock()
    private var results: [Result<Value, any Error>?]

    init(count: Int) { results = Array(repeating: nil, count: count) }

    func set(_ index: Int, _ result: Result<Value, any Error>) {
        lock.withLock { results[index] = result }
    }

    /// Every value, in order; throws the first error. Every index must have been set.
    func values() throws -> [Value] {
        try lock.withLock { try results.compactMap { try $0?.get() } }
    }
}
