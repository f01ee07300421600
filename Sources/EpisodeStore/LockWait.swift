import Foundation
import GRDB
import Synchronization

/// Waits while another program has the file of a store locked, at the pace at which SQLite itself looks again, and tells once that
/// it waits.
final class LockWait: Sendable {
    private let seconds: Double
    private let onWait: @Sendable () -> Void
    private let isTold = Atomic(false)

    /// Milliseconds from one look to the next; the last one again and again.
    private static let pauses = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100]
    /// Locks are mostly short; of those nobody needs to know.
    private static let tellingSeconds = 0.3

    /// - Parameters:
    ///   - seconds: how long to wait.
    ///   - onWait: called once, when it is no short wait any more.
    init(seconds: Double, _ onWait: @escaping @Sendable () -> Void) {
        self.seconds = seconds
        self.onWait = onWait
    }

    /// For one connection.
    var mode: Database.BusyMode {
        .callback { tries in
            let pauses = LockWait.pauses
            let milliseconds = pauses.prefix(tries).reduce(0, +) + max(0, tries - pauses.count) * pauses[pauses.count - 1]
            let waited = Double(milliseconds) / 1000
            guard waited < self.seconds else { return false }
            self.note(waited)
            Thread.sleep(forTimeInterval: Double(pauses[min(tries, pauses.count - 1)]) / 1000)
            return true
        }
    }

    /// Takes how long it has been.
    func note(_ waited: Double) {
        guard waited >= LockWait.tellingSeconds, !isTold.exchange(true, ordering: .relaxed) else { return }
        onWait()
    }
}
