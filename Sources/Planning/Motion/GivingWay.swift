import Basics
import Kitchen

/// Notices that a partner keeps walking against the cook, who stands still, and steps aside.
///
/// Who has done nothing of use for a while is expected to go on doing nothing, so that a planner would stay for good where it is itself in
/// the way.
struct GivingWay {
    /// How often the partner has walked against the cook, fading.
    private var pressed = 0.0
    /// Steps that are still to be taken.
    private var stepsLeft = 0

    private enum Numbers {
        /// What remains of `pressed` a tick later, and from which on the cook steps aside.
        static let fading = 0.85
        static let enough = 2.2
        /// How likely it does then; two cooks that always did would keep dodging each other.
        static let evasion = 0.6
        /// It takes up to this many steps, the first included.
        static let maxSteps = 3
    }

    /// Takes in a tick.
    /// - Parameters:
    ///   - action: the partner's.
    ///   - before: where the partner stood.
    ///   - after: the state that came of it.
    mutating func observe(_ action: Action, from before: Pose, _ after: borrowing StateView, seat: Int, _ knowledge: KitchenKnowledge) {
        let wanted = knowledge.moves[before, action].cell
        let isPressing = wanted != before.cell && after.pose(of: 1 - seat).cell == before.cell && after.pose(of: seat).cell == wanted
        pressed = pressed * Numbers.fading + (isPressing ? 1 : 0)
    }

    /// A random step in place of `planned`; nil where none is due.
    mutating func action(
        insteadOf planned: Action, _ state: borrowing StateView, _ seat: Int, _ knowledge: KitchenKnowledge, _ random: inout RandomStream
    ) -> Action? {
        if stepsLeft > 0 {
            stepsLeft -= 1
            return state.randomFreeStep(of: seat, knowledge.moves, &random)
        }
        let pose = state.pose(of: seat)
        let stands = planned != .interact && knowledge.moves[pose, planned].cell == pose.cell
        guard pressed >= Numbers.enough, stands, random.chance(Numbers.evasion) else { return nil }
        stepsLeft = random.below(Numbers.maxSteps)
        return state.randomFreeStep(of: seat, knowledge.moves, &random)
    }
}
