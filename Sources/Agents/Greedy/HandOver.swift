import Kitchen

/// Who in a split kitchen passes what to whom over which counters.
///
/// The reference's greedy model cannot play where no player reaches every kind of station; this adds the least that
/// it needs there. Every zone counts its counters to a pot and to a serving station: nought where a player in it
/// reaches one, one more for every counter in between with somebody at both ends. Things move towards smaller counts.
struct HandOver {
    /// Counters between a zone and a pot, or `never`.
    private(set) var toPot: [Int]
    private var toServing: [Int]
    /// What may be done with the slot's counter from the owner's zone.
    private(set) var uses: [Uses]
    /// Whether anyone depends on another's hands at all.
    private(set) var isSplit: Bool

    static let never = Int.max / 2

    struct Uses: OptionSet {
        let rawValue: UInt8
        /// An ingredient or a dish laid here comes nearer to a pot.
        static let passToPot = Uses(rawValue: 1)
        /// A soup laid here comes nearer to a serving station.
        static let passToServing = Uses(rawValue: 2)
        /// An ingredient or a dish on it is the owner's to take.
        static let takeToPot = Uses(rawValue: 4)
        /// A soup on it is the owner's to take.
        static let takeToServing = Uses(rawValue: 8)
        /// Someone in another zone gets to it, too.
        static let shared = Uses(rawValue: 16)
    }

    /// - Parameters:
    ///   - zone: where the owner is.
    ///   - occupied: zones with a player in them.
    init(_ tables: GreedyTables, zone: Int, occupied: Set<Int>) {
        let stations = tables.motion.stations
        func counts(_ terrain: Terrain) -> [Int] {
            let goals = stations.indices.filter { tables.kitchen.layout[stations[$0]] == terrain }
            return HandOver.counts(tables, occupied, goals: goals)
        }
        toPot = counts(.pot)
        toServing = counts(.serving)
        uses = (0..<tables.slots).map { _ in [] }
        isSplit = occupied.contains { tables.needsOthers($0) }
        for slot in tables.pots..<tables.slots where tables.reaches(zone, tables.slotStation[slot]) {
            let others = occupied.filter { $0 != zone && tables.reaches($0, tables.slotStation[slot]) }
            var use: Uses = others.isEmpty ? [] : .shared
            let nearestPot = others.map { toPot[$0] }.min() ?? HandOver.never
            let nearestServing = others.map { toServing[$0] }.min() ?? HandOver.never
            if nearestPot < toPot[zone] { use.insert(.passToPot) } else { use.insert(.takeToPot) }
            if nearestServing < toServing[zone] { use.insert(.passToServing) } else { use.insert(.takeToServing) }
            uses[slot] = use
        }
    }

    /// Counters between each zone and the nearest of `goals`.
    private static func counts(_ tables: GreedyTables, _ occupied: Set<Int>, goals: [Int]) -> [Int] {
        var counts = (0..<tables.zones).map { zone in
            occupied.contains(zone) && goals.contains { tables.reaches(zone, $0) } ? 0 : never
        }
        let counters = tables.slotStation[tables.pots...]
        for _ in 0..<tables.zones {
            for counter in counters {
                let touching = occupied.filter { tables.reaches($0, counter) }
                let best = touching.map { counts[$0] }.min() ?? never
                for zone in touching where counts[zone] > best + 1 { counts[zone] = best + 1 }
            }
        }
        return counts
    }
}

extension GreedyTables {
    /// Whether a player in `zone` cannot make and deliver a soup alone.
    func needsOthers(_ zone: Int) -> Bool {
        let layout = kitchen.layout
        let kinds = Set(motion.stations.indices.filter { reaches(zone, $0) }.map { layout[motion.stations[$0]] })
        let onions = aims[0].onions == 0 || kinds.contains(.onionDispenser)
        let tomatoes = aims[0].tomatoes == 0 || kinds.contains(.tomatoDispenser)
        return !(onions && tomatoes && kinds.isSuperset(of: [.dishDispenser, .pot, .serving]))
    }
}
