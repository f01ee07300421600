extension RuleTables {
    /// All players move at once; if any two collide, everyone stays, but still turns (rules §4.2).
    @inline(__always)
    func move(_ row: Row, players: Int, actions: UnsafeBufferPointer<UInt8>) {
        let blocked = anyoneCollides(row, players, actions)
        for player in 0..<players {
            let old = row[RowShape.pose(player)]
            let new = target(row, actions, player)
            row[RowShape.pose(player)] = blocked ? (old & ~3) | (new & 3) : new
        }
    }

    /// Whether two players would end on one cell, or exchange theirs; without a branch, for nobody foresees it.
    @inline(__always)
    private func anyoneCollides(_ row: Row, _ players: Int, _ actions: UnsafeBufferPointer<UInt8>) -> Bool {
        var apart: UInt32 = 1
        for first in 0..<players {
            let oldFirst = UInt32(row[RowShape.pose(first)] &>> 2)
            let newFirst = UInt32(target(row, actions, first) &>> 2)
            for second in (first &+ 1)..<players {
                let oldSecond = UInt32(row[RowShape.pose(second)] &>> 2)
                let newSecond = UInt32(target(row, actions, second) &>> 2)
                // Either factor is zero exactly for one of the two collisions.
                let pair = (newFirst ^ newSecond) &* ((newFirst ^ oldSecond) | (newSecond ^ oldFirst))
                apart = min(apart, pair)
            }
        }
        return apart == 0
    }

    /// The pose that the player's action leads to when nobody is in the way.
    @inline(__always)
    private func target(_ row: Row, _ actions: UnsafeBufferPointer<UInt8>, _ player: Int) -> UInt16 {
        moved[Int(row[RowShape.pose(player)]) &<< 3 | Int(actions[player])]
    }
}
