import Kitchen

/// Which cook in a split kitchen passes what to which other over which counters.
///
/// The reference's greedy model cannot play where no player reaches every kind of station; this adds the least that it
/// needs there. A kitchen is split into the areas of its cooks (`CookArea`). For each kind of thing every area counts
/// its counters to where the thing is used: nought there, one more for every counter in between with somebody at both
/// ends. Things move towards smaller counts. An ingredient is used at the pots whose cooks have no dispenser of it, or
/// at any pot where there are no such pots; a dish likewise, by the cooks who can bring its soup to a serving station.
///
/// A class, so that who looks things up in it each tick holds one reference and not one for each table.
final class HandOver: Sendable {
    /// Things that are handed over.
    enum Thing: Int, CaseIterable, Sendable {
        case onion, tomato, dish, soup
    }

    struct Things: OptionSet, Sendable {
        let rawValue: UInt8

        static func only(_ thing: Thing) -> Things { Things(rawValue: 1 << UInt8(thing.rawValue)) }
        static let all = Things(rawValue: 15)

        func contains(_ thing: Thing) -> Bool { contains(.only(thing)) }
    }

    /// What may be done with a slot's counter from the owner's area.
    struct Uses: Sendable {
        /// Laid here, it comes nearer to where it is used.
        var passes: Things = []
        /// It is the owner's to take.
        var takes: Things = []
        /// Someone in another area gets to it, too.
        var isShared = false
    }

    /// How another cook's hands bear on the owner's work.
    enum Relation: Sendable {
        /// It cannot bring anything to the pots that the owner works for.
        case none
        /// It can bring things nearer to them.
        case supplier
        /// It uses some of them itself.
        case cook
    }

    /// What it was made of.
    let tables: GreedyTables
    /// By slot.
    let uses: [Uses]
    /// Whether anyone depends on another's hands at all.
    let isSplit: Bool
    /// Pots that the owner uses, as slots.
    let pots: [Int]
    /// Whether the owner brings soups nearer to a serving station.
    let serves: Bool
    /// By pot: what the owner fetches for it without using it itself.
    let supplies: [Things]
    /// By slot: for what a counter is in reach of those who use it.
    let isSupplied: [Things]
    /// By pot, where its part of `GreedyTables.aims` begins.
    let aims: [Int]
    /// Where the aims of an empty pot of the owner begin.
    let aim: Int
    let relations: [Relation]
    /// Stations that the owner can use.
    let reach: [Bool]
    /// By player and station.
    private let othersReach: [[Bool]]
    /// Counters between each player and where each thing is used, or `never`.
    private let counts: [[Int]]

    private static let never = Int.max / 2

    /// Whether the owner uses a pot itself.
    var cooks: Bool { !pots.isEmpty }

    func reaches(_ station: Int, player: Int) -> Bool { othersReach[player][station] }

    /// Whether a player with that in its hands has to lay it on a counter for somebody.
    func mustPass(_ thing: Thing, player: Int) -> Bool { HandOver.mustPass(counts[thing.rawValue][player]) }

    private static func mustPass(_ count: Int) -> Bool { count > 0 && count < never }

