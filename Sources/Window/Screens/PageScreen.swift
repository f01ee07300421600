/// A page of text with a button to go on, and perhaps one that ends it all. Text that is longer than the page scrolls.
final class PageScreen: Screen {
    private let heading: String
    private let text: String
    private let buttons: [String]
    private let chosen: (Int) -> Step
    /// The button that Return presses; nil where one has to be chosen first.
    private var focus: Int?
    private var areas: [Rect] = []
    private let seconds: Double
    private var begin: Double?
    private var waits = 0
    /// Lines above the page, and how many lines there are more than it holds.
    private var top = 0
    private var overflow = 0

    /// - Parameters:
    ///   - preselects: whether Return presses the first button at once.
    ///   - seconds: so long nobody can go on.
    ///   - chosen: takes the index of the button.
    init(
        _ heading: String, _ text: String, buttons: [String], preselects: Bool = true, seconds: Int = 0,
        chosen: @escaping (Int) -> Step
    ) {
        self.heading = heading
        self.text = Paragraphs.reflowed(text)
        self.buttons = buttons
        self.chosen = chosen
        self.seconds = Double(seconds)
        focus = preselects ? 0 : nil
    }

    var title: String { "Brigade: \(heading)" }
    let isLively = false

    func update(now: Double) -> Step {
        let began = begin ?? now
        begin = began
        waits = Int(max(0, began + seconds - now).rounded(.up))
        return .stay
    }

    func handle(_ event: InputEvent, now: Double) -> Step {
        _ = update(now: now)
        switch event {
        case .key("Up", isDown: true, _), .pad(_, .up, isDown: true): scroll(-2)
        case .key("Down", isDown: true, _), .pad(_, .down, isDown: true): scroll(2)
        case .key("PageUp", isDown: true, _): scroll(-10)
        case .key("PageDown", isDown: true, _): scroll(10)
        case .wheel(let turns): scroll(turns > 0 ? -3 : 3)
        case .key("Left", isDown: true, _), .pad(_, .left, isDown: true): move(-1)
        case .key("Right", isDown: true, _), .key("Tab", isDown: true, _), .pad(_, .right, isDown: true): move(1)
        case .key("Return", isDown: true, isRepeat: false), .pad(_, .a, isDown: true): return take(focus)
        case .pointerPressed(let x, let y): return take(areas.firstIndex { $0.contains(x, y) })
        default: break
        }
        return .stay
    }

    private func scroll(_ lines: Int) { top = max(0, min(overflow, top + lines)) }

    private func move(_ by: Int) {
        guard let focus else {
            self.focus = by > 0 ? 0 : buttons.count - 1
            return
        }
        self.focus = (focus + by + buttons.count) % buttons.count
    }

    /// Before the time, and before all of the text was seen, nobody goes on; leaving is always possible.
    private func take(_ button: Int?) -> Step {
        guard let button, button > 0 || waits == 0 else { return .stay }
        if button == 0 && top < overflow {
            scroll(10)
            return .stay
        }
        return chosen(button)
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var inside = canvas.dialogue(width: min(canvas.width - 24 * u, 860 * u), height: min(canvas.height - 24 * u, 640 * u))
        canvas.text(heading, in: inside.takeTop(44 * u), TextStyle(28 * u, bold: true))
        _ = inside.takeTop(12 * u)
        paintButtons(canvas, inside.takeBottom(46 * u))
        let hint = inside.takeBottom(26 * u)
        paintText(canvas, inside)
        let words = top < overflow ? "Up and down scroll; there is more" : focus == nil ? "Left and right choose, Return takes" : ""
        canvas.text(words, in: hint, TextStyle(13 * u, Palette.inkFaint))
    }

    private func paintText(_ canvas: Canvas, _ area: Rect) {
        let style = TextStyle(18 * canvas.unit, Palette.ink)
        let lines = canvas.lines(text, style, width: area.width)
        let height = canvas.lineHeight(style) * 1.12
        let held = max(1, Int(area.height / height))
        overflow = max(0, lines.count - held)
        top = min(top, overflow)
        for (place, line) in lines.dropFirst(top).prefix(held).enumerated() {
            canvas.text(line, area.x, area.y + Double(place) * height, style)
        }
        guard overflow > 0 else { return }
        let share = Double(held) / Double(lines.count)
        let bar = Rect(area.maxX + 10 * canvas.unit, area.y, 5 * canvas.unit, area.height)
        canvas.panel(bar, radius: 2 * canvas.unit, Palette.cardRaised)
        let handle = Rect(bar.x, bar.y + bar.height * Double(top) / Double(lines.count), bar.width, bar.height * share)
        canvas.panel(handle, radius: 2 * canvas.unit, Palette.sky)
    }

    private func paintButtons(_ canvas: Canvas, _ area: Rect) {
        let gap = 12 * canvas.unit
        let width = (area.width - gap * Double(buttons.count - 1)) / Double(buttons.count)
        areas = buttons.indices.map { Rect(area.x + (width + gap) * Double($0), area.y, width, area.height) }
        for (index, button) in buttons.enumerated() {
            let hint = index == 0 && waits > 0 ? "in \(waits) s" : index == focus ? "Return" : ""
            canvas.button(areas[index], button, isFocused: index == focus && (index > 0 || waits == 0), hint: hint)
        }
    }
}

/// Texts as people write them in files.
enum Paragraphs {
    /// The text with the line ends within its paragraphs taken out, so that it can be broken anew; empty lines part paragraphs, and a
    /// line that begins with a sign of a list stays one.
    static func reflowed(_ text: String) -> String {
        var lines: [String] = []
        var isOpen = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ").joined(separator: " ")
            let isItem = ["- ", "* ", "• "].contains { words.hasPrefix($0) }
            if isOpen, !words.isEmpty, !isItem {
                lines[lines.count - 1] += " " + words
            } else {
                lines.append(words)
            }
            isOpen = !words.isEmpty
        }
        return lines.joined(separator: "\n")
    }
}
