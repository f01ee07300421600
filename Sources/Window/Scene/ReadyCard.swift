import Kitchen

/// What is to be done here, on a strip of its own below the kitchen while the first tick is awaited: it hides nothing.
struct ReadyCard {
    /// What is asked for and served.
    var recipe: Recipe
    var heading: String
    /// What else there is to know, a line each.
    var lines: [String]

    static func height(_ unit: Double) -> Double { 158 * unit }

    /// The first order that is asked for, for a kitchen.
    static func recipe(_ kitchen: Kitchen) -> Recipe {
        kitchen.book.recipes.first(where: kitchen.book.orders.contains) ?? Recipe(onions: 3, tomatoes: 0)
    }

    func paint(on canvas: Canvas, in area: Rect) {
        let u = canvas.unit
        let width = min(area.width, 540 * u)
        let box = Rect(area.midX - width / 2, area.y, width, area.height)
        canvas.box(box, radius: 12 * u, width: 2 * u, Palette.line, Palette.card)
        var inside = box.inset(18 * u, 10 * u)
        canvas.text(heading, in: inside.takeTop(38 * u), TextStyle(28 * u, bold: true, Palette.yellow), .centre)
        paintSteps(canvas, inside.takeTop(48 * u))
        for line in lines { canvas.text(line, in: inside.takeTop(22 * u), TextStyle(14 * u, Palette.inkSoft), .centre) }
    }

    /// Ingredients, pot, dish and hatch, with arrows between them.
    private func paintSteps(_ canvas: Canvas, _ row: Rect) {
        let u = canvas.unit
        let arrow = Sprite.arrow(.east, Palette.inkSoft)
        let signs: [Sprite] =
            recipe.ingredients.map(Sprite.ingredient)
            + [arrow, .pot(recipe.ingredients, lit: true, front: false), arrow, .dish, arrow, .serving(front: false)]
        let gap = 6 * u
        let size = min(40 * u, row.width / Double(signs.count) - gap)
        var x = row.midX - (size + gap) * Double(signs.count) / 2
        for sign in signs {
            canvas.draw(sign, in: Rect(around: x + size / 2, row.midY, size: size))
            x += size + gap
        }
    }
}
