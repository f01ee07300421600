import Agents
import Episodes
import Kitchen

/// What an agent answered for a tick.
package struct PartnerAnswer: Sendable {
    package let tick: Int
    package let decision: Decision
    /// Its explanation at that tick, when it was asked for.
    package let explanation: Explanation?

    package init(tick: Int, decision: Decision, explanation: Explanation?) {
        self.tick = tick
        self.decision = decision
        self.explanation = explanation
    }
}

/// Whether an agent can play already.
package enum PartnerReadiness: Sendable, Hashable {
    case preparing
    case ready
    /// It cannot play here, for the reason given.
    case failed(String)
}

/// An agent as a session meets it: asked for a tick's action, it answers in its own time.
package protocol PartnerSource: AnyObject {
    var readiness: PartnerReadiness { get }

    /// Asks for the action at the tick that `game` is at. A question that is still open is replaced.
    /// - Parameter heard: what others said that reaches the agent in this tick.
    func ask(_ game: KitchenGame, heard: [HeardMessage], withExplanation: Bool)

    /// The answer for `tick`, when there is one yet.
    func answer(tick: Int) -> PartnerAnswer?
}

extension PartnerSource {
    /// Asks where nothing was said.
    package func ask(_ game: KitchenGame, withExplanation: Bool) { ask(game, heard: [], withExplanation: withExplanation) }
}
