/// Which pickups and drops count as useful (rules §4.4). All are judged before the item moves, and none
/// counts unless there are exactly two players.
extension RuleTables {
    /// Outcome bits of taking `item` from a dispenser or counter.
    @inline(__always)
    func pickupOutcome(_ item: UInt16, _ row: Row, _ player: Int, _ pots: PotCounts, _ firstSlot: Int) -> UInt32 {
        switch item {
        case Item.onion.bits:
            let useful = ingredientPickupIsUseful(row, player, pots)
            return Event.onionPickup.mask | (useful ? Event.usefulOnionPickup.mask : 0)
        case Item.tomato.bits:
            let useful = ingredientPickupIsUseful(row, player, pots)
            return Event.tomatoPickup.mask | (useful ? Event.usefulTomatoPickup.mask : 0)
        case Item.dish.bits:
            let useful = dishPickupIsUseful(row, pots, firstSlot)
            return Event.dishPickup.mask | (useful ? Event.usefulDishPickup.mask : 0)
        default:
            return Event.soupPickup.mask
        }
    }

    /// Outcome bits of putting `item` on a counter.
    @inline(__always)
    func dropOutcome(_ item: UInt16, _ row: Row, _ player: Int, _ pots: PotCounts) -> UInt32 {
        switch item {
        case Item.onion.bits:
            let useful = ingredientDropIsUseful(row, player, pots)
            return Event.onionDrop.mask | (useful ? Event.usefulOnionDrop.mask : 0)
        case Item.tomato.bits:
            let useful = ingredientDropIsUseful(row, player, pots)
            return Event.tomatoDrop.mask | (useful ? Event.usefulTomatoDrop.mask : 0)
        case Item.dish.bits:
            let useful = players == 2 && pots.full == 0 && otherHeld(row, player) != Item.onion.bits
            return Event.dishDrop.mask | (useful ? Event.usefulDishDrop.mask : 0)
        default:
            return Event.soupDrop.mask
        }
    }

    @inline(__always)
    private func ingredientPickupIsUseful(_ row: Row, _ player: Int, _ pots: PotCounts) -> Bool {
        players == 2 && !(pots.full == self.pots && otherHeld(row, player) != Item.dish.bits)
    }

    @inline(__always)
    private func ingredientDropIsUseful(_ row: Row, _ player: Int, _ pots: PotCounts) -> Bool {
        players == 2 && pots.full == self.pots && otherHeld(row, player) != Item.dish.bits
    }

    /// No dish lies on a counter, and fewer players hold one than pots will need one.
    @inline(__always)
    private func dishPickupIsUseful(_ row: Row, _ pots: PotCounts, _ firstSlot: Int) -> Bool {
        guard players == 2 else { return false }
        var held = 0
        for player in 0..<2 where row[RowShape.held(player)] == Item.dish.bits { held &+= 1 }
        guard held < pots.started &+ pots.partial else { return false }
        for slot in (firstSlot &+ self.pots)..<(firstSlot &+ slots) where row[slot] == Item.dish.bits { return false }
        return true
    }

    @inline(__always)
    private func otherHeld(_ row: Row, _ player: Int) -> UInt16 { row[RowShape.held(1 &- player)] }
}
