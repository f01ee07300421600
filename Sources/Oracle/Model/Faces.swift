import Kitchen

/// Something that a cook can interact with: all dispensers of a kind or all servings together, a pot, a counter.
struct Face: Sendable, Hashable {
    enum Effect: Sendable, Hashable {
        /// What the rules say of a cook in this pose.
        case rules(pose: Pose)
        /// Putting what is held on a counter outside the model, for its price.
        case lend(counter: Int)
        /// Taking an item from a counter outside the model, at its price.
        case borrow(counter: Int, item: Item)
    }

    let effect: Effect
    /// Where a cook can be to do it: cell among its `Places.cells`, orientation.
    let poses: [SIMD2<Int>]
}

/// Finds the faces of a kitchen.
package struct FaceFinder {
    let stepper: KitchenStepper
    let places: Places
    private let counterSlot: [Cell: Int]

    init(_ stepper: KitchenStepper, _ places: Places) {
        self.stepper = stepper
        self.places = places
        counterSlot = Dictionary(uniqueKeysWithValues: zip(stepper.slotCells, stepper.slotCells.indices))
    }

    private enum Target: Hashable {
        case station(Terrain)
        case slot(Int)
    }

    /// What `player` can interact with, counters only of `counters`.
    func faces(player: Int, counters: [Cell]) -> [Face] {
        let allowed = Set(counters.compactMap { counterSlot[$0] })
        return targets(player).compactMap { target, poses in
            if case .slot(let slot) = target, isCounter(slot), !allowed.contains(slot) { return nil }
            let pose = Pose(cell: places.cells[player][poses[0].x], direction: poses[0].y)
            return Face(effect: .rules(pose: pose), poses: poses)
        }
    }

    /// Lending to and borrowing `items` from every counter that `player` can face, but `counters`.
    func pricedFaces(player: Int, outside counters: [Cell], items: [Item]) -> [Face] {
        let modelled = Set(counters.compactMap { counterSlot[$0] })
        return targets(player).flatMap { target, poses -> [Face] in
            guard case .slot(let slot) = target, isCounter(slot), !modelled.contains(slot) else { return [] }
            return [Face(effect: .lend(counter: slot), poses: poses)]
                + items.map { Face(effect: .borrow(counter: slot, item: $0), poses: poses) }
        }
    }

    /// The counters that anyone can face, row by row.
    package var usableCounters: [Cell] {
        var slots: Set<Int> = []
        for player in 0..<stepper.kitchen.players {
            for (target, _) in targets(player) {
                if case .slot(let slot) = target, isCounter(slot) { slots.insert(slot) }
            }
        }
        return slots.sorted().map { stepper.slotCells[$0] }
    }

    private func isCounter(_ slot: Int) -> Bool { stepper.kitchen.layout[stepper.slotCells[slot]] == .counter }

    /// Everything but floor that `player` can face, with the poses.
    private func targets(_ player: Int) -> [(target: Target, poses: [SIMD2<Int>])] {
        var order: [Target] = []
        var poses: [Target: [SIMD2<Int>]] = [:]
        for (cell, floor) in places.cells[player].enumerated() {
            for orientation in 0..<Pose.perCell {
                let (terrain, slot) = stepper.faced(Pose(cell: floor, direction: orientation))
                guard terrain != .floor else { continue }
                let target = slot.map(Target.slot) ?? .station(terrain)
                if poses[target] == nil { order.append(target) }
                poses[target, default: []].append(SIMD2(cell, orientation))
            }
        }
        return order.map { ($0, poses[$0] ?? []) }
    }
}
