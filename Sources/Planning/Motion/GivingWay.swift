import Basics
import Kitchen

/// Notices that a partner keeps walking against the cook, who stands still, and steps aside.
///
/// Who has done nothing of use for a while is expected to go on doing nothing, so that a planner would stay for good where it is itself in
/// the way.
struct GivingWay {
    /// How often the partner has walked against the cook, fading.
    private var pressed = 0.0
    private var steps = SideSteps()

    /// What remains of `pressed` a tick later, and from which on the cook steps aside.
    private static let fading = 0.85
    private static let enough = 2.2

    /// Takes in a tick.
    /// - Parameters:
    ///   - action: the partner's.
    ///   - before: where the partner stood.
    ///   - after: the state that came of it.
    mutating func observe(_ action: Action, from before: Pose, _ after: borrowing StateView, seat: Int, _ knowledge: KitchenKnowledge) {
        let wanted = knowledge.moves[before, action].cell
        let isPressing = wanted != before.cell && after.pose(of: 1 - seat).cell == before.cell && after.pose(of: seat).cell == wanted
        pressed = pressed * GivingWay.fading + (isPressing ? 1 : 0)
    }

    /// A random step in place of `planned`; nil where none is due.
    mutating func action(
        insteadOf planned: Action, _ state: borrowing StateView, _ seat: Int, _ knowledge: KitchenKnowledge, _ random: inout RandomStream
    ) -> Action? {
        let pose = state.pose(of: seat)
        let stands = planned != .interact && knowledge.moves[pose, planned].cell == pose.cell
        return steps.next(isDue: pressed >= GivingWay.enough && stands, state, seat, knowledge, &random)
    }
}
