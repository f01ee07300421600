import Agents
import Episodes
import Foundation

/// A review of a game, made in the background.
final class ReviewThread: @unchecked Sendable {
    // Sendable: everything mutable is touched under `lock` only.
    private let lock = NSLock()
    private var found: Result<[CostlyMoment], any Error>?
    private var isStopping = false

    init(_ coach: any CoachKind, _ episode: Episode, seat: Int) {
        let thread = Thread {
            let found = Result { try coach.review(episode, seat: seat, shouldStop: { self.lock.withLock { self.isStopping } }) }
            self.lock.withLock { self.found = found }
        }
        thread.stackSize = 16 << 20
        thread.name = "review"
        thread.start()
    }

    /// What was found, nil while it is being looked for.
    var result: Result<[CostlyMoment], any Error>? { lock.withLock { found } }

    func stop() { lock.withLock { isStopping = true } }
}
