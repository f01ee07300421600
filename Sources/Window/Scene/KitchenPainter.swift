import Foundation
import Kitchen

/// Draws a kitchen scene into a rectangle.
struct KitchenPainter {
    let scene: KitchenScene
    let canvas: Canvas
    /// Pixels a cell.
    let cell: Double
    private let origin: Point
    /// Where the kitchen may be; bubbles stay in it.
    private let stage: Rect
    /// What the agents' explanations come to, by seat.
    private let remarks: [Int: PlainWords.Remark]

    private var layout: Layout { scene.kitchen.layout }

    /// Fits the kitchen into `area`, in whole pixels a cell.
    init(_ scene: KitchenScene, on canvas: Canvas, in area: Rect) {
        self.scene = scene
        self.canvas = canvas
        stage = area
        let words = PlainWords(scene.kitchen.layout)
        remarks = scene.explanations.mapValues(words.remark)
        let layout = scene.kitchen.layout
        cell = max(4, min(area.width / Double(layout.width), area.height / Double(layout.height)).rounded(.down))
        origin = Point(
            (area.midX - cell * Double(layout.width) / 2).rounded(), (area.midY - cell * Double(layout.height) / 2).rounded())
    }

    /// What the kitchen covers.
    var bounds: Rect { Rect(origin.x, origin.y, cell * Double(layout.width), cell * Double(layout.height)) }

    func paint() {
        let edge = max(2, (cell * 0.06).rounded())
        canvas.panel(bounds.inset(-edge), radius: edge * 2, Palette.outline)
        for y in 0..<layout.height {
            for x in 0..<layout.width { paintStation(Cell(x, y)) }
        }
        let shown = scene.explanations.filter { scene.shows($0.key) }.sorted { $0.key < $1.key }
        for (seat, explanation) in shown { paintPath(explanation.path, seat: seat) }
        if let target = scene.target { paintTarget(target) }
        for (seat, _) in shown { paintLight(remarks[seat]?.station, seat: seat) }
        for y in 0..<layout.height {
            for x in 0..<layout.width { paintGauge(Cell(x, y)) }
        }
        paintMemory()
        let cooks = scene.after.players.indices.filter(scene.shows).map { CookPose(seat: $0, scene) }.sorted { $0.middle.y < $1.middle.y }
        for cook in cooks { paintCook(cook) }
        // After all cooks, so that nobody hides what another holds.
        for cook in cooks { paintHeld(cook) }
        for cook in cooks { paintWords(cook) }
        for popup in scene.popups { paintPopup(popup) }
    }

    /// Cooks where they were last seen, and a shade over all that is not seen now.
    private func paintMemory() {
        guard let sight = scene.sight else { return }
        for ghost in sight.ghosts.sorted().map({ CookPose(seat: $0, scene) }) {
            paintCook(ghost)
            paintHeld(ghost)
        }
        for y in 0..<layout.height {
            for x in 0..<layout.width where !sight.sees(Cell(x, y)) { canvas.fill(area(Cell(x, y)), Palette.night.faded(0.6)) }
        }
    }

    /// Where a cell is drawn.
    func area(_ cell: Cell) -> Rect {
        Rect(origin.x + Double(cell.x) * self.cell, origin.y + Double(cell.y) * self.cell, self.cell, self.cell)
    }

    /// The square of `size` cells around a place given in cells.
    private func area(around place: Point, size: Double) -> Rect {
        Rect(around: origin.x + place.x * cell, origin.y + place.y * cell, size: size * cell)
    }

    // MARK: Stations

    private func paintStation(_ place: Cell) {
        let area = area(place)
        let front = place.y + 1 < layout.height && layout[Cell(place.x, place.y + 1)] == .floor
        let item = scene.after.item(on: place)
        switch layout[place] {
        case .floor:
            canvas.fill(area, (place.x + place.y).isMultiple(of: 2) ? Palette.floor : Palette.floorShade)
        case .counter:
            canvas.draw(.counter(front: front), in: area)
            paintItem(item, on: place)
        case .serving:
            canvas.draw(.serving(front: front), in: area)
        case .pot:
            let lit = item.isSoup && item.tick >= 0 && cookTicksLeft(item) > 0
            canvas.draw(.pot(item.ingredients, lit: lit, front: front), in: area)
        case .recipeIndicator:
            canvas.draw(.indicator(scene.after.recipe?.recipe.ingredients ?? [], front: front), in: area)
        case .recipeButton:
            let isLit = scene.after.recipe?.buttons[place] != nil
            canvas.draw(.button(isLit ? scene.after.recipe?.recipe.ingredients ?? [] : [], lit: isLit, front: front), in: area)
        default:
            canvas.draw(.dispenser(layout[place], front: front), in: area)
        }
    }

