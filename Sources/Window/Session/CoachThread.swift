import Agents
import Foundation
import Kitchen

/// A coach that thinks on a thread of its own, so that neither frames nor ticks wait for it.
final class CoachThread: @unchecked Sendable {
    // Sendable: everything mutable is touched under `lock` only; the coach lives on its thread alone.
    private let lock = NSCondition()
    private var games: [(game: KitchenGame, mayHint: Bool)] = []
    private var given: [(hint: Hint, isFollowed: Bool?)] = []
    private var reason: String?
    private var isStopping = false
    private var isDone = false

    /// Makes the coach and begins to watch with it, in the background.
    init(_ kind: any CoachKind, _ episode: EpisodeContext) {
        let thread = Thread { self.live(kind.makeCoach(), episode) }
        thread.stackSize = 16 << 20
        thread.name = "coach"
        thread.start()
    }

    /// Shows the coach the game before a tick, or at its end; every tick once, in order.
    /// - Parameter mayHint: whether a hint could be shown now.
    func watch(_ game: KitchenGame, mayHint: Bool) {
        lock.withLock {
            games.append((game, mayHint))
            lock.broadcast()
        }
    }

    /// The hints given so far, and which were followed.
    var hints: [(hint: Hint, isFollowed: Bool?)] { lock.withLock { given } }

    /// Why the coach cannot watch; nil where it can.
    var failure: String? { lock.withLock { reason } }

    /// Lets the coach go; waits until `deadline` at most for it to see the last of the game.
    func stop(by deadline: Date) {
        lock.lock()
        defer { lock.unlock() }
        isStopping = true
        lock.broadcast()
        while !isDone && lock.wait(until: deadline) {}
    }

    private func live(_ coach: any Coach, _ episode: EpisodeContext) {
        var coach = coach
        do {
            try coach.begin(episode)
            while let news = next() {
                for (index, entry) in news.enumerated() {
                    // What is long past needs no hint.
                    _ = coach.observe(entry.game, mayHint: entry.mayHint && index == news.count - 1)
                }
                let hints = coach.hints
                lock.withLock { given = hints }
            }
        } catch {
            lock.withLock { reason = "\(error)" }
        }
        lock.withLock {
            isDone = true
            lock.broadcast()
        }
    }

    /// Waits for what happened since the last call; nil when it is time to go.
    private func next() -> [(game: KitchenGame, mayHint: Bool)]? {
        lock.lock()
        defer { lock.unlock() }
        while games.isEmpty && !isStopping { lock.wait() }
        defer { games = [] }
        return games.isEmpty ? nil : games
    }
}
