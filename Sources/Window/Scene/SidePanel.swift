import Agents
import Episodes
import Foundation
import Kitchen

/// The panel next to the kitchen: score, time, orders, cooks, and what was delivered or what agents think.
struct SidePanel {
    struct Cook {
        var name: String
        /// What is shown below the name: keys, or what an agent says.
        var note: String
        /// Presses that wait for their tick.
        var waiting: [Action] = []
        var isLate = false
    }

    var kitchenName: String
    var subtitle: String
    var book: RecipeBook
    var score: Double
    var tick: Int
    var horizon: Int
    var secondsLeft: Double?
    var cooks: [Cook]
    var deliveries: [Delivery]
    /// Explanations by seat; shown instead of the deliveries when not nil.
    var explanations: [Int: Explanation]?
    /// Whether to print the tick in full, as while paused.
    var showsTick = false
    /// What is left out, as a study may ask.
    var hidden: Set<Study.PanelPart> = []
    /// Keys of the foot.
    var keys: [(key: String, does: String)] = []

    func paint(on canvas: Canvas, in area: Rect) {
        let u = canvas.unit
        var rest = area
        let gap = 10 * u
        if !keys.isEmpty { paintKeys(canvas, &rest) }
        if !hidden.isSuperset(of: [.kitchen, .score, .time]) {
            paintScore(canvas, rest.takeTop(124 * u))
            _ = rest.takeTop(gap)
        }
        if !hidden.contains(.orders) {
            paintOrders(canvas, &rest)
            _ = rest.takeTop(gap)
        }
        if !hidden.contains(.cooks) {
            let cooksHeight = (46 + 44 * Double(cooks.count)) * u
            paintCooks(canvas, rest.takeTop(min(rest.height, cooksHeight)))
            _ = rest.takeTop(gap)
        }
        guard rest.height > 50 * u, explanations != nil || !hidden.contains(.deliveries) else { return }
        if let explanations { paintExplanations(canvas, rest, explanations) } else { paintDeliveries(canvas, rest) }
    }

    private func paintScore(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var inside = canvas.card(area)
        var top = inside.takeTop(22 * u)
        let time = hidden.contains(.time) ? "" : clock
        canvas.text(time, in: top, TextStyle(16 * u, bold: true, Palette.ink), .right)
        top.width -= 90 * u
        let place = inside.takeTop(18 * u)
        if !hidden.contains(.kitchen) {
            canvas.text(kitchenName, in: top, TextStyle(17 * u, bold: true))
            canvas.text(subtitle, in: place, TextStyle(13 * u, Palette.inkSoft))
        }
        let label = TextStyle(14 * u, Palette.inkSoft)
        if !hidden.contains(.time) { paintTime(canvas, &inside, label) }
        guard !hidden.contains(.score) else { return }
        let number = TextStyle(40 * u, bold: true, Palette.yellow)
        let x = inside.x + canvas.text(KitchenScene.number(score), inside.x, inside.midY - canvas.lineHeight(number) / 2, number)
        canvas.text("points", x + 8 * u, inside.midY + 2 * u, label)
    }

    private func paintTime(_ canvas: Canvas, _ inside: inout Rect, _ label: TextStyle) {
        let u = canvas.unit
        let bar = inside.takeBottom(8 * u)
        let share = 1 - Double(tick) / Double(max(1, horizon))
        canvas.bar(bar, share: share, share < 0.1 ? Palette.vermilion : Palette.sky)
        _ = inside.takeBottom(4 * u)
        canvas.text("tick \(tick) of \(horizon)", inside.maxX, inside.midY + 2 * u, label, .right)
    }

    /// The time that is left, as minutes and seconds.
    private var clock: String {
        guard let secondsLeft else { return "" }
        let seconds = Int(secondsLeft.rounded(.up))
        return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }

    private func paintOrders(_ canvas: Canvas, _ rest: inout Rect) {
        let u = canvas.unit
        let orders = book.recipes.filter(book.orders.contains)
        let columns = orders.count > 3 ? 2 : 1
        let rows = (min(orders.count, 10) + columns - 1) / columns
        let rowHeight = (columns == 1 ? 38.0 : 30) * u
        var inside = canvas.card(rest.takeTop(46 * u + rowHeight * Double(rows)), heading: "Orders")
        inside.y += 2 * u
        for (index, recipe) in orders.prefix(10).enumerated() {
            let width = inside.width / Double(columns)
            let line = Rect(
                inside.x + width * Double(index % columns), inside.y + rowHeight * Double(index / columns), width, rowHeight)
            paintOrder(canvas, recipe, line, isShort: columns > 1)
        }
    }