    /// What lies on a counter; what was just put there still comes from the hands.
    private func paintItem(_ item: Item, on place: Cell) {
        guard let sprite = Sprite.item(item) else { return }
        var middle = CookPose.middle(place) + Point(0, -0.05)
        if scene.before.item(on: place).isNone, let cook = giver(to: place) {
            let pose = CookPose(seat: cook, scene)
            let hands = pose.middle + CookPose.hands(pose.facing)
            middle = hands + (middle - hands) * CookPose.eased(scene.progress)
        }
        canvas.draw(sprite, in: area(around: middle, size: 0.62))
    }

    /// The seat that just put something on `place`.
    private func giver(to place: Cell) -> Int? {
        scene.after.players.indices.first { seat in
            let cook = scene.after.players[seat]
            return cook.cell.neighbour(cook.orientation) == place && cook.held.isNone && !scene.before.players[seat].held.isNone
        }
    }

    private func cookTicksLeft(_ soup: Item) -> Int {
        soup.recipe.map { max(0, scene.kitchen.book.cookTime($0) - soup.tick) } ?? 0
    }

    /// Progress and steam of a pot's soup.
    private func paintGauge(_ place: Cell) {
        guard layout[place] == .pot else { return }
        let soup = scene.after.item(on: place)
        guard let recipe = soup.recipe else { return }
        if soup.tick < 0 { return paintInvitation(place, soup) }
        let time = scene.kitchen.book.cookTime(recipe)
        let left = cookTicksLeft(soup)
        let middle = CookPose.middle(place)
        if left == 0 {
            let phase = Int(scene.clock * 6) % 8
            canvas.draw(.steam(phase), in: area(around: middle + Point(0, -0.32), size: 0.55))
        }
        let step = left == 0 ? 40 : Int(Double(soup.tick) / Double(max(1, time)) * 39)
        let gauge = area(around: middle + Point(0.32, 0.28), size: 0.4)
        canvas.draw(.progress(step), in: gauge)
        if left > 0 {
            canvas.text("\(left)", in: gauge, TextStyle(cell * 0.15, bold: true), .centre)
        }
    }

    /// A hand over a full pot that cooks only when somebody starts it.
    private func paintInvitation(_ place: Cell, _ soup: Item) {
        guard soup.ingredients.count >= scene.kitchen.book.maxIngredients else { return }
        // Up and down twice in three seconds.
        let lift = 0.05 * sin(scene.clock * 4.2)
        canvas.draw(.hand, in: area(around: CookPose.middle(place) + Point(0.24, 0.2 + lift), size: 0.56))
    }

    // MARK: Cooks

    private func paintCook(_ cook: CookPose) {
        canvas.draw(.cook(seat: cook.seat, facing: cook.facing), in: area(around: cook.middle + Point(0, -0.08), size: 1))
    }

    /// Paints every cook in every direction with everything that it may hold, so that the pictures are there when wanted.
    func paintAllItems() {
        for seat in scene.after.players.indices {
            let pose = CookPose(seat: seat, scene)
            for facing in Direction.allCases {
                canvas.draw(.cook(seat: seat, facing: facing), in: area(around: pose.middle + Point(0, -0.08), size: 1))
            }
            for ingredient in ingredients { canvas.draw(.ingredient(ingredient), in: area(around: pose.middle, size: 0.42)) }
            canvas.draw(.dish, in: area(around: pose.middle, size: 0.5))
        }
    }

    /// What can be carried raw here.
    private var ingredients: [Ingredient] {
        layout.family == .overcooked ? Ingredient.classic : Ingredient.allCases.filter { !layout.cells(of: .dispenser(of: $0)).isEmpty }
    }

    private func paintHeld(_ cook: CookPose) {
        guard let sprite = Sprite.item(cook.held) else { return }
        let size = cook.held.isSoup || cook.held == .dish ? 0.5 : 0.42
        let place = cook.heldMiddle ?? cook.middle + CookPose.hands(cook.facing)
        canvas.draw(sprite, in: area(around: place, size: size))
    }

    // MARK: Above the kitchen

