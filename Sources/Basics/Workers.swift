import Dispatch
import Synchronization

/// Runs the shares of a job on several threads.
///
/// A share's result must not depend on who runs it or when; then the whole does not depend on the threads.
public struct Workers: Sendable {
    public let count: Int

    /// - Parameter count: threads, at least one.
    public init(_ count: Int) { self.count = max(1, count) }

    /// Calls `body` once for each of `0..<shares` and returns when all are done.
    public func run(_ shares: Int, _ body: @Sendable (Int) -> Void) {
        if count == 1 || shares == 1 {
            for share in 0..<shares { body(share) }
            return
        }
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(count, shares)) { _ in
            while true {
                let share = next.wrappingAdd(1, ordering: .relaxed).oldValue
                if share >= shares { return }
                body(share)
            }
        }
    }

    /// What `body` makes of each of `0..<shares`, in order.
    public func map<Result: Sendable>(_ shares: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
        let results = Mutex([Result?](repeating: nil, count: shares))
        run(shares) { share in
            let result = body(share)
            results.withLock { $0[share] = result }
        }
        // Every share was run, so nothing is left out.
        return results.withLock { $0.compactMap { $0 } }
    }
}
