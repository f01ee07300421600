import Kitchen

/// The stations that a cook can sensibly go to next; what it does there follows from what it holds.
struct Options {
    let knowledge: KitchenKnowledge
    /// Counters that may be used, best first.
    let counters: [Station]
    private let onionDispensers: [Station]
    private let tomatoDispensers: [Station]
    private let dishDispensers: [Station]
    private let servings: [Station]
    private let potStations: [Station]

    /// - Parameter counters: stations of the counters that may be used.
    init(_ knowledge: KitchenKnowledge, counters: [Station]) {
        self.knowledge = knowledge
        self.counters = counters
        func stations(_ terrain: Terrain) -> [Station] { knowledge.allStations.filter { knowledge.terrain($0) == terrain } }
        onionDispensers = stations(.onionDispenser)
        tomatoDispensers = stations(.tomatoDispenser)
        dishDispensers = stations(.dishDispenser)
        servings = stations(.serving)
        potStations = stations(.pot)
    }

    /// Every station that may become somebody's.
    var stations: [Station] { potStations + onionDispensers + tomatoDispensers + dishDispensers + servings + counters }

    /// What is under way and what is still wanted, over all players and counters.
    private struct Balance {
        var onions = 0
        var tomatoes = 0
        var dishes = 0
    }

    private func balance(_ state: borrowing StateView, ignoring ignored: Int?) -> Balance {
        var balance = Balance()
        func count(_ item: Item) {
            if item == .onion { balance.onions -= 1 }
            if item == .tomato { balance.tomatoes -= 1 }
            if item == .dish { balance.dishes -= 1 }
        }
        for player in 0..<knowledge.players where player != ignored { count(state.held(by: player)) }
        for slot in 0..<knowledge.slots {
            let item = state.item(in: Slot(slot))
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

    /// Appends to `list` the goals for `player`, standing by last.
    /// - Complexity: O(slots * players).
    /// - Parameters:
    ///   - goals: everybody's goal at the moment.
    ///   - ignored: a player from whom nothing is expected, so that what it holds is lost.
    func append(
        to list: inout [Goal], _ state: borrowing StateView, player: Int, goals: TeamGoals, ignoring ignored: Int? = nil
    ) {
        let held = state.held(by: player)
        let pose = state.pose(of: player)
        if held.isNone {
            appendPickups(to: &list, state, player, pose, goals, ignored)
        } else if held.isSoup {
            appendNearest(to: &list, servings, pose)
            if list.isEmpty || knowledge.players > 1 { appendDrops(to: &list, state, pose) }
        } else {
            for station in potStations where knowledge.distance(pose, station) < Int(MotionPlanner.unreachable) {
                let soup = knowledge.item(state, at: station)
                if held == .dish ? soup.isNone : knowledge.readiness(state, held: held, station: station) == .impossible { continue }
                list.append(.at(station))
            }
            appendDrops(to: &list, state, pose)
        }
        list.append(.standBy)
    }

    private func appendPickups(
        to list: inout [Goal], _ state: borrowing StateView, _ player: Int, _ pose: Pose, _ goals: TeamGoals, _ ignored: Int?
    ) {
        var balance = balance(state, ignoring: ignored)
        for other in 0..<knowledge.players where other != player && state.held(by: other).isNone {
            guard let station = goals[other].station else { continue }
            switch knowledge.terrain(station) {
            case .onionDispenser: balance.onions -= 1
            case .tomatoDispenser: balance.tomatoes -= 1
            case .dishDispenser: balance.dishes -= 1
            default: break
            }
        }
        if kitchenStarts {
            for station in potStations where knowledge.readiness(state, held: .none, station: station) == .ready {
                if knowledge.distance(pose, station) < Int(MotionPlanner.unreachable), !isTaken(station, by: player, goals) {
                    list.append(.at(station))
                }
            }
        }
        if balance.onions > 0 { appendNearest(to: &list, onionDispensers, pose) }
        if balance.tomatoes > 0 { appendNearest(to: &list, tomatoDispensers, pose) }
        if balance.dishes > 0 { appendNearest(to: &list, dishDispensers, pose) }
        for station in counters where knowledge.distance(pose, station) < Int(MotionPlanner.unreachable) {
            let item = knowledge.item(state, at: station)
            let isComing = item.isNone && isComing(to: station, state, player, goals)
            guard !item.isNone || isComing, !isTakenEmptyHanded(station, state, by: player, goals) else { continue }
            list.append(.at(station))
        }
    }

    private var kitchenStarts: Bool { knowledge.kitchen.dynamics == .new }

    private func isTaken(_ station: Station, by player: Int, _ goals: TeamGoals) -> Bool {
        for other in 0..<knowledge.players where other != player && goals[other] == .at(station) { return true }
        return false
    }

    private func isTakenEmptyHanded(_ station: Station, _ state: borrowing StateView, by player: Int, _ goals: TeamGoals) -> Bool {
        for other in 0..<knowledge.players where other != player && goals[other] == .at(station) {
            if state.held(by: other).isNone { return true }
        }
        return false
    }

    /// Whether somebody with something in hand is on the way to lay it on `station`.
    private func isComing(to station: Station, _ state: borrowing StateView, _ player: Int, _ goals: TeamGoals) -> Bool {
        for other in 0..<knowledge.players where other != player && goals[other] == .at(station) {
            if !state.held(by: other).isNone { return true }
        }
        return false
    }

    /// The nearest of `stations`, and others that are not much farther.
    private func appendNearest(to list: inout [Goal], _ stations: [Station], _ pose: Pose) {
        var nearest = Int(MotionPlanner.unreachable)
        for station in stations { nearest = min(nearest, knowledge.distance(pose, station)) }
        guard nearest < Int(MotionPlanner.unreachable) else { return }
        for station in stations where knowledge.distance(pose, station) <= nearest + 3 { list.append(.at(station)) }
    }

    private func appendDrops(
        to list: inout [Goal], _ state: borrowing StateView, _ pose: Pose
    ) {
        for station in counters where knowledge.distance(pose, station) < Int(MotionPlanner.unreachable) {
            guard knowledge.item(state, at: station).isNone else { continue }
            list.append(.at(station))
        }
    }
}
