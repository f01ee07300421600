import Basics
import Kitchen

/// A few random steps in a row out of somebody's way.
struct SideSteps {
    /// Steps that are still to be taken.
    private var left = 0
    /// Whether the last action was one.
    private(set) var isEvading = false

    /// How likely a cook begins where there is reason to; two cooks that always did would keep dodging each other.
    private static let evasion = 0.6
    /// It takes up to this many steps, the first included.
    private static let maxSteps = 3

    /// Whether steps are still to be taken.
    var isUnderWay: Bool { left > 0 }

    /// The next step; nil where none is taken, and where all around is taken.
    /// - Parameter isDue: whether there is reason to begin; of no use while steps are under way.
    mutating func next(
        isDue: Bool, _ state: borrowing StateView, _ seat: Int, _ knowledge: KitchenKnowledge, _ random: inout RandomStream
    ) -> Action? {
        isEvading = isUnderWay || (isDue && random.chance(SideSteps.evasion))
        guard isEvading else { return nil }
        left = isUnderWay ? left - 1 : random.below(SideSteps.maxSteps)
        return state.randomFreeStep(of: seat, knowledge.moves, &random)
    }
}