    /// - Parameters:
    ///   - seat: the owner.
    ///   - areas: where each player can get to.
    init(_ tables: GreedyTables, seat: Int, areas: [CookArea]) {
        self.tables = tables
        let map = AreaMap(tables, areas: areas)
        let me = map.areaOf[seat]
        let targets = Thing.allCases.map { map.users(of: $0) }
        let counts = targets.map { map.counts(from: $0.areas) }
        reach = map.reach[me]
        othersReach = map.areaOf.map { map.reach[$0] }
        self.counts = counts.map { counts in map.areaOf.map { counts[$0] } }
        isSplit = map.reach.indices.contains { tables.needsOthers(map.reach[$0]) }
        serves = map.serves(me)
        let pots = (0..<tables.pots).filter { map.isUseful[$0] && map.touches(me, slot: $0) }
        let aims = (0..<tables.pots).map { map.aims(pot: $0) }
        aim = (pots.first ?? map.isUseful.firstIndex(of: true)).map { aims[$0] } ?? 0
        isSupplied = (0..<tables.slots).map { slot in
            let things = Thing.allCases.filter { thing in
                slot >= tables.pots && targets[thing.rawValue].areas.contains { map.touches($0, slot: slot) }
            }
            return Things(things.map { .only($0) })
        }
        uses = (0..<tables.slots).map { $0 < tables.pots ? Uses() : HandOver.uses(slot: $0, map, me, counts) }
        let toFetch = [Thing.onion, .tomato, .dish].filter { HandOver.mustPass(counts[$0.rawValue][me]) }
        // Who has work that nobody else can do helps others only with what they cannot get.
        let isNeeded = !pots.isEmpty || toFetch.contains { targets[$0.rawValue].isLacking } || map.takesSoups(me)
        supplies = (0..<tables.pots).map { pot in
            let things = toFetch.filter { thing in
                let target = targets[thing.rawValue]
                return (target.isLacking || !isNeeded) && target.pots.contains(pot) && map.isLinked(me, pot: pot)
            }
            return Things(things.map { .only($0) })
        }
        relations = areas.indices.map { player in
            player == seat ? .none : HandOver.relation(of: map.areaOf[player], to: pots, map, tables)
        }
        (self.pots, self.aims) = (pots, aims)
    }

    /// What may be done with the counter of a slot from an area.
    private static func uses(slot: Int, _ map: AreaMap, _ me: Int, _ counts: [[Int]]) -> Uses {
        var uses = Uses()
        guard map.touches(me, slot: slot) else { return uses }
        let others = map.reach.indices.filter { $0 != me && map.touches($0, slot: slot) }
        uses.isShared = !others.isEmpty
        for thing in Thing.allCases {
            let mine = counts[thing.rawValue][me]
            let theirs = others.map { counts[thing.rawValue][$0] }.min() ?? never
            if theirs < mine {
                uses.passes.insert(.only(thing))
            } else if mine < never {
                uses.takes.insert(.only(thing))
            }
        }
        return uses
    }

    /// How the hands of a cook in an area bear on who uses `pots`.
    private static func relation(of area: Int, to pots: [Int], _ map: AreaMap, _ tables: GreedyTables) -> Relation {
        let worksHere = (0..<tables.pots).filter { map.isUseful[$0] && map.touches(area, slot: $0) }
        if worksHere.isEmpty { return map.countsToPots[area] < never ? .supplier : .none }
        return pots.isEmpty || worksHere.contains(where: pots.contains) ? .cook : .none
    }
}

/// The areas of a kitchen's cooks and what can be done from them.
private struct AreaMap {
    let tables: GreedyTables
    /// By player.
    let areaOf: [Int]
    /// By area and station.
    let reach: [[Bool]]
    /// By pot: whether soups can be made in it and brought to a serving station.
    private(set) var isUseful: [Bool] = []
    /// Counters between each area and a pot of use.
    private(set) var countsToPots: [Int] = []
    /// Areas between which things can be handed over have the same number.
    private var groups: [Int] = []
    private var countsToServing: [Int] = []
    private var ingredients: [(onions: Bool, tomatoes: Bool)] = []

    init(_ tables: GreedyTables, areas: [CookArea]) {
        self.tables = tables
        var distinct: [CookArea] = []
        for area in areas where !distinct.contains(area) { distinct.append(area) }
        areaOf = areas.map { distinct.firstIndex(of: $0) ?? 0 }
        reach = distinct.map(tables.stations)
        groups = Array(distinct.indices)
        for area in distinct.indices {
            let linked = counts(from: [area]).map { $0 < Int.max / 2 }
            groups[area] = linked.firstIndex(of: true) ?? area
        }
        countsToServing = counts(from: distinct.indices.filter { has(.serving, $0) })
        ingredients = (0..<tables.pots).map { pot in
            let cooks = Set(cooks(pot).map { groups[$0] })
            func canGet(_ terrain: Terrain) -> Bool { reach.indices.contains { cooks.contains(groups[$0]) && has(terrain, $0) } }
            return (canGet(.onionDispenser), canGet(.tomatoDispenser))
        }
        isUseful = (0..<tables.pots).map { pot in
            tables.aims[aims(pot: pot)].missing > 0 && !servers(pot).isEmpty
        }
        if !isUseful.contains(true) { isUseful = isUseful.map { _ in true } }
        countsToPots = counts(from: reach.indices.filter { area in isUseful.indices.contains { isUseful[$0] && touches(area, slot: $0) } })
    }

