import Kitchen

/// Chooses the nearest useful sub-task, by what the hands hold, in the order of the field's greedy human model:
/// a soup that waits on a counter, a pot that waits to be started, a dish for a soup that will soon be ready, an
/// ingredient that a pot lacks, and else something that will be needed next.
///
/// It holds no reference and is never copied, since it is made twice a tick: what it chooses by is lent to each of its functions, and
/// nobody counts the references to it.
struct GreedyChoice: ~Copyable {
    let seat: Int
    /// Whether to count on what others hold.
    let trustsOthers: Bool
    /// A station to which somebody has barred the way for long.
    let shunned: Int?
    private(set) var look: GreedyLook

    /// - Parameter handOver: what is chosen by, here and in what follows.
    init(
        _ handOver: borrowing HandOver, _ state: borrowing StateView, seat: Int, trustsOthers: Bool, shunned: Int?
    ) {
        self.seat = seat
        self.trustsOthers = trustsOthers
        // An only pot is tried for ever.
        self.shunned = handOver.tables.pots == 1 && shunned == handOver.tables.slotStation[0] ? nil : shunned
        look = GreedyLook(state, seat: seat)
        look.count(handOver, state, seat: seat, trusts: trustsOthers, shunned: self.shunned)
    }

    /// The sub-task to go for.
    func goal(_ handOver: HandOver, _ state: borrowing StateView) -> GreedyGoal {
        if look.held.isNone { return withEmptyHands(handOver, state) }
        if let ingredient = look.held.ingredient { return withIngredient(handOver, state, ingredient) }
        return look.held.isSoup ? withSoup(handOver, state) : withDish(handOver, state)
    }

    // MARK: Empty hands

    private func withEmptyHands(_ handOver: HandOver, _ state: borrowing StateView) -> GreedyGoal {
        if let soup = soupToTake(handOver, state) { return GreedyGoal(purpose: .takeSoup, station: soup) }
        if look.toStart > 0, let pot = potToStart(handOver, state) { return GreedyGoal(purpose: .startCooking, station: pot) }
        let dish = source(handOver, state, .dishDispenser, .dish)
        if let dish, look.soups > look.dishes, !look.wantsIngredients || isTimeForDish(handOver, dish) {
            return GreedyGoal(purpose: .takeDish, station: dish)
        }
        if let goal = wantedIngredient(handOver, state) ?? supply(handOver, state) { return goal }
        if let dish, !look.wantsIngredients, look.soups + look.toStart + look.partial > look.dishes {
            return GreedyGoal(purpose: .takeDish, station: dish)
        }
        return nextIngredient(handOver, state) ?? .wait(waitingPlace(handOver, state))
    }

    /// Whether a dish, fetched after one more ingredient, would come late for the first soup.
    private func isTimeForDish(_ handOver: HandOver, _ dish: Int) -> Bool {
        look.firstSoup <= handOver.tables.distance(look.pose, dish) + handOver.tables.stepsToPot[dish] + handOver.tables.trip
    }

    private func wantedIngredient(_ handOver: HandOver, _ state: borrowing StateView) -> GreedyGoal? {
        let onion = look.onions > 0 ? source(handOver, state, .onionDispenser, .onion) : nil
        let tomato = look.tomatoes > 0 ? source(handOver, state, .tomatoDispenser, .tomato) : nil
        return nearer(handOver, onion: onion, tomato: tomato)
    }

    /// Something that other cooks cannot get, if it can be laid where it comes to them.
    private func supply(_ handOver: HandOver, _ state: borrowing StateView) -> GreedyGoal? {
        guard handOver.cooks else { return nil }
        if look.supply.dishes > 0, canPass(handOver, state, .dish), let dish = source(handOver, state, .dishDispenser, .dish) {
            return GreedyGoal(purpose: .takeDish, station: dish)
        }
        let onion = look.supply.onions > 0 && canPass(handOver, state, .onion)
        let tomato = look.supply.tomatoes > 0 && canPass(handOver, state, .tomato)
        return nearer(
            handOver, onion: onion ? source(handOver, state, .onionDispenser, .onion) : nil,
            tomato: tomato ? source(handOver, state, .tomatoDispenser, .tomato) : nil)
    }

