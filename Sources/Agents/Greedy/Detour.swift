import Kitchen

/// Finds ways around where others stand now; used only when somebody is in the way.
struct Detour {
    enum Goal {
        /// Facing a station.
        case station(Int)
        /// A cell on which one is in nobody's way.
        case refuge
        /// The same, but not that cell.
        case refugeElsewhere(Int)
    }

    /// What the search notes at a pose: the steps to it, and the first action of the way.
    private struct Note {
        let bits: UInt16

        /// No way has come here yet.
        static let none: UInt16 = 0
        private static let actionBits: UInt16 = 2
        private static let actionMask: UInt16 = 3

        init(bits: UInt16) { self.bits = bits }

        init(steps: Int, first: Action) { bits = UInt16(steps + 1) << Note.actionBits | UInt16(first.rawValue) & Note.actionMask }

        var steps: Int { Int(bits >> Note.actionBits) - 1 }
        var first: Action { Action(rawValue: UInt8(bits & Note.actionMask)) ?? .stay }
    }

    /// Notes by pose, `Note.bits`.
    private var reached: [UInt16] = []
    private var queue: [UInt16] = []

    /// The first step of a shortest way to `goal` around the other players, and the steps of all of it: none where
    /// `pose` is there already; nil where there is no way.
    mutating func way(
        from pose: Pose, to goal: Goal, _ state: borrowing StateView, mover: Int, _ tables: GreedyTables
    ) -> (first: Action, steps: Int)? {
        let poses = tables.kitchen.poses
        if reached.count != poses {
            reached = [UInt16](repeating: 0, count: poses)
            queue = [UInt16](repeating: 0, count: poses)
        }
        for pose in 0..<poses { reached[pose] = Note.none }
        var head = 0
        var tail = 1
        queue[0] = pose.bits
        reached[pose.index] = Note(steps: 0, first: .stay).bits
        while head < tail {
            let current = Pose(bits: queue[head])
            head += 1
            let note = Note(bits: reached[current.index])
            if isThere(current, goal, tables) {
                return (current == pose ? .stay : note.first, note.steps)
            }
            for action in Action.moves {
                let next = tables.moves[current, action]
                guard reached[next.index] == Note.none, !state.isTaken(next.cell, except: mover) else { continue }
                reached[next.index] = Note(steps: note.steps + 1, first: current == pose ? action : note.first).bits
                queue[tail] = next.bits
                tail += 1
            }
        }
        return nil
    }

    private func isThere(_ pose: Pose, _ goal: Goal, _ tables: GreedyTables) -> Bool {
        switch goal {
        case .station(let station): tables.distance(pose, station) == 0
        case .refuge: tables.isRefuge[pose.cell]
        case .refugeElsewhere(let cell): tables.isRefuge[pose.cell] && pose.cell != cell
        }
    }
}
