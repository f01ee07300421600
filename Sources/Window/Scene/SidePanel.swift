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
        var held = Item.none
        /// Presses that wait for their tick.
        var waiting: [Action] = []
        var isLate = false
    }

    var kitchenName: String
    var subtitle: String
    var book: RecipeBook
    /// What is known of the wanted recipe, in kitchens that want one at a time.
    var wanted: WantedRecipe?
    var plain: PlainWords
    var score: Double
    var tick: Int
    var horizon: Int
    var secondsLeft: Double?
    /// Ticks that came late, so that the game runs slower than meant.
    var lateTicks = 0
    var cooks: [Cook]
    var deliveries: [Delivery]
    /// What agents think, by seat; shown instead of the deliveries when not nil.
    var thoughts: [Int: Thought]?
    /// Whether thoughts have reasons, probabilities and coordinates.
    var showsDetails = false
    /// What is left out, as a study may ask.
    var hidden: Set<Study.PanelPart> = []
    /// Keys of the foot.
    var keys: [(key: String, does: String)] = []

    /// Where the panel is when the kitchen has the rest; in narrow windows its share is larger, so that it can be read.
    static func place(_ canvas: Canvas, margin: Double) -> Rect {
        var inside = canvas.bounds.inset(margin)
        let unit = max(canvas.unit, min(canvas.height / 720, inside.width * 0.36 / 350))
        return inside.takeRight(min(inside.width * 0.42, 350 * unit))
    }

    func paint(on canvas: Canvas, in area: Rect) {
        let unit = max(canvas.unit, min(area.height / 680, area.width / 350))
        canvas.scaled(to: unit) { paint(canvas, area) }
    }

    // MARK: Layout

    /// What is left out, step by step, until what people look for has room.
    private struct Density: Comparable {
        static let steps = (0...4).map(Density.init)
        let step: Int
        var hasNotes: Bool { step < 1 }
        var hasAllKeys: Bool { step < 2 }
        var hasOrderHeading: Bool { step < 3 }
        var hasKeys: Bool { step < 4 }
        static func < (a: Density, b: Density) -> Bool { a.step < b.step }
    }

    private static let gap = 8.0

    /// Units that the parts above and below the body take.
    private func height(_ density: Density) -> Double {
        let parts = [scoreHeight, ordersHeight(density), cooksHeight(density), keysHeight(density)].filter { $0 > 0 }
        return parts.reduce(0) { $0 + $1 + Self.gap }
    }

    private func paint(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        let needed = thoughts.map { max(1, Double($0.count)) * (Self.leastThought + Self.gap) } ?? 76
        let density = Density.steps.first { area.height / u - height($0) >= needed } ?? Density.steps[4]
        var rest = area
        func part(_ height: Double, _ paint: (Rect) -> Void) {
            guard height > 0 else { return }
            paint(rest.takeTop(height * u))
            _ = rest.takeTop(Self.gap * u)
        }
        if density.hasKeys && !keys.isEmpty {
            paintKeys(canvas, rest.takeBottom(keysHeight(density) * u), density)
            _ = rest.takeBottom(Self.gap * u)
        }
        part(scoreHeight) { paintScore(canvas, $0) }
        part(ordersHeight(density)) { paintOrders(canvas, $0, density) }
        part(cooksHeight(density)) { paintCooks(canvas, $0, density) }
        guard rest.height > 44 * u, thoughts != nil || !hidden.contains(.deliveries) else { return }
        if let thoughts { paintThoughts(canvas, rest, thoughts) } else { paintDeliveries(canvas, rest) }
    }

    // MARK: Score

    private var scoreHeight: Double { hidden.isSuperset(of: [.kitchen, .score, .time]) ? 0 : 124 }

    private func paintScore(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var inside = canvas.card(area)
        var top = inside.takeTop(22 * u)
        if !hidden.contains(.time) {
            canvas.text(clock, in: top.takeRight(84 * u), TextStyle(16 * u, bold: true, Palette.ink), .right)
        }
        if !hidden.contains(.kitchen) { canvas.text(kitchenName, in: top, TextStyle(17 * u, bold: true)) }
        let late = lateTicks == 0 ? nil : "\(lateTicks) tick\(lateTicks == 1 ? "" : "s") late: the game runs slow"
        let line = inside.takeTop(18 * u)
        if late != nil || !hidden.contains(.kitchen) {
            canvas.text(late ?? subtitle, in: line, TextStyle(13 * u, late == nil ? Palette.inkSoft : Palette.orange))
        }
        paintTime(canvas, &inside)
        let label = TextStyle(14 * u, Palette.inkSoft)
        if !hidden.contains(.score) {
            let number = TextStyle(36 * u, bold: true, Palette.yellow)
            let width = canvas.size(KitchenScene.number(score), number).width
            canvas.text(KitchenScene.number(score), in: inside.takeLeft(min(width, inside.width * 0.5)), number)
            _ = inside.takeLeft(8 * u)
            canvas.text("points", in: inside.takeLeft(min(canvas.size("points", label).width, inside.width * 0.5)), label)
        }
        if !hidden.contains(.time) { canvas.text("tick \(tick) of \(horizon)", in: inside, label, .right) }
    }

    /// The bar of the time that is left.
    private func paintTime(_ canvas: Canvas, _ inside: inout Rect) {
        let u = canvas.unit
        let bar = inside.takeBottom(8 * u)
        _ = inside.takeBottom(4 * u)
        if hidden.contains(.time) { return }
        let share = 1 - Double(tick) / Double(max(1, horizon))
        canvas.bar(bar, share: share, share < 0.1 ? Palette.vermilion : Palette.sky)
    }

    /// The time that is left, as minutes and seconds.
    private var clock: String {
        guard let secondsLeft else { return "" }
        return KitchenScene.clock(Int(secondsLeft.rounded(.up)))
    }

    // MARK: Orders

    private var orders: [Recipe] { Array(book.recipes.filter(book.orders.contains).prefix(10)) }

    private func columns(_ density: Density) -> Int { orders.count > 3 ? 2 : 1 }

    private func rowHeight(_ density: Density) -> Double { columns(density) == 1 && density.hasOrderHeading ? 34 : 26 }

    private func ordersHeight(_ density: Density) -> Double {
        if hidden.contains(.orders) { return 0 }
        let rows = (orders.count + columns(density) - 1) / columns(density)
        return (density.hasOrderHeading ? 46 : 20) + rowHeight(density) * Double(rows)
    }

    private func paintOrders(_ canvas: Canvas, _ area: Rect, _ density: Density) {
        let u = canvas.unit
        let inside = canvas.card(area, heading: density.hasOrderHeading ? ordersHeading : nil)
        let columns = columns(density)
        let width = inside.width / Double(columns)
        let height = rowHeight(density) * u
        for (index, recipe) in orders.enumerated() {
            let line = Rect(inside.x + width * Double(index % columns), inside.y + height * Double(index / columns), width, height)
            paintOrder(canvas, recipe, line, isShort: columns > 1)
        }
    }

    private var ordersHeading: String {
        switch wanted {
        case nil: "Orders"
        case .seen: "Wanted now"
        case .remembered: "Wanted when last seen"
        case .unknown: "Wanted: out of sight"
        }
    }

    private func paintOrder(_ canvas: Canvas, _ recipe: Recipe, _ line: Rect, isShort: Bool) {
        let u = canvas.unit
        let size = (isShort ? 20.0 : 26) * u
        var rest = line
        for ingredient in recipe.ingredients {
            canvas.draw(.ingredient(ingredient), in: Rect(rest.x, line.midY - size / 2, size, size))
            _ = rest.takeLeft(size * (recipe.size > 3 ? 0.6 : 0.84))
        }
        _ = rest.takeLeft(12 * u)
        if let wanted { return paintWanted(canvas, wanted.recipe == recipe, isSure: wanted == .seen(recipe), rest, isShort: isShort) }
        let isBonus = book.bonusOrders.contains(recipe)
        let reward = KitchenScene.number(book.reward(recipe)) + (isShort ? "" : " points") + (isBonus ? " ★" : "")
        let style = TextStyle((isShort ? 14 : 17) * u, bold: true, isBonus ? Palette.yellow : Palette.ink)
        canvas.text(reward, in: rest.takeLeft(min(rest.width, canvas.size(reward, style).width + 1)), style)
        guard !isShort else { return }
        _ = rest.takeLeft(8 * u)
        canvas.text("cooks \(book.cookTime(recipe)) ticks", in: rest, TextStyle(13 * u, Palette.inkSoft), .right)
    }

    /// Says of a recipe whether it is the wanted one.
    private func paintWanted(_ canvas: Canvas, _ isWanted: Bool, isSure: Bool, _ area: Rect, isShort: Bool) {
        let words = isWanted ? (isSure ? "wanted" : "was wanted") : wanted == .unknown ? "perhaps" : "not now"
        let colour = isWanted ? (isSure ? Palette.yellow : Palette.orange) : Palette.inkFaint
        canvas.text(words, in: area, TextStyle((isShort ? 13 : 16) * canvas.unit, bold: isWanted, colour))
    }

    // MARK: Cooks

    /// Lines of cooks that have room; kitchens have at most nine.
    private func cookHeight(_ density: Density) -> Double { density.hasNotes ? 44 : cooks.count > 4 ? 22 : 27 }

    private func cooksHeight(_ density: Density) -> Double {
        hidden.contains(.cooks) ? 0 : (density.hasNotes ? 44 : 20) + cookHeight(density) * Double(cooks.count)
    }

    private func paintCooks(_ canvas: Canvas, _ area: Rect, _ density: Density) {
        let u = canvas.unit
        var inside = canvas.card(area, heading: density.hasNotes ? "Cooks" : nil)
        let height = cookHeight(density) * u
        for (seat, cook) in cooks.enumerated() {
            guard inside.height >= height - 1 else { return }
            paintCook(canvas, seat, cook, inside.takeTop(height), density)
        }
    }

    private func paintCook(_ canvas: Canvas, _ seat: Int, _ cook: Cook, _ area: Rect, _ density: Density) {
        let u = canvas.unit
        var line = area
        let size = density.hasNotes ? 34 * u : min(24 * u, line.height)
        canvas.draw(.badge(seat: seat), in: Rect(around: line.x + size / 2, line.midY, size: size))
        _ = line.takeLeft(size + 6 * u)
        var upper = density.hasNotes ? line.takeTop(23 * u) : line
        paintWaiting(canvas, cook.waiting, upper.takeRight(44 * u))
        if let sprite = Sprite.item(cook.held) {
            canvas.draw(sprite, in: Rect(around: upper.maxX - 13 * u, upper.midY, size: 23 * u))
        }
        _ = upper.takeRight(28 * u)
        let isLate = cook.isLate && !density.hasNotes
        canvas.text(cook.name, in: upper, TextStyle(16 * u, bold: true, isLate ? Palette.orange : Palette.ink))
        guard density.hasNotes else { return }
        let note = cook.isLate ? "thinks too long: stands still" : cook.note
        _ = line.takeBottom(2 * u)
        canvas.text(note, in: line, TextStyle(13 * u, cook.isLate ? Palette.orange : Palette.inkSoft))
    }

    private func paintWaiting(_ canvas: Canvas, _ waiting: [Action], _ area: Rect) {
        let u = canvas.unit
        for (index, action) in waiting.suffix(InputQueue.maxWaiting).reversed().enumerated() {
            let box = Rect(around: area.maxX - (10 + 20 * Double(index)) * u, area.midY, size: 17 * u)
            let sign: Sprite = Direction(rawValue: action.rawValue).map { .arrow($0, Palette.inkSoft) } ?? .interact(Palette.inkSoft)
            canvas.draw(sign, in: box)
        }
    }

    // MARK: Deliveries

    private func paintDeliveries(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var inside = canvas.card(area, heading: "Delivered")
        if deliveries.isEmpty {
            canvas.text("Nothing yet", in: inside.takeTop(min(inside.height, 26 * u)), TextStyle(14 * u, Palette.inkFaint))
        }
        for delivery in deliveries.reversed() {
            guard inside.height >= 26 * u else { return }
            var line = inside.takeTop(26 * u)
            canvas.draw(.soup(delivery.recipe.ingredients), in: Rect(line.x, line.midY - 12 * u, 24 * u, 24 * u))
            _ = line.takeLeft(34 * u)
            let who = cooks.indices.contains(delivery.seat) ? cooks[delivery.seat].name : "Cook \(delivery.seat + 1)"
            let what = delivery.points <= 0 ? "not ordered, \(who)" : delivery.isBonus ? "bonus order, \(who)" : who
            canvas.text(KitchenScene.signed(delivery.points), in: line.takeLeft(46 * u), TextStyle(15 * u, bold: true))
            canvas.text("tick \(delivery.tick)", in: line.takeRight(66 * u), TextStyle(13 * u, Palette.inkFaint), .right)
            canvas.text(what, in: line, TextStyle(14 * u, Palette.inkSoft))
        }
    }

    // MARK: Keys

    private func keyRows(_ density: Density) -> Int { density.hasAllKeys ? (keys.count + 1) / 2 : 1 }

    private func keysHeight(_ density: Density) -> Double {
        keys.isEmpty || !density.hasKeys ? 0 : 16 + 28 * Double(keyRows(density))
    }

    private func paintKeys(_ canvas: Canvas, _ area: Rect, _ density: Density) {
        let u = canvas.unit
        canvas.panel(area, radius: 10 * u, Palette.card)
        let inside = area.inset(14 * u, 8 * u)
        for (index, key) in keys.prefix(keyRows(density) * 2).enumerated() {
            let half = inside.width / 2
            let line = Rect(inside.x + half * Double(index % 2), inside.y + Double(index / 2) * 28 * u, half - 6 * u, 28 * u)
            canvas.keyLine([key], in: line, size: 13 * u)
        }
    }
}
