import Agents
import Kitchen

/// What planning looks up about a kitchen; made once and shared by threads.
///
/// A *station* is an index into `MotionPlanner.stations` (every cell that is not floor), a *slot* one into
/// `Kitchen.slotCells`, a *zone* a connected region of floor, a *content* what `Item.content` is.
public final class KitchenKnowledge: Sendable {
    let kitchen: Kitchen
    let motion: MotionPlanner
    let players: Int
    let pots: Int
    let slots: Int
    let poses: Int
    /// Index of the first slot's word in a row.
    let firstSlot: Int
    /// Words of a row.
    let words: Int
    /// The pose after an action: `[pose << 3 | action]`.
    let moves: [UInt16]
    let terrain: [Terrain]
    /// Slot of a station, or -1.
    let slotOfStation: [Int]
    let stationOfSlot: [Int]
    /// Station that a pose faces, or -1 for floor.
    let faced: [Int16]
    /// Steps from a pose until it faces a station: `[station * poses + pose]`, as `MotionPlanner` has them.
    private let distances: [UInt16]
    /// Actions, a bit each, that bring a pose nearer to a station: `[station * poses + pose]`.
    let nearer: [UInt8]
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
    let forecasts: [GreedyForecast]

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
        firstSlot = stepper.slotWord(0)
        words = stepper.words
        moves = kitchen.moves
        terrain = motion.stations.map { kitchen.layout[$0] }
        let stationOfSlot = kitchen.slotCells.map { motion.station(at: $0) ?? 0 }
        var slotOfStation = [Int](repeating: -1, count: motion.stations.count)
        for (slot, station) in stationOfSlot.enumerated() { slotOfStation[station] = slot }
        self.stationOfSlot = stationOfSlot
        self.slotOfStation = slotOfStation
        let floor = kitchen.floor
        faced = (0..<poses).map { pose in
            let cell = floor[pose >> 2].neighbour(Direction.allCases[pose & 3])
            return Int16(motion.station(at: cell) ?? -1)
        }
        distances = motion.stations.indices.flatMap { station in
            (0..<poses).map { motion.distance(pose: $0, station: station) }
        }
        nearer = KitchenKnowledge.nearer(kitchen)
        let regions = FloorZones(kitchen)
        (zoneOfFloor, zones, reach) = (regions.ofFloor, regions.count, regions.reach)
        let starts = kitchen.start.players.compactMap { player in floor.firstIndex(of: player.cell) }
        occupiedZones = Set(starts.map { [zoneOfFloor] in zoneOfFloor[$0] })
        let zoneOfPose = (0..<poses).map { [zoneOfFloor] in zoneOfFloor[$0 >> 2] }
        let routes = [true, false].map { [terrain, faced, occupiedZones] in
            ItemRoutes(
                motion: motion, poses: poses, terrain: terrain, faced: faced, zoneOfPose: zoneOfPose, occupied: occupiedZones, handsOver: $0
            )
        }
        (self.routes, loneRoutes) = (routes[0], routes[1])
        recipes = RecipeKnowledge(kitchen, self.routes)
        let greedy = GreedyForecast.Tables(kitchen)
        forecasts = (0..<kitchen.players).map { GreedyForecast(greedy, seat: $0) }
    }

    var stations: Int { terrain.count }

    @inline(__always)
    func distance(_ pose: Int, _ station: Int) -> Int { Int(distances[station &* poses &+ pose]) }

    @inline(__always)
    func zone(of pose: Int) -> Int { zoneOfFloor[pose >> 2] }

    @inline(__always)
    func reaches(_ zone: Int, _ station: Int) -> Bool { reach[zone * terrain.count + station] }

    /// Whether `kitchen` is the one known here.
    func isOf(_ other: Kitchen) -> Bool { kitchen.layout == other.layout && kitchen.dynamics == other.dynamics }
}

/// How the tables are made.
extension KitchenKnowledge {
    private static func nearer(_ kitchen: Kitchen) -> [UInt8] {
        let motion = kitchen.motion
        let moves = kitchen.moves
        return motion.stations.indices.flatMap { station in
            (0..<kitchen.poses).map { pose -> UInt8 in
                let here = motion.distance(pose: pose, station: station)
                guard here != MotionPlanner.unreachable, here > 0 else { return 0 }
                return (0..<4).reduce(0) { bits, action in
                    let next = motion.distance(pose: Int(moves[pose << 3 | action]), station: station)
                    return next < here ? bits | 1 << UInt8(action) : bits
                }
            }
        }
    }
}
