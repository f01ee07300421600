extension RuleTables {
    /// All players move at once; if any two collide, everyone stays, but still turns (rules §4.2).
    @inline(__always)
    func move(_ row: Row, players: Int, actions: UnsafeBufferPointer<UInt8>) {
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
}
