import Kitchen

/// What greedy cooks look up about a kitchen; made once and shared by its episodes.
///
/// A *station* is an index into `MotionPlanner.stations`, a *slot* one into `Kitchen.slotCells`, a *zone* a connected
/// region of floor.
final class GreedyTables: Sendable {
    let kitchen: Kitchen
    let motion: MotionPlanner
    let pots: Int
    let slots: Int
    let slotStation: [Int]
    /// Where actions lead.
    let moves: MoveTable
    /// Per content of a pot, what it needs: for cooks who can get all ingredients, then for those who get only some; see
    /// `aims(onions:tomatoes:)`.
    let aims: [PotAim]
    /// Per content, ticks until a soup is ready.
    let cookTimes: [Int]
    /// Per content, whether delivering a soup of it pays.
    let isOrdered: [Bool]
    /// The nearest station of each terrain, or `nowhere`: `[terrain * poses + pose.index]`.
    private let nearest: [UInt16]
    private let poses: Int
    /// Zone of each floor cell.
    let zoneOfFloor: [Int]
    let lanes: Lanes
    /// Steps from facing a station to facing the nearest pot; `MotionPlanner.unreachable` where there is no way.
    let stepsToPot: [Int]
    /// Per floor cell, whether somebody who stands on it leaves everybody else a way: it is not a cut vertex of the floor.
    let isRefuge: [Bool]
    /// Ticks of fetching an ingredient and potting it, rounded up.
    let trip: Int

    static let nowhere = UInt16.max

    init(_ kitchen: Kitchen) {
        let motion = kitchen.motion
        let poses = kitchen.poses
        self.kitchen = kitchen
        self.motion = motion
        self.poses = poses
        pots = kitchen.pots
        slots = kitchen.slotCells.count
        moves = kitchen.moves
        slotStation = kitchen.stationsOfSlots
        nearest = GreedyTables.nearestStations(kitchen)
        let regions = FloorZones(kitchen)
        zoneOfFloor = regions.ofFloor
        lanes = Lanes(kitchen, zoneOfFloor: regions.ofFloor, zones: regions.count)
        let potStations = slotStation.prefix(pots)
        let toPot = motion.stations.map { GreedyTables.steps(from: $0, to: Array(potStations), kitchen) }
        stepsToPot = toPot
        isRefuge = GreedyTables.refuges(kitchen)
        let planner = GreedyTables.planner(kitchen, stepsToPot: toPot)
        let soups = Item.soupsByContent
        aims = GreedyTables.supplies.flatMap { supply in
            let planner = OrderPlanner(
                kitchen: kitchen, trips: (supply.onions ? planner.trips.onion : nil, supply.tomatoes ? planner.trips.tomato : nil),
                serving: planner.serving)
            return soups.map { planner.aim($0?.recipe) }
        }
        cookTimes = kitchen.cookTimesByContent
        isOrdered = soups.map { $0?.recipe.map { kitchen.book.reward($0) > 0 } ?? false }
        trip = Int((planner.trips.onion ?? planner.trips.tomato ?? 0).rounded(.up))
    }

    /// The nearest station of `terrain`, or nil where there is no way to one.
    /// - Parameter shunned: a station that is taken only where there is no other.
    @inline(__always)
    func nearest(_ terrain: Terrain, pose: Pose, shunning shunned: Int?) -> Int? {
        let station = nearest[Int(terrain.rawValue) * poses + pose.index]
        if station == GreedyTables.nowhere { return nil }
        return Int(station) == shunned ? nearestOther(terrain, pose, Int(station)) : Int(station)
    }

    private func nearestOther(_ terrain: Terrain, _ pose: Pose, _ shunned: Int) -> Int {
        var best = shunned
        for (station, cell) in motion.stations.enumerated() where station != shunned && kitchen.layout[cell] == terrain {
            let isNearer =
                best == shunned ? distance(pose, station) < Int(MotionPlanner.unreachable) : distance(pose, station) < distance(pose, best)
            if isNearer { best = station }
        }
        return best
    }

