import Foundation
import Synchronization

/// Wakes the threads that wait for an answer when it is not wanted any more.
public final class Cancellation: Sendable {
    private struct State: Sendable {
        var isCancelled = false
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    public init() {}

    /// Whether the answer is not wanted any more.
    public var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Cancels; may be called from any thread, and again.
    public func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.wake?()
        }
        signal.signal()
    }

    /// Waits until `deadline` or until it is cancelled.
    /// - Returns: whether it is cancelled.
    public func wait(until deadline: ContinuousClock.Instant) -> Bool {
        let left = (deadline - .now) / .nanoseconds(1)
        guard left > 0 else { return isCancelled }
        guard signal.wait(timeout: .now() + .nanoseconds(Int(min(left, 1e17)))) == .success else { return false }
        // The next thread that waits must see it as well.
        signal.signal()
        return true
    }

    /// Does `work`, during which cancelling calls `wake`; never after it.
    func waking<Value>(_ wake: @escaping @Sendable () -> Void, during work: () throws(ChatError) -> Value) throws(ChatError) -> Value {
        state.withLock { $0.wake = wake }
        defer { state.withLock { $0.wake = nil } }
        return try work()
    }
}