    /// An ingredient for the soup after this one, unless others hold enough of them already.
    private func nextIngredient(_ handOver: HandOver, _ state: borrowing StateView) -> GreedyGoal? {
        let next = handOver.tables.aims[handOver.aim]
        guard next.missing > 0, look.heldIngredients < next.missing * (look.soups + look.toStart) else { return nil }
        if !handOver.cooks { return nil }
        // Where the last counter is for handing over, hands that may be needed stay empty.
        if handOver.isSplit, freeCounters(handOver, state) < 2 { return nil }
        return nearer(
            handOver, onion: next.onions > 0 ? source(handOver, state, .onionDispenser, .onion) : nil,
            tomato: next.tomatoes > 0 ? source(handOver, state, .tomatoDispenser, .tomato) : nil)
    }

    private func nearer(_ handOver: HandOver, onion: Int?, tomato: Int?) -> GreedyGoal? {
        guard let onion else { return tomato.map { GreedyGoal(purpose: .takeTomato, station: $0) } }
        guard let tomato, handOver.tables.distance(look.pose, tomato) < handOver.tables.distance(look.pose, onion) else {
            return GreedyGoal(purpose: .takeOnion, station: onion)
        }
        return GreedyGoal(purpose: .takeTomato, station: tomato)
    }

    /// The nearest full pot that waits to be started, unless someone else with empty hands is nearer.
    private func potToStart(_ handOver: HandOver, _ state: borrowing StateView) -> Int? {
        var best: Int?
        for pot in handOver.pots {
            let item = state.item(in: Slot(pot))
            let station = handOver.tables.slotStation[pot]
            let isFull = !item.isNone && handOver.tables.aims[handOver.aims[pot] + item.content].missing == 0
            guard item.tick < 0, isFull, station != shunned else { continue }
            let distance = handOver.tables.distance(look.pose, station)
            guard distance < best.map({ handOver.tables.distance(look.pose, $0) }) ?? Int(MotionPlanner.unreachable) else { continue }
            if !trustsOthers || !isNearerToSomeone(handOver, state, station, distance) { best = station }
        }
        return best
    }

    private func isNearerToSomeone(_ handOver: HandOver, _ state: borrowing StateView, _ station: Int, _ distance: Int) -> Bool {
        for player in 0..<state.players
        where player != seat && state.held(by: player).isNone && handOver.reaches(station, player: player) {
            let other = handOver.tables.distance(state.pose(of: player), station)
            if other < distance || (other == distance && player < seat) { return true }
        }
        return false
    }

    // MARK: Full hands

    private func withIngredient(_ handOver: HandOver, _ state: borrowing StateView, _ ingredient: Ingredient) -> GreedyGoal {
        if let goal = clearHandsForSoup(handOver, state) { return goal }
        let thing: HandOver.Thing = ingredient == .onion ? .onion : .tomato
        guard handOver.cooks else {
            // Ready soups wait for a dish, and there is no room for more of this.
            if look.readySoups > look.dishes, !canPass(handOver, state, thing), source(handOver, state, .dishDispenser, .dish) != nil,
                let counter = ownCounter(handOver, state)
            {
                return GreedyGoal(purpose: .putAside, station: counter)
            }
            return passOn(handOver, state, thing)
        }
        var best: (station: Int, cost: Int)?
        for pot in handOver.pots {
            let item = state.item(in: Slot(pot))
            let aim = handOver.tables.aims[handOver.aims[pot] + item.content]
            guard item.tick < 0, aim.needs(ingredient), handOver.tables.slotStation[pot] != shunned else { continue }
            // Of pots about as near, the one that will sooner be full.
            let cost = handOver.tables.distance(look.pose, handOver.tables.slotStation[pot]) + aim.missing
            if cost < best?.cost ?? Int(MotionPlanner.unreachable) { best = (handOver.tables.slotStation[pot], cost) }
        }
        if let best { return GreedyGoal(purpose: .potIngredient, station: best.station) }
        if (thing == .onion ? look.supply.onions : look.supply.tomatoes) > 0, canPass(handOver, state, thing) {
            return passOn(handOver, state, thing)
        }
        // Nobody brings what the pots lack instead.
        if !trustsOthers, wantedIngredient(handOver, state) != nil, let counter = freeCounter(handOver, state) {
            return GreedyGoal(purpose: .putAside, station: counter)
        }
        let isNeeded = look.readySoups > look.dishes || (look.soups > look.dishes && look.emptyHandedOthers == 0)
        if isNeeded || (look.toStart > 0 && look.emptyHandedOthers == 0), let counter = freeCounter(handOver, state) {
            return GreedyGoal(purpose: .putAside, station: counter)
        }
        return .wait(waitingPlace(handOver, state))
    }

