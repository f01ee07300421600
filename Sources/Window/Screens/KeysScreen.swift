import Kitchen

/// Where a person chooses a set of keys, or presses the key that each thing shall have.
final class KeysScreen: Screen {
    private let context: WindowContext
    private let back: () -> Step
    private var keys: KeyBindings
    /// The line that has the focus: the set, the uses, "Done".
    private var focus = 0
    /// Whether the next key pressed is for the line.
    private var isWaiting = false
    private var message = ""
    private var rows: [Rect] = []

    init(_ context: WindowContext, back: @escaping () -> Step) {
        self.context = context
        self.back = back
        keys = context.keys
    }

    var title: String {
        guard isWaiting, let use = focusedUse else { return "Brigade: keys" }
        return "Brigade: keys, press one for \(use.words), now \(printed(use))"
    }
    let isLively = false

    private var count: Int { KeyBindings.uses.count + 2 }
    private var focusedUse: KeyBindings.Use? { (1...KeyBindings.uses.count).contains(focus) ? KeyBindings.uses[focus - 1] : nil }
    private var set: KeyBindings.KeySet? { KeyBindings.sets.first { $0.keys == keys } }

    /// What is printed on the keys that something has.
    private func printed(_ use: KeyBindings.Use) -> String { keys.keys(use).map(KeyNames.local).joined(separator: ", ") }

    // MARK: Events

    func handle(_ event: InputEvent, now: Double) -> Step {
        if isWaiting { return take(event) }
        switch event {
        case .key("Up", isDown: true, _), .pad(_, .up, isDown: true): move(-1)
        case .key("Down", isDown: true, _), .key("Tab", isDown: true, _), .pad(_, .down, isDown: true): move(1)
        case .key("Left", isDown: true, _), .pad(_, .left, isDown: true): turn(-1)
        case .key("Right", isDown: true, _), .pad(_, .right, isDown: true): turn(1)
        case .key("Return", isDown: true, isRepeat: false), .key("Space", isDown: true, isRepeat: false), .pad(_, .a, isDown: true):
            return press()
        case .key("Escape", isDown: true, isRepeat: false), .pad(_, .b, isDown: true), .pad(_, .back, isDown: true): return done()
        case .pointerMoved(let x, let y): focus = rows.firstIndex { $0.contains(x, y) } ?? focus
        case .pointerPressed(let x, let y):
            guard let row = rows.firstIndex(where: { $0.contains(x, y) }) else { return .stay }
            focus = row
            return press()
        default: break
        }
        return .stay
    }

    private func move(_ by: Int) { focus = (focus + by + count) % count }

    private func press() -> Step {
        if focus == count - 1 { return done() }
        if focus == 0 { turn(1) } else { isWaiting = true }
        message = ""
        return .stay
    }

    /// Goes on to the next set.
    private func turn(_ by: Int) {
        guard focus == 0 else { return }
        let sets = KeyBindings.sets
        let now = sets.firstIndex { $0.keys == keys } ?? (by > 0 ? -1 : 0)
        let next = sets[((now + by) % sets.count + sets.count) % sets.count]
        keys = next.keys
        message = next.about
    }

    /// The key that was waited for.
    private func take(_ event: InputEvent) -> Step {
        switch event {
        case .pointerPressed, .focusLost, .pad: isWaiting = false
        case .key("Escape", isDown: true, _) where focusedUse != .command(.leave): isWaiting = false
        case .key(let key, isDown: true, isRepeat: false):
            isWaiting = false
            guard let use = focusedUse else { return .stay }
            if let purpose = KeyBindings.fixedKeys[key] {
                message = "\(KeyNames.local(key)) \(purpose); choose another key."
                return .stay
            }
            let other = keys.assign(key, to: use)
            message =
                other.map { other in
                    let now = printed(other)
                    return "\(KeyNames.local(key)) was for '\(other.words)', which has \(now.isEmpty ? "no key" : now) now."
                } ?? ""
        default: break
        }
        return .stay
    }

    private func done() -> Step {
        context.use(keys)
        return back()
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var rest = canvas.bounds.inset(44 * u, 26 * u)
        canvas.text("Keys", in: rest.takeTop(40 * u), TextStyle(28 * u, bold: true))
        let foot = rest.takeBottom(28 * u)
        canvas.keyLine([("Up", ""), ("Down", "choose"), ("Return", "press a key for it"), ("Escape", "done")], in: foot, size: 13 * u)
        let words = rest.takeBottom(32 * u)
        let said = message.isEmpty ? "Keys are known by their place; what is printed on yours is shown." : message
        canvas.text(said, in: words, TextStyle(15 * u, message.isEmpty ? Palette.inkFaint : Palette.yellow))
        let height = min(40 * u, rest.height / Double(count))
        rows = (0..<count).map { _ in rest.takeTop(height) }
        for (index, row) in rows.enumerated() { paint(canvas, index, row.inset(0, 2 * u)) }
    }

    private func paint(_ canvas: Canvas, _ index: Int, _ area: Rect) {
        let u = canvas.unit
        let isFocused = index == focus
        if index == count - 1 { return canvas.button(area, "Done", isFocused: isFocused) }
        canvas.panel(area, radius: 6 * u, isFocused ? Palette.cardRaised : Palette.card)
        var rest = area.inset(16 * u, 0)
        let style = TextStyle(15 * u, bold: isFocused)
        guard index > 0 else {
            canvas.text("Set", in: rest.takeLeft(rest.width * 0.5), style)
            return canvas.text(set?.title ?? "Your own", in: rest, TextStyle(15 * u, bold: true), .right)
        }
        let use = KeyBindings.uses[index - 1]
        canvas.text(PlainName.readable(use.words), in: rest.takeLeft(rest.width * 0.5), style)
        let shown = isFocused && isWaiting ? "press a key …" : printed(use)
        canvas.text(shown, in: rest, TextStyle(15 * u, bold: true, isFocused && isWaiting ? Palette.yellow : Palette.ink), .right)
    }
}
