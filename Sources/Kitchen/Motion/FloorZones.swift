/// Floor cells by the region that one can walk in, and which stations can be used from each.
package struct FloorZones: Sendable {
    /// The zone of each floor cell.
    package let ofFloor: [Int]
    /// How many there are.
    package let count: Int
    /// Whether a station can be used from a zone: by zone, then by station.
    package let reach: [Bool]

    package init(_ kitchen: Kitchen) {
        (ofFloor, count) = FloorZones.zones(kitchen)
        reach = FloorZones.reach(kitchen, ofFloor, count)
    }

    /// Whether the station of that index can be used from a zone.
    package func reaches(_ zone: Int, _ station: Int) -> Bool { reach[zone * (reach.count / max(1, count)) + station] }

    private static func zones(_ kitchen: Kitchen) -> (ofFloor: [Int], count: Int) {
        let moves = kitchen.moves
        var zone = [Int](repeating: -1, count: kitchen.floor.count)
        var count = 0
        for start in zone.indices where zone[start] < 0 {
            var frontier = [start]
            zone[start] = count
            while let cell = frontier.popLast() {
                for next in moves.neighbours(of: cell) where zone[next] < 0 {
                    zone[next] = count
                    frontier.append(next)
                }
            }
            count += 1
        }
        return (zone, count)
    }

    private static func reach(_ kitchen: Kitchen, _ zoneOfFloor: [Int], _ zones: Int) -> [Bool] {
        let stations = kitchen.motion.stations.count
        var reach = [Bool](repeating: false, count: zones * stations)
        for pose in kitchen.allPoses {
            for station in 0..<stations where kitchen.motion.distance(pose: pose, station: station) == 0 {
                reach[zoneOfFloor[pose.cell] * stations + station] = true
            }
        }
        return reach
    }
}