    /// A frame that breathes around a station.
    private func paintTarget(_ place: Cell) {
        let area = area(place)
        let breath = 0.5 + 0.5 * sin(scene.clock * 4)
        let width = max(3, (cell * (0.05 + 0.03 * breath)).rounded())
        canvas.fill(area, Palette.yellow.faded(0.14 + 0.1 * breath))
        canvas.frame(area, width: width, Palette.yellow)
    }

    /// A line over the cells that an agent means to walk, with a ring at its end.
    private func paintPath(_ path: [[Int]], seat: Int) {
        let points = path.compactMap { $0.count == 2 ? CookPose.middle(Cell($0[0], $0[1])) : nil }
        guard let last = points.last, points.count > 1 else { return }
        let colour = Palette.cook(seat).darker(0.25)
        let width = max(3, (cell * 0.09).rounded())
        for (a, b) in zip(points, points.dropFirst()) {
            // Between neighbours on the grid, so every stretch is upright or level.
            let left = min(a.x, b.x) * cell + origin.x
            let top = min(a.y, b.y) * cell + origin.y
            canvas.fill(
                Rect(left - width / 2, top - width / 2, abs(a.x - b.x) * cell + width, abs(a.y - b.y) * cell + width), colour)
        }
        for point in points.dropLast() { canvas.draw(.disc(colour), in: area(around: point, size: 0.2)) }
        canvas.draw(.ring(colour), in: area(around: last, size: 0.72))
    }

    /// A frame of light around the station that a cook means.
    private func paintLight(_ station: Cell?, seat: Int) {
        guard let station, layout[station] != .floor else { return }
        let colour = Palette.cook(seat)
        let width = max(2, (cell * 0.07).rounded())
        let area = area(station).snapped
        canvas.fill(area, colour.faded(0.16 + 0.08 * sin(scene.clock * 5)))
        canvas.frame(area, width: width, colour)
    }

    private func paintWords(_ cook: CookPose) {
        guard let words = scene.words[cook.seat] ?? remarks[cook.seat]?.bubble, !words.isEmpty else { return }
        let style = TextStyle(max(12, cell * 0.15), Palette.outline)
        let padding = style.size * 0.6
        let lines = canvas.lines(words, style, width: max(cell * 2.2, style.size * 12)).prefix(3)
        let width = (lines.map { canvas.size($0, style).width }.max() ?? 0) + 2 * padding
        let step = canvas.lineHeight(style)
        let height = Double(lines.count) * step + padding
        let bubble = place(width: width, height: height, over: cook)
        canvas.box(bubble, radius: style.size * 0.6, width: 2, Palette.cook(cook.seat), Palette.porcelain)
        for (index, line) in lines.enumerated() {
            canvas.text(line, bubble.midX, bubble.y + padding / 2 + Double(index) * step, style, .centre)
        }
    }

    /// Where a bubble hides the least: above its cook, else below or beside it.
    private func place(width: Double, height: Double, over cook: CookPose) -> Rect {
        let middle = origin + cook.middle * cell
        let places = [
            Rect(middle.x - width / 2, middle.y - cell * 0.62 - height, width, height),
            Rect(middle.x - width / 2, middle.y + cell * 0.5, width, height),
            Rect(middle.x + cell * 0.45, middle.y - height / 2, width, height),
            Rect(middle.x - cell * 0.45 - width, middle.y - height / 2, width, height),
        ].map { place in
            let x = max(stage.x, min(stage.maxX - width, place.x))
            return Rect(x, max(stage.y, min(stage.maxY - height, place.y)), width, height)
        }
        let important = scene.after.players.map { area($0.cell) } + remarks.values.compactMap { $0.station.map(area) }
        func hidden(_ place: Rect) -> Double { important.reduce(0) { $0 + place.shared(with: $1) } }
        return places.min { hidden($0) < hidden($1) } ?? places[0]
    }

    /// A chip with what a delivery brought, rising from its hatch.
    private func paintPopup(_ popup: KitchenScene.Popup) {
        let style = TextStyle(cell * 0.3, bold: true, Palette.outline)
        let area = area(popup.cell)
        let size = canvas.size(popup.text, style)
        let rise = cell * (0.2 + 0.7 * CookPose.eased(popup.age))
        let width = size.width + cell * 0.24
        let chip = Rect(area.midX - width / 2, area.midY - rise - size.height / 2, width, size.height)
        canvas.panel(chip, radius: size.height / 2, Palette.yellow)
        canvas.text(popup.text, area.midX, area.midY - rise - size.height / 2, style, .centre)
    }
}
