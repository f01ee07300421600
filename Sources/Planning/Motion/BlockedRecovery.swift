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
    /// Random steps that are still to be taken.
    private var stepsLeft = 0
    /// Whether the last action was a random step.
    private(set) var isEvading = false

    /// Failed steps in a row after which it may step aside.
    private static let patience = 3
    /// What is left of `blocked` when it thinks of stepping aside, so that the next time comes sooner.
    private static let blockedAfter = 1
    /// How likely it steps aside then; two cooks that always did would keep dodging each other.
    private static let evasion = 0.6
    /// It takes up to this many random steps, the first included.
    private static let maxSteps = 3

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
        isEvading = false
        if stepsLeft > 0 {
            stepsLeft -= 1
            isEvading = true
            return state.randomFreeStep(of: seat, knowledge.moves, &random)
        }
        guard blocked >= BlockedRecovery.patience else { return nil }
        blocked = BlockedRecovery.blockedAfter
        guard random.chance(BlockedRecovery.evasion) else { return nil }
        stepsLeft = random.below(BlockedRecovery.maxSteps)
        isEvading = true
        return state.randomFreeStep(of: seat, knowledge.moves, &random)
    }
}
