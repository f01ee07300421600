import Agents
import Kitchen

/// What planning looks up about a kitchen; made once and shared by threads.
///
/// A *zone* is a connected region of floor, a *content* what `Item.content` is.
public final class KitchenKnowledge: Sendable {
    let kitchen: Kitchen
    let motion: MotionPlanner
    let players: Int
    let pots: Int
    let slots: Int
    let poses: Int
    /// Words of a row.
    let words: Int
    /// Where actions lead.
    let moves: MoveTable
    /// By station.
    private let terrain: [Terrain]
    /// By station, nil where nothing can lie.
    let slotOfStation: [Slot?]
    /// By slot.
    let stationOfSlot: [Station]
    /// The station that a pose faces, nil for floor: `[pose.index]`.
    let faced: [Station?]
    /// Steps from a pose until it faces a station: `[station * poses + pose]`, as `MotionPlanner` has them.
    private let distances: [UInt16]
    /// Moves that bring a pose nearer to a station: `[station * poses + pose]`.
    private let nearer: [MoveSet]
    /// Zone of each floor cell.
    let zoneOfFloor: [Int]
    let zones: Int
    /// Zones in which somebody begins.
    let occupiedZones: Set<Int>
    /// Whether somebody in the zone can face the station: `[zone * stations + station]`.
    let reach: [Bool]
    let recipes: RecipeKnowledge
    /// How far things have to be carried.
    let routes: ItemRoutes
    /// The same where nobody helps.
    let loneRoutes: ItemRoutes
    /// What each player would go for if it were a greedy cook.
    let greedyGoals: [GreedyGoalModel]

    /// - Complexity: O(poses * stations), in memory too.
    public init(_ kitchen: Kitchen) throws {
        let stepper = try KitchenStepper(kitchen)
        let motion = kitchen.motion
        let poses = kitchen.poses
        self.kitchen = kitchen
        self.motion = motion
        self.poses = poses
        players = kitchen.players
        pots = kitchen.pots
        slots = kitchen.slotCells.count
        words = stepper.words
        moves = kitchen.moves
        terrain = motion.stations.map { kitchen.layout[$0] }
        let stationOfSlot = kitchen.stationsOfSlots.map(Station.init)
        var slotOfStation = [Slot?](repeating: nil, count: motion.stations.count)
        for (slot, station) in stationOfSlot.enumerated() { slotOfStation[station.index] = Slot(slot) }
        self.stationOfSlot = stationOfSlot
        self.slotOfStation = slotOfStation
        let floor = kitchen.floor
        faced = kitchen.allPoses.map { motion.station(at: floor[$0.cell].neighbour($0.facing)).map(Station.init) }
        distances = motion.stations.indices.flatMap { station in
            kitchen.allPoses.map { motion.distance(pose: $0, station: station) }
        }
        nearer = KitchenKnowledge.nearer(kitchen)
        let regions = FloorZones(kitchen)
        (zoneOfFloor, zones, reach) = (regions.ofFloor, regions.count, regions.reach)
        let starts = kitchen.start.players.compactMap { player in floor.firstIndex(of: player.cell) }
        occupiedZones = Set(starts.map { [zoneOfFloor] in zoneOfFloor[$0] })
        let routes = [true, false].map { [terrain, faced, zoneOfFloor, occupiedZones] in
            ItemRoutes(
                kitchen, terrain: terrain, faced: faced, zoneOfFloor: zoneOfFloor, occupied: occupiedZones, handsOver: $0)
        }
        (self.routes, loneRoutes) = (routes[0], routes[1])
        recipes = RecipeKnowledge(kitchen, self.routes)
        let greedy = GreedyGoalModel.Tables(kitchen)
        greedyGoals = (0..<kitchen.players).map { GreedyGoalModel(greedy, seat: $0) }
    }

    /// How many stations there are.
    var stations: Int { terrain.count }

    /// Every station, in the order of `MotionPlanner.stations`.
    var allStations: [Station] { terrain.indices.map(Station.init) }

    /// What a station is.
    @inline(__always)
    func terrain(_ station: Station) -> Terrain { terrain[station.index] }

    @inline(__always)
    func distance(_ pose: Pose, _ station: Station) -> Int { Int(distances[station.index &* poses &+ pose.index]) }

    /// The moves that bring a pose nearer to a station.
    @inline(__always)
    func movesNearer(_ pose: Pose, _ station: Station) -> MoveSet { nearer[station.index &* poses &+ pose.index] }

    @inline(__always)
    func zone(of pose: Pose) -> Int { zoneOfFloor[pose.cell] }

    @inline(__always)
    func reaches(_ zone: Int, _ station: Station) -> Bool { reach[zone * terrain.count + station.index] }

    /// Where a greedy cook in a player's place would go; nil for nowhere.
    func greedyStation(_ state: borrowing StateView, _ player: Int) -> (station: Station, waits: Bool)? {
        greedyGoals[player].goal(state).map { (Station($0.station), $0.waits) }
    }

    /// Whether `kitchen` is the one known here.
    func isOf(_ other: Kitchen) -> Bool { kitchen.layout == other.layout && kitchen.dynamics == other.dynamics }
}

/// How the tables are made.
extension KitchenKnowledge {
    private static func nearer(_ kitchen: Kitchen) -> [MoveSet] {
        let motion = kitchen.motion
        let moves = kitchen.moves
        return motion.stations.indices.flatMap { station in
            kitchen.allPoses.map { pose in
                let here = motion.distance(pose: pose, station: station)
                guard here != MotionPlanner.unreachable, here > 0 else { return MoveSet() }
                return Action.moves.reduce(into: MoveSet()) { nearer, move in
                    if motion.distance(pose: moves[pose, move], station: station) < here { nearer.insert(move) }
                }
            }
        }
    }
}
