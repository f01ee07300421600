import Agents
import Episodes
import Kitchen

/// A cook that infers what its partner is about to do, plans with it, checks its plan and explains itself.
struct PlannerAgent: Agent {
    private let kind: PlannerKind
    private var loop: PlannerLoop?

    init(_ kind: PlannerKind) { self.kind = kind }

    mutating func begin(_ episode: EpisodeContext) throws {
        loop = try kind.loop(episode)
    }

    mutating func act(_ game: KitchenGame) -> Decision {
        Decision(loop?.act(game) ?? .stay)
    }

    /// The examples that the last choice was made with; nil where none was made in the last tick, or without experience.
    var recalled: [Experience.Recalled]? { loop?.recalled }

    func explain() -> Explanation? { loop?.explanation }
}