    func touches(_ area: Int, slot: Int) -> Bool { reach[area][tables.slotStation[slot]] }

    /// Whether `area` has a station of that kind.
    private func has(_ terrain: Terrain, _ area: Int) -> Bool { tables.has(terrain, reach[area]) }

    private func cooks(_ pot: Int) -> [Int] { reach.indices.filter { touches($0, slot: pot) } }

    private func servers(_ pot: Int) -> [Int] { cooks(pot).filter(serves) }

    /// Whether someone in the area gets dishes and can bring soups nearer to a serving station.
    func serves(_ area: Int) -> Bool {
        countsToServing[area] < Int.max / 2 && reach.indices.contains { groups[$0] == groups[area] && has(.dishDispenser, $0) }
    }

    /// Whether soups come from others over the area.
    func takesSoups(_ area: Int) -> Bool {
        let others = reach.indices.filter { countsToServing[$0] == countsToServing[area] + 1 }
        return others.contains { other in
            tables.slotStation[tables.pots...].contains { reach[other][$0] && reach[area][$0] }
        }
    }

    /// Where the aims begin that suit what the pot's cooks can get.
    func aims(pot: Int) -> Int { tables.aims(onions: ingredients[pot].onions, tomatoes: ingredients[pot].tomatoes) }

    /// Whether things can come from `area` to a pot.
    func isLinked(_ area: Int, pot: Int) -> Bool { cooks(pot).contains { groups[$0] == groups[area] } }

    /// Where a thing is to come: areas, and pots.
    /// - Returns: `isLacking`, whether those who use it have no dispenser of it.
    func users(of thing: HandOver.Thing) -> (areas: [Int], pots: [Int], isLacking: Bool) {
        if thing == .soup { return (reach.indices.filter { has(.serving, $0) }, [], false) }
        let terrain: Terrain = [.onionDispenser, .tomatoDispenser, .dishDispenser][thing.rawValue]
        func users(_ pot: Int) -> [Int] { thing == .dish ? servers(pot) : cooks(pot) }
        let useful = isUseful.indices.filter { isUseful[$0] }
        let lacking = useful.filter { pot in !users(pot).contains { has(terrain, $0) } }
        let pots = lacking.isEmpty ? useful : lacking
        return (reach.indices.filter { area in pots.contains { users($0).contains(area) } }, pots, !lacking.isEmpty)
    }

    /// Counters between each area and the nearest of some.
    func counts(from areas: [Int]) -> [Int] {
        var counts = [Int](repeating: Int.max / 2, count: reach.count)
        for area in areas { counts[area] = 0 }
        let counters = tables.slotStation[tables.pots...]
        for _ in reach.indices {
            for counter in counters {
                let touching = reach.indices.filter { reach[$0][counter] }
                let best = touching.map { counts[$0] }.min() ?? Int.max / 2
                for area in touching where counts[area] > best + 1 { counts[area] = best + 1 }
            }
        }
        return counts
    }
}

extension GreedyTables {
    /// Whether one of the stations in reach is of that kind.
    func has(_ terrain: Terrain, _ reach: [Bool]) -> Bool {
        motion.stations.indices.contains { reach[$0] && kitchen.layout[motion.stations[$0]] == terrain }
    }

    /// Whether a player with those stations in reach cannot make and deliver a soup alone.
    func needsOthers(_ reach: [Bool]) -> Bool {
        let hasOnions = aims[0].onions == 0 || has(.onionDispenser, reach)
        let hasTomatoes = aims[0].tomatoes == 0 || has(.tomatoDispenser, reach)
        return !(hasOnions && hasTomatoes && has(.dishDispenser, reach) && has(.pot, reach) && has(.serving, reach))
    }
}

extension HandOver.Thing {
    init?(_ item: Item) {
        switch item {
        case .onion: self = .onion
        case .tomato: self = .tomato
        case .dish: self = .dish
        default:
            guard item.isSoup else { return nil }
            self = .soup
        }
    }
}
