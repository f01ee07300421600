import Kitchen

/// Which station to use.
extension GreedyChoice {
    /// The nearest place to get `item` from: its dispenser or a counter.
    func source(_ handOver: HandOver, _ state: borrowing StateView, _ dispenser: Terrain, _ item: Item) -> Int? {
        let dispenser = nearest(handOver, dispenser)
        guard look.counterItems, let thing = HandOver.Thing(item),
            let counter = nearestOnCounter(handOver, state, thing, where: { $0 == item })
        else { return dispenser }
        guard let dispenser else { return counter }
        return handOver.tables.distance(look.pose, counter) < handOver.tables.distance(look.pose, dispenser) ? counter : dispenser
    }

    /// The nearest station of a kind that the cook can use.
    func nearest(_ handOver: HandOver, _ terrain: Terrain) -> Int? {
        guard let station = handOver.tables.nearest(terrain, pose: look.pose, shunning: shunned), !handOver.reach[station] else {
            return handOver.tables.nearest(terrain, pose: look.pose, shunning: shunned)
        }
        return handOver.tables.nearest(terrain, pose: look.pose, in: handOver.reach)
    }

    @inline(__always)
    func nearestOnCounter(_ handOver: HandOver, _ state: borrowing StateView, _ thing: HandOver.Thing, where isWanted: (Item) -> Bool)
        -> Int?
    {
        var best: Int?
        var least = Int(MotionPlanner.unreachable)
        for slot in handOver.tables.pots..<handOver.tables.slots
        where handOver.uses[slot].takes.contains(thing) && isWanted(state.item(in: Slot(slot))) {
            let distance = handOver.tables.distance(look.pose, handOver.tables.slotStation[slot])
            if distance < least { (best, least) = (handOver.tables.slotStation[slot], distance) }
        }
        return best
    }

    /// The nearest empty counter; one to pass a thing over where given, else one that is nobody's way to hand things over.
    func freeCounter(_ handOver: HandOver, _ state: borrowing StateView, _ thing: HandOver.Thing? = nil) -> Int? {
        var best: Int?
        var least = Int(MotionPlanner.unreachable)
        for slot in handOver.tables.pots..<handOver.tables.slots where state.item(in: Slot(slot)).isNone {
            let station = handOver.tables.slotStation[slot]
            if let thing { guard handOver.uses[slot].passes.contains(thing) else { continue } }
            guard handOver.reach[station] else { continue }
            let isSpared = thing == nil && handOver.isSplit && handOver.uses[slot].isShared
            let distance = handOver.tables.distance(look.pose, station) + (isSpared ? 100 : 0)
            if distance < least { (best, least) = (station, distance) }
        }
        return best
    }

    func freeCounters(_ handOver: HandOver, _ state: borrowing StateView) -> Int {
        (handOver.tables.pots..<handOver.tables.slots).count {
            state.item(in: Slot($0)).isNone && handOver.reach[handOver.tables.slotStation[$0]]
        }
    }

    /// The nearest empty counter over which nothing is handed over.
    func ownCounter(_ handOver: HandOver, _ state: borrowing StateView) -> Int? {
        (handOver.tables.pots..<handOver.tables.slots)
            .filter { state.item(in: Slot($0)).isNone && !handOver.uses[$0].isShared && handOver.reach[handOver.tables.slotStation[$0]] }
            .map { handOver.tables.slotStation[$0] }
            .min { handOver.tables.distance(look.pose, $0) < handOver.tables.distance(look.pose, $1) }
    }

    /// Where to wait: near the pot that will be wanted next, or at a counter over which things come.
    func waitingPlace(_ handOver: HandOver, _ state: borrowing StateView) -> Int {
        var best: (station: Int, cost: Int)?
        for pot in handOver.pots where handOver.tables.slotStation[pot] != shunned {
            let item = state.item(in: Slot(pot))
            let distance = handOver.tables.distance(look.pose, handOver.tables.slotStation[pot])
            let left = item.tick < 0 ? 0 : max(0, handOver.tables.cookTimes[item.content] - item.tick)
            if distance + left < best?.cost ?? Int.max { best = (handOver.tables.slotStation[pot], distance + left) }
        }
        if let best { return best.station }
        for slot in handOver.tables.pots..<handOver.tables.slots where handOver.uses[slot].isShared {
            return handOver.tables.slotStation[slot]
        }
        return 0
    }
}
