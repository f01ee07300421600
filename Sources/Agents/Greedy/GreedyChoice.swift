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
        look.held = state.held(by: seat)
        for pot in handOver.pots where tables.slotStation[pot] != shunned {
            let item = state.item(slot: pot)
            let aim = tables.aims[handOver.aims[pot] + item.content]
            if item.tick >= 0 {
                if handOver.serves { countSoup(item, tables, &look) }
            } else if !item.isNone && aim.missing == 0 {
                look.toStart += 1
            } else {
                look.onions += aim.onions
                look.tomatoes += aim.tomatoes
                look.partial += item.isNone ? 0 : 1
            }
        }
        countSupplies(tables, handOver, state, shunned, &look)
        for player in 0..<state.players where player != seat {
            countHands(of: state.held(by: player), player, handOver, trusts, &look)
        }
        for slot in tables.pots..<tables.slots {
            let item = state.item(slot: slot)
            guard !item.isNone else { continue }
            look.counterItems = true
            countCounter(slot, item, tables, handOver, &look)
        }
        return look
    }

    private static func countSoup(_ item: Item, _ tables: GreedyTables, _ look: inout GreedyLook) {
        let left = max(0, tables.cookTimes[item.content] - item.tick)
        look.soups += 1
        look.readySoups += left == 0 ? 1 : 0
        look.firstSoup = min(look.firstSoup, left)
    }

    /// Counts what pots need that this cook only fetches for. One without a pot of its own lives for them; who has one
    /// helps when its own work is done.
    private static func countSupplies(
        _ tables: GreedyTables, _ handOver: HandOver, _ state: IndexedState, _ shunned: Int?, _ look: inout GreedyLook
    ) {
        for pot in 0..<tables.pots where !handOver.supplies[pot].isEmpty && tables.slotStation[pot] != shunned {
            let supplies = handOver.supplies[pot]
            let item = state.item(slot: pot)
            let aim = tables.aims[handOver.aims[pot] + item.content]
            let isFull = !item.isNone && aim.missing == 0
            if item.tick < 0 && !isFull {
                let onions = supplies.contains(.onion) ? aim.onions : 0
                let tomatoes = supplies.contains(.tomato) ? aim.tomatoes : 0
                if handOver.cooks {
                    look.supply.onions += onions
                    look.supply.tomatoes += tomatoes
                } else {
                    look.onions += onions
                    look.tomatoes += tomatoes
                    look.partial += supplies.contains(.dish) && !item.isNone ? 1 : 0
                }
            } else if supplies.contains(.dish) {
                if handOver.cooks {
                    look.supply.dishes += 1
                } else if item.tick >= 0 {
                    countSoup(item, tables, &look)
                } else {
                    look.toStart += 1
                }
            }
        }
    }

    private static func countHands(
        of held: Item, _ player: Int, _ handOver: HandOver, _ trusts: Bool, _ look: inout GreedyLook
    ) {
        if let thing = HandOver.Thing(held), handOver.mustPass(thing, player: player) {
            look.dishesToPass = look.dishesToPass || thing == .dish
            look.soupsToPass = look.soupsToPass || thing == .soup
        }
        if handOver.cooks && trusts {
            look.supply.onions -= held == .onion ? 1 : 0
            look.supply.tomatoes -= held == .tomato ? 1 : 0
            look.supply.dishes -= held == .dish ? 1 : 0
        }
        guard handOver.relations[player] != .none else { return }
        if held.isNone {
            look.emptyHandedOthers += handOver.relations[player] == .cook ? 1 : 0
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

    /// Takes what already lies where others take it for supplied.
    private static func countCounter(
        _ slot: Int, _ item: Item, _ tables: GreedyTables, _ handOver: HandOver, _ look: inout GreedyLook
    ) {
        guard let thing = HandOver.Thing(item) else { return }
        if thing == .soup && !handOver.reach[tables.slotStation[slot]] { look.soupsToPass = true }
        if handOver.cooks {
            guard handOver.isSupplied[slot].contains(thing) else { return }
            switch thing {
            case .onion: look.supply.onions -= 1
            case .tomato: look.supply.tomatoes -= 1
            case .dish: look.supply.dishes -= 1
            case .soup: break
            }
        } else if handOver.isSupplied[slot].contains(thing) || handOver.uses[slot].passes.contains(thing) {
            switch thing {
            case .onion: look.onions -= 1
            case .tomato: look.tomatoes -= 1
            case .dish: look.dishes += 1
            case .soup: break
            }
        }
    }

    // MARK: Empty hands

    private func withEmptyHands() -> GreedyGoal {
        if let soup = soupToTake() { return GreedyGoal(purpose: .takeSoup, station: soup) }
        if look.toStart > 0, let pot = potToStart() { return GreedyGoal(purpose: .startCooking, station: pot) }
        let dish = source(.dishDispenser, .dish)
        if let dish, look.soups > look.dishes, !look.wantsIngredients || isTimeForDish(dish) {
            return GreedyGoal(purpose: .takeDish, station: dish)
        }
        if let goal = wantedIngredient() ?? supply() { return goal }
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

    /// Something that other cooks cannot get, if it can be laid where it comes to them.
    private func supply() -> GreedyGoal? {
        guard handOver.cooks else { return nil }
        if look.supply.dishes > 0, canPass(.dish), let dish = source(.dishDispenser, .dish) {
            return GreedyGoal(purpose: .takeDish, station: dish)
        }
        return nearer(
            onion: look.supply.onions > 0 && canPass(.onion) ? source(.onionDispenser, .onion) : nil,
            tomato: look.supply.tomatoes > 0 && canPass(.tomato) ? source(.tomatoDispenser, .tomato) : nil)
    }

    /// An ingredient for the soup after this one, unless others hold enough of them already.
    private func nextIngredient() -> GreedyGoal? {
        let next = tables.aims[handOver.aim]
        guard next.missing > 0, look.heldIngredients < next.missing * (look.soups + look.toStart) else { return nil }
        if !handOver.cooks { return nil }
        // Where the last counter is for handing over, hands that may be needed stay empty.
        if handOver.isSplit, freeCounters < 2 { return nil }
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
        for pot in handOver.pots {
            let item = state.item(slot: pot)
            let station = tables.slotStation[pot]
            let isFull = !item.isNone && tables.aims[handOver.aims[pot] + item.content].missing == 0
            guard item.tick < 0, isFull, station != shunned else { continue }
            let distance = tables.distance(look.pose, station)
            guard distance < best.map({ tables.distance(look.pose, $0) }) ?? Int(MotionPlanner.unreachable) else { continue }
            if !trustsOthers || !isNearerToSomeone(station, distance) { best = station }
        }
        return best
    }

    private func isNearerToSomeone(_ station: Int, _ distance: Int) -> Bool {
        for player in 0..<state.players
        where player != seat && state.held(by: player).isNone && handOver.reaches(station, player: player) {
            let other = tables.distance(state.pose(of: player), station)
            if other < distance || (other == distance && player < seat) { return true }
        }
        return false
    }

    // MARK: Full hands

    private func withIngredient(_ ingredient: Ingredient) -> GreedyGoal {
        if let goal = clearHandsForSoup() { return goal }
        let thing: HandOver.Thing = ingredient == .onion ? .onion : .tomato
        guard handOver.cooks else {
            // Ready soups wait for a dish, and there is no room for more of this.
            if look.readySoups > look.dishes, !canPass(thing), source(.dishDispenser, .dish) != nil, let counter = ownCounter() {
                return GreedyGoal(purpose: .putAside, station: counter)
            }
            return passOn(thing)
        }
        var best: (station: Int, cost: Int)?
        for pot in handOver.pots {
            let item = state.item(slot: pot)
            let aim = tables.aims[handOver.aims[pot] + item.content]
            guard item.tick < 0, aim.needs(ingredient), tables.slotStation[pot] != shunned else { continue }
            // Of pots about as near, the one that will sooner be full.
            let cost = tables.distance(look.pose, tables.slotStation[pot]) + aim.missing
            if cost < best?.cost ?? Int(MotionPlanner.unreachable) { best = (tables.slotStation[pot], cost) }
        }
        if let best { return GreedyGoal(purpose: .potIngredient, station: best.station) }
        if (thing == .onion ? look.supply.onions : look.supply.tomatoes) > 0, canPass(thing) { return passOn(thing) }
        // Nobody brings what the pots lack instead.
        if !trustsOthers, wantedIngredient() != nil, let counter = freeCounter() {
            return GreedyGoal(purpose: .putAside, station: counter)
        }
        let isNeeded = look.readySoups > look.dishes || (look.soups > look.dishes && look.emptyHandedOthers == 0)
        if isNeeded || (look.toStart > 0 && look.emptyHandedOthers == 0), let counter = freeCounter() {
            return GreedyGoal(purpose: .putAside, station: counter)
        }
        return .wait(waitingPlace())
    }

    private func withDish() -> GreedyGoal {
        if let goal = clearHandsForSoup() { return goal }
        guard handOver.cooks else { return passOn(.dish) }
        var best: (station: Int, cost: Int, left: Int)?
        for pot in handOver.serves ? handOver.pots : [] {
            let item = state.item(slot: pot)
            guard item.tick >= 0, tables.slotStation[pot] != shunned else { continue }
            let left = max(0, tables.cookTimes[item.content] - item.tick)
            let cost = max(left, tables.distance(look.pose, tables.slotStation[pot]))
            if cost < best?.cost ?? Int(MotionPlanner.unreachable) { best = (tables.slotStation[pot], cost, left) }
        }
        if let best { return GreedyGoal(purpose: .fillDish, station: best.station, isReady: best.left == 0) }
        if look.supply.dishes > 0 { return passOn(.dish) }
        let handsAreNeeded = look.toStart > 0 ? look.emptyHandedOthers == 0 : wantedIngredient() != nil
        if handsAreNeeded, let counter = freeCounter() { return GreedyGoal(purpose: .putAside, station: counter) }
        return .wait(waitingPlace())
    }

    private func withSoup() -> GreedyGoal {
        if let serving = nearest(.serving) { return GreedyGoal(purpose: .deliver, station: serving) }
        return passOn(.soup)
    }

    /// Lays the thing over to a neighbour, or waits where that will be possible.
    private func passOn(_ thing: HandOver.Thing) -> GreedyGoal {
        if canPass(thing), let counter = freeCounter(thing) { return GreedyGoal(purpose: .handOver, station: counter) }
        // What fills the counters may be this cook's to take away.
        if look.counterItems, hasSomethingToTake, let counter = ownCounter() {
            return GreedyGoal(purpose: .putAside, station: counter)
        }
        var nearest: (station: Int, distance: Int)?
        for slot in tables.pots..<tables.slots where handOver.uses[slot].passes.contains(thing) {
            let distance = tables.distance(look.pose, tables.slotStation[slot])
            if distance < nearest?.distance ?? Int.max { nearest = (tables.slotStation[slot], distance) }
        }
        return nearest.map { .wait($0.station) } ?? .nothing
    }

    /// Whether there is a free counter to pass the thing over. Ingredients leave one free, if there are more, for what is
    /// needed sooner; the only one is left to whoever comes with a dish or a soup, and to a soup before a dish.
    private func canPass(_ thing: HandOver.Thing) -> Bool {
        var counters = 0
        var free = 0
        for slot in tables.pots..<tables.slots where handOver.uses[slot].passes.contains(thing) {
            counters += 1
            free += state.item(slot: slot).isNone ? 1 : 0
        }
        if thing == .soup { return free > 0 }
        if thing == .dish { return free > (counters == 1 && look.soupsToPass ? 1 : 0) }
        return free > (counters > 1 || look.dishesToPass || look.soupsToPass ? 1 : 0)
    }

    /// Whether something lies for this cook where things are handed over.
    private var hasSomethingToTake: Bool {
        (tables.pots..<tables.slots).contains { slot in
            guard handOver.uses[slot].isShared, let thing = HandOver.Thing(state.item(slot: slot)) else { return false }
            return handOver.uses[slot].takes.contains(thing)
        }
    }

    /// Puts the thing aside where a soup waits on a counter that only this cook's side brings further.
    private func clearHandsForSoup() -> GreedyGoal? {
        guard handOver.isSplit, soupToTake() != nil else { return nil }
        return freeCounter().map { GreedyGoal(purpose: .putAside, station: $0) }
    }

    /// The nearest soup on a counter that this cook can deliver or pass on.
    private func soupToTake() -> Int? {
        guard look.counterItems, let soup = nearestOnCounter(.soup, where: { $0.isSoup && tables.isOrdered[$0.content] })
        else { return nil }
        return nearest(.serving) != nil || canPass(.soup) ? soup : nil
    }

    // MARK: Places

    /// The nearest place to get `item` from: its dispenser or a counter.
    private func source(_ dispenser: Terrain, _ item: Item) -> Int? {
        let dispenser = nearest(dispenser)
        guard look.counterItems, let thing = HandOver.Thing(item), let counter = nearestOnCounter(thing, where: { $0 == item })
        else { return dispenser }
        guard let dispenser else { return counter }
        return tables.distance(look.pose, counter) < tables.distance(look.pose, dispenser) ? counter : dispenser
    }

    /// The nearest station of a kind that the cook can use.
    private func nearest(_ terrain: Terrain) -> Int? {
        guard let station = tables.nearest(terrain, pose: look.pose, shunning: shunned), !handOver.reach[station] else {
            return tables.nearest(terrain, pose: look.pose, shunning: shunned)
        }
        return tables.nearest(terrain, pose: look.pose, in: handOver.reach)
    }

    @inline(__always)
    private func nearestOnCounter(_ thing: HandOver.Thing, where isWanted: (Item) -> Bool) -> Int? {
        var best: Int?
        var least = Int(MotionPlanner.unreachable)
        for slot in tables.pots..<tables.slots
        where handOver.uses[slot].takes.contains(thing) && isWanted(state.item(slot: slot)) {
            let distance = tables.distance(look.pose, tables.slotStation[slot])
            if distance < least { (best, least) = (tables.slotStation[slot], distance) }
        }
        return best
    }

    /// The nearest empty counter; one to pass a thing over where given, else one that is nobody's way to hand things over.
    private func freeCounter(_ thing: HandOver.Thing? = nil) -> Int? {
        var best: Int?
        var least = Int(MotionPlanner.unreachable)
        for slot in tables.pots..<tables.slots where state.item(slot: slot).isNone {
            let station = tables.slotStation[slot]
            if let thing { guard handOver.uses[slot].passes.contains(thing) else { continue } }
            guard handOver.reach[station] else { continue }
            let isSpared = thing == nil && handOver.isSplit && handOver.uses[slot].isShared
            let distance = tables.distance(look.pose, station) + (isSpared ? 100 : 0)
            if distance < least { (best, least) = (station, distance) }
        }
        return best
    }

    private var freeCounters: Int {
        (tables.pots..<tables.slots).count { state.item(slot: $0).isNone && handOver.reach[tables.slotStation[$0]] }
    }

    /// The nearest empty counter over which nothing is handed over.
    private func ownCounter() -> Int? {
        (tables.pots..<tables.slots)
            .filter { state.item(slot: $0).isNone && !handOver.uses[$0].isShared && handOver.reach[tables.slotStation[$0]] }
            .map { tables.slotStation[$0] }
            .min { tables.distance(look.pose, $0) < tables.distance(look.pose, $1) }
    }

    /// Where to wait: near the pot that will be wanted next, or at a counter over which things come.
    private func waitingPlace() -> Int {
        var best: (station: Int, cost: Int)?
        for pot in handOver.pots where tables.slotStation[pot] != shunned {
            let item = state.item(slot: pot)
            let distance = tables.distance(look.pose, tables.slotStation[pot])
            let left = item.tick < 0 ? 0 : max(0, tables.cookTimes[item.content] - item.tick)
            if distance + left < best?.cost ?? Int.max { best = (tables.slotStation[pot], distance + left) }
        }
        if let best { return best.station }
        for slot in tables.pots..<tables.slots where handOver.uses[slot].isShared { return tables.slotStation[slot] }
        return 0
    }
}
