/// A page of text with a button to go on, and perhaps one that ends it all.
final class PageScreen: Screen {
    private let heading: String
    private let text: String
    private var choices: Choices
    private let next: () -> Step

    init(_ heading: String, _ text: String, button: String, other: String? = nil, next: @escaping () -> Step) {
        self.heading = heading
        self.text = text
        self.next = next
        choices = Choices([.init(button)] + (other.map { [.init($0)] } ?? []))
    }

    var title: String { "Brigade: \(heading)" }
    let isLively = false

    func handle(_ event: InputEvent, now: Double) -> Step {
        // A page that follows a game is not to be skipped by the key that was still being pressed.
        if case .key("Space", _, _) = event { return .stay }
        switch choices.handle(event) {
        case 0: return next()
        case 1: return .leave
        default: return .stay
        }
    }

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        let buttons = 52 * Double(choices.choices.count) * u
        var inside = canvas.dialogue(width: 860 * u, height: 600 * u)
        canvas.text(heading, in: inside.takeTop(44 * u), TextStyle(28 * u, bold: true))
        _ = inside.takeTop(12 * u)
        let foot = inside.takeBottom(buttons)
        _ = inside.takeBottom(12 * u)
        canvas.clipped(to: inside) { canvas.paragraph(text, in: inside, TextStyle(fitting(canvas, inside), Palette.ink)) }
        _ = choices.draw(on: canvas, in: foot)
    }

    /// The largest size of letters at which all of the text is seen.
    private func fitting(_ canvas: Canvas, _ area: Rect) -> Double {
        let sizes = [18, 16, 14, 12].map { $0 * canvas.unit }
        return sizes.first { size in
            let style = TextStyle(size)
            return Double(canvas.lines(text, style, width: area.width).count) * canvas.lineHeight(style) * 1.12 <= area.height
        } ?? sizes[3]
    }
}
