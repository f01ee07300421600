/// Questions, one a page: a scale by digits, arrows or pointer, or words that are typed.
final class QuestionScreen: Screen {
    private let heading: String
    private let questions: [Study.Question]
    private let done: ([String: String]) -> Step
    private var index = 0
    private var chosen: [Int?]
    private var typed: [String]
    private var marks: [Rect] = []
    private var button = Rect(0, 0, 0, 0)

    init(_ heading: String, _ questions: [Study.Question], done: @escaping ([String: String]) -> Step) {
        self.heading = heading
        self.questions = questions
        self.done = done
        chosen = Array(repeating: nil, count: questions.count)
        typed = Array(repeating: "", count: questions.count)
    }

    var title: String { "Brigade: question \(index + 1) of \(questions.count)" }
    let isLively = false
    var wantsText: Bool { questions[index].kind == .text }

    // MARK: Events

    func handle(_ event: InputEvent, now: Double) -> Step {
        switch event {
        case .key("Return", isDown: true, isRepeat: false), .pad(_, .a, isDown: true): return goOn()
        case .key("Up", isDown: true, _), .pad(_, .up, isDown: true): index = max(0, index - 1)
        case .key("Left", isDown: true, _), .pad(_, .left, isDown: true): move(-1)
        case .key("Right", isDown: true, _), .pad(_, .right, isDown: true): move(1)
        case .key("Backspace", isDown: true, _): typed[index] = String(typed[index].dropLast())
        case .key(let key, isDown: true, isRepeat: false): if let digit = Int(key) { choose(digit) }
        case .text(let text): if wantsText { typed[index] += text }
        case .pointerPressed(let x, let y):
            if let mark = marks.firstIndex(where: { $0.contains(x, y) }) { choose(mark + 1) }
            if button.contains(x, y) { return goOn() }
        default: break
        }
        return .stay
    }

    private func choose(_ value: Int) {
        guard case .scale(let points, _, _) = questions[index].kind, (1...points).contains(value) else { return }
        chosen[index] = value
    }

    private func move(_ by: Int) {
        guard case .scale(let points, _, _) = questions[index].kind else { return }
        chosen[index] = chosen[index].map { max(1, min(points, $0 + by)) } ?? (points + 1) / 2
    }

    private var isAnswered: Bool { wantsText || chosen[index] != nil }

    private func goOn() -> Step {
        guard isAnswered else { return .stay }
        if index + 1 < questions.count {
            index += 1
            return .stay
        }
        var answers: [String: String] = [:]
        for (index, question) in questions.enumerated() {
            answers[question.id] = question.kind == .text ? typed[index] : chosen[index].map { "\($0)" } ?? ""
        }
        return done(answers)
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        let question = questions[index]
        var inside = canvas.dialogue(width: 860 * u, height: 480 * u)
        let top = inside.takeTop(24 * u)
        canvas.text(heading, in: top, TextStyle(15 * u, Palette.inkSoft))
        canvas.text("\(index + 1) of \(questions.count)", in: top, TextStyle(15 * u, Palette.inkSoft), .right)
        _ = inside.takeTop(18 * u)
        let height = canvas.paragraph(question.text, in: inside, TextStyle(24 * u, bold: true))
        _ = inside.takeTop(height + 30 * u)
        button = inside.takeBottom(44 * u)
        let hint = isAnswered ? "Return" : "answer first"
        canvas.button(button, index + 1 < questions.count ? "Next" : "Done", isFocused: isAnswered, hint: hint)
        marks = []
        switch question.kind {
        case .scale(let points, let low, let high): paintScale(canvas, inside, points, low, high)
        case .text: paintText(canvas, inside)
        }
    }

    private func paintScale(_ canvas: Canvas, _ area: Rect, _ points: Int, _ low: String, _ high: String) {
        let u = canvas.unit
        let step = area.width / Double(points)
        let size = min(64 * u, step * 0.86)
        for value in 1...points {
            let mark = Rect(around: area.x + step * (Double(value) - 0.5), area.y + 44 * u, size: size)
            marks.append(mark)
            let isChosen = chosen[index] == value
            canvas.panel(mark, radius: size / 2, isChosen ? Palette.yellow : Palette.cardRaised)
            canvas.text("\(value)", in: mark, TextStyle(20 * u, bold: true, isChosen ? Palette.outline : Palette.ink), .centre)
        }
        let words = Rect(area.x, area.y + 92 * u, area.width, 26 * u)
        canvas.text(low, in: words, TextStyle(15 * u, Palette.inkSoft))
        canvas.text(high, in: words, TextStyle(15 * u, Palette.inkSoft), .right)
    }

    private func paintText(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var field = area
        _ = field.takeBottom(18 * u)
        canvas.box(field, radius: 8 * u, width: 2 * u, Palette.line, Palette.night)
        canvas.paragraph(typed[index] + "▏", in: field.inset(14 * u, 10 * u), TextStyle(18 * u))
    }
}