    private func withDish(_ handOver: HandOver, _ state: borrowing StateView) -> GreedyGoal {
        if let goal = clearHandsForSoup(handOver, state) { return goal }
        guard handOver.cooks else { return passOn(handOver, state, .dish) }
        var best: (station: Int, cost: Int, left: Int)?
        for pot in handOver.serves ? handOver.pots : [] {
            let item = state.item(in: Slot(pot))
            guard item.tick >= 0, handOver.tables.slotStation[pot] != shunned else { continue }
            let left = max(0, handOver.tables.cookTimes[item.content] - item.tick)
            let cost = max(left, handOver.tables.distance(look.pose, handOver.tables.slotStation[pot]))
            if cost < best?.cost ?? Int(MotionPlanner.unreachable) { best = (handOver.tables.slotStation[pot], cost, left) }
        }
        if let best { return GreedyGoal(purpose: .fillDish, station: best.station, isReady: best.left == 0) }
        if look.supply.dishes > 0 { return passOn(handOver, state, .dish) }
        let handsAreNeeded = look.toStart > 0 ? look.emptyHandedOthers == 0 : wantedIngredient(handOver, state) != nil
        if handsAreNeeded, let counter = freeCounter(handOver, state) { return GreedyGoal(purpose: .putAside, station: counter) }
        return .wait(waitingPlace(handOver, state))
    }

    private func withSoup(_ handOver: HandOver, _ state: borrowing StateView) -> GreedyGoal {
        if let serving = nearest(handOver, .serving) { return GreedyGoal(purpose: .deliver, station: serving) }
        return passOn(handOver, state, .soup)
    }

    /// Lays the thing over to a neighbour, or waits where that will be possible.
    private func passOn(_ handOver: HandOver, _ state: borrowing StateView, _ thing: HandOver.Thing) -> GreedyGoal {
        if canPass(handOver, state, thing), let counter = freeCounter(handOver, state, thing) {
            return GreedyGoal(purpose: .handOver, station: counter)
        }
        // What fills the counters may be this cook's to take away.
        if look.counterItems, hasSomethingToTake(handOver, state), let counter = ownCounter(handOver, state) {
            return GreedyGoal(purpose: .putAside, station: counter)
        }
        var nearest: (station: Int, distance: Int)?
        for slot in handOver.tables.pots..<handOver.tables.slots where handOver.uses[slot].passes.contains(thing) {
            let distance = handOver.tables.distance(look.pose, handOver.tables.slotStation[slot])
            if distance < nearest?.distance ?? Int.max { nearest = (handOver.tables.slotStation[slot], distance) }
        }
        return nearest.map { .wait($0.station) } ?? .nothing
    }

    /// Whether there is a free counter to pass the thing over. Ingredients leave one free, if there are more, for what is
    /// needed sooner; the only one is left to a cook that comes with a dish or a soup, and to a soup before a dish.
    private func canPass(_ handOver: HandOver, _ state: borrowing StateView, _ thing: HandOver.Thing) -> Bool {
        var counters = 0
        var free = 0
        for slot in handOver.tables.pots..<handOver.tables.slots where handOver.uses[slot].passes.contains(thing) {
            counters += 1
            free += state.item(in: Slot(slot)).isNone ? 1 : 0
        }
        if thing == .soup { return free > 0 }
        if thing == .dish { return free > (counters == 1 && look.soupsToPass ? 1 : 0) }
        return free > (counters > 1 || look.dishesToPass || look.soupsToPass ? 1 : 0)
    }

    /// Whether something lies for this cook where things are handed over.
    private func hasSomethingToTake(_ handOver: HandOver, _ state: borrowing StateView) -> Bool {
        (handOver.tables.pots..<handOver.tables.slots).contains { slot in
            guard handOver.uses[slot].isShared, let thing = HandOver.Thing(state.item(in: Slot(slot))) else { return false }
            return handOver.uses[slot].takes.contains(thing)
        }
    }

    /// Puts the thing aside where a soup waits on a counter that only this cook's side brings further.
    private func clearHandsForSoup(_ handOver: HandOver, _ state: borrowing StateView) -> GreedyGoal? {
        guard handOver.isSplit, soupToTake(handOver, state) != nil else { return nil }
        return freeCounter(handOver, state).map { GreedyGoal(purpose: .putAside, station: $0) }
    }

    /// The nearest soup on a counter that this cook can deliver or pass on.
    private func soupToTake(_ handOver: HandOver, _ state: borrowing StateView) -> Int? {
        guard look.counterItems,
            let soup = nearestOnCounter(handOver, state, .soup, where: { $0.isSoup && handOver.tables.isOrdered[$0.content] })
        else { return nil }
        return nearest(handOver, .serving) != nil || canPass(handOver, state, .soup) ? soup : nil
    }
}
