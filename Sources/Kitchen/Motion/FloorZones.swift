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

    /// Whether a cell is in view from somewhere in a zone.
    package func isSeen(_ cell: Cell, from zone: Int, in kitchen: Kitchen) -> Bool {
        let size = kitchen.layout.parameters.recipes?.viewSize
        return kitchen.floor.indices.contains {
            ofFloor[$0] == zone && ViewArea(around: kitchen.floor[$0], size: size, in: kitchen.layout).contains(cell)
        }
    }

    /// The counters on which somebody in one zone can show something to somebody in another, who sees them, in reading order: places
    /// that both find from the kitchen alone.
    /// - Returns: stations.
    package func counters(_ writer: Int, seenFrom reader: Int, in kitchen: Kitchen) -> [Int] {
        let stations = kitchen.motion.stations
        return kitchen.stations(of: .counter)
            .filter { reaches(writer, $0) && isSeen(stations[$0], from: reader, in: kitchen) }
            .sorted { (stations[$0].y, stations[$0].x) < (stations[$1].y, stations[$1].x) }
    }

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
