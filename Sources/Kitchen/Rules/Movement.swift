extension RuleTables {
    /// All players move at once; if any two collide, everyone stays, but still turns (rules §4.2). In OvercookedV2 more than two
    /// players stay only where they are in conflict.
    @inline(__always)
    func move(_ row: Row, as family: RuleFamily, players: Int, actions: UnsafeBufferPointer<UInt8>) {
        if players > 2 && family == .overcookedV2 { return moveUnlessInConflict(row, players, actions) }
        let blocked = anyoneCollides(row, players, actions)
        for player in 0..<players {
            let new = target(row, actions, player)
            row[RowShape.pose(player)] = (blocked ? pose(row, player).turned(like: new) : new).bits
        }
    }

    /// Whether two players would end on one cell, or exchange theirs.
    @inline(__always)
    private func anyoneCollides(_ row: Row, _ players: Int, _ actions: UnsafeBufferPointer<UInt8>) -> Bool {
        var apart: UInt32 = 1
        for first in 0..<players {
            for second in (first &+ 1)..<players {
                let pair = Pose.separation(
                    from: pose(row, first), to: target(row, actions, first),
                    and: pose(row, second), to: target(row, actions, second))
                apart = min(apart, pair)
            }
        }
        return apart == 0
    }

    @inline(__always)
    private func pose(_ row: Row, _ player: Int) -> Pose { Pose(bits: row[RowShape.pose(player)]) }

    /// The pose that the player's action leads to when nobody is in the way.
    @inline(__always)
    private func target(_ row: Row, _ actions: UnsafeBufferPointer<UInt8>, _ player: Int) -> Pose {
        Pose(bits: moved[MoveTable.index(pose(row, player), actions[player])])
    }

    /// Puts back who shares a cell, then who is in the way of somebody put back, and so on; then pairs that exchanged their cells
    /// (OvercookedV2 §5.2, §5.3). Everyone still turns.
    @inline(never)
    private func moveUnlessInConflict(_ row: Row, _ players: Int, _ actions: UnsafeBufferPointer<UInt8>) {
        var staying: UInt64 = 0
        var before: UInt64
        repeat {
            before = staying
            var shared: UInt64 = 0
            for first in 0..<players {
                for second in (first &+ 1)..<players
                where arrival(row, actions, first, staying) == arrival(row, actions, second, staying) {
                    shared |= 1 &<< UInt64(first) | 1 &<< UInt64(second)
                }
            }
            staying |= shared
        } while staying != before
        for first in 0..<players {
            for second in (first &+ 1)..<players
            where arrival(row, actions, first, before) == pose(row, second).cell
                && arrival(row, actions, second, before) == pose(row, first).cell
            {
                staying |= 1 &<< UInt64(first) | 1 &<< UInt64(second)
            }
        }
        for player in 0..<players {
            let new = target(row, actions, player)
            let stays = staying &>> UInt64(player) & 1 != 0
            row[RowShape.pose(player)] = (stays ? pose(row, player).turned(like: new) : new).bits
        }
    }

    /// The cell on which a player ends unless it is one of those who stay.
    @inline(__always)
    private func arrival(_ row: Row, _ actions: UnsafeBufferPointer<UInt8>, _ player: Int, _ staying: UInt64) -> Int {
        staying &>> UInt64(player) & 1 != 0 ? pose(row, player).cell : target(row, actions, player).cell
    }
}
