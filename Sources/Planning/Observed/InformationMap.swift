import Agents
import Kitchen

/// Where in a kitchen one learns which recipe is wanted, and who can tell whom.
struct InformationMap: Sendable {
    let zones: FloorZones
    /// Per floor cell, whether a recipe indicator is in view.
    let seesIndicator: [Bool]
    /// Per zone, the stations of recipe buttons that can be pressed there.
    private let buttonsOfZone: [[Station]]
    /// Per button station, per floor cell, whether it is in view.
    private let seesButton: [Int: [Bool]]
    /// Per pot, per floor cell, whether it is in view.
    private let seesPots: [Cell: [Bool]]
    private let kitchen: Kitchen

    init(_ kitchen: Kitchen) {
        self.kitchen = kitchen
        let zones = FloorZones(kitchen)
        let layout = kitchen.layout
        let size = layout.parameters.recipes?.viewSize
        func views(_ cell: Cell) -> [Bool] { kitchen.floor.map { ViewArea(around: $0, size: size, in: layout).contains(cell) } }
        func seesAny(_ terrain: Terrain) -> [Bool] {
            let views = layout.cells(of: terrain).map(views)
            return kitchen.floor.indices.map { cell in views.contains { $0[cell] } }
        }
        let buttons = kitchen.stations(of: .recipeButton)
        let stations = kitchen.motion.stations
        self.zones = zones
        seesIndicator = seesAny(.recipeIndicator)
        seesPots = Dictionary(uniqueKeysWithValues: layout.cells(of: .pot).map { ($0, views($0)) })
        seesButton = Dictionary(uniqueKeysWithValues: buttons.map { ($0, views(stations[$0])) })
        buttonsOfZone = (0..<zones.count).map { zone in
            buttons.filter { zones.reaches(zone, $0) }.map(Station.init)
        }
    }

    /// Whether all of some cells are in view from a floor cell.
    func sees(_ cells: [Cell], from floor: Int) -> Bool {
        let area = ViewArea(
            around: kitchen.floor[floor], size: kitchen.layout.parameters.recipes?.viewSize, in: kitchen.layout)
        return cells.allSatisfy(area.contains)
    }

    /// The index of a floor cell; nil for what is no floor.
    func floorIndex(_ cell: Cell) -> Int? { kitchen.pose(cell, .north)?.cell }

    func zone(of cell: Cell) -> Int? { floorIndex(cell).map { zones.ofFloor[$0] } }

    /// Whether somebody in a zone can see which recipe is wanted without help.
    func isInformed(_ zone: Int) -> Bool { zip(zones.ofFloor, seesIndicator).contains { $0 == zone && $1 } }

    /// The buttons that can be pressed in a zone.
    func buttons(_ zone: Int) -> [Station] { buttonsOfZone[zone] }

    /// Whether a button that is pressed is in view from a floor cell.
    func sees(_ button: Station, from cell: Int) -> Bool { seesButton[button.index]?[cell] ?? false }

    /// Whether a pot is in view from a floor cell; any pot for nil.
    func sees(pot: Cell?, from cell: Int) -> Bool {
        pot.map { seesPots[$0]?[cell] ?? false } ?? seesPots.values.contains { $0[cell] }
    }

    /// The buttons that can be pressed in a zone and are seen somewhere in another.
    func buttons(_ zone: Int, seenFrom other: Int) -> [Station] {
        buttons(zone).filter { button in zones.ofFloor.indices.contains { zones.ofFloor[$0] == other && sees(button, from: $0) } }
    }

    /// Whether somebody in a zone can put ingredients into a pot that can be used in another.
    func canDemonstrate(_ zone: Int, to other: Int) -> Bool {
        let piles = kitchen.book.recipes.flatMap(\.ingredients).flatMap { kitchen.stations(of: .dispenser(of: $0)) }
        return piles.contains { zones.reaches(zone, $0) }
            && kitchen.stations(of: .pot).contains { zones.reaches(zone, $0) && zones.reaches(other, $0) }
    }

    /// The first action of a shortest way to a cell that fits, and its steps; nil where there is none. Other players are in the way.
    func way(from pose: Pose, taken: Set<Int>, to fits: (Int) -> Bool) -> (action: Action, steps: Int)? {
        if fits(pose.cell) { return (.stay, 0) }
        var first: [Int: Action] = [pose.cell: .stay]
        var frontier = [pose.cell]
        var steps = 0
        while !frontier.isEmpty {
            steps += 1
            var next: [Int] = []
            for cell in frontier {
                for action in Action.moves {
                    let neighbour = kitchen.moves[Pose(cell: cell, facing: .north), action].cell
                    guard neighbour != cell, first[neighbour] == nil, !taken.contains(neighbour) else { continue }
                    let begun = cell == pose.cell ? action : first[cell] ?? action
                    if fits(neighbour) { return (begun, steps) }
                    first[neighbour] = begun
                    next.append(neighbour)
                }
            }
            frontier = next
        }
        return nil
    }
}
