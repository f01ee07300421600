import Kitchen

/// What of a kitchen a cook can get to: its zone, or, in a lane in which nobody can pass, the stretch that the others
/// leave it. Cooks with the same area can do the same work.
struct CookArea: Hashable {
    let zone: Int
    /// Cells of the lane by their order from one end; nil where the cook can get to all of its zone.
    let stretch: ClosedRange<Int>?
}

/// Zones in which cooks can never change their order: a line of cells without a branch.
struct Lanes {
    /// The place of each floor cell in its lane; 0 elsewhere.
    let order: [Int]
    /// Cells of each zone that is a lane; 0 for other zones.
    private let length: [Int]

    init(_ kitchen: Kitchen, zoneOfFloor: [Int], zones: Int) {
        let moves = kitchen.moves
        var order = [Int](repeating: 0, count: zoneOfFloor.count)
        var length = [Int](repeating: 0, count: zones)
        for zone in 0..<zones {
            let cells = zoneOfFloor.indices.filter { zoneOfFloor[$0] == zone }
            let ends = cells.filter { moves.neighbours(of: $0).count < 2 }
            guard cells.allSatisfy({ moves.neighbours(of: $0).count < 3 }), let end = ends.first else { continue }
            length[zone] = cells.count
            var (last, cell) = (end, end)
            for place in cells.indices {
                order[cell] = place
                let next = moves.neighbours(of: cell).first { $0 != last } ?? cell
                (last, cell) = (cell, next)
            }
        }
        self.order = order
        self.length = length
    }

    /// Where each cook can get to from where all of them are.
    /// - Parameter cells: the floor cell of each cook.
    func areas(_ cells: [Int], zoneOfFloor: [Int]) -> [CookArea] {
        cells.map { cell in
            let zone = zoneOfFloor[cell]
            let companions = cells.filter { zoneOfFloor[$0] == zone }
            guard length[zone] > 0, companions.count > 1 else { return CookArea(zone: zone, stretch: nil) }
            let before = companions.count { order[$0] < order[cell] }
            return CookArea(zone: zone, stretch: before...(length[zone] - companions.count + before))
        }
    }

    func contains(_ cell: Int, _ area: CookArea) -> Bool { area.stretch?.contains(order[cell]) ?? true }
}

extension GreedyTables {
    /// Where each cook can get to from its pose.
    func areas(_ poses: [Pose]) -> [CookArea] { lanes.areas(poses.map(\.cell), zoneOfFloor: zoneOfFloor) }

    /// The stations that can be used from an area, as flags by station.
    func stations(in area: CookArea) -> [Bool] {
        var usable = [Bool](repeating: false, count: motion.stations.count)
        for pose in kitchen.allPoses where zone(of: pose) == area.zone && lanes.contains(pose.cell, area) {
            for station in usable.indices where distance(pose, station) == 0 { usable[station] = true }
        }
        return usable
    }
}
