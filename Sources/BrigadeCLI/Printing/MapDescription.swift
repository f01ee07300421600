import Episodes
import Kitchen
import KitchenMaps

/// A kitchen described for a person.
struct MapDescription {
    let lines: [String]

    init(_ kitchen: Kitchen, terminal: Terminal) {
        let layout = kitchen.layout
        let heading = "\(layout.name): \(layout.width) x \(layout.height), \(kitchen.players) players, \(kitchen.dynamics) dynamics"
        lines =
            [terminal.style(heading, .bold), ""]
            + KitchenDrawing(terminal: terminal).rows(layout, kitchen.start, book: kitchen.book).map { "  " + $0 }
            + ["", terminal.style(KitchenDrawing.legend, .dim), "", "Orders (worth, cooking time):"]
            + MapDescription.orders(kitchen.book)
            + ["", "Steps to the nearest station:"] + MapDescription.distances(kitchen)
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
