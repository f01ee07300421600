/// What a log needs to know of a tick and its outcome does not say, by index and without allocating.
extension KitchenGame {
    /// A player's pose, see `RuleTables`.
    package func pose(of player: Int) -> Int { Int(packed.words[RowShape.pose(player)]) }

    /// What a player holds.
    package func held(by player: Int) -> Item { Item(bits: packed.words[RowShape.held(player)]) }

    /// What stands in the pot or lies on the counter of a slot.
    package func item(inSlot slot: Int) -> Item { Item(bits: packed.words[kitchen.shape.firstSlot &+ slot]) }
}

extension Kitchen {
    /// The number of pots; their slots are the first ones.
    package var potCount: Int { geometry.pots }

    /// The number of pots and counters.
    package var slotCount: Int { geometry.slotCells.count }

    /// The pose after `action` when nobody is in the way.
    package func intendedPose(_ pose: Int, _ action: Action) -> Int {
        Int(tables.moved[pose &<< 3 | Int(action.rawValue)])
    }

    /// What a pose faces, and its slot where that can hold an item.
    package func facing(_ pose: Int) -> (terrain: Terrain, slot: Int) {
        let face = tables.faced[pose]
        return (Terrain(rawValue: UInt8(face & 7)) ?? .floor, Int(face &>> 3))
    }

    /// Whether a soup outside hands is done.
    package func isReady(_ soup: Item) -> Bool {
        let field = tables.readyField[soup.content]
        return field != 0 && soup.bits &>> 7 >= field
    }
}
