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

    /// How a player stands now.
    package func snapshot(of player: Int) -> PlayerSnapshot {
        let pose = Pose(bits: packed.words[RowShape.pose(player)])
        let face = FacedCell(bits: kitchen.tables.faced[pose.index])
        let slot = face.slot?.index ?? 0
        return PlayerSnapshot(
            pose: pose, held: Item(bits: packed.words[RowShape.held(player)]), terrain: face.terrain, slot: slot,
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
        let tables = kitchen.tables
        var counts = (empty: 0, filling: 0, cooking: 0, ready: 0)
        for pot in 0..<tables.pots {
            let item = Item(bits: packed.words[kitchen.shape.firstSlot &+ pot])
            if item.isNone {
                counts.empty += 1
            } else if !item.isStarted {
                counts.filling += 1
            } else if tables.isReady(item) {
                counts.ready += 1
            } else {
                counts.cooking += 1
            }
        }
        return counts
    }
}
