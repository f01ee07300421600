import Agents
import Foundation
import Kitchen

/// An agent that thinks on a thread of its own, so that no frame waits for it.
package final class Partner: PartnerSource, @unchecked Sendable {
    // Sendable: everything mutable is touched under `lock` only; the agent lives on its thread alone.
    private let lock = NSCondition()
    private var question: (game: KitchenGame, withMind: Bool)?
    private var latest: PartnerAnswer?
    private var state = PartnerReadiness.preparing
    private var isStopping = false
    private var isDone = false

    /// Makes the agent and begins the episode with it, in the background.
    package init(_ kind: any AgentKind, _ episode: EpisodeContext) {
        let thread = Thread { self.live(kind, episode) }
        thread.stackSize = 16 << 20
        thread.name = "partner"
        thread.start()
    }

    package var readiness: PartnerReadiness { lock.withLock { state } }

    package func ask(_ game: KitchenGame, withMind: Bool) {
        lock.withLock {
            question = (game, withMind)
            lock.broadcast()
        }
    }

    package func answer(tick: Int) -> PartnerAnswer? {
        lock.withLock { latest?.tick == tick ? latest : nil }
    }

    /// Lets the agent go; waits at most `patience` seconds for it to close what it has open.
    package func stop(patience: Double = 2) {
        lock.lock()
        defer { lock.unlock() }
        isStopping = true
        lock.broadcast()
        let deadline = Date(timeIntervalSinceNow: patience)
        while !isDone && lock.wait(until: deadline) {}
    }

    private func live(_ kind: any AgentKind, _ episode: EpisodeContext) {
        do {
            var agent = try kind.makeAgent()
            try agent.begin(episode)
            set(.ready)
            while let question = nextQuestion() {
                let tick = question.game.timestep
                let decision = agent.act(question.game)
                let mind = question.withMind ? agent.explain() : nil
                lock.withLock { latest = PartnerAnswer(tick: tick, decision: decision, explanation: mind) }
            }
            agent.close()
        } catch {
            set(.failed("\(error)"))
        }
        lock.withLock {
            isDone = true
            lock.broadcast()
        }
    }

    private func set(_ state: PartnerReadiness) { lock.withLock { self.state = state } }

    /// Waits for the next question; nil when it is time to go.
    private func nextQuestion() -> (game: KitchenGame, withMind: Bool)? {
        lock.lock()
        defer { lock.unlock() }
        while question == nil && !isStopping { lock.wait() }
        defer { question = nil }
        return isStopping ? nil : question
    }
}
