import Kitchen

/// Orders the counters by how useful they promise to be: first those over which things can be handed to where walking takes
/// long, then those near the stations.
struct CounterChoice {
    /// Stations of the counters that somebody can reach, best first.
    let counters: [Station]
    /// Whether some cook cannot do all the work where it is, so that things must be handed over.
    let mustHandOver: Bool

    /// The distance between places from one of which there is no way to the other.
    static let apart = 100

    init(_ knowledge: KitchenKnowledge) {
        let stations = knowledge.allStations
        let busy = stations.filter { knowledge.terrain($0) != .counter && knowledge.terrain($0) != .floor }
        let rated = stations.filter { knowledge.terrain($0) == .counter }.compactMap { counter -> Rating? in
            let facing = knowledge.kitchen.allPoses.filter { knowledge.distance($0, counter) == 0 }
            guard !facing.isEmpty else { return nil }
            let shortcut = facing.flatMap { from in facing.map { steps(knowledge, from.cell, $0.cell) } }.max() ?? 0
            let walk = busy.reduce(0) { sum, station in
                sum + (facing.map { min(knowledge.distance($0, station), CounterChoice.apart) }.min() ?? CounterChoice.apart)
            }
            return Rating(counter: counter, shortcut: shortcut, walk: walk)
        }
        let ranked = rated.sorted { ($1.shortcut, $0.walk, $0.counter.index) < ($0.shortcut, $1.walk, $1.counter.index) }
        mustHandOver = knowledge.occupiedZones.contains { zone in
            func reaches(_ terrains: Terrain...) -> Bool {
                stations.contains { terrains.contains(knowledge.terrain($0)) && knowledge.reaches(zone, $0) }
            }
            return !reaches(.pot) || !reaches(.dishDispenser) || !reaches(.serving) || !reaches(.onionDispenser, .tomatoDispenser)
        }
        // Where things must be handed over, counters on one side only lead to hoarding.
        let shared = ranked.filter { $0.shortcut >= CounterChoice.apart }
        counters = (mustHandOver && !shared.isEmpty ? shared : ranked).map(\.counter)
    }

    private struct Rating {
        let counter: Station
        /// The longest way between two sides of the counter.
        let shortcut: Int
        /// The sum of the ways to everything else.
        let walk: Int
    }
}

/// Steps between floor cells, `CounterChoice.apart` where there is no way.
private func steps(_ knowledge: KitchenKnowledge, _ from: Int, _ goal: Int) -> Int {
    var distance = [Int](repeating: -1, count: knowledge.kitchen.floor.count)
    distance[from] = 0
    var frontier = [from]
    while !frontier.isEmpty {
        var next: [Int] = []
        for cell in frontier {
            if cell == goal { return distance[cell] }
            for neighbour in knowledge.moves.neighbours(of: cell) where distance[neighbour] < 0 {
                distance[neighbour] = distance[cell] + 1
                next.append(neighbour)
            }
        }
        frontier = next
    }
    return CounterChoice.apart
}
