import Agents
import Foundation
import Kitchen

/// An agent that thinks on a thread of its own, so that no frame waits for it.
package final class Partner: PartnerSource, @unchecked Sendable {
    // Sendable: everything mutable is touched under `lock` only; the agent lives on its thread alone.
    private let lock = NSCondition()
    private var question: Question?
    private var latest: PartnerAnswer?
    private var isLatestTaken = false
    private var state = PartnerReadiness.preparing
    private var isStopping = false
    private var isDone = false
    private var end = EpisodeEnd()

    /// Makes the agent and begins the episode with it, in the background.
    package convenience init(_ kind: any AgentKind, _ episode: EpisodeContext) { self.init(kind, episode, after: nil) }

    /// - Parameter takeOver: what was played before, which the agent is told; nil for an episode from its start.
    init(_ kind: any AgentKind, _ episode: EpisodeContext, after takeOver: TakeOver?) {
        let thread = Thread { self.live(kind, episode, takeOver) }
        thread.stackSize = 16 << 20
        thread.name = "partner"
        thread.start()
    }

    package var readiness: PartnerReadiness { lock.withLock { state } }

    private struct Question {
        let game: KitchenGame
        let heard: [HeardMessage]
        let withExplanation: Bool
    }

    package func ask(_ game: KitchenGame, heard: [HeardMessage], withExplanation: Bool) {
        lock.withLock {
            // What was said with a question that nobody took up is heard with this one.
            question = Question(game: game, heard: (question?.heard ?? []) + heard, withExplanation: withExplanation)
            lock.broadcast()
        }
    }

    package func answer(tick: Int) -> PartnerAnswer? {
        lock.withLock {
            guard let latest, latest.tick == tick else { return nil }
            isLatestTaken = true
            return latest
        }
    }

    /// Ends the episode and lets the agent go; waits until `deadline` at most for it to close what it has open.
    /// - Returns: what is left for the log: what the agent has to say at the end, and exchanges of answers that came too
    ///   late for their tick. The same on every call, but for an agent that did not end in time.
    @discardableResult package func stop(by deadline: Date) -> EpisodeEnd {
        beginStopping()
        lock.lock()
        defer { lock.unlock() }
        while !isDone && lock.wait(until: deadline) {}
        return end
    }

    /// Tells the agent that the episode is over, without waiting for it.
    package func beginStopping() {
        lock.withLock {
            isStopping = true
            lock.broadcast()
        }
    }

    private func live(_ kind: any AgentKind, _ episode: EpisodeContext, _ takeOver: TakeOver?) {
        do {
            var agent = try kind.makeAgent()
            try agent.enter(episode)
            let remark = try takeOver?.tell(&agent, episode) { self.lock.withLock { self.isStopping } }
            if let remark { lock.withLock { end.remarks.append(remark) } }
            set(.ready)
            while let question = nextQuestion() {
                let tick = question.game.timestep
                let decision = agent.decide(in: question.game, seat: episode.seat, heard: question.heard)
                let explanation = question.withExplanation ? agent.explain() : nil
                lock.withLock {
                    keepUntaken()
                    latest = PartnerAnswer(tick: tick, decision: decision, explanation: explanation)
                    isLatestTaken = false
                }
            }
            let last = agent.finish()
            lock.withLock {
                keepUntaken()
                end.exchanges += last.exchanges
                end.remarks += last.remarks
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

    /// Keeps the exchanges of an answer that nobody took; to be called under `lock`.
    private func keepUntaken() {
        if let latest, !isLatestTaken { end.exchanges += latest.decision.exchanges }
        isLatestTaken = true
    }

    private func set(_ state: PartnerReadiness) { lock.withLock { self.state = state } }

    /// Waits for the next question; nil when it is time to go.
    private func nextQuestion() -> Question? {
        lock.lock()
        defer { lock.unlock() }
        while question == nil && !isStopping { lock.wait() }
        defer { question = nil }
        return isStopping ? nil : question
    }
}
