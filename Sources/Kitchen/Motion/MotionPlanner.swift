/// Shortest paths of a lone player, turning included (rules §8): one action a step, moving onto floor
/// also turns, bumping into anything else only turns. Other players are not seen.
public struct MotionPlanner: Sendable {
    /// Cells that are not floor, row by row; distances are known to each.
    public let stations: [Cell]
    private let stationIndex: [Cell: Int]
    @usableFromInline let poses: Int
    /// Steps from a pose until it faces a station: `[station * poses + pose]`; `unreachable` where there is no way.
    @usableFromInline let distances: [UInt16]
    private let moves: MoveTable
    private let floorIndex: [Cell: Int]

    /// The distance to where no way leads.
    package static let unreachable = UInt16.max

    init(_ layout: Layout, _ geometry: Geometry) {
        let stations = Terrain.allCases.filter { $0 != .floor }.flatMap(layout.cells).sorted {
            ($0.y, $0.x) < ($1.y, $1.x)
        }
        let poses = geometry.poses
        let arrivals = MotionPlanner.arrivals(geometry.moves, poses: poses)
        self.stations = stations
        self.poses = poses
        stationIndex = Dictionary(uniqueKeysWithValues: zip(stations, stations.indices))
        moves = geometry.moves
        floorIndex = Dictionary(uniqueKeysWithValues: zip(geometry.floor, geometry.floor.indices))
        distances = stations.flatMap { station in
            let goals = Direction.allCases.compactMap { direction in
                geometry.pose(Cell(station.x - direction.dx, station.y - direction.dy), direction)
            }
            return MotionPlanner.distances(to: goals, arrivals: arrivals, poses: poses)
        }
    }

    /// For every pose, the poses from which one action leads to it.
    private static func arrivals(_ moves: MoveTable, poses: Int) -> [[Pose]] {
        var arrivals = [[Pose]](repeating: [], count: poses)
        for pose in (0..<poses).map(Pose.init) {
            for action in Action.moves where moves[pose, action] != pose { arrivals[moves[pose, action].index].append(pose) }
        }
        return arrivals
    }

    /// Breadth-first search backwards from `goals`.
    private static func distances(to goals: [Pose], arrivals: [[Pose]], poses: Int) -> [UInt16] {
        var distances = [UInt16](repeating: unreachable, count: poses)
        var frontier = goals
        for goal in goals { distances[goal.index] = 0 }
        var distance: UInt16 = 0
        while !frontier.isEmpty {
            distance += 1
            var next: [Pose] = []
            for pose in frontier {
                for earlier in arrivals[pose.index] where distances[earlier.index] == unreachable {
                    distances[earlier.index] = distance
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
        let distance = distance(pose: Pose(cell: floor, facing: orientation), station: index)
        return distance == MotionPlanner.unreachable ? nil : Int(distance)
    }

    /// The first action of a shortest path to face `station`, interacting when already there, or nil where there is no way.
    public func firstAction(from cell: Cell, _ orientation: Direction, to station: Cell) -> Action? {
        guard let floor = floorIndex[cell], let index = stationIndex[station] else { return nil }
        return firstAction(pose: Pose(cell: floor, facing: orientation), station: index)
    }

    /// As `distance(from:_:to:)`, by index: of the pose, and of the station in `stations`.
    @inlinable @inline(__always)
    package func distance(pose: Pose, station: Int) -> UInt16 { distances[station * poses + pose.index] }

    /// As `firstAction(from:_:to:)`, by index.
    package func firstAction(pose: Pose, station: Int) -> Action? {
        let here = distance(pose: pose, station: station)
        if here == 0 { return .interact }
        guard here != MotionPlanner.unreachable else { return nil }
        return Action.moves.first { distance(pose: moves[pose, $0], station: station) == here - 1 }
    }

    /// The poses of a shortest way until a player faces `station`, beginning with `pose`; only that where there is no way.
    package func way(pose: Pose, station: Int) -> [Pose] {
        var way = [pose]
        while let last = way.last, let action = firstAction(pose: last, station: station), action != .interact {
            way.append(moves[last, action])
        }
        return way
    }

    /// The index in `stations` of what is on `cell`; nil for floor.
    package func station(at cell: Cell) -> Int? { stationIndex[cell] }

    /// The nearest of `candidates` (indices into `stations`), the first of them where several are equally near.
    package func nearest(of candidates: [Int], pose: Pose) -> (station: Int, distance: UInt16)? {
        var best: (station: Int, distance: UInt16)?
        for station in candidates {
            let distance = distance(pose: pose, station: station)
            if distance < best?.distance ?? MotionPlanner.unreachable { best = (station, distance) }
        }
        return best
    }
}
