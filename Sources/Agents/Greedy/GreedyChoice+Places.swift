import Kitchen

/// Which station to use.
extension GreedyChoice {
    /// The nearest place to get `item` from: its dispenser or a counter.
    func source(_ state: borrowing StateView, _ dispenser: Terrain, _ item: Item) -> Int? {
        let dispenser = nearest(dispenser)
        guard look.counterItems, let thing = HandOver.Thing(item), let counter = nearestOnCounter(state, thing, where: { $0 == item })
        else { return dispenser }
        guard let dispenser else { return counter }
        return tables.distance(look.pose, counter) < tables.distance(look.pose, dispenser) ? counter : dispenser
    }

    /// The nearest station of a kind that the cook can use.
    func nearest(_ terrain: Terrain) -> Int? {
        guard let station = tables.nearest(terrain, pose: look.pose, shunning: shunned), !handOver.reach[station] else {
            return tables.nearest(terrain, pose: look.pose, shunning: shunned)
        }
        return tables.nearest(terrain, pose: look.pose, in: handOver.reach)
    }

    @inline(__always)
    func nearestOnCounter(_ state: borrowing StateView, _ thing: HandOver.Thing, where isWanted: (Item) -> Bool) -> Int? {
        var best: Int?
        var least = Int(MotionPlanner.unreachable)
        for slot in tables.pots..<tables.slots
        where handOver.uses[slot].takes.contains(thing) && isWanted(state.item(in: Slot(slot))) {
            let distance = tables.distance(look.pose, tables.slotStation[slot])
            if distance < least { (best, least) = (tables.slotStation[slot], distance) }
        }
        return best
    }

    /// The nearest empty counter; one to pass a thing over where given, else one that is nobody's way to hand things over.
    func freeCounter(_ state: borrowing StateView, _ thing: HandOver.Thing? = nil) -> Int? {
        var best: Int?
        var least = Int(MotionPlanner.unreachable)
        for slot in tables.pots..<tables.slots where state.item(in: Slot(slot)).isNone {
            let station = tables.slotStation[slot]
            if let thing { guard handOver.uses[slot].passes.contains(thing) else { continue } }
            guard handOver.reach[station] else { continue }
            let isSpared = thing == nil && handOver.isSplit && handOver.uses[slot].isShared
            let distance = tables.distance(look.pose, station) + (isSpared ? 100 : 0)
            if distance < least { (best, least) = (station, distance) }
        }
        return best
    }

    func freeCounters(_ state: borrowing StateView) -> Int {
        (tables.pots..<tables.slots).count { state.item(in: Slot($0)).isNone && handOver.reach[tables.slotStation[$0]] }
    }

    /// The nearest empty counter over which nothing is handed over.
    func ownCounter(_ state: borrowing StateView) -> Int? {
        (tables.pots..<tables.slots)
            .filter { state.item(in: Slot($0)).isNone && !handOver.uses[$0].isShared && handOver.reach[tables.slotStation[$0]] }
            .map { tables.slotStation[$0] }
            .min { tables.distance(look.pose, $0) < tables.distance(look.pose, $1) }
    }

    /// Where to wait: near the pot that will be wanted next, or at a counter over which things come.
    func waitingPlace(_ state: borrowing StateView) -> Int {
        var best: (station: Int, cost: Int)?
        for pot in handOver.pots where tables.slotStation[pot] != shunned {
            let item = state.item(in: Slot(pot))
            let distance = tables.distance(look.pose, tables.slotStation[pot])
            let left = item.tick < 0 ? 0 : max(0, tables.cookTimes[item.content] - item.tick)
            if distance + left < best?.cost ?? Int.max { best = (tables.slotStation[pot], distance + left) }
        }
        if let best { return best.station }
        for slot in tables.pots..<tables.slots where handOver.uses[slot].isShared { return tables.slotStation[slot] }
        return 0
    }
}
