import Kitchen

/// Chooses the nearest useful sub-task, by what the hands hold, in the order of the field's greedy human model:
/// a soup that waits on a counter, a pot that waits to be started, a dish for a soup that will soon be ready, an
/// ingredient that a pot lacks, and else something that will be needed next.
struct GreedyChoice {
    let tables: GreedyTables
    let handOver: HandOver
    let state: IndexedState
    let seat: Int
    /// Whether to count on what others hold.
    let trustsOthers: Bool
    /// A station to which somebody has barred the way for long.
    let shunned: Int?
    let look: GreedyLook

    init(
        _ tables: GreedyTables, _ handOver: HandOver, _ state: IndexedState, seat: Int, trustsOthers: Bool, shunned: Int?
    ) {
        self.tables = tables
        self.handOver = handOver
        self.state = state
        self.seat = seat
        self.trustsOthers = trustsOthers
        // An only pot is tried for ever.
        self.shunned = tables.pots == 1 && shunned == tables.slotStation[0] ? nil : shunned
        look = GreedyChoice.look(tables, handOver, state, seat, trustsOthers, self.shunned)
    }

    /// The sub-task to go for.
    func goal() -> GreedyGoal {
        if look.held.isNone { return withEmptyHands() }
        if let ingredient = look.held.ingredient { return withIngredient(ingredient) }
        return look.held.isSoup ? withSoup() : withDish()
    }

    // MARK: Looking

    private static func look(
        _ tables: GreedyTables, _ handOver: HandOver, _ state: IndexedState, _ seat: Int, _ trusts: Bool,
        _ shunned: Int?
    ) -> GreedyLook {
        var look = GreedyLook()
        look.pose = state.pose(of: seat)
        look.zone = tables.zone(of: look.pose)
        look.held = state.held(by: seat)
        let supplies = handOver.toPot[look.zone] > 0
        for pot in 0..<tables.pots where supplies || tables.reaches(look.zone, tables.slotStation[pot]) {
            if tables.slotStation[pot] == shunned { continue }
            let item = state.item(slot: pot)
            let aim = tables.aims[item.content]
            if item.tick >= 0 {
                let left = max(0, tables.cookTimes[item.content] - item.tick)
                look.soups += 1
                look.readySoups += left == 0 ? 1 : 0
                look.firstSoup = min(look.firstSoup, left)
            } else if !item.isNone && aim.missing == 0 {
                look.toStart += 1
            } else {
                look.onions += aim.onions
                look.tomatoes += aim.tomatoes
                look.partial += item.isNone ? 0 : 1
            }
        }
        for player in 0..<state.players where player != seat {
            countHands(of: state.held(by: player), zone: tables.zone(of: state.pose(of: player)), handOver, trusts, &look)
        }
        for slot in tables.pots..<tables.slots {
            let item = state.item(slot: slot)
            guard !item.isNone else { continue }
            look.counterItems = true
            // What already lies where a neighbour takes it is supplied.
            guard supplies, handOver.uses[slot].contains(.passToPot) else { continue }
            switch item {
            case .onion: look.onions -= 1
            case .tomato: look.tomatoes -= 1
            case .dish: look.dishes += 1
            default: break
            }
        }
        return look
    }

    private static func countHands(
        of held: Item, zone: Int, _ handOver: HandOver, _ trusts: Bool, _ look: inout GreedyLook
    ) {
        guard handOver.toPot[zone] < HandOver.never else { return }
        if held.isNone {
            look.emptyHandedOthers += handOver.toPot[zone] == 0 ? 1 : 0
        } else if held == .dish {
            look.dishes += trusts ? 1 : 0
        } else if trusts && held == .onion {
            look.onions -= 1
            look.heldIngredients += 1
        } else if trusts && held == .tomato {
            look.tomatoes -= 1
            look.heldIngredients += 1
        }
    }

    // MARK: Empty hands

    private func withEmptyHands() -> GreedyGoal {
        if look.counterItems, let soup = nearestOnCounter(.takeToServing, where: { $0.isSoup && tables.isOrdered[$0.content] }) {
            return GreedyGoal(purpose: .takeSoup, station: soup)
        }
        if look.toStart > 0, let pot = potToStart() { return GreedyGoal(purpose: .startCooking, station: pot) }
        let dish = source(.dishDispenser, .dish)
        if let dish, look.soups > look.dishes, !look.wantsIngredients || isTimeForDish(dish) {
            return GreedyGoal(purpose: .takeDish, station: dish)
        }
        if let goal = wantedIngredient() { return goal }
        if let dish, !look.wantsIngredients, look.soups + look.toStart + look.partial > look.dishes {
            return GreedyGoal(purpose: .takeDish, station: dish)
        }
        return nextIngredient() ?? .wait(waitingPlace())
    }

