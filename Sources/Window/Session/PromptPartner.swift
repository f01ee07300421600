import Agents
import Kitchen

/// An agent that answers at once, on the thread that asks: for pictures and benches, where time is not real.
package final class PromptPartner: PartnerSource {
    private var agent: any Agent
    private let seat: Int
    private var latest: PartnerAnswer?

    /// - Throws: what keeps the agent from playing.
    package init(_ kind: any AgentKind, _ episode: EpisodeContext) throws {
        agent = try kind.makeAgent()
        seat = episode.seat
        try agent.enter(episode)
    }

    deinit { agent.close() }

    package let readiness = PartnerReadiness.ready

    package func ask(_ game: KitchenGame, heard: [HeardMessage], withExplanation: Bool) {
        let decision = agent.decide(in: game, seat: seat, heard: heard)
        latest = PartnerAnswer(tick: game.timestep, decision: decision, explanation: withExplanation ? agent.explain() : nil)
    }

    package func answer(tick: Int) -> PartnerAnswer? { latest?.tick == tick ? latest : nil }
}
