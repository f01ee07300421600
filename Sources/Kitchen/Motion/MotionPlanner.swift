/// Shortest paths of a lone player, turning included (rules §8): one action a step, moving onto floor
/// also turns, bumping into anything else only turns. Other players are not seen.
public struct MotionPlanner: Sendable {
    /// Cells that are not floor, row by row; distances are known to each.
    public let stations: [Cell]
    private let stationIndex: [Cell: Int]
    private let poses: Int
    /// Steps from a pose until it faces a station: `[station * poses + pose]`; `unreachable` where there is no way.
    private let distances: [UInt16]
    private let moved: [UInt16]
    private let floorIndex: [Cell: Int]

    /// The distance to where no way leads.
    package static let unreachable = UInt16.max

    init(_ layout: Layout, _ geometry: Geometry) {
        let stations = Terrain.allCases.filter { $0 != .floor }.flatMap(layout.cells).sorted {
            ($0.y, $0.x) < ($1.y, $1.x)
        }
        let poses = geometry.poses
        let arrivals = MotionPlanner.arrivals(moved: geometry.moved, poses: poses)
        self.stations = stations
        self.poses = poses
        stationIndex = Dictionary(uniqueKeysWithValues: zip(stations, stations.indices))
        moved = geometry.moved
        floorIndex = Dictionary(uniqueKeysWithValues: zip(geometry.floor, geometry.floor.indices))
        distances = stations.flatMap { station in
            let goals = Direction.allCases.compactMap { direction in
                geometry.pose(Cell(station.x - direction.dx, station.y - direction.dy), direction)
            }
            return MotionPlanner.distances(to: goals, arrivals: arrivals, poses: poses)
        }
    }

    /// For every pose, the poses from which one action leads to it.
    private static func arrivals(moved: [UInt16], poses: Int) -> [[Int]] {
        var arrivals = [[Int]](repeating: [], count: poses)
        for pose in 0..<poses {
            for action in 0..<4 where Int(moved[pose << 3 | action]) != pose {
                arrivals[Int(moved[pose << 3 | action])].append(pose)
            }
        }
        return arrivals
    }

    /// Breadth-first search backwards from `goals`.
    private static func distances(to goals: [Int], arrivals: [[Int]], poses: Int) -> [UInt16] {
        var distances = [UInt16](repeating: unreachable, count: poses)
        var frontier = goals
        for goal in goals { distances[goal] = 0 }
        var distance: UInt16 = 0
        while !frontier.isEmpty {
            distance += 1
            var next: [Int] = []
            for pose in frontier {
                for earlier in arrivals[pose] where distances[earlier] == unreachable {
                    distances[earlier] = distance
                    next.append(earlier)
                }
            }
            frontier = next
        }
        return distances
    }

    /// Steps until a player at `cell` towards `orientation` faces `station`, or nil where there is no way.
    public func distance(from cell: Cell, _ orientation: Direction, to station: Cell) -> Int? {
        guard let floor = floorIndex[cell], let index = stationIndex[station] else { return nil }
        let distance = distance(pose: floor << 2 | Int(orientation.rawValue), station: index)
        return distance == MotionPlanner.unreachable ? nil : Int(distance)
    }

    /// The first action of a shortest path to face `station`, interacting when already there, or nil where there is no way.
    public func firstAction(from cell: Cell, _ orientation: Direction, to station: Cell) -> Action? {
        guard let floor = floorIndex[cell], let index = stationIndex[station] else { return nil }
        return firstAction(pose: floor << 2 | Int(orientation.rawValue), station: index)
    }

    /// As `distance(from:_:to:)`, by index: of the pose, and of the station in `stations`.
    @inline(__always)
    package func distance(pose: Int, station: Int) -> UInt16 { distances[station * poses + pose] }

    package func firstAction(pose: Int, station: Int) -> Action? {
        let here = distance(pose: pose, station: station)
        if here == 0 { return .interact }
        guard here != MotionPlanner.unreachable else { return nil }
        return Action.allCases.prefix(4).first {
            distance(pose: Int(moved[pose << 3 | Int($0.rawValue)]), station: station) == here - 1
        }
    }

    /// The poses of a shortest way until a player faces `station`, beginning with `pose`; only that where there is no way.
    package func way(pose: Int, station: Int) -> [Int] {
        var way = [pose]
        while let last = way.last, let action = firstAction(pose: last, station: station), action != .interact {
            way.append(Int(moved[last << 3 | Int(action.rawValue)]))
        }
        return way
    }

    /// The index in `stations` of what stands on `cell`; nil for floor.
    package func station(at cell: Cell) -> Int? { stationIndex[cell] }

    /// The nearest of `candidates` (indices into `stations`), the first of them where several are equally near.
    package func nearest(of candidates: [Int], pose: Int) -> (station: Int, distance: UInt16)? {
        var best: (station: Int, distance: UInt16)?
        for station in candidates {
            let distance = distance(pose: pose, station: station)
            if distance < best?.distance ?? MotionPlanner.unreachable { best = (station, distance) }
        }
        return best
    }
}