    /// Whether a dish, fetched after one more ingredient, would come late for the first soup.
    private func isTimeForDish(_ dish: Int) -> Bool {
        look.firstSoup <= tables.distance(look.pose, dish) + tables.stepsToPot[dish] + tables.trip
    }

    private func wantedIngredient() -> GreedyGoal? {
        let onion = look.onions > 0 ? source(.onionDispenser, .onion) : nil
        let tomato = look.tomatoes > 0 ? source(.tomatoDispenser, .tomato) : nil
        return nearer(onion: onion, tomato: tomato)
    }

    /// An ingredient for the soup after this one, unless others hold enough of them already.
    private func nextIngredient() -> GreedyGoal? {
        let next = tables.aims[0]
        guard next.missing > 0, look.heldIngredients < next.missing * (look.soups + look.toStart) else { return nil }
        if handOver.toPot[look.zone] > 0 { return nil }
        return nearer(
            onion: next.onions > 0 ? source(.onionDispenser, .onion) : nil,
            tomato: next.tomatoes > 0 ? source(.tomatoDispenser, .tomato) : nil)
    }

    private func nearer(onion: Int?, tomato: Int?) -> GreedyGoal? {
        guard let onion else { return tomato.map { GreedyGoal(purpose: .takeTomato, station: $0) } }
        guard let tomato, tables.distance(look.pose, tomato) < tables.distance(look.pose, onion) else {
            return GreedyGoal(purpose: .takeOnion, station: onion)
        }
        return GreedyGoal(purpose: .takeTomato, station: tomato)
    }

    /// The nearest full pot that waits to be started, unless someone else with empty hands is nearer.
    private func potToStart() -> Int? {
        var best: Int?
        for pot in 0..<tables.pots {
            let item = state.item(slot: pot)
            let station = tables.slotStation[pot]
            guard item.tick < 0, !item.isNone, tables.aims[item.content].missing == 0, station != shunned else { continue }
            let distance = tables.distance(look.pose, station)
            guard distance < best.map({ tables.distance(look.pose, $0) }) ?? Int(MotionPlanner.unreachable) else { continue }
            if !trustsOthers || !isNearerToSomeone(station, distance) { best = station }
        }
        return best
    }

    private func isNearerToSomeone(_ station: Int, _ distance: Int) -> Bool {
        for player in 0..<state.players where player != seat && state.held(by: player).isNone {
            let other = tables.distance(state.pose(of: player), station)
            if other < distance || (other == distance && player < seat) { return true }
        }
        return false
    }

    // MARK: Full hands

    private func withIngredient(_ ingredient: Ingredient) -> GreedyGoal {
        if let goal = clearHandsForSoup() { return goal }
        guard handOver.toPot[look.zone] == 0 else { return passOn(.passToPot, leaving: 1) }
        var best: (station: Int, cost: Int)?
        for pot in 0..<tables.pots {
            let item = state.item(slot: pot)
            let aim = tables.aims[item.content]
            guard item.tick < 0, aim.needs(ingredient), tables.slotStation[pot] != shunned else { continue }
            // Of pots about as near, the one that will sooner be full.
            let cost = tables.distance(look.pose, tables.slotStation[pot]) + aim.missing
            if cost < best?.cost ?? Int(MotionPlanner.unreachable) { best = (tables.slotStation[pot], cost) }
        }
        if let best { return GreedyGoal(purpose: .potIngredient, station: best.station) }
        let isNeeded = look.readySoups > look.dishes || (look.soups > look.dishes && look.emptyHandedOthers == 0)
        if isNeeded || (look.toStart > 0 && look.emptyHandedOthers == 0), let counter = freeCounter() {
            return GreedyGoal(purpose: .putAside, station: counter)
        }
        return .wait(waitingPlace())
    }

    private func withDish() -> GreedyGoal {
        if let goal = clearHandsForSoup() { return goal }
        guard handOver.toPot[look.zone] == 0 else { return passOn(.passToPot) }
        var best: (station: Int, cost: Int, left: Int)?
        for pot in 0..<tables.pots {
            let item = state.item(slot: pot)
            guard item.tick >= 0, tables.slotStation[pot] != shunned else { continue }
            let left = max(0, tables.cookTimes[item.content] - item.tick)
            let cost = max(left, tables.distance(look.pose, tables.slotStation[pot]))
            if cost < best?.cost ?? Int(MotionPlanner.unreachable) { best = (tables.slotStation[pot], cost, left) }
        }
        if let best { return GreedyGoal(purpose: .fillDish, station: best.station, isReady: best.left == 0) }
        let handsAreNeeded = look.toStart > 0 ? look.emptyHandedOthers == 0 : wantedIngredient() != nil
        if handsAreNeeded, let counter = freeCounter() { return GreedyGoal(purpose: .putAside, station: counter) }
        return .wait(waitingPlace())
    }

