extension RuleTables {
    /// One transition: interacts in player order, simultaneous movement, effects of time (rules §4).
    ///
    /// - Parameters:
    ///   - family: the kitchen's; a caller that knows it as a constant has no code of the other.
    ///   - players: the kitchen's number of players; a caller that knows it as a constant makes the loops unroll.
    ///   - actions: one action index 0-5 a player.
    ///   - outcomes: one word a player, overwritten (see `Outcome`).
    ///   - tickingSlots: how many slots cook: the pots, or all where a start state left unready soups on counters.
    @inline(__always)
    func tick(
        _ row: Row, as family: RuleFamily, players: Int, actions: UnsafeBufferPointer<UInt8>,
        outcomes: UnsafeMutableBufferPointer<UInt32>, tickingSlots: Int
    ) {
        let firstSlot = RowShape.firstPlayer &+ 2 &* players
        var anyoneInteracts = false
        for player in 0..<players {
            outcomes[player] = 0
            anyoneInteracts = anyoneInteracts || actions[player] == Action.interact.rawValue
        }
        if family == .overcookedV2 {
            row[firstSlot &+ slots] &= ~RowShape.deliveredBit
            if anyoneInteracts { interactV2(row, players: players, actions: actions, outcomes: outcomes, firstSlot: firstSlot) }
        } else if anyoneInteracts {
            interact(row, players: players, actions: actions, outcomes: outcomes, firstSlot: firstSlot)
        }
        move(row, as: family, players: players, actions: actions)
        pass(row, as: family, firstSlot: firstSlot, tickingSlots: tickingSlots)
    }

    /// The end of a tick: time passes, soups cook.
    @inline(__always)
    func pass(_ row: Row, as family: RuleFamily, firstSlot: Int, tickingSlots: Int) {
        row.timestep &+= 1
        cook(row, as: family, firstSlot: firstSlot, tickingSlots: tickingSlots)
    }

    /// Soups outside hands start and tick (rules §4.3, OvercookedV2 §5.5).
    @inline(__always)
    func cook(_ row: Row, as family: RuleFamily, firstSlot: Int, tickingSlots: Int) {
        guard family == .overcooked else { return cookV2(row, firstSlot: firstSlot) }
        for slot in firstSlot..<(firstSlot &+ tickingSlots) {
            var item = row[slot]
            let content = Int(item & Item.contentMask)
            if item < Item.oneTick { item &+= autoStart[content] }
            let field = item &>> Item.tickShift
            if field != 0 && field < readyField[content] { item &+= Item.oneTick }
            row[slot] = item
        }
    }
}
