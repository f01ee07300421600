import EpisodeStore
import Foundation
import Synchronization

/// Where workers put what they have played, until it is stored.
///
/// Bounded: when the store cannot keep up, workers wait.
final class WorkQueue: @unchecked Sendable {
    // Sendable: everything below but `over`, which is atomic, is touched under `condition` only.
    private let condition = NSCondition()
    private var workers = 0
    private var done: [PreparedEpisode] = []
    private var isAbandoned = false
    private var firstFailure: (any Error)?
    /// Whether one of the two is there; asked by all workers in every tick.
    private let over = Atomic(false)

    /// Episodes that may wait to be stored.
    private static let maxWaiting = 2_000
    /// Episodes a transaction, where so many are there: a page of an index is written once for all of its rows in a transaction.
    private static let batch = 1_000
    /// How long workers are waited for once all is to end. Most leave with their next tick; one whose agent thinks for
    /// longer is left behind, with an episode that is not whole.
    private static let patience = 1.0

    func join() { condition.withLock { workers += 1 } }

    func leave() {
        condition.withLock {
            workers -= 1
            condition.broadcast()
        }
    }

    func put(_ episode: PreparedEpisode) {
        condition.withLock {
            while done.count >= WorkQueue.maxWaiting && !isAbandoned { condition.wait() }
            done.append(episode)
            // Who waits for a batch is not woken for each of its episodes.
            if done.count == 1 || done.count == WorkQueue.batch { condition.broadcast() }
        }
    }

    /// A worker cannot go on: nothing more is begun, and what is being played stops.
    func fail(_ error: any Error) {
        condition.withLock { firstFailure = firstFailure ?? error }
        over.store(true, ordering: .releasing)
    }

    /// What made a worker give up.
    var failure: (any Error)? { condition.withLock { firstFailure } }

    /// Whether workers are to stop: one of them failed, or nobody will take any more.
    var isOver: Bool { over.load(ordering: .acquiring) }

    /// Nobody will take any more: workers throw away what they have.
    func abandon() {
        condition.withLock {
            isAbandoned = true
            over.store(true, ordering: .releasing)
            condition.broadcast()
        }
    }

    /// Episodes to store, waiting for some; nil when nothing waits and all workers have left, or were waited for long
    /// enough after `isStopping` became true or one of them failed.
    func take(isStopping: () -> Bool) -> [PreparedEpisode]? {
        condition.withLock {
            var end: Date?
            while done.isEmpty && workers > 0 {
                _ = condition.wait(until: Date(timeIntervalSinceNow: 0.05))
                guard isStopping() || firstFailure != nil || isAbandoned else { continue }
                let last = end ?? Date(timeIntervalSinceNow: WorkQueue.patience)
                end = last
                if last <= Date() { break }
            }
            // A short wait gathers fast episodes into one transaction; a slow one is stored when the wait is over.
            let deadline = Date(timeIntervalSinceNow: 0.05)
            while !done.isEmpty && done.count < WorkQueue.batch && workers > 0 && condition.wait(until: deadline) {}
            guard !done.isEmpty else { return nil }
            let taken = done
            done.removeAll(keepingCapacity: true)
            condition.broadcast()
            return taken
        }
    }
}
