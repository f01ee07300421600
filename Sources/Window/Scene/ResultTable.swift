import Episodes
import Kitchen

/// Who did what in a game: a row for each figure, a column for each cook.
struct ResultTable {
    let story: GameStory
    let plan: GamePlan

    /// A row of the table.
    struct Row: Hashable {
        let label: String
        let values: [Int]
    }

    /// The rows, in the order in which soups come about; of tomatoes only where there are any.
    var rows: [Row] {
        func row(_ label: String, _ value: (GameStory.Cook) -> Int) -> Row { Row(label: label, values: story.cooks.map(value)) }
        return [
            row("onions into pots", \.figures.onionsPotted), row("tomatoes into pots", \.figures.tomatoesPotted),
            row("dishes taken", \.figures.dishesTaken), row("soups onto dishes", \.figures.soupsPlated),
            row("soups delivered", \.figures.deliveries), row("handed to others", \.figures.handOvers), row("got from others", \.received),
            row("ticks of waiting", \.figures.idle), row("held back by another", \.figures.collisions),
        ].filter { $0.label != "tomatoes into pots" || story.kitchen.layout.cells(of: .tomatoDispenser).count > 0 }
    }

    func paint(on canvas: Canvas, in area: Rect) {
        let u = canvas.unit
        var rest = area
        let labels = 190 * u
        let column = min(150 * u, (rest.width - labels) / Double(max(1, story.cooks.count)))
        let head = rest.takeTop(34 * u)
        let heading = story.first == 0 ? "WHO DID WHAT" : "FROM TICK \(story.first)"
        canvas.text(heading, in: Rect(head.x, head.y, labels, head.height), TextStyle(13 * u, bold: true, Palette.inkFaint))
        for seat in story.cooks.indices {
            let cell = Rect(head.x + labels + column * Double(seat), head.y, column - 8 * u, head.height)
            canvas.draw(.badge(seat: seat), in: Rect(cell.x, cell.midY - 13 * u, 26 * u, 26 * u))
            canvas.text(plan.name(seat), in: Rect(cell.x + 32 * u, cell.y, cell.width - 32 * u, cell.height), TextStyle(15 * u, bold: true))
        }
        for row in rows {
            guard rest.height >= 24 * u else { return }
            let line = rest.takeTop(25 * u)
            canvas.fill(Rect(line.x, line.y, labels + column * Double(story.cooks.count), max(1, u)), Palette.cardRaised)
            canvas.text(row.label, in: Rect(line.x, line.y, labels, line.height), TextStyle(14 * u, Palette.inkSoft))
            for (seat, value) in row.values.enumerated() {
                let cell = Rect(line.x + labels + column * Double(seat) + 32 * u, line.y, column - 40 * u, line.height)
                canvas.text("\(value)", in: cell, TextStyle(15 * u, bold: value > 0, value > 0 ? Palette.ink : Palette.inkFaint))
            }
        }
    }
}
