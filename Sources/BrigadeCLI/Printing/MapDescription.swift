import Episodes
import Kitchen
import KitchenMaps

/// A kitchen described for a person.
struct MapDescription {
    let lines: [String]

    init(_ kitchen: Kitchen, terminal: Terminal) {
        let layout = kitchen.layout
        let family = layout.family == .overcooked ? "" : ", \(layout.family.name)"
        let heading =
            "\(layout.name): \(layout.width) x \(layout.height), \(kitchen.players) players\(family), \(kitchen.dynamics) dynamics"
        let drawing = KitchenDrawing(terminal: terminal)
        lines =
            [terminal.style(heading, .bold), ""]
            + drawing.rows(layout, kitchen.start, book: kitchen.book).map { "  " + $0 }
            + ["", terminal.style(KitchenDrawing.legend(layout), .dim), ""]
            + (RecipeWords(kitchen)?.lines ?? ["Orders (worth, cooking time):"] + MapDescription.orders(kitchen.book))
            + MapDescription.views(kitchen, drawing)
            + ["", "Steps to the nearest station:"] + MapDescription.distances(kitchen)
    }

    /// What each player sees at the start, where that is not all.
    private static func views(_ kitchen: Kitchen, _ drawing: KitchenDrawing) -> [String] {
        guard let size = kitchen.layout.parameters.recipes?.viewSize else { return [] }
        return kitchen.start.players.enumerated().flatMap { player, state in
            let area = ViewArea(around: state.cell, size: size, in: kitchen.layout)
            return ["", "What player \(player + 1) sees at the start:"]
                + drawing.rows(kitchen.layout, kitchen.start, book: kitchen.book, within: area).map { "  " + $0 }
        }
    }

    private static func orders(_ book: RecipeBook) -> [String] {
        book.recipes.filter(book.orders.contains).map { recipe in
            let bonus = book.bonusOrders.contains(recipe) ? ", bonus order" : ""
            return "  \(recipe.name): \(number(book.reward(recipe))), \(book.cookTime(recipe)) ticks\(bonus)"
        }
    }

    private static func distances(_ kitchen: Kitchen) -> [String] {
        let reach = Reachability(kitchen)
        let kinds = Terrain.allCases.filter { $0 != .floor && $0 != .counter && !kitchen.layout.cells(of: $0).isEmpty }
        var lines = kitchen.start.players.indices.map { player in
            let distances = kinds.map { kind in
                let nearest = reach.nearest(kind, for: player, in: kitchen.layout)
                return "\(kind.name) \(nearest.map { "\($0.distance)" } ?? "out of reach")"
            }
            return "  player \(player + 1) at \(kitchen.start.players[player].cell): \(distances.joined(separator: ", "))"
        }
        lines += reach.unreachable.map { "  nobody can reach the \(kitchen.layout[$0].name) at \($0)" }
        return lines
    }

    /// A number without a needless fraction.
    static func number(_ value: Double) -> String { value.plain }
}