    private func withSoup() -> GreedyGoal {
        if let serving = tables.nearest(.serving, pose: look.pose, shunning: shunned) {
            return GreedyGoal(purpose: .deliver, station: serving)
        }
        return passOn(.passToServing)
    }

    /// Lays the thing over to a neighbour, or waits where that will be possible.
    /// - Parameter leaving: how many such counters are left free, if there are more, for what is needed sooner.
    private func passOn(_ use: HandOver.Uses, leaving spare: Int = 0) -> GreedyGoal {
        var nearest: (station: Int, distance: Int)?
        var counters = 0
        var free = 0
        for slot in tables.pots..<tables.slots where handOver.uses[slot].contains(use) {
            counters += 1
            free += state.item(slot: slot).isNone ? 1 : 0
            let distance = tables.distance(look.pose, tables.slotStation[slot])
            if distance < nearest?.distance ?? Int.max { nearest = (tables.slotStation[slot], distance) }
        }
        if free > min(spare, counters - 1), let counter = freeCounter(use) {
            return GreedyGoal(purpose: .handOver, station: counter)
        }
        return nearest.map { .wait($0.station) } ?? .nothing
    }

    /// Puts the thing aside where a soup waits on a counter that only this cook's zone brings further.
    private func clearHandsForSoup() -> GreedyGoal? {
        guard look.counterItems, handOver.isSplit,
            nearestOnCounter(.takeToServing, where: { $0.isSoup && tables.isOrdered[$0.content] }) != nil
        else { return nil }
        return freeCounter().map { GreedyGoal(purpose: .putAside, station: $0) }
    }

    // MARK: Places

    /// The nearest place to get `item` from: its dispenser or a counter.
    private func source(_ dispenser: Terrain, _ item: Item) -> Int? {
        let dispenser = tables.nearest(dispenser, pose: look.pose, shunning: shunned)
        guard look.counterItems, let counter = nearestOnCounter(.takeToPot, where: { $0 == item }) else { return dispenser }
        guard let dispenser else { return counter }
        return tables.distance(look.pose, counter) < tables.distance(look.pose, dispenser) ? counter : dispenser
    }

    @inline(__always)
    private func nearestOnCounter(_ use: HandOver.Uses, where isWanted: (Item) -> Bool) -> Int? {
        var best: Int?
        var least = Int(MotionPlanner.unreachable)
        for slot in tables.pots..<tables.slots where handOver.uses[slot].contains(use) && isWanted(state.item(slot: slot)) {
            let distance = tables.distance(look.pose, tables.slotStation[slot])
            if distance < least { (best, least) = (tables.slotStation[slot], distance) }
        }
        return best
    }

    /// The nearest empty counter; one that allows `use` where given, else one that is nobody's way to hand things over.
    private func freeCounter(_ use: HandOver.Uses? = nil) -> Int? {
        var best: Int?
        var least = Int(MotionPlanner.unreachable)
        for slot in tables.pots..<tables.slots where state.item(slot: slot).isNone {
            if let use, !handOver.uses[slot].contains(use) { continue }
            let isSpared = use == nil && handOver.isSplit && handOver.uses[slot].contains(.shared)
            let distance = tables.distance(look.pose, tables.slotStation[slot]) + (isSpared ? 100 : 0)
            if distance < least { (best, least) = (tables.slotStation[slot], distance) }
        }
        return best
    }

    /// Where to wait: near the pot that will be wanted next, or at a counter over which things come.
    private func waitingPlace() -> Int {
        var best: (station: Int, cost: Int)?
        for pot in 0..<tables.pots {
            let item = state.item(slot: pot)
            let distance = tables.distance(look.pose, tables.slotStation[pot])
            guard distance < Int(MotionPlanner.unreachable), tables.slotStation[pot] != shunned else { continue }
            let left = item.tick < 0 ? 0 : max(0, tables.cookTimes[item.content] - item.tick)
            if distance + left < best?.cost ?? Int.max { best = (tables.slotStation[pot], distance + left) }
        }
        if let best { return best.station }
        for slot in tables.pots..<tables.slots where handOver.uses[slot].contains(.shared) { return tables.slotStation[slot] }
        return 0
    }
}
