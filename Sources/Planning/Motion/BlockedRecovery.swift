import Agents
import Basics
import Kitchen

/// Notices when a cook's steps fail because somebody is in the way, and takes random steps aside then.
struct BlockedRecovery {
    private var pose: Pose?
    /// The floor cell that the last action should have led to, nil where it did not lead anywhere.
    private var wanted: Int?
    /// Ticks in a row in which a step failed.
    private var blocked = 0
    private var steps = SideSteps()

    /// Failed steps in a row after which it may step aside.
    private static let patience = 3
    /// What is left of `blocked` when it thinks of stepping aside, so that the next time comes sooner.
    private static let blockedAfter = 1

    /// Whether the last action was a random step.
    var isEvading: Bool { steps.isEvading }

    /// Takes in where the last action led.
    mutating func observe(_ pose: Pose) {
        if let wanted { blocked = pose.cell == wanted ? 0 : blocked + 1 }
        self.pose = pose
    }

    /// Takes in what the cook does now.
    mutating func note(_ action: Action, _ knowledge: KitchenKnowledge) {
        guard let pose else { return }
        let next = knowledge.moves[pose, action].cell
        wanted = next == pose.cell ? nil : next
    }

    /// A random step after several failed ones; nil when none is due, and where all around is taken.
    mutating func action(
        _ state: borrowing StateView, _ seat: Int, _ knowledge: KitchenKnowledge, _ random: inout RandomStream
    ) -> Action? {
        let isDue = blocked >= BlockedRecovery.patience && !steps.isUnderWay
        if isDue { blocked = BlockedRecovery.blockedAfter }
        return steps.next(isDue: isDue, state, seat, knowledge, &random)
    }
}
