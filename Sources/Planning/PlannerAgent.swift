import Agents
import Kitchen

/// A cook that infers what its partner is about to do, plans with it, checks its plan and explains itself.
struct PlannerAgent: Agent {
    private let kind: PlannerKind
    private var mind: PlannerMind?

    init(_ kind: PlannerKind) { self.kind = kind }

    mutating func begin(_ episode: EpisodeContext) throws {
        mind = try PlannerMind(kind.preparation(episode), kind.settings, episode)
    }

    mutating func act(_ game: KitchenGame) -> Decision {
        Decision(mind?.act(game) ?? .stay)
    }

    func explain() -> Explanation? { mind?.explanation }
}
