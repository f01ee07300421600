import Agents
import Kitchen

/// Where a person chooses what to play.
final class MenuScreen: Screen {
    private var model: MenuModel
    private let context: WindowContext
    /// Index of the line that has the focus; the first time "Play".
    private var focus: Int?
    private var rows: [Rect] = []
    private let padNames: () -> [String]
    /// The person's best scores by kitchen.
    private let bests: [String: Double]
    /// The lesson for new players; nil where there is none.
    var lesson: (() throws -> any Screen)?
    /// What the person probably learns most from, and why; nil where nobody can tell.
    var practice: (() throws -> PracticeGame)?

    init(_ model: MenuModel, context: WindowContext, padNames: @escaping () -> [String] = { [] }) {
        self.model = model
        self.context = context
        self.padNames = padNames
        bests = context.bestScores()
    }

    let title = "Brigade: menu"
    let isLively = false
    let wantsText = true

    /// A line of the menu.
    private enum Line: Hashable {
        case field(MenuModel.Field)
        case play, practice, learn, keys

        /// What the line's button says; nil for a field.
        var label: String? {
            switch self {
            case .field: nil
            case .play: "Play"
            case .practice: "Practice chosen for you"
            case .learn: "Learn to play"
            case .keys: "Keys"
            }
        }
    }

    private var lines: [Line] {
        model.fields.map(Line.field) + [.play, .keys] + (practice == nil ? [] : [.practice]) + (lesson == nil ? [] : [.learn])
    }

    private var focused: Line {
        let lines = lines
        return focus.map { lines[min($0, lines.count - 1)] } ?? .play
    }

    // MARK: Events

    func handle(_ event: InputEvent, now: Double) -> Step {
        switch event {
        case .key("Up", isDown: true, _), .pad(_, .up, isDown: true): move(-1)
        case .key("Down", isDown: true, _), .pad(_, .down, isDown: true): move(1)
        case .key("Tab", isDown: true, _): move(1)
        case .key("Left", isDown: true, _), .pad(_, .left, isDown: true): change(-1)
        case .key("Right", isDown: true, _), .pad(_, .right, isDown: true): change(1)
        case .key("Return", isDown: true, isRepeat: false), .pad(_, .a, isDown: true): return take()
        case .key("F1", isDown: true, isRepeat: false), .pad(_, .y, isDown: true): return learn()
        case .pad(_, .start, isDown: true): return play()
        case .key("Escape", isDown: true, isRepeat: false), .pad(_, .back, isDown: true): return .leave
        case .text(let text) where text.contains { $0.isLetter || $0.isNumber }: return pickKitchen(query: text)
        case .pointerMoved(let x, let y): focus = rows.firstIndex { $0.contains(x, y) } ?? focus
        case .pointerPressed(let x, let y): return click(x, y)
        case .wheel(let turns): change(turns > 0 ? -1 : 1)
        default: break
        }
        return .stay
    }

    private func move(_ by: Int) {
        let lines = lines
        focus = ((lines.firstIndex(of: focused) ?? 0) + by + lines.count) % lines.count
    }

    private func change(_ by: Int) {
        guard case .field(let field) = focused else { return }
        model.change(field, by)
    }

    private func click(_ x: Double, _ y: Double) -> Step {
        guard let row = rows.firstIndex(where: { $0.contains(x, y) }) else { return .stay }
        focus = row
        guard case .field = focused else { return take() }
        // The value's left edge goes back, its right edge on, its middle opens the list.
        let share = (x - rows[row].x) / rows[row].width
        if share > 0.4 && share < 0.85 { return take(plays: false) }
        change(share <= 0.4 ? -1 : 1)
        return .stay
    }

    /// What Return does on the line that has the focus.
    private func take(plays: Bool = true) -> Step {
        switch focused {
        case .field(.kitchen): return pickKitchen()
        case .field(.seat(let seat)): return pickPlayer(seat)
        case .field where !plays: change(1)
        case .play, .field: return play()
        case .practice: return suggest()
        case .learn: return learn()
        case .keys: return .show(KeysScreen(context) { .show(self) })
        }
        return .stay
    }

