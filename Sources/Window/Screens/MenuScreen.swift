import Kitchen

/// Where a person chooses what to play.
final class MenuScreen: Screen {
    private var model: MenuModel
    private let context: WindowContext
    /// Index among the fields, with "Play" after the last.
    private var focus = Int.max
    private var rows: [Rect] = []
    private let padNames: () -> [String]
    /// The lesson for new players; nil where there is none.
    var lesson: (() throws -> any Screen)?

    init(_ model: MenuModel, context: WindowContext, padNames: @escaping () -> [String] = { [] }) {
        self.model = model
        self.context = context
        self.padNames = padNames
    }

    let title = "Brigade: menu"
    let isLively = false

    // MARK: Events

    func handle(_ event: InputEvent, now: Double) -> Step {
        focus = min(focus, model.fields.count)
        switch event {
        case .key("Up", isDown: true, _), .pad(_, .up, isDown: true): move(-1)
        case .key("Down", isDown: true, _), .pad(_, .down, isDown: true): move(1)
        case .key("Tab", isDown: true, _): move(1)
        case .key("Left", isDown: true, _), .pad(_, .left, isDown: true): change(-1)
        case .key("Right", isDown: true, _), .pad(_, .right, isDown: true): change(1)
        case .key("Return", isDown: true, isRepeat: false), .pad(_, .start, isDown: true), .pad(_, .a, isDown: true): return play()
        case .key("Space", isDown: true, isRepeat: false):
            if focus == model.fields.count { return play() }
            change(1)
        case .key("F1", isDown: true, isRepeat: false), .pad(_, .y, isDown: true): return learn()
        case .key("Escape", isDown: true, isRepeat: false), .pad(_, .back, isDown: true): return .leave
        case .key(let key, isDown: true, isRepeat: false) where key.count == 1: jump(to: key)
        case .pointerMoved(let x, let y): focus = rows.firstIndex { $0.contains(x, y) } ?? focus
        case .pointerPressed(let x, let y): return click(x, y)
        case .wheel(let turns): change(turns > 0 ? -1 : 1)
        default: break
        }
        return .stay
    }

    private func move(_ by: Int) {
        let count = model.fields.count + 1
        focus = (focus + by + count) % count
    }

    private func change(_ by: Int) {
        guard focus < model.fields.count else { return }
        model.change(model.fields[focus], by)
    }

    /// The next kitchen whose name begins with a letter.
    private func jump(to key: String) {
        let count = model.layouts.count
        for by in 1..<max(2, count) {
            let layout = model.layouts[(model.kitchenIndex + by) % count]
            if layout.name.uppercased().hasPrefix(key) { return model.change(.kitchen, by) }
        }
    }

    private func click(_ x: Double, _ y: Double) -> Step {
        guard let row = rows.firstIndex(where: { $0.contains(x, y) }) else { return .stay }
        focus = row
        if row == model.fields.count { return play() }
        // The value's left half goes back, its right half on.
        change(x < rows[row].x + rows[row].width * 0.62 ? -1 : 1)
        return .stay
    }

    private func play() -> Step {
        guard let plan = model.plan(seed: UInt64.random(in: 1...999_999)) else { return .stay }
        do { return .show(try GameScreen(plan, context: context)) } catch { return .show(NoticeScreen(error, context: context)) }
    }

    private func learn() -> Step {
        guard let lesson else { return .stay }
        do { return .show(try lesson()) } catch { return .show(NoticeScreen(error, context: context)) }
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        focus = min(focus, model.fields.count)
        let u = canvas.unit
        var rest = canvas.bounds.inset(44 * u, 36 * u)
        var left = rest.takeLeft(rest.width * 0.47)
        _ = rest.takeLeft(40 * u)
        paintTitle(canvas, left.takeTop(104 * u))
        let foot = left.takeBottom(34 * u)
        let keys = [("Up", ""), ("Down", "choose"), ("Left", ""), ("Right", "change"), ("Return", "play")]
        canvas.keyLine(keys + (lesson == nil ? [] : [("F1", "learn")]), in: foot, size: 13 * u)
        paintRows(canvas, left)
        paintPreview(canvas, rest)
    }

    private func paintTitle(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        canvas.draw(.cook(seat: 0, facing: .south), in: Rect(area.x - 6 * u, area.y - 6 * u, 84 * u, 84 * u))
        canvas.draw(.cook(seat: 1, facing: .south), in: Rect(area.x + 58 * u, area.y - 6 * u, 84 * u, 84 * u))
        canvas.text("Brigade", area.x + 156 * u, area.y + 2 * u, TextStyle(44 * u, bold: true))
        canvas.text("Cook together. Every order counts.", area.x + 158 * u, area.y + 56 * u, TextStyle(15 * u, Palette.inkSoft))
    }

    private func paintRows(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var rest = area
        rows = []
        for (index, field) in model.fields.enumerated() {
            let row = rest.takeTop(48 * u)
            _ = rest.takeTop(8 * u)
            rows.append(row)
            let isFocused = index == focus
            canvas.panel(row, radius: 8 * u, isFocused ? Palette.cardRaised : Palette.card)
            if isFocused { canvas.panel(Rect(row.x, row.y, 5 * u, row.height), radius: 2 * u, Palette.sky) }
            var inside = row.inset(18 * u, 0)
            canvas.text(model.label(field), in: inside.takeLeft(112 * u), TextStyle(16 * u, Palette.inkSoft))
            let arrow = isFocused ? Palette.sky : Palette.line
            canvas.draw(.triangleLeft(arrow), in: Rect(around: inside.x + 8 * u, inside.midY, size: 18 * u))
            canvas.draw(.triangleRight(arrow), in: Rect(around: inside.maxX - 8 * u, inside.midY, size: 18 * u))
            canvas.text(model.value(field), in: inside.inset(26 * u, 0), TextStyle(18 * u, bold: true), .centre)
        }
        let play = rest.takeTop(54 * u)
        rows.append(play)
        canvas.button(play, "Play", isFocused: focus == model.fields.count)
    }

    private func paintPreview(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var rest = area
        let about = rest.takeBottom(150 * u)
        _ = rest.takeBottom(14 * u)
        if let kitchen = model.kitchen {
            var scene = KitchenScene(kitchen, at: kitchen.start)
            scene.progress = 1
            KitchenPainter(scene, on: canvas, in: rest).paint()
        }
        var inside = canvas.card(about)
        let showsAgent = model.fields.contains(.partner)
        let heading = showsAgent ? model.agent.name : model.cooks == .together ? "Two people" : "You alone"
        let pads = padNames()
        let text: String
        if showsAgent {
            let about = model.agent.description.isEmpty ? "An agent of the kind \(model.agent.kindName)." : model.agent.description
            text = model.misfit.map { "Warning: \($0). \(about)" } ?? about
        } else {
            text = "Person 1: \(context.keys.summary(person: 0)).  Person 2: \(context.keys.summary(person: 1))."
        }
        canvas.text(heading, in: inside.takeTop(28 * u), TextStyle(20 * u, bold: true))
        let foot = inside.takeBottom(22 * u)
        canvas.clipped(to: inside) { canvas.paragraph(text, in: inside, TextStyle(15 * u, Palette.inkSoft)) }
        let padLine = pads.isEmpty ? "No game controller; plug one in at any time." : "Controller: \(pads.joined(separator: ", "))"
        canvas.text(padLine, in: foot, TextStyle(13 * u, Palette.inkFaint))
    }
}
