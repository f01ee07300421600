import Kitchen

/// A kitchen drawn with characters, two a cell, in colour where the terminal has it.
struct KitchenDrawing {
    let terminal: Terminal

    /// The rows of `layout` in `state`.
    /// - Parameter area: what is drawn; dots stand for the rest. Nil for all.
    func rows(_ layout: Layout, _ state: KitchenState, book: RecipeBook, within area: ViewArea? = nil) -> [String] {
        (0..<layout.height).map { y in
            (0..<layout.width).map { x in
                let isSeen = area.map { $0.contains(Cell(x, y)) } ?? true
                return isSeen ? cell(Cell(x, y), layout, state, book) : terminal.style("··", .dim)
            }.joined()
        }
    }

    private func cell(_ cell: Cell, _ layout: Layout, _ state: KitchenState, _ book: RecipeBook) -> String {
        if let index = state.players.firstIndex(where: { $0.cell == cell }) {
            let player = state.players[index]
            let arrow = ["↑", "↓", "→", "←"][Int(player.orientation.rawValue)]
            let held = player.held.isNone ? "\(index + 1)" : letter(player.held)
            return terminal.style(arrow + held, .bold, Self.playerStyles[index % Self.playerStyles.count])
        }
        let item = state.item(on: cell)
        let station = layout[cell]
        if station == .pot { return pot(item, book) }
        if !item.isNone { return terminal.style(" " + letter(item), .bold) }
        switch station {
        case .floor: return "  "
        case .counter: return terminal.style("▒▒", .dim)
        case .dishDispenser: return terminal.style("Di", .cyan)
        case .serving: return terminal.style("Se", .green)
        case .pot: return "P "
        case .recipeIndicator: return terminal.style("R ", .bold)
        case .recipeButton: return terminal.style("L ", .bold)
        case .onionDispenser: return terminal.style("On", .yellow)
        case .tomatoDispenser: return terminal.style("To", .red)
        default: return terminal.style(String((station.ingredient?.name ?? "").prefix(2)).capitalized, .yellow)
        }
    }

    private static let playerStyles: [Terminal.Style] = [.blue, .green, .magenta, .cyan]

    /// `P` and the number of ingredients, the ticks that are left, or `!` when ready.
    private func pot(_ soup: Item, _ book: RecipeBook) -> String {
        guard let recipe = soup.recipe else { return terminal.style("P ", .magenta) }
        if soup.tick < 0 { return terminal.style("P\(recipe.size)", .magenta) }
        let left = book.cookTime(recipe) - soup.tick
        if left <= 0 { return terminal.style("P!", .bold, .green) }
        return terminal.style(left < 10 ? "~\(left)" : "\(min(left, 99))", .magenta)
    }

    private func letter(_ item: Item) -> String {
        item.isSoup ? "s" : item.ingredient.map { String($0.letter) } ?? "d"
    }

    /// What the characters mean in a kitchen.
    static func legend(_ layout: Layout) -> String {
        guard layout.family == .overcookedV2 else { return classicLegend }
        let piles = Ingredient.allCases.filter { !layout.cells(of: .dispenser(of: $0)).isEmpty }
        let rest = "Di dishes, Se serving, R recipe indicator, L recipe button, ▒▒ counter, P pot (P2 ingredients, ~9 ticks left, P! ready)"
        return (piles.map { "\($0.name.prefix(2).capitalized) \($0.name)" } + [rest]).joined(separator: ", ")
            + "; ↑1 player 1, ↑d one who holds a dish (s soup, \(piles.map { "\($0.letter) \($0.name)" }.joined(separator: ", ")))"
    }

    private static let classicLegend =
        "On onions, To tomatoes, Di dishes, Se serving, ▒▒ counter, P pot (P2 ingredients, ~9 ticks left, P! ready);"
        + " ↑1 player 1, ↑o one who holds an onion (t tomato, d dish, s soup)"
}
