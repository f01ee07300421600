import Kitchen

/// Ticks in which nobody uses a station, which are most of them.
extension Walker {
    /// Lets two cooks walk on as long as nobody can use its station: all that happens then is that they move and soups cook. It comes
    /// to the same as `choose` and the engine's ticks.
    /// - Parameters:
    ///   - state: changed in place.
    ///   - goals: everyone's.
    /// - Returns: the first tick that was not played, `now` where there is more to be weighed than ways; and of those that were as
    ///   `Walk.dependence`.
    /// - Complexity: O(ticks).
    @inline(__always)
    func stride(_ state: StateBuffer, _ goals: TeamGoals, from now: Int, until limit: Int) -> (next: Int, dependence: UInt32) {
        guard knowledge.players == 2, goals[0] != goals[1] || goals[0].station == nil else { return (now, 0) }
        return predicted.isEmpty
            ? (strideTogether(state, (goals[0].station, goals[1].station), from: now, until: limit), 0)
            : strideApart(state, goals, from: now, until: limit)
    }

    /// Whether a cook has a way to its station left; nil where it can use it now.
    @inline(__always)
    private func isUnderWay(_ state: borrowing StateView, _ player: Int, _ station: Station?) -> Bool? {
        guard let station else { return false }
        if knowledge.distance(state.pose(of: player), station) > 0 { return true }
        return knowledge.readiness(state, held: state.held(by: player), station: station) == .ready ? nil : false
    }

    /// Both plan.
    private func strideTogether(_ state: StateBuffer, _ stations: (Station?, Station?), from start: Int, until limit: Int) -> Int {
        guard let motion = motions.joint else { return start }
        var now = start
        while now < limit {
            guard let first = isUnderWay(state.view, 0, stations.0), let second = isUnderWay(state.view, 1, stations.1) else { break }
            let pair = motion.actions(
                poses: state.view.pose(of: 0), state.view.pose(of: 1), stations: first ? stations.0 : nil, second ? stations.1 : nil)
            guard let pair else { break }
            move(state, pair.0, pair.1)
            now &+= 1
        }
        return now
    }

    /// One plans, the other is predicted.
    private func strideApart(
        _ state: StateBuffer, _ goals: TeamGoals, from start: Int, until limit: Int
    ) -> (next: Int, dependence: UInt32) {
        let other = predicted.contains(1) ? 1 : 0
        let mine = 1 &- other
        let (station, theirs) = (goals[mine].station, goals[other].station)
        guard goals[mine] != .free else { return (start, 0) }
        var dependence: UInt32 = 0
        var now = start
        while now < limit {
            guard let isWalking = isUnderWay(state.view, mine, station) else { break }
            let isActing = acts(now)
            let otherIsWalking = isUnderWay(state.view, other, theirs)
            if isActing && otherIsWalking == nil { break }
            let step = theirs.map { ownWay(state.view, other, $0) } ?? .stay
            let reply = isActing ? step : .stay
            var action = Action.stay
            if let absent {
                if let station { action = ownWay(state.view, mine, station) }
                hide(absent, state, action)
            } else {
                let walking = (isWalking ? station : nil, otherIsWalking == true ? theirs : nil)
                guard let answer = answer(state.view, mine, walking.0, walking.1) else { break }
                action = answer
            }
            if otherIsWalking == nil || step != .stay { dependence |= 1 &<< UInt32(truncatingIfNeeded: now &- start) }
            if mine == 0 { move(state, action, reply) } else { move(state, reply, action) }
            now &+= 1
        }
        return (now, dependence)
    }

    /// What the cook who plans does by the tables; nil where these lead nowhere.
    @inline(__always)
    private func answer(_ state: borrowing StateView, _ mine: Int, _ station: Station?, _ theirs: Station?) -> Action? {
        guard let motion = motions.adapting[1 &- mine] else { return nil }
        let poses = (state.pose(of: 0), state.pose(of: 1))
        return mine == 0
            ? motion.actions(poses: poses.0, poses.1, stations: station, theirs)?.0
            : motion.actions(poses: poses.0, poses.1, stations: theirs, station)?.1
    }

    /// A tick in which both move or stay.
    @inline(__always)
    private func move(_ state: StateBuffer, _ first: Action, _ second: Action) {
        let next = knowledge.moves.joint(state.view.pose(of: 0), first, state.view.pose(of: 1), second)
        state.place(0, at: next.first)
        state.place(1, at: next.second)
        stepper.pass(state)
    }
}
