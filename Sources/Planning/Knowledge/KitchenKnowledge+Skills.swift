import Kitchen

/// Whether interacting with a station would do now what a cook means by it.
enum Readiness {
    case ready
    /// Not now, but it may come to it.
    case later
    case impossible
}

extension KitchenKnowledge {
    /// The item on a slot of a row.
    @inline(__always)
    func item(_ row: UnsafePointer<UInt16>, slot: Int) -> Item { Item(bits: row[firstSlot &+ slot]) }

    @inline(__always)
    func held(_ row: UnsafePointer<UInt16>, _ player: Int) -> Item { Item(bits: row[3 &+ 2 &* player]) }

    @inline(__always)
    func pose(_ row: UnsafePointer<UInt16>, _ player: Int) -> Int { Int(row[2 &+ 2 &* player]) }

    /// Whether a cook that holds `held` can use `station` now.
    @inline(__always)
    func readiness(_ row: UnsafePointer<UInt16>, held: Item, station: Int) -> Readiness {
        switch terrain[station] {
        case .counter:
            let lying = item(row, slot: slotOfStation[station])
            if held.isNone { return lying.isNone ? .later : .ready }
            return lying.isNone ? .ready : .impossible
        case .pot: return readiness(ofPot: item(row, slot: slotOfStation[station]), held: held)
        case .onionDispenser, .tomatoDispenser, .dishDispenser: return held.isNone ? .ready : .impossible
        case .serving: return held.isSoup ? .ready : .impossible
        case .floor: return .impossible
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

    /// The station that a player used with effect in a tick, nil for none.
    func stationUsed(_ before: UnsafePointer<UInt16>, _ player: Int, _ action: Action, _ after: UnsafePointer<UInt16>) -> Int? {
        guard action == .interact else { return nil }
        let station = Int(faced[pose(before, player)])
        guard station >= 0 else { return nil }
        if held(before, player) != held(after, player) { return station }
        guard held(before, player).isNone, terrain[station] == .pot else { return nil }
        let slot = slotOfStation[station]
        return item(before, slot: slot).tick < 0 && item(after, slot: slot).tick >= 0 ? station : nil
    }

    /// The work that a player did in a tick, nil for none.
    func workDone(_ before: [UInt16], _ player: Int, _ action: Action, _ after: [UInt16]) -> Skill.Work? {
        before.withUnsafeBufferPointer { before in
            after.withUnsafeBufferPointer { after in
                guard let before = before.baseAddress, let after = after.baseAddress else { return nil }
                return stationUsed(before, player, action, after).map { skill(before, held: held(before, player), station: $0).work }
            }
        }
    }

    /// Whether a player who cannot use `station` yet leaves it to another who can, or must come first.
    @inline(__always)
    func letsPass(_ row: UnsafePointer<UInt16>, _ player: Int, _ other: Int, at station: Int) -> Bool {
        guard readiness(row, held: held(row, player), station: station) == .later else { return false }
        if readiness(row, held: held(row, other), station: station) == .ready { return true }
        // A soup has to leave the pot before anything can go into it.
        return terrain[station] == .pot && held(row, other) == .dish && held(row, player) != .dish
    }
}
