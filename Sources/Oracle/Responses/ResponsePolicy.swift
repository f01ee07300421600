import Kitchen

/// What a best response does in every state for every number of ticks left, as the ticks at which it changes its mind.
struct ResponsePolicy: Sendable {
    /// Where each state's changes begin in `ticks` and `actions`, with an end after the last.
    private let starts: [Int]
    /// Ticks left from which on `actions` holds, ascending in each state.
    private let ticks: [UInt16]
    private let actions: [UInt8]

    /// A change of mind: from `tick` ticks left on, `action` in `state`.
    struct Change {
        let state: UInt32
        let tick: UInt16
        let action: UInt8
    }

    /// - Parameter changes: in the order of ticks.
    init(states: Int, changes: [Change]) {
        var starts = [Int](repeating: 0, count: states + 1)
        for change in changes { starts[Int(change.state) + 1] += 1 }
        for state in 0..<states { starts[state + 1] += starts[state] }
        var free = starts
        var ticks = [UInt16](repeating: 0, count: changes.count)
        var actions = [UInt8](repeating: 0, count: changes.count)
        for change in changes {
            let place = free[Int(change.state)]
            free[Int(change.state)] += 1
            ticks[place] = change.tick
            actions[place] = change.action
        }
        self.starts = starts
        self.ticks = ticks
        self.actions = actions
    }

    /// The action in `state` with `left` ticks left.
    func action(_ state: Int, left: Int) -> Action {
        var choice = Action.stay
        for place in starts[state]..<starts[state + 1] where Int(ticks[place]) <= left {
            choice = Action(rawValue: actions[place]) ?? .stay
        }
        return choice
    }
}