    private func play() -> Step {
        guard let plan = model.plan(seed: UInt64.random(in: 1...999_999)) else { return .stay }
        do { return .show(try GameScreen(plan, context: context)) } catch { return .show(NoticeScreen(error, context: context)) }
    }

    /// What was chosen is there again the next time.
    func finish() { context.settings?.change { $0.choices = model.choices } }

    // MARK: Lists

    private func pickKitchen(query: String = "") -> Step {
        let order = KitchenNames.groups.map(\.title) + [KitchenNames.ownTitle]
        func rank(_ layout: Layout) -> (Int, Int) {
            let group = KitchenNames.groupTitle(layout.name)
            let place = KitchenNames.groups.first { $0.title == group }?.kitchens.firstIndex { $0.file == layout.name }
            return (order.firstIndex(of: group) ?? order.count, place ?? 0)
        }
        let items = model.offeredLayouts.sorted { rank($0) < rank($1) }.map { layout in
            let mark = KitchenNames.name(layout.name)?.skill?.kitchenWord ?? ""
            let best = bests[layout.name].map { "best \(KitchenScene.number($0))" } ?? ""
            let seats = "\(layout.starts.count) cook\(layout.starts.count == 1 ? "" : "s")"
            return PickScreen.Item(
                id: layout.name, group: KitchenNames.groupTitle(layout.name), title: KitchenNames.title(layout.name),
                notes: [seats, mark, best], about: KitchenNames.about(layout) + (model.showsMore ? " File: \(layout.name)." : ""))
        }
        return .show(
            PickScreen("Kitchens", items, chosen: model.layout.name, query: query) { [self] kitchen in
                if let kitchen { model.choose(kitchen: kitchen) }
                return .show(self)
            })
    }

    private func pickPlayer(_ seat: Int) -> Step {
        let options = model.options(seat: seat)
        func id(_ agent: AgentFile?) -> String { agent?.path ?? "" }
        let items = options.map { agent -> PickScreen.Item in
            guard let agent else {
                return .init(id: "", group: "People", title: "A person", notes: [], about: "Somebody at this keyboard or a controller.")
            }
            let name = AgentNames.name(agent)
            let about = model.showsMore ? "\(name.about) \(agent.name): \(agent.description)" : name.about
            return .init(id: agent.path, group: "Agents", title: name.title, notes: [name.skill?.agentWord ?? ""], about: about)
        }
        return .show(
            PickScreen("Who is cook \(seat + 1)?", items, chosen: id(model.players[seat])) { [self] chosen in
                if let chosen, let player = options.first(where: { id($0) == chosen }) { model.choose(seat: seat, player) }
                return .show(self)
            })
    }

    private func learn() -> Step {
        guard let lesson else { return .stay }
        do { return .show(try lesson()) } catch { return .show(NoticeScreen(error, context: context)) }
    }

    /// The game that practice suggests, with why, to be played or not.
    private func suggest() -> Step {
        guard let practice else { return .stay }
        do {
            let game = try practice()
            return .show(
                PageScreen("Practice", game.why, buttons: ["Play", "Back"]) { [self, context] button in
                    guard button == 0 else { return .show(self) }
                    do { return .show(try GameScreen(game.plan, context: context)) } catch {
                        return .show(NoticeScreen(error, context: context))
                    }
                })
        } catch { return .show(NoticeScreen(error, context: context)) }
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var rest = canvas.bounds.inset(44 * u, 30 * u)
        var left = rest.takeLeft(rest.width * 0.47)
        _ = rest.takeLeft(40 * u)
        paintTitle(canvas, left.takeTop(100 * u))
        let foot = left.takeBottom(34 * u)
        let keys = [("Up", ""), ("Down", "choose"), ("Left", ""), ("Right", "change"), ("Return", "list, play")]
        canvas.keyLine(keys + (lesson == nil ? [] : [("F1", "learn")]), in: foot, size: 13 * u)
        paintRows(canvas, left)
        paintPreview(canvas, rest)
    }

