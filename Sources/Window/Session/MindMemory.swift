import Agents
import Foundation
import Kitchen

/// Minds of an episode that nobody wrote down, found again: an agent depends on nothing but its calls and its
/// seed, so playing the episode once more beside it, in the background, brings the same thoughts.
final class MindMemory: @unchecked Sendable {
    // Sendable: everything mutable is touched under `lock` only; agents live on the thread alone.
    private let lock = NSLock()
    private var fresh: [Int: [Int: Explanation]] = [:]
    private var isStopping = false
    private var isDone = false

    /// - Parameters:
    ///   - agents: what played which seat.
    ///   - actions: what every seat did, tick by tick.
    init(
        _ kitchen: Kitchen, from start: KitchenState? = nil, agents: [Int: any AgentKind], seed: UInt64, horizon: Int,
        actions: [[Action]]
    ) {
        let thread = Thread {
            self.remember(kitchen, start, agents, seed, horizon, actions)
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

    /// Waits until every mind is found.
    func wait() {
        while !lock.withLock({ isDone }) { Thread.sleep(forTimeInterval: 0.005) }
    }

    func stop() { lock.withLock { isStopping = true } }

    private func remember(
        _ kitchen: Kitchen, _ start: KitchenState?, _ kinds: [Int: any AgentKind], _ seed: UInt64, _ horizon: Int, _ actions: [[Action]]
    ) {
        guard var game = try? KitchenGame(kitchen, from: start, horizon: horizon) else { return }
        var agents: [(seat: Int, agent: any Agent)] = []
        for (seat, kind) in kinds.sorted(by: { $0.key < $1.key }) {
            // An agent that cannot be made today has no mind to show; the episode is shown all the same.
            guard var agent = try? kind.makeAgent() else { continue }
            let episode = EpisodeContext(kitchen: kitchen, seat: seat, seed: seed, horizon: horizon)
            guard (try? agent.begin(episode)) != nil else { continue }
            agents.append((seat, agent))
        }
        for joint in actions where !lock.withLock({ isStopping }) {
            for index in agents.indices {
                _ = agents[index].agent.act(game)
                guard let mind = agents[index].agent.explain() else { continue }
                let (tick, seat) = (game.timestep, agents[index].seat)
                lock.withLock { fresh[tick, default: [:]][seat] = mind }
            }
            guard (try? game.advance(joint)) != nil else { break }
        }
        for index in agents.indices { agents[index].agent.close() }
    }
}
