import Kitchen

/// Whether interacting with a station would do now what a cook means by it.
enum Readiness {
    case ready
    /// Not now, but it may come to it.
    case later
    case impossible
}

extension KitchenKnowledge {
    /// What lies on a station; nothing where nothing can.
    @inline(__always)
    func item(_ state: borrowing StateView, at station: Station) -> Item {
        guard let slot = slotOfStation[station.index] else { return .none }
        return state.item(in: slot)
    }

    /// Whether a cook that holds `held` can use `station` now.
    @inline(__always)
    func readiness(_ state: borrowing StateView, held: Item, station: Station) -> Readiness {
        switch terrain(station) {
        case .counter:
            let lying = item(state, at: station)
            if held.isNone { return lying.isNone ? .later : .ready }
            return lying.isNone ? .ready : .impossible
        case .pot: return readiness(ofPot: item(state, at: station), held: held)
        case .serving: return held.isSoup ? .ready : .impossible
        case .floor, .recipeIndicator, .recipeButton: return .impossible
        default: return held.isNone ? .ready : .impossible
        }
    }

    private func readiness(ofPot soup: Item, held: Item) -> Readiness {
        let content = soup.content
        if held.isNone {
            return kitchen.dynamics == .new && !soup.isNone && soup.tick < 0 && recipes.aims[content].missing == 0 ? .ready : .impossible
        }
        if held == .dish { return soup.tick >= 0 && soup.tick >= recipes.cookTimes[content] ? .ready : .later }
        guard let ingredient = held.ingredient else { return .impossible }
        guard soup.tick < 0 else { return .later }
        let aim = recipes.aims[content]
        if ingredient == .onion ? aim.onions > 0 : aim.tomatoes > 0 { return .ready }
        return aim.missing == 0 ? .later : .impossible
    }

    /// The station that a player can use as it is with the least way to it; nil for none.
    /// - Parameter detour: what a station costs beside the way, in steps; nil for one that is not meant.
    /// - Complexity: O(stations).
    func nearestReady(_ state: borrowing StateView, by player: Int, detour: (Station) -> Int?) -> Station? {
        let (pose, held) = (state.pose(of: player), state.held(by: player))
        var best: (station: Station, cost: Int)?
        for station in allStations {
            let way = distance(pose, station)
            guard way < Int(MotionPlanner.unreachable), let detour = detour(station), way + detour < best?.cost ?? .max else { continue }
            if readiness(state, held: held, station: station) == .ready { best = (station, way + detour) }
        }
        return best?.station
    }

    /// Whether a player can be on the way to a station, and that is its goal.
    func isUsable(_ state: borrowing StateView, _ goal: Goal, by player: Int) -> Bool {
        guard let station = goal.station else { return false }
        guard distance(state.pose(of: player), station) < Int(MotionPlanner.unreachable) else { return false }
        return readiness(state, held: state.held(by: player), station: station) != .impossible
    }

    /// The station that a player used with effect in a tick, nil for none.
    func stationUsed(
        _ before: borrowing StateView, _ player: Int, _ action: Action, _ after: borrowing StateView
    ) -> Station? {
        guard action == .interact, let station = faced[before.pose(of: player).index] else { return nil }
        if before.held(by: player) != after.held(by: player) { return station }
        guard before.held(by: player).isNone, terrain(station) == .pot else { return nil }
        return item(before, at: station).tick < 0 && item(after, at: station).tick >= 0 ? station : nil
    }

    /// The work that a player did in a tick, nil for none.
    func workDone(
        _ before: borrowing StateView, _ player: Int, _ action: Action, _ after: borrowing StateView
    ) -> Skill.Work? {
        guard let station = stationUsed(before, player, action, after) else { return nil }
        return skill(before, held: before.held(by: player), goal: .at(station)).work
    }

    /// Whether a player who cannot use `station` yet leaves it to another who can, or must come first.
    @inline(__always)
    func letsPass(_ state: borrowing StateView, _ player: Int, _ other: Int, at station: Station) -> Bool {
        guard readiness(state, held: state.held(by: player), station: station) == .later else { return false }
        if readiness(state, held: state.held(by: other), station: station) == .ready { return true }
        // A soup has to leave the pot before anything can go into it.
        return terrain(station) == .pot && state.held(by: other) == .dish && state.held(by: player) != .dish
    }
}