    private func paintTitle(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        canvas.draw(.cook(seat: 0, facing: .south), in: Rect(area.x - 6 * u, area.y - 6 * u, 84 * u, 84 * u))
        canvas.draw(.cook(seat: 1, facing: .south), in: Rect(area.x + 58 * u, area.y - 6 * u, 84 * u, 84 * u))
        canvas.text("Brigade", area.x + 156 * u, area.y + 2 * u, TextStyle(44 * u, bold: true))
        var line = Rect(area.x + 158 * u, area.y + 54 * u, area.width - 158 * u, 24 * u)
        canvas.lines("Cook together. Every order counts.", in: &line, TextStyle(15 * u, Palette.inkSoft), most: 1)
    }

    private func paintRows(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        let lines = lines
        var rest = area
        let step = min(54 * u, rest.height / Double(lines.count))
        rows = lines.map { _ in rest.takeTop(step).inset(0, 3 * u) }
        for (line, row) in zip(lines, rows) {
            let isFocused = line == focused
            if case .field(let field) = line { paintField(canvas, field, row, isFocused) }
            if let label = line.label { canvas.button(row, label, isFocused: isFocused) }
        }
    }

    private func paintField(_ canvas: Canvas, _ field: MenuModel.Field, _ row: Rect, _ isFocused: Bool) {
        let u = canvas.unit
        canvas.panel(row, radius: 8 * u, isFocused ? Palette.cardRaised : Palette.card)
        if isFocused { canvas.panel(Rect(row.x, row.y, 5 * u, row.height), radius: 2 * u, Palette.sky) }
        var inside = row.inset(18 * u, 0)
        canvas.text(model.label(field), in: inside.takeLeft(84 * u), TextStyle(16 * u, Palette.inkSoft))
        if let mark = model.mark(field) {
            canvas.text(mark, in: inside.takeRight(80 * u), TextStyle(13 * u, Palette.inkFaint), .right)
        }
        let arrow = isFocused ? Palette.sky : Palette.line
        canvas.draw(.triangleLeft(arrow), in: Rect(around: inside.x + 8 * u, inside.midY, size: 18 * u))
        canvas.draw(.triangleRight(arrow), in: Rect(around: inside.maxX - 8 * u, inside.midY, size: 18 * u))
        canvas.text(model.value(field), in: inside.inset(24 * u, 0), TextStyle(17 * u, bold: true), .centre)
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
        let (heading, text) = words(focused)
        canvas.text(heading, in: inside.takeTop(28 * u), TextStyle(20 * u, bold: true))
        let foot = inside.takeBottom(22 * u)
        canvas.lines(text, in: &inside, TextStyle(15 * u, Palette.inkSoft), most: 6)
        let pads = padNames()
        let padLine = pads.isEmpty ? "No game controller; plug one in at any time." : "Controller: \(pads.joined(separator: ", "))"
        canvas.text(
            context.settings?.problem.map { _ in "Your settings cannot be read; see the terminal." } ?? padLine, in: foot,
            TextStyle(13 * u, Palette.inkFaint))
    }

    /// A heading and sentences about the line that has the focus.
    private func words(_ line: Line) -> (String, String) {
        if case .field(.seat(let seat)) = line, let agent = model.players[seat] {
            let name = AgentNames.name(agent)
            let warning = agent.misfit([model.layout.name]).map { "Warning: \($0). " } ?? ""
            return (name.title, warning + name.about + (model.showsMore ? " \(agent.name): \(agent.description)" : ""))
        }
        if case .field(.seat(let seat)) = line {
            let people = model.players.indices.filter { model.players[$0] == nil }
            let person = people.firstIndex(of: seat) ?? 0
            let keys =
                people.count > 1
                ? context.keys.summary(person: person) : "\(context.keys.summary(person: 1)), or \(context.keys.summary(person: 0))"
            return (model.value(.seat(seat)), "Keys: \(keys).")
        }
        let best = bests[model.layout.name].map { " Your best score here: \(KitchenScene.number($0))." } ?? ""
        let file = model.showsMore ? " File: \(model.layout.name)." : ""
        return (KitchenNames.title(model.layout.name), KitchenNames.about(model.layout) + best + file)
    }
}
