import Basics
import Kitchen

/// Kitchens from a seed in which two cooks depend on each other or get into each other's way: two sides with only some of
/// the stations each, a lane without a passing place, rooms joined by a door.
enum SplitKitchens {
    /// The kitchen of a seed, or nil where the stations found no place.
    static func layout(_ seed: UInt64) -> Layout? {
        var random = RandomStream(seed, 0x5711)
        var plan: FloorPlan
        switch seed % 4 {
        case 0, 1: plan = sides(&random)
        case 2: plan = lane(&random)
        default: plan = rooms(&random)
        }
        guard plan.placeStations(&random) else { return nil }
        var parameters = LayoutParameters()
        parameters.orders = plan.hasTomatoes ? [Recipe(onions: 1, tomatoes: 2)] : [Recipe(onions: 3, tomatoes: 0)]
        let grid = random.chance(0.5) ? plan.rows : plan.transposed
        return try? Layout(name: "split\(seed)", grid: grid, parameters: parameters)
    }

    /// Two rooms with a wall between them that can be reached over.
    private static func sides(_ random: inout RandomStream) -> FloorPlan {
        let (left, right, height) = (1 + random.below(3), 1 + random.below(3), 2 + random.below(4))
        var plan = FloorPlan(width: left + right + 3, height: height + 2)
        for y in 1...height {
            for x in 1...left { plan.dig(x, y) }
            for x in (left + 2)...(left + right + 1) { plan.dig(x, y) }
        }
        plan.put("1", 1 + random.below(left), 1 + random.below(height))
        plan.put("2", left + 2 + random.below(right), 1 + random.below(height))
        return plan
    }

    /// A winding lane of one cell's width.
    private static func lane(_ random: inout RandomStream) -> FloorPlan {
        var plan = FloorPlan(width: 9, height: 7)
        var (x, y) = (1 + random.below(7), 1 + random.below(5))
        var cells = [(x, y)]
        plan.dig(x, y)
        let length = 4 + random.below(9)
        while cells.count < length {
            let free = [(1, 0), (-1, 0), (0, 1), (0, -1)].map { (x + $0.0, y + $0.1) }.filter { next in
                plan.isInside(next.0, next.1) && !plan.isFloor(next.0, next.1) && plan.floorAround(next.0, next.1) == 1
            }
            guard !free.isEmpty else { break }
            (x, y) = free[random.below(free.count)]
            plan.dig(x, y)
            cells.append((x, y))
        }
        let first = random.below(cells.count - 1)
        let second = first + 1 + random.below(cells.count - first - 1)
        let isSwapped = random.chance(0.5)
        plan.put(isSwapped ? "2" : "1", cells[first].0, cells[first].1)
        plan.put(isSwapped ? "1" : "2", cells[second].0, cells[second].1)
        return plan
    }

    /// Two rooms joined by a lane of one to four cells.
    private static func rooms(_ random: inout RandomStream) -> FloorPlan {
        let (left, right, door) = (1 + random.below(3), 1 + random.below(3), 1 + random.below(4))
        let height = 2 + random.below(3)
        var plan = FloorPlan(width: left + right + door + 2, height: height + 2)
        for y in 1...height {
            for x in 1...left { plan.dig(x, y) }
            for x in (left + door + 1)...(left + door + right) { plan.dig(x, y) }
        }
        let row = 1 + random.below(height)
        for x in left...(left + door) { plan.dig(x, row) }
        plan.put("1", 1 + random.below(left), 1 + random.below(height))
        plan.put("2", left + door + 1 + random.below(right), 1 + random.below(height))
        return plan
    }
}

/// A grid under construction: counters everywhere, floor where it is dug.
private struct FloorPlan {
    private var cells: [[Character]]
    private(set) var hasTomatoes = false

    init(width: Int, height: Int) { cells = Array(repeating: Array(repeating: "X", count: width), count: height) }

    var rows: [String] { cells.map { String($0) } }
    var transposed: [String] { cells[0].indices.map { x in String(cells.map { $0[x] }) } }

    mutating func dig(_ x: Int, _ y: Int) { cells[y][x] = " " }

    mutating func put(_ mark: Character, _ x: Int, _ y: Int) { cells[y][x] = mark }

    func isInside(_ x: Int, _ y: Int) -> Bool { x > 0 && y > 0 && y < cells.count - 1 && x < cells[0].count - 1 }

    func isFloor(_ x: Int, _ y: Int) -> Bool { " 12".contains(cells[y][x]) }

    func floorAround(_ x: Int, _ y: Int) -> Int {
        [(1, 0), (-1, 0), (0, 1), (0, -1)].count { dx, dy in
            cells.indices.contains(y + dy) && cells[0].indices.contains(x + dx) && isFloor(x + dx, y + dy)
        }
    }

    /// Puts stations where somebody can stand before them.
    mutating func placeStations(_ random: inout RandomStream) -> Bool {
        var places = cells.indices.flatMap { y in cells[y].indices.map { x in (x, y) } }
            .filter { cells[$0.1][$0.0] == "X" && floorAround($0.0, $0.1) > 0 }
        var stations: [Character] = ["P", "O", "D", "S"]
        hasTomatoes = random.chance(0.2)
        if hasTomatoes { stations.append("T") }
        for _ in 0..<random.below(4) { stations.append(["P", "P", "O", "D", "S"][random.below(5)]) }
        guard places.count > stations.count else { return false }
        for station in stations {
            let (x, y) = places.remove(at: random.below(places.count))
            cells[y][x] = station
        }
        return true
    }
}
