import Kitchen

/// A shortest way for a cook around the others, as cells.
struct LessonWay {
    /// From the cook's own cell to where the way ends; only that where there is no way.
    let cells: [Cell]
    /// What to press first; nil where there is nothing to press, or no way.
    let action: Action?

    /// The way to where `target` can be used, and to use it: a station, or a floor cell to stand on.
    init(_ game: KitchenGame, seat: Int, to target: Cell) {
        let cook = game.player(seat)
        let isFloor = game.kitchen.layout[target] == .floor
        let others = Set((0..<game.kitchen.players).filter { $0 != seat }.map { game.player($0).cell })
        let goals = isFloor ? [target] : Direction.allCases.map(target.neighbour)
        let floor = Set(game.kitchen.floor)
        // Where others leave no way, one has to wait for them to step aside.
        let way = Self.way(cook.cell, goals, floor.subtracting(others)) ?? Self.way(cook.cell, goals, floor)
        cells = way ?? [cook.cell]
        guard let way else {
            action = nil
            return
        }
        if way.count > 1 {
            action = Direction.allCases.first { cook.cell.neighbour($0) == way[1] }.map(Action.init)
        } else if isFloor {
            action = nil
        } else if cook.cell.neighbour(cook.orientation) == target {
            action = .interact
        } else {
            action = Direction.allCases.first { cook.cell.neighbour($0) == target }.map(Action.init)
        }
    }

    /// Breadth first from `goals` back to `start`; nil where no way leads.
    private static func way(_ start: Cell, _ goals: [Cell], _ floor: Set<Cell>) -> [Cell]? {
        let floor = floor.union([start])
        var next: [Cell: Cell] = [:]
        var frontier = goals.filter(floor.contains)
        var reached = Set(frontier)
        while !frontier.isEmpty, !reached.contains(start) {
            var following: [Cell] = []
            for cell in frontier {
                for neighbour in Direction.allCases.map(cell.neighbour)
                where floor.contains(neighbour) && reached.insert(neighbour).inserted {
                    next[neighbour] = cell
                    following.append(neighbour)
                }
            }
            frontier = following
        }
        guard reached.contains(start) else { return nil }
        var way = [start]
        while let last = way.last, let step = next[last] { way.append(step) }
        return way
    }
}
