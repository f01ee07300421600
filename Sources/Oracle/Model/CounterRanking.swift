import Kitchen

/// Orders the counters that cooks can use by how much they promise: first those over which things can be handed to
/// where walking takes long, then those near stations.
struct CounterRanking {
    let counters: [Cell]

    init(_ stepper: KitchenStepper, usable: [Cell]) {
        let kitchen = stepper.kitchen
        let floor = Set(kitchen.floor)
        func sides(_ cell: Cell) -> [Cell] { Direction.allCases.map(cell.neighbour).filter(floor.contains) }
        let piles = Ingredient.allCases.map(Terrain.dispenser)
        let stations = ([.pot] + piles + [.dishDispenser, .serving]).flatMap(kitchen.layout.cells)
        let table = usable.map { counter -> (counter: Cell, shortcut: Int, walk: Int) in
            let distances = sides(counter).map { CounterRanking.distances(from: $0, floor) }
            let shortcut = sides(counter).flatMap { side in distances.map { $0[side] ?? 1000 } }.max() ?? 0
            let walks = stations.compactMap { station in
                sides(station).flatMap { side in distances.compactMap { $0[side] } }.min()
            }
            return (counter, shortcut, walks.reduce(0, +))
        }
        // Sorting is stable by position, so that the order is the same everywhere.
        counters = table.enumerated().sorted {
            ($1.element.shortcut, $0.element.walk, $0.offset) < ($0.element.shortcut, $1.element.walk, $1.offset)
        }.map(\.element.counter)
    }

    /// Steps from a floor cell to every other that can be walked to.
    private static func distances(from start: Cell, _ floor: Set<Cell>) -> [Cell: Int] {
        var distances = [start: 0]
        var frontier = [start]
        var steps = 0
        while !frontier.isEmpty {
            steps += 1
            frontier = frontier.flatMap { cell in Direction.allCases.map(cell.neighbour) }.filter {
                guard floor.contains($0), distances[$0] == nil else { return false }
                distances[$0] = steps
                return true
            }
        }
        return distances
    }
}
