/// Questions, one a page, answered by keys or the pointer.
final class QuestionScreen: Screen {
    /// An answer, and when its question was shown first and left last, in seconds of the window's clock.
    struct Answered {
        let question: StudyQuestion
        let answer: StudyAnswer
        let shown: Double
        let answered: Double
    }

    private let heading: String
    private let done: ([Answered]) -> Step
    private(set) var forms: [AnswerForm]
    private var times: [(shown: Double, answered: Double)?]
    private(set) var index = 0
    private var painter = AnswerPainter()
    private var nextButton = Rect(0, 0, 0, 0)
    private var backButton = Rect(0, 0, 0, 0)

    init(_ heading: String, _ questions: [StudyQuestion], done: @escaping ([Answered]) -> Step) {
        self.heading = heading
        self.done = done
        forms = questions.map(AnswerForm.init)
        times = Array(repeating: nil, count: questions.count)
    }

    var title: String { "Brigade: question \(index + 1) of \(forms.count)" }
    let isLively = false
    var wantsText: Bool { forms[index].question.kind == .text }

    // MARK: Events

    func update(now: Double) -> Step {
        if times[index] == nil { times[index] = (now, now) }
        return .stay
    }

    func handle(_ event: InputEvent, now: Double) -> Step {
        _ = update(now: now)
        switch event {
        case .key("Return", isDown: true, isRepeat: false), .key("Keypad Enter", isDown: true, isRepeat: false): return goOn(now: now)
        case .pad(_, .a, isDown: true): return goOn(now: now)
        case .key("PageUp", isDown: true, _), .pad(_, .b, isDown: true): goBack()
        case .key("Space", isDown: true, _) where wantsText: break
        case .key(let key, isDown: true, _): forms[index].press(key)
        case .pad(_, let button, isDown: true): press(button)
        case .text(let text): forms[index].type(text)
        case .pointerPressed(let x, let y):
            painter.press(x, y, &forms[index])
            if nextButton.contains(x, y) { return goOn(now: now) }
            if backButton.contains(x, y) { goBack() }
        default: break
        }
        return .stay
    }

    private func press(_ button: PadButton) {
        let keys: [PadButton: String] = [.up: "Up", .down: "Down", .left: "Left", .right: "Right", .x: "Space"]
        if let key = keys[button] { forms[index].press(key) }
    }

    private func goBack() { index = max(0, index - 1) }

    private func goOn(now: Double) -> Step {
        guard forms[index].isComplete else { return .stay }
        times[index]?.answered = now
        if index + 1 < forms.count {
            index += 1
            return .stay
        }
        return done(
            zip(forms, times).map { form, time in
                Answered(question: form.question, answer: form.answer, shown: time?.shown ?? now, answered: time?.answered ?? now)
            })
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        let form = forms[index]
        var inside = canvas.dialogue(width: min(canvas.width - 24 * u, 980 * u), height: min(canvas.height - 24 * u, 640 * u))
        let top = inside.takeTop(24 * u)
        canvas.text(heading, in: top, TextStyle(15 * u, Palette.inkSoft))
        canvas.text("\(index + 1) of \(forms.count)", in: top, TextStyle(15 * u, Palette.inkSoft), .right)
        _ = inside.takeTop(14 * u)
        let height = canvas.paragraph(form.question.text, in: inside, TextStyle(22 * u, bold: true))
        _ = inside.takeTop(height + 18 * u)
        var foot = inside.takeBottom(44 * u)
        _ = inside.takeBottom(12 * u)
        backButton = index > 0 ? foot.takeLeft(160 * u) : Rect(0, 0, 0, 0)
        if index > 0 {
            canvas.button(backButton, "Back", isFocused: false, hint: "PageUp")
            _ = foot.takeLeft(12 * u)
        }
        nextButton = foot
        let hint = form.isComplete ? "Return" : "answer first"
        canvas.button(foot, index + 1 < forms.count ? "Next" : "Done", isFocused: form.isComplete, hint: hint)
        canvas.text(painter.keys(form), in: inside.takeBottom(20 * u), TextStyle(13 * u, Palette.inkFaint))
        painter.paint(form, on: canvas, in: inside)
    }
}
