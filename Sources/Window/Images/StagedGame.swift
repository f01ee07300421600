import Agents
import Kitchen

/// A game page whose person is played by an agent and whose clock is a counter: the same every time.
final class StagedGame {
    let screen: GameScreen
    private let person: PromptPartner
    private let seat: Int
    private var ticks = 0
    private let tickLength: Double

    /// - Parameters:
    ///   - plan: with one person.
    ///   - kind: who plays the person.
    init(_ plan: GamePlan, person kind: any AgentKind, context: WindowContext) throws {
        seat = plan.people.first ?? 0
        func episode(_ seat: Int) -> EpisodeContext {
            EpisodeContext(kitchen: plan.kitchen, seat: seat, seed: plan.seed, horizon: plan.horizon)
        }
        var partners: [Int: any PartnerSource] = [:]
        for (seat, agent) in plan.players.enumerated() {
            if let agent { partners[seat] = try PromptPartner(agent.kind, episode(seat)) }
        }
        person = try PromptPartner(kind, episode(seat))
        tickLength = Double(plan.tickMilliseconds) / 1000
        var setup = plan.setup
        setup.countdown = 0
        screen = try GameScreen(plan, session: PlaySession(setup, partners: partners), context: context)
        _ = screen.update(now: 0)
        _ = screen.update(now: 0)
    }

    /// Seconds since the first tick began to wait.
    func now(_ share: Double) -> Double { (Double(ticks) + share) * tickLength + 0.001 }

    /// Plays a tick; what the page shows next is then `now(0)` to `now(1)`.
    /// - Returns: what follows, as when the game is over.
    func tick() -> Step {
        person.ask(screen.session.game, withExplanation: false)
        if let action = person.answer(tick: screen.session.game.timestep)?.decision.action, action != .stay {
            screen.session.press(action, seat: seat)
            screen.session.release(action, seat: seat)
        }
        ticks += 1
        return screen.update(now: now(0))
    }
}
