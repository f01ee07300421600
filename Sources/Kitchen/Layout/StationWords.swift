/// What people call the stations of a kitchen: "the pot", "the upper pot", "the left onions".
///
/// Stations of one kind are told apart by where they are, so that each has a name of its own; only counters, of which there are
/// many, may share one ("a counter at the upper left").
public struct StationWords: Sendable {
    private let layout: Layout

    public init(_ layout: Layout) { self.layout = layout }

    /// The name of a station with its article; "the floor" for what is no station.
    /// - Complexity: the number of cells.
    public subscript(cell: Cell) -> String {
        guard (0..<layout.width).contains(cell.x), (0..<layout.height).contains(cell.y) else { return "the floor" }
        let terrain = layout[cell]
        if terrain == .counter {
            let side = StationWords.side(cell, in: layout)
            return "a counter \(side == StationWords.middle ? "in the middle" : "at the \(side)")"
        }
        guard let noun = StationWords.nouns[terrain] else { return "the floor" }
        let cells = layout.cells(of: terrain)
        let place = cells.firstIndex(of: cell).map { StationWords.places(cells, in: layout)[$0] } ?? ""
        return place.isEmpty ? "the \(noun)" : "the \(place) \(noun)"
    }

    private static let nouns: [Terrain: String] = [
        .pot: "pot", .onionDispenser: "onions", .tomatoDispenser: "tomatoes", .dishDispenser: "dishes", .serving: "bell",
        .lettuceDispenser: "lettuces", .carrotDispenser: "carrots", .mushroomDispenser: "mushrooms", .pepperDispenser: "peppers",
        .broccoliDispenser: "broccoli", .eggplantDispenser: "eggplants", .fishDispenser: "fish", .garlicDispenser: "garlic",
        .recipeIndicator: "recipe indicator", .recipeButton: "recipe button",
    ]
    private static let middle = "middle"
    private static let ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]

    /// Words that tell cells of one kind apart; an empty one for a single cell.
    private static func places(_ cells: [Cell], in layout: Layout) -> [String] {
        guard cells.count > 1 else { return cells.map { _ in "" } }
        let (columns, rows) = (Set(cells.map { $0.x }), Set(cells.map { $0.y }))
        if cells.count == 2 {
            let isLevel = abs(cells[0].x - cells[1].x) > abs(cells[0].y - cells[1].y)
            return cells.map { isLevel ? ($0.x == columns.min() ? "left" : "right") : $0.y == rows.min() ? "upper" : "lower" }
        }
        if cells.count == 3, rows.count == 1 || columns.count == 1 {
            return cells.map { cell in
                if rows.count == 1 { return cell.x == columns.min() ? "left" : cell.x == columns.max() ? "right" : middle }
                return cell.y == rows.min() ? "upper" : cell.y == rows.max() ? "lower" : middle
            }
        }
        let sides = cells.map { side($0, in: layout) }
        return cells.indices.map { index in
            let alike = cells.indices.filter { sides[$0] == sides[index] }
            guard alike.count > 1, let place = alike.firstIndex(of: index) else { return sides[index] }
            return "\(ordinal(place)) \(sides[index])"
        }
    }

    private static func ordinal(_ place: Int) -> String {
        ordinals.indices.contains(place) ? ordinals[place] : "\(place + 1)th"
    }

    /// In which part of the kitchen a cell is: "upper left", "lower", "middle".
    private static func side(_ cell: Cell, in layout: Layout) -> String {
        func third(_ place: Int, of length: Int, _ words: (String, String)) -> String? {
            3 * place < length ? words.0 : 3 * (place + 1) > 2 * length ? words.1 : nil
        }
        let parts = [third(cell.y, of: layout.height, ("upper", "lower")), third(cell.x, of: layout.width, ("left", "right"))]
        let side = parts.compactMap { $0 }.joined(separator: " ")
        return side.isEmpty ? middle : side
    }
}
