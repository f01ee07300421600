import Basics
import Agents
import Kitchen

/// Notices when a cook does not get on, and finds a way out.
struct Deadlock {
    private var pose = -1
    private var wanted = -1
    /// Ticks in a row in which a step failed.
    private var blocked = 0
    /// Random steps that are still to be taken.
    private var aside = 0
    /// Whether the last action was a random step.
    private(set) var isEvading = false

    mutating func look(_ row: [UInt16], _ seat: Int, _ knowledge: KitchenKnowledge) {
        let now = Int(row[RowShape.pose(seat)])
        if wanted >= 0, now >> 2 != wanted {
            blocked += 1
        } else if wanted >= 0 {
            blocked = 0
        }
        pose = now
    }

    mutating func note(_ row: [UInt16], _ action: Action, _ seat: Int, _ knowledge: KitchenKnowledge) {
        let next = Int(knowledge.moves[pose << 3 | Int(action.rawValue)]) >> 2
        wanted = next != pose >> 2 ? next : -1
    }

    /// A random step after several failed ones.
    mutating func wayOut(_ row: [UInt16], _ seat: Int, _ knowledge: KitchenKnowledge, _ random: inout RandomStream) -> Action? {
        isEvading = false
        if aside > 0 {
            aside -= 1
            isEvading = true
            return randomStep(row, seat, knowledge, &random)
        }
        guard blocked >= 3 else { return nil }
        blocked = 1
        guard random.chance(0.6) else { return nil }
        aside = random.below(3)
        isEvading = true
        return randomStep(row, seat, knowledge, &random)
    }

    private func randomStep(_ row: [UInt16], _ seat: Int, _ knowledge: KitchenKnowledge, _ random: inout RandomStream) -> Action? {
        var chosen: Action?
        var seen = 0
        for action in 0..<4 {
            let next = Int(knowledge.moves[pose << 3 | action]) >> 2
            guard next != pose >> 2 else { continue }
            let isTaken = (0..<knowledge.players).contains { $0 != seat && Int(row[RowShape.pose($0)]) >> 2 == next }
            guard !isTaken else { continue }
            seen += 1
            if random.below(seen) == 0 { chosen = Action(rawValue: UInt8(action)) }
        }
        return chosen
    }
}
