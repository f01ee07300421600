import Agents
import Episodes
import Foundation
import Kitchen

/// Explanations that nobody wrote down, found again: an agent depends on nothing but its calls and its seed, so playing the
/// episode once more with it, in the background, brings the same thoughts.
final class ExplanationMemory: @unchecked Sendable {
    // Sendable: everything mutable is touched under `lock` only; agents live on the thread alone.
    private let lock = NSLock()
    private var fresh: [Int: [Int: Explanation]] = [:]
    private var isStopping = false
    private var isDone = false

    /// - Parameter kinds: what played which seat, where it can be asked again.
    /// - Throws: `ParameterError` for an episode that cannot be played again.
    init(_ episode: Episode, agents kinds: [Int: any AgentKind]) throws {
        let match = try Match(episode.kitchen(), from: episode.start, horizon: episode.horizon, seed: episode.seed, explains: true)
        let thread = Thread {
            self.remember(match, episode, kinds)
            self.lock.withLock { self.isDone = true }
        }
        thread.stackSize = 16 << 20
        thread.start()
    }

    var isBusy: Bool { lock.withLock { !isDone || !fresh.isEmpty } }

    /// What has been found since the last call, by tick and seat.
    func takeNew() -> [Int: [Int: Explanation]] {
        lock.withLock {
            defer { fresh = [:] }
            return fresh
        }
    }

    /// Waits until every explanation is found.
    func wait() {
        while !lock.withLock({ isDone }) { Thread.sleep(forTimeInterval: 0.005) }
    }

    func stop() { lock.withLock { isStopping = true } }

    /// Asks the agents of `kinds` in every tick, and plays what `episode` says.
    private func remember(_ start: Match, _ episode: Episode, _ kinds: [Int: any AgentKind]) {
        var match = start
        var agents: [Int: any Agent] = [:]
        for (seat, kind) in kinds.sorted(by: { $0.key < $1.key }) {
            // An agent that cannot be made or cannot play today has nothing to say; the episode is shown all the same.
            guard var agent = try? kind.makeAgent() else { continue }
            if match.begin(&agent, seat: seat) { agents[seat] = agent } else { agent.close() }
        }
        for tick in 0..<episode.ticks where !lock.withLock({ isStopping }) {
            for seat in agents.keys.sorted() {
                guard var agent = agents.removeValue(forKey: seat) else { continue }
                let explanation = match.act(&agent, seat: seat).explanation
                agents[seat] = agent
                if let explanation { lock.withLock { fresh[tick, default: [:]][seat] = explanation } }
            }
            guard (try? match.step(episode.jointAction(tick))) != nil else { break }
        }
        for var agent in agents.values { agent.close() }
    }
}
