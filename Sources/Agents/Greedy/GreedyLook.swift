import Kitchen

/// What a greedy cook sees of a tick before it chooses: who needs what, counted once.
struct GreedyLook {
    let pose: Pose
    let held: Item
    /// Ingredients that the pots still need, less those that others hold.
    var onions = 0
    var tomatoes = 0
    /// Soups that cook or are ready.
    var soups = 0
    var readySoups = 0
    /// Ticks until the first soup is ready that no dish of the others is for; meaningless without one.
    var firstSoup = Int.max
    /// Full pots that someone with empty hands must start.
    var toStart = 0
    /// Pots with ingredients that lack others.
    var partial = 0
    /// Dishes in others' hands that can come to a pot, or that lie where they wait for it.
    var dishes = 0
    /// Ingredients in others' hands.
    var heldIngredients = 0
    var emptyHandedOthers = 0
    /// What other cooks' pots need that only this one's side has, less what is on its way.
    var supply = (onions: 0, tomatoes: 0, dishes: 0)
    /// Whether others hold a dish, or have a soup, that must come over a counter.
    var dishesToPass = false
    var soupsToPass = false
    /// Whether anything lies on a counter.
    var counterItems = false

    var wantsIngredients: Bool { onions > 0 || tomatoes > 0 }

    /// What is seen before anything is counted.
    @inline(__always)
    init(_ state: borrowing StateView, seat: Int) {
        pose = state.pose(of: seat)
        held = state.held(by: seat)
    }

    /// Counts what pots, hands and counters show.
    ///
    /// No part of making a look, since that would be copied to where it is kept.
    /// - Parameters:
    ///   - trusts: whether to count on what others hold.
    ///   - shunned: a station to which somebody has barred the way for long.
    mutating func count(
        _ handOver: HandOver, _ state: borrowing StateView, seat: Int, trusts: Bool, shunned: Int?
    ) {
        let tables = handOver.tables
        for pot in handOver.pots where tables.slotStation[pot] != shunned {
            let item = state.item(in: Slot(pot))
            let aim = tables.aims[handOver.aims[pot] + item.content]
            if item.tick >= 0 {
                if handOver.serves { countSoup(item, tables) }
            } else if !item.isNone && aim.missing == 0 {
                toStart += 1
            } else {
                onions += aim.onions
                tomatoes += aim.tomatoes
                partial += item.isNone ? 0 : 1
            }
        }
        countSupplies(tables, handOver, state, shunned)
        for player in 0..<state.players where player != seat {
            countHands(of: state.held(by: player), player, handOver, trusts)
        }
        for slot in tables.pots..<tables.slots {
            let item = state.item(in: Slot(slot))
            guard !item.isNone else { continue }
            counterItems = true
            countCounter(slot, item, tables, handOver)
        }
    }

    private mutating func countSoup(_ item: Item, _ tables: GreedyTables) {
        let left = max(0, tables.cookTimes[item.content] - item.tick)
        soups += 1
        readySoups += left == 0 ? 1 : 0
        firstSoup = min(firstSoup, left)
    }

    /// Counts what pots need that this cook only fetches for. One without a pot of its own lives for them; who has one
    /// helps when its own work is done.
    private mutating func countSupplies(
        _ tables: GreedyTables, _ handOver: HandOver, _ state: borrowing StateView, _ shunned: Int?
    ) {
        for pot in 0..<tables.pots where !handOver.supplies[pot].isEmpty && tables.slotStation[pot] != shunned {
            let supplies = handOver.supplies[pot]
            let item = state.item(in: Slot(pot))
            let aim = tables.aims[handOver.aims[pot] + item.content]
            let isFull = !item.isNone && aim.missing == 0
            if item.tick < 0 && !isFull {
                let onions = supplies.contains(.onion) ? aim.onions : 0
                let tomatoes = supplies.contains(.tomato) ? aim.tomatoes : 0
                if handOver.cooks {
                    supply.onions += onions
                    supply.tomatoes += tomatoes
                } else {
                    self.onions += onions
                    self.tomatoes += tomatoes
                    partial += supplies.contains(.dish) && !item.isNone ? 1 : 0
                }
            } else if supplies.contains(.dish) {
                if handOver.cooks {
                    supply.dishes += 1
                } else if item.tick >= 0 {
                    countSoup(item, tables)
                } else {
                    toStart += 1
                }
            }
        }
    }

    private mutating func countHands(
        of held: Item, _ player: Int, _ handOver: HandOver, _ trusts: Bool
    ) {
        if let thing = HandOver.Thing(held), handOver.mustPass(thing, player: player) {
            dishesToPass = dishesToPass || thing == .dish
            soupsToPass = soupsToPass || thing == .soup
        }
        if handOver.cooks && trusts {
            supply.onions -= held == .onion ? 1 : 0
            supply.tomatoes -= held == .tomato ? 1 : 0
            supply.dishes -= held == .dish ? 1 : 0
        }
        guard handOver.relations[player] != .none else { return }
        if held.isNone {
            emptyHandedOthers += handOver.relations[player] == .cook ? 1 : 0
        } else if held == .dish {
            dishes += trusts ? 1 : 0
        } else if trusts && held == .onion {
            onions -= 1
            heldIngredients += 1
        } else if trusts && held == .tomato {
            tomatoes -= 1
            heldIngredients += 1
        }
    }

    /// Takes what already lies where others take it for supplied.
    private mutating func countCounter(
        _ slot: Int, _ item: Item, _ tables: GreedyTables, _ handOver: HandOver
    ) {
        guard let thing = HandOver.Thing(item) else { return }
        if thing == .soup && !handOver.reach[tables.slotStation[slot]] { soupsToPass = true }
        if handOver.cooks {
            guard handOver.isSupplied[slot].contains(thing) else { return }
            switch thing {
            case .onion: supply.onions -= 1
            case .tomato: supply.tomatoes -= 1
            case .dish: supply.dishes -= 1
            case .soup: break
            }
        } else if handOver.isSupplied[slot].contains(thing) || handOver.uses[slot].passes.contains(thing) {
            switch thing {
            case .onion: onions -= 1
            case .tomato: tomatoes -= 1
            case .dish: dishes += 1
            case .soup: break
            }
        }
    }
}
