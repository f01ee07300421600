/// Asks a participant for the code under which everything of theirs is kept.
final class CodeScreen: Screen {
    private let heading: String
    private let prompt: String
    private var code = ""
    private let done: (String) -> Step

    init(_ heading: String, prompt: String = "Your code, as you were given it:", done: @escaping (String) -> Step) {
        self.heading = heading
        self.prompt = prompt
        self.done = done
    }

    let title = "Brigade: participant's code"
    let isLively = false
    let wantsText = true

    func handle(_ event: InputEvent, now: Double) -> Step {
        switch event {
        case .text(let text): code = ParticipantCode.typed(text, after: code)
        case .key("Backspace", isDown: true, _): code = String(code.dropLast())
        case .key("Return", isDown: true, isRepeat: false): return code.isEmpty ? .stay : done(code)
        case .key("Escape", isDown: true, _): return .leave
        default: break
        }
        return .stay
    }

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var inside = canvas.dialogue(width: 620 * u, height: 260 * u)
        canvas.text(heading, in: inside.takeTop(44 * u), TextStyle(28 * u, bold: true))
        canvas.text(prompt, in: inside.takeTop(36 * u), TextStyle(16 * u, Palette.inkSoft))
        let field = inside.takeTop(56 * u)
        canvas.box(field, radius: 8 * u, width: 2 * u, Palette.sky, Palette.night)
        canvas.text(code + "▏", in: field.inset(16 * u, 0), TextStyle(24 * u, bold: true))
        canvas.keyLine([("Return", "go on"), ("Escape", "leave")], in: inside.takeBottom(34 * u), size: 13 * u)
    }
}
