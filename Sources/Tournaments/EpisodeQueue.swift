import EpisodeStore
import Foundation

/// Hands the episodes of a plan to workers: those that are not in the store and that no other tournament plays, claimed in the
/// store some at a time, and at the end those that others gave up.
final class EpisodeQueue: @unchecked Sendable {
    private struct State {
        /// Claimed by us, the next one last.
        var ready: [Int] = []
        /// Claimed by others when we asked.
        var taken: [Int] = []
        /// How many to claim at once: more where episodes are short.
        var window = EpisodeQueue.windows.lowerBound
        var lastClaim = ContinuousClock.now
        /// Whether somebody is claiming more.
        var isClaiming = false
        /// Whether the source has no more.
        var isAtEnd = false
    }

    private enum Step {
        case play(Int)
        case again, wait, end
    }

    private static let windows = 8...1024
    /// How often to ask again for what others play, once there is nothing else.
    private static let pause = Duration.milliseconds(250)

    // Sendable: `state` is touched under `condition` only. A lock of the system and no `Mutex`, since the thread sanitizer does not see
    // who waits for a `Mutex` (Swift 6.3 on Linux), and takes the state of one for shared without protection.
    private let condition = NSCondition()
    private var state = State()
    private let source: @Sendable () throws -> EpisodeSource.Next
    private let claim: @Sendable ([Int]) throws -> [EpisodeStore.Claim]

    /// - Parameters:
    ///   - source: the next episode that was not stored when the tournament began.
    ///   - claim: claims episodes of these numbers.
    init(source: @escaping @Sendable () throws -> EpisodeSource.Next, claim: @escaping @Sendable ([Int]) throws -> [EpisodeStore.Claim]) {
        self.source = source
        self.claim = claim
    }

    /// The number of an episode to play, waiting while others play the last ones and while results decide about the next; nil
    /// when all are stored or being played by this tournament, and once `isEnding`.
    /// - Throws: `StoreError`.
    func next(isEnding: () -> Bool) throws -> Int? {
        while !isEnding() {
            switch try step() {
            case .play(let number): return number
            case .again: continue
            case .wait: Thread.sleep(forTimeInterval: 0.02)
            case .end: return nil
            }
        }
        return nil
    }

    /// The numbers of up to `count` episodes to play: as `next(isEnding:)`, and further ones as long as nobody has to be waited for.
    /// - Throws: `StoreError`.
    func next(_ count: Int, isEnding: () -> Bool) throws -> [Int] {
        guard let first = try next(isEnding: isEnding) else { return [] }
        var numbers = [first]
        while numbers.count < count && !isEnding() {
            switch try step() {
            case .play(let number): numbers.append(number)
            case .again: continue
            case .wait, .end: return numbers
            }
        }
        return numbers
    }

    /// Takes an episode that is ready. Who finds that few are left claims more while the others take these, since a claim waits for the
    /// transaction that is being written.
    private func step() throws -> Step {
        condition.lock()
        defer { condition.unlock() }
        if let number = state.ready.popLast() {
            let isLow = state.window > EpisodeQueue.windows.lowerBound && 2 * state.ready.count < state.window
            if isLow && !state.isClaiming && !state.isAtEnd { _ = try claimMore() }
            return .play(number)
        }
        guard state.isClaiming else { return try claimMore() }
        _ = condition.wait(until: Date(timeIntervalSinceNow: 0.05))
        return .again
    }

    /// Claims the next episodes; called with the lock, which others have while the store is asked.
    private func claimMore() throws -> Step {
        state.isClaiming = true
        defer {
            state.isClaiming = false
            condition.broadcast()
        }
        let taken = Array(state.taken.prefix(EpisodeQueue.windows.upperBound))
        let window = state.window
        let (new, next) = try unlocked { try newNumbers(window) }
        let sinceLast = ContinuousClock.now - state.lastClaim
        if new.isEmpty {
            state.isAtEnd = next == .end
            if taken.isEmpty { return next == .end ? .end : .wait }
            if sinceLast < EpisodeQueue.pause { return .wait }
        } else if sinceLast < .milliseconds(200) {
            state.window = min(window * 2, EpisodeQueue.windows.upperBound)
        } else if sinceLast > .seconds(2) {
            state.window = max(window / 2, EpisodeQueue.windows.lowerBound)
        }
        let asked = taken + new
        let claims = try unlocked { try claim(asked) }
        state.lastClaim = .now
        state.taken.removeFirst(taken.count)
        var granted: [Int] = []
        for (number, claim) in zip(asked, claims) {
            switch claim {
            case .granted: granted.append(number)
            case .taken: state.taken.append(number)
            case .stored: break
            }
        }
        state.ready = granted.reversed() + state.ready
        return .again
    }

    /// Up to `count` numbers, and what the source says after them.
    private func newNumbers(_ count: Int) throws -> (numbers: [Int], next: EpisodeSource.Next) {
        var numbers: [Int] = []
        while numbers.count < count {
            let next = try source()
            guard case .number(let number) = next else { return (numbers, next) }
            numbers.append(number)
        }
        return (numbers, .later)
    }

    private func unlocked<Result>(_ body: () throws -> Result) rethrows -> Result {
        condition.unlock()
        defer { condition.lock() }
        return try body()
    }
}
