import Kitchen

/// What a player can get to from where they start.
public struct Reachability: Sendable {
    /// For every player, the steps to each station that they can face, by cell.
    public let distances: [[Cell: Int]]
    /// Stations (anything but floor, counters and recipe indicators, which are only looked at) that no player can face.
    public let unreachable: [Cell]

    public init(_ kitchen: Kitchen) {
        let stations = kitchen.motion.stations
        distances = kitchen.start.players.map { player in
            Dictionary(
                uniqueKeysWithValues: stations.compactMap { station in
                    kitchen.motion.distance(from: player.cell, player.orientation, to: station).map { (station, $0) }
                })
        }
        let reached = distances
        unreachable = stations.filter { station in
            ![.counter, .recipeIndicator].contains(kitchen.layout[station]) && !reached.contains { $0[station] != nil }
        }
    }

    /// The nearest of the layout's `kind` for `player`, with its distance.
    public func nearest(_ kind: Terrain, for player: Int, in layout: Layout) -> (cell: Cell, distance: Int)? {
        layout.cells(of: kind).compactMap { cell in distances[player][cell].map { (cell, $0) } }
            .min { $0.1 < $1.1 }
    }
}