    /// The nearest station of `terrain` among those marked in `reach`.
    func nearest(_ terrain: Terrain, pose: Pose, in reach: [Bool]) -> Int? {
        motion.stations.indices.filter { reach[$0] && kitchen.layout[motion.stations[$0]] == terrain }
            .min { distance(pose, $0) < distance(pose, $1) }
    }

    @inline(__always)
    func distance(_ pose: Pose, _ station: Int) -> Int { Int(motion.distance(pose: pose, station: station)) }

    @inline(__always)
    func zone(of pose: Pose) -> Int { zoneOfFloor[pose.cell] }

    /// Where the aims begin of a pot whose cooks can get those ingredients.
    func aims(onions: Bool, tomatoes: Bool) -> Int {
        (GreedyTables.supplies.firstIndex { $0 == (onions, tomatoes) } ?? 0) * Item.contents
    }

    /// What cooks may be able to get, in the order of `aims`.
    private static let supplies: [(onions: Bool, tomatoes: Bool)] = [(true, true), (true, false), (false, true), (false, false)]
}

/// How the tables are made.
extension GreedyTables {
    private static func nearestStations(_ kitchen: Kitchen) -> [UInt16] {
        let motion = kitchen.motion
        return Terrain.allCases.flatMap { terrain -> [UInt16] in
            let stations = kitchen.stations(of: terrain)
            return kitchen.allPoses.map { pose in
                let best = stations.min { motion.distance(pose: pose, station: $0) < motion.distance(pose: pose, station: $1) }
                guard let best, motion.distance(pose: pose, station: best) != MotionPlanner.unreachable else { return nowhere }
                return UInt16(best)
            }
        }
    }

    private static func refuges(_ kitchen: Kitchen) -> [Bool] {
        let cells = kitchen.floor.count
        let moves = kitchen.moves
        return (0..<cells).map { removed in
            guard let start = moves.neighbours(of: removed).first else { return true }
            var seen = [Bool](repeating: false, count: cells)
            seen[removed] = true
            seen[start] = true
            var frontier = [start]
            while let cell = frontier.popLast() {
                for next in moves.neighbours(of: cell) where !seen[next] {
                    seen[next] = true
                    frontier.append(next)
                }
            }
            return moves.neighbours(of: removed).allSatisfy { seen[$0] }
        }
    }

    /// Fewest steps from facing `cell` to facing one of `stations`.
    private static func steps(from cell: Cell, to stations: [Int], _ kitchen: Kitchen) -> Int {
        let facing = Direction.allCases.compactMap { kitchen.pose(Cell(cell.x - $0.dx, cell.y - $0.dy), $0) }
        let steps = facing.flatMap { pose in stations.map { Int(kitchen.motion.distance(pose: pose, station: $0)) } }
        return steps.min() ?? Int(MotionPlanner.unreachable)
    }

    /// Where a way leads over a counter, as between split kitchens, a trip is assumed to be this long.
    private static let handedOver = 8.0

    private static func planner(_ kitchen: Kitchen, stepsToPot: [Int]) -> OrderPlanner {
        func steps(_ terrain: Terrain) -> Double? {
            let stations = kitchen.stations(of: terrain)
            guard let fewest = stations.map({ stepsToPot[$0] }).min() else { return nil }
            return fewest == Int(MotionPlanner.unreachable) ? handedOver : Double(fewest)
        }
        func trip(_ terrain: Terrain) -> Double? { steps(terrain).map { 2 * $0 + 2 } }
        return OrderPlanner(
            kitchen: kitchen, trips: (trip(.onionDispenser), trip(.tomatoDispenser)),
            serving: 2 * (steps(.dishDispenser) ?? 0) + 2 * (steps(.serving) ?? 0) + 3)
    }
}
