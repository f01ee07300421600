import Basics
import Kitchen

extension StateView {
    /// A random step of a player from its pose to a floor cell on which nobody else stands, all such steps being equally likely;
    /// nil where there is none.
    package func randomFreeStep(of player: Int, _ moves: MoveTable, _ random: inout RandomStream) -> Action? {
        let pose = pose(of: player)
        var chosen: Action?
        var seen = 0
        for action in Action.moves {
            let next = moves[pose, action].cell
            guard next != pose.cell, !isTaken(next, except: player) else { continue }
            seen += 1
            if random.below(seen) == 0 { chosen = action }
        }
        return chosen
    }
}
