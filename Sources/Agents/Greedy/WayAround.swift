import Kitchen

/// Finds ways that avoid where others stand now; used only when somebody is in the way.
struct WayAround {
    enum Goal {
        /// Facing a station.
        case station(Int)
        /// A cell on which one is in nobody's way.
        case refuge
        /// The same, but not that cell.
        case refugeElsewhere(Int)
    }

    private var reached: [UInt16] = []
    private var queue: [UInt16] = []

    /// The first step of a shortest way to `goal` around the other players, and the steps of all of it: none where
    /// `pose` is there already; nil where there is no way.
    mutating func way(
        from pose: Int, to goal: Goal, _ state: IndexedState, mover: Int, _ tables: GreedyTables
    ) -> (first: Action, steps: Int)? {
        let poses = tables.moves.count >> 3
        if reached.count != poses {
            reached = [UInt16](repeating: 0, count: poses)
            queue = [UInt16](repeating: 0, count: poses)
        }
        for pose in 0..<poses { reached[pose] = 0 }
        var head = 0
        var tail = 1
        queue[0] = UInt16(pose)
        // Each pose notes the steps to it plus one, and the first action: `(steps + 1) << 2 | first`.
        reached[pose] = 1 << 2
        while head < tail {
            let current = Int(queue[head])
            head += 1
            let note = reached[current]
            if isThere(current, goal, tables) {
                return (current == pose ? .stay : Action(rawValue: UInt8(note & 3)) ?? .stay, Int(note >> 2) - 1)
            }
            for action in 0..<4 {
                let next = Int(tables.moves[current << 3 | action])
                guard reached[next] == 0, !state.isTaken(next >> 2, except: mover) else { continue }
                reached[next] = (note >> 2 + 1) << 2 | (current == pose ? UInt16(action) : note & 3)
                queue[tail] = UInt16(next)
                tail += 1
            }
        }
        return nil
    }

    private func isThere(_ pose: Int, _ goal: Goal, _ tables: GreedyTables) -> Bool {
        switch goal {
        case .station(let station): tables.distance(pose, station) == 0
        case .refuge: tables.isRefuge[pose >> 2]
        case .refugeElsewhere(let cell): tables.isRefuge[pose >> 2] && pose >> 2 != cell
        }
    }
}

extension IndexedState {
    /// Whether another player than `player` stands on the floor cell of that index.
    @inline(__always)
    func isTaken(_ cell: Int, except player: Int) -> Bool {
        for other in 0..<players where other != player && pose(of: other) >> 2 == cell { return true }
        return false
    }
}