    private func paintOrder(_ canvas: Canvas, _ recipe: Recipe, _ line: Rect, isShort: Bool) {
        let u = canvas.unit
        let size = (isShort ? 20.0 : 28) * u
        var x = line.x
        for ingredient in recipe.ingredients {
            let sprite: Sprite = ingredient == .onion ? .onion : .tomato
            canvas.draw(sprite, in: Rect(x, line.midY - size / 2, size, size))
            x += size * (recipe.size > 3 ? 0.6 : 0.84)
        }
        let isBonus = book.bonusOrders.contains(recipe)
        let reward = KitchenScene.number(book.reward(recipe)) + (isShort ? "" : " points") + (isBonus ? " ★" : "")
        let style = TextStyle((isShort ? 14 : 17) * u, bold: true, isBonus ? Palette.yellow : Palette.ink)
        x += canvas.text(reward, x + 12 * u, line.midY - canvas.lineHeight(style) / 2, style) + 12 * u
        guard !isShort else { return }
        canvas.text("cooks \(book.cookTime(recipe)) ticks", in: line, TextStyle(13 * u, Palette.inkSoft), .right)
    }

    private func paintCooks(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var inside = canvas.card(area, heading: "Cooks")
        for (seat, cook) in cooks.enumerated() {
            guard inside.height > 30 * u else { return }
            var line = inside.takeTop(44 * u)
            let badge = line.takeLeft(38 * u)
            canvas.draw(.badge(seat: seat), in: Rect(around: badge.x + 16 * u, badge.midY, size: 34 * u))
            var upper = line.takeTop(23 * u)
            _ = line.takeBottom(3 * u)
            let queue = upper.takeRight(86 * u)
            for (index, action) in cook.waiting.prefix(4).enumerated() {
                let box = Rect(
                    around: queue.maxX - 10 * u - Double(min(4, cook.waiting.count) - 1 - index) * 20 * u, queue.midY, size: 17 * u)
                let sign: Sprite = Direction(rawValue: action.rawValue).map { .arrow($0, Palette.inkSoft) } ?? .interact(Palette.inkSoft)
                canvas.draw(sign, in: box)
            }
            canvas.text(cook.name, in: upper, TextStyle(16 * u, bold: true))
            let note = cook.isLate ? "thinks too long: stands still" : cook.note
            canvas.text(note, in: line, TextStyle(13 * u, cook.isLate ? Palette.orange : Palette.inkSoft))
        }
    }

    private func paintDeliveries(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var inside = canvas.card(area, heading: "Delivered")
        if deliveries.isEmpty {
            canvas.text("Nothing yet", in: inside.takeTop(26 * u), TextStyle(14 * u, Palette.inkFaint))
        }
        for delivery in deliveries.reversed() {
            guard inside.height >= 26 * u else { return }
            let line = inside.takeTop(26 * u)
            canvas.draw(.soup(delivery.recipe.ingredients), in: Rect(line.x, line.midY - 12 * u, 24 * u, 24 * u))
            let who = cooks.indices.contains(delivery.seat) ? cooks[delivery.seat].name : "Cook \(delivery.seat + 1)"
            let what = delivery.points == 0 ? "not ordered, \(who)" : delivery.isBonus ? "bonus order, \(who)" : who
            canvas.text("+\(KitchenScene.number(delivery.points))", line.x + 34 * u, line.midY - 10 * u, TextStyle(15 * u, bold: true))
            var middle = line
            _ = middle.takeLeft(84 * u)
            _ = middle.takeRight(64 * u)
            canvas.text(what, in: middle, TextStyle(14 * u, Palette.inkSoft))
            canvas.text("tick \(delivery.tick)", in: line, TextStyle(13 * u, Palette.inkFaint), .right)
        }
    }

    private func paintKeys(_ canvas: Canvas, _ rest: inout Rect) {
        let u = canvas.unit
        let rows = (keys.count + 1) / 2
        let inside = canvas.card(rest.takeBottom((20 + 30 * Double(rows)) * u))
        for (index, key) in keys.enumerated() {
            let half = inside.width / 2
            let line = Rect(inside.x + half * Double(index % 2), inside.y - 3 * u + Double(index / 2) * 30 * u, half, 30 * u)
            canvas.keyLine([key], in: line, size: 13 * u)
        }
        _ = rest.takeBottom(10 * u)
    }
}
