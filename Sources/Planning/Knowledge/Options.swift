import Kitchen

/// The stations that a cook can sensibly go to next; what it does there follows from what it holds.
struct Options {
    let knowledge: KitchenKnowledge
    /// Counters that may be used, best first.
    let counters: [Int]
    private let onionDispensers: [Int]
    private let tomatoDispensers: [Int]
    private let dishDispensers: [Int]
    private let servings: [Int]
    private let potStations: [Int]

    /// - Parameter counters: stations of the counters that may be used.
    init(_ knowledge: KitchenKnowledge, counters: [Int]) {
        self.knowledge = knowledge
        self.counters = counters
        func stations(_ terrain: Terrain) -> [Int] { knowledge.terrain.indices.filter { knowledge.terrain[$0] == terrain } }
        onionDispensers = stations(.onionDispenser)
        tomatoDispensers = stations(.tomatoDispenser)
        dishDispensers = stations(.dishDispenser)
        servings = stations(.serving)
        potStations = stations(.pot)
    }

    /// Every station that may become somebody's.
    var stations: [Int] { potStations + onionDispensers + tomatoDispensers + dishDispensers + servings + counters }

    /// What is under way and what is still wanted, over all players and counters.
    private struct Balance {
        var onions = 0
        var tomatoes = 0
        var dishes = 0
    }

    private func balance(_ row: UnsafePointer<UInt16>, ignoring ignored: Int?) -> Balance {
        var balance = Balance()
        func count(_ item: Item) {
            if item == .onion { balance.onions -= 1 }
            if item == .tomato { balance.tomatoes -= 1 }
            if item == .dish { balance.dishes -= 1 }
        }
        for player in 0..<knowledge.players where player != ignored { count(knowledge.held(row, player)) }
        for slot in 0..<knowledge.slots {
            let item = knowledge.item(row, slot: slot)
            guard slot < knowledge.pots else {
                if !item.isNone { count(item) }
                continue
            }
            // A soup that cooks leaves room for the next.
            let aim = knowledge.recipes.aims[item.tick < 0 ? item.content : 0]
            balance.onions += aim.onions
            balance.tomatoes += aim.tomatoes
            balance.dishes += 1
        }
        return balance
    }

    /// Appends to `list` the stations for `player`.
    /// - Parameters:
    ///   - goals: stations of all players at the moment.
    ///   - ignored: a player of whom nothing is expected, so that what it holds is lost.
    func append(
        to list: inout [Int], _ row: UnsafePointer<UInt16>, player: Int, goals: UnsafePointer<Int16>, ignoring ignored: Int? = nil
    ) {
        let held = knowledge.held(row, player)
        let pose = knowledge.pose(row, player)
        if held.isNone {
            appendPickups(to: &list, row, player, pose, goals, ignored)
        } else if held.isSoup {
            appendNearest(to: &list, servings, pose)
            if list.isEmpty || knowledge.players > 1 { appendDrops(to: &list, row, pose, goals, .serving) }
        } else {
            for station in potStations where knowledge.distance(pose, station) < Int(MotionPlanner.unreachable) {
                let soup = knowledge.item(row, slot: knowledge.slotOfStation[station])
                if held == .dish ? soup.isNone : knowledge.readiness(row, held: held, station: station) == .impossible { continue }
                list.append(station)
            }
            appendDrops(to: &list, row, pose, goals, .pot)
        }
        list.append(Int(Walker.idle))
    }

    private func appendPickups(
        to list: inout [Int], _ row: UnsafePointer<UInt16>, _ player: Int, _ pose: Int, _ goals: UnsafePointer<Int16>, _ ignored: Int?
    ) {
        var balance = balance(row, ignoring: ignored)
        for other in 0..<knowledge.players where other != player && goals[other] >= 0 && knowledge.held(row, other).isNone {
            switch knowledge.terrain[Int(goals[other])] {
            case .onionDispenser: balance.onions -= 1
            case .tomatoDispenser: balance.tomatoes -= 1
            case .dishDispenser: balance.dishes -= 1
            default: break
            }
        }
        if kitchenStarts {
            for station in potStations where knowledge.readiness(row, held: .none, station: station) == .ready {
                if knowledge.distance(pose, station) < Int(MotionPlanner.unreachable), !isTaken(station, by: player, goals) {
                    list.append(station)
                }
            }
        }
        if balance.onions > 0 { appendNearest(to: &list, onionDispensers, pose) }
        if balance.tomatoes > 0 { appendNearest(to: &list, tomatoDispensers, pose) }
        if balance.dishes > 0 { appendNearest(to: &list, dishDispensers, pose) }
        for station in counters where knowledge.distance(pose, station) < Int(MotionPlanner.unreachable) {
            let item = knowledge.item(row, slot: knowledge.slotOfStation[station])
            let isComing = item.isNone && isComing(to: station, row, player, goals)
            guard !item.isNone || isComing, !isTakenEmptyHanded(station, row, by: player, goals) else { continue }
            list.append(station)
        }
    }

    private var kitchenStarts: Bool { knowledge.kitchen.dynamics == .new }

    private func isTaken(_ station: Int, by player: Int, _ goals: UnsafePointer<Int16>) -> Bool {
        for other in 0..<knowledge.players where other != player && Int(goals[other]) == station { return true }
        return false
    }

    private func isTakenEmptyHanded(_ station: Int, _ row: UnsafePointer<UInt16>, by player: Int, _ goals: UnsafePointer<Int16>) -> Bool {
        for other in 0..<knowledge.players where other != player && Int(goals[other]) == station {
            if knowledge.held(row, other).isNone { return true }
        }
        return false
    }

    /// Whether somebody with something in hand is on the way to lay it on `station`.
    private func isComing(to station: Int, _ row: UnsafePointer<UInt16>, _ player: Int, _ goals: UnsafePointer<Int16>) -> Bool {
        for other in 0..<knowledge.players where other != player && Int(goals[other]) == station {
            if !knowledge.held(row, other).isNone { return true }
        }
        return false
    }

    /// The nearest of `stations`, and others that are not much farther.
    private func appendNearest(to list: inout [Int], _ stations: [Int], _ pose: Int) {
        var nearest = Int(MotionPlanner.unreachable)
        for station in stations { nearest = min(nearest, knowledge.distance(pose, station)) }
        guard nearest < Int(MotionPlanner.unreachable) else { return }
        for station in stations where knowledge.distance(pose, station) <= nearest + 3 { list.append(station) }
    }

    private func appendDrops(
        to list: inout [Int], _ row: UnsafePointer<UInt16>, _ pose: Int, _ goals: UnsafePointer<Int16>, _ target: ItemRoutes.Target
    ) {
        for station in counters where knowledge.distance(pose, station) < Int(MotionPlanner.unreachable) {
            guard knowledge.item(row, slot: knowledge.slotOfStation[station]).isNone else { continue }
            list.append(station)
        }
    }
}
