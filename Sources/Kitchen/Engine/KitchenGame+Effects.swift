/// What a log needs to know apart from a tick's outcome, by index, without allocating and without copying the kitchen.
extension KitchenGame {
    /// A player between two ticks.
    package struct PlayerSnapshot: Sendable {
        package let pose: Pose
        package let held: Item
        /// What the player looks at, and its slot; the first where nothing can lie there.
        package let terrain: Terrain
        package let slot: Int
        /// Whether that is a pot with ingredients that does not cook.
        package let facesFillingPot: Bool
        /// Whether it is one that is full, as only states of OvercookedV2 have where pots start by themselves.
        package let facesFullPot: Bool
    }

    /// Where a player stands now, and which way it faces.
    @inlinable @inline(__always)
    package func pose(of player: Int) -> Pose { Pose(bits: packed.words[RowShape.pose(player)]) }

    /// What a player holds now.
    @inlinable @inline(__always)
    package func held(by player: Int) -> Item { Item(bits: packed.words[RowShape.held(player)]) }

    /// How a player stands now.
    package func snapshot(of player: Int) -> PlayerSnapshot {
        let pose = pose(of: player)
        let face = FacedCell(bits: kitchen.memory.tables.faced[pose.index])
        let slot = face.slot?.index ?? 0
        return PlayerSnapshot(
            pose: pose, held: held(by: player), terrain: face.terrain, slot: slot,
            facesFillingPot: face.terrain == .pot && isFilling(slot: slot), facesFullPot: face.terrain == .pot && isFull(slot: slot))
    }

    /// Whether the pot of that slot holds something and does not cook.
    package func isFilling(slot: Int) -> Bool {
        let item = packed.words[kitchen.shape.firstSlot &+ slot]
        return item != 0 && !Item(bits: item).isStarted
    }

    private func isFull(slot: Int) -> Bool {
        let item = Item(bits: packed.words[kitchen.shape.firstSlot &+ slot])
        return item.isUnordered && !item.isStarted && kitchen.tables.unorderedSize[item.unorderedIndex] == Recipe.mostUnordered
    }

    /// The pose after `action` from `pose` when nobody is in the way.
    package func intendedPose(_ pose: Pose, _ action: Action) -> Pose {
        Pose(bits: kitchen.tables.moved[MoveTable.index(pose, action.rawValue)])
    }

    /// What the last tick earned a player, sparse and shaped.
    package func rewards(of player: Int) -> (sparse: Double, shaped: Double) {
        let outcome = outcome(of: player)
        return (kitchen.sparseReward(outcome), kitchen.shapedReward(outcome))
    }

    /// How many pots are empty, hold something without cooking, cook, and are ready.
    package var potCounts: (empty: Int, filling: Int, cooking: Int, ready: Int) {
        let memory = kitchen.memory
        var counts = (empty: 0, filling: 0, cooking: 0, ready: 0)
        for slot in RowShape.firstSlot(players: players)..<(RowShape.firstSlot(players: players) &+ memory.tables.pots) {
            let item = Item(bits: packed.words[slot])
            if item.isNone {
                counts.empty += 1
            } else if !item.isStarted {
                counts.filling += 1
            } else if memory.tables.isReady(item) {
                counts.ready += 1
            } else {
                counts.cooking += 1
            }
        }
        return counts
    }
}
