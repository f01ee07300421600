/// Something that went wrong, in its own words, and a way back.
final class NoticeScreen: Screen {
    private let text: String
    private let context: WindowContext
    private var choices = Choices([.init("Back", key: "Escape")])

    init(_ error: any Error, context: WindowContext) {
        text = "\(error)"
        self.context = context
    }

    let title = "Brigade: something is wrong"
    let isLively = false

    func handle(_ event: InputEvent, now: Double) -> Step { choices.handle(event) == nil ? .stay : context.home() }

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var inside = canvas.dialogue(width: 720 * u, height: 320 * u)
        canvas.text("This does not work", in: inside.takeTop(36 * u), TextStyle(26 * u, bold: true))
        _ = inside.takeTop(10 * u)
        canvas.paragraph(text, in: inside.takeTop(160 * u), TextStyle(16 * u, Palette.inkSoft))
        _ = choices.draw(on: canvas, in: inside)
    }
}
