/// Draws an answer that is being given, and knows where it drew what, for the pointer.
struct AnswerPainter {
    /// Where a value of a line was drawn.
    private struct Mark {
        let area: Rect
        let line: Int
        let value: Int
    }

    private var marks: [Mark] = []

    /// What the pointer at a point means.
    func press(_ x: Double, _ y: Double, _ form: inout AnswerForm) {
        guard let mark = marks.first(where: { $0.area.contains(x, y) }) else { return }
        switch form.question.kind {
        case .scale, .slider: form.set(mark.value)
        case .matrix: form.set(mark.value, line: mark.line)
        case .choice, .several, .ranking: form.choose(mark.line)
        case .text: break
        }
    }

    /// What keys do, for the foot of the page.
    func keys(_ form: AnswerForm) -> String {
        switch form.question.kind {
        case .scale(let scale): scale.points <= 9 ? "a digit, or the left and right arrows" : "the left and right arrows"
        case .slider: "the left and right arrows"
        case .matrix: "up and down to a sentence; a digit, or left and right, for it"
        case .choice: "up and down, or a digit"
        case .several: "up and down, and Space to mark"
        case .ranking: "mark them from the first to the last: up and down, and Space; Backspace takes the last back"
        case .text: form.question.isOptional ? "type; it may stay empty" : "type"
        }
    }

    mutating func paint(_ form: AnswerForm, on canvas: Canvas, in area: Rect) {
        marks = []
        switch form.question.kind {
        case .scale(let scale): paintScale(form, scale, canvas, area)
        case .slider(let range, let step, let low, let high): paintSlider(form, range, step, (low, high), canvas, area)
        case .matrix(let items, let scale): paintMatrix(form, items, scale, canvas, area)
        case .choice, .several, .ranking: paintOptions(form, canvas, area)
        case .text:
            canvas.box(area, radius: 8 * canvas.unit, width: 2 * canvas.unit, Palette.line, Palette.night)
            canvas.clipped(to: area) {
                canvas.paragraph(form.words + "▏", in: area.inset(14 * canvas.unit, 10 * canvas.unit), TextStyle(18 * canvas.unit))
            }
        }
    }

    private func words(_ low: String, _ high: String, _ canvas: Canvas, _ area: Rect) {
        let style = TextStyle(14 * canvas.unit, Palette.inkSoft)
        canvas.text(low, in: area, style)
        canvas.text(high, in: area, style, .right)
    }

    private mutating func paintScale(_ form: AnswerForm, _ scale: StudyQuestion.Scale, _ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        let step = area.width / Double(scale.points)
        let size = min(64 * u, step * 0.86)
        for value in 1...scale.points {
            let mark = Rect(around: area.x + step * (Double(value) - 0.5), area.y + 44 * u, size: size)
            marks.append(Mark(area: mark, line: 0, value: value))
            let isChosen = form.numbers[form.question.id] == value
            canvas.panel(mark, radius: size / 2, isChosen ? Palette.yellow : Palette.cardRaised)
            let style = TextStyle(min(20 * u, size * 0.5), bold: true, isChosen ? Palette.outline : Palette.ink)
            canvas.text("\(value)", in: mark, style, .centre)
        }
        words(scale.low, scale.high, canvas, Rect(area.x, area.y + 92 * u, area.width, 26 * u))
    }

    private mutating func paintSlider(
        _ form: AnswerForm, _ range: ClosedRange<Int>, _ step: Int, _ ends: (String, String), _ canvas: Canvas, _ area: Rect
    ) {
        let u = canvas.unit
        let line = Rect(area.x, area.y + 56 * u, area.width, 10 * u)
        canvas.panel(line, radius: 5 * u, Palette.cardRaised)
        let length = Double(range.upperBound - range.lowerBound)
        let places = (range.upperBound - range.lowerBound) / step + 1
        for place in 0..<min(places, 2001) {
            let value = range.lowerBound + place * step
            let width = area.width / Double(places)
            marks.append(Mark(area: Rect(area.x + width * Double(place), area.y + 20 * u, width, 80 * u), line: 0, value: value))
        }
        if let value = form.numbers[form.question.id] {
            let x = line.x + line.width * Double(value - range.lowerBound) / length
            canvas.panel(Rect(around: x, line.midY, size: 34 * u), radius: 17 * u, Palette.yellow)
            canvas.text("\(value)", x, area.y, TextStyle(22 * u, bold: true, Palette.yellow), .centre)
        }
        words(ends.0, ends.1, canvas, Rect(area.x, area.y + 92 * u, area.width, 26 * u))
    }

    private mutating func paintMatrix(
        _ form: AnswerForm, _ items: [StudyQuestion.Item], _ scale: StudyQuestion.Scale, _ canvas: Canvas, _ area: Rect
    ) {
        let u = canvas.unit
        var rest = area
        let head = rest.takeTop(24 * u)
        let half = area.width * 0.5
        words(scale.low, scale.high, canvas, Rect(area.x + half, head.y, area.width - half, head.height))
        let height = min(54 * u, rest.height / Double(max(1, items.count)))
        for (line, item) in items.enumerated() {
            let row = rest.takeTop(height)
            if line == form.cursor { canvas.panel(row, radius: 6 * u, Palette.night) }
            let column = form.question.columns[line].id
            let isGiven = form.numbers[column] != nil
            sentence(item.text, canvas, Rect(row.x + 8 * u, row.y, half - 16 * u, row.height), isGiven ? Palette.inkSoft : Palette.ink)
            let step = (area.width - half) / Double(scale.points)
            let size = min(34 * u, min(step * 0.86, height * 0.8))
            for value in 1...scale.points {
                let mark = Rect(around: row.x + half + step * (Double(value) - 0.5), row.midY, size: size)
                marks.append(Mark(area: mark, line: line, value: value))
                let isChosen = form.numbers[column] == value
                canvas.panel(mark, radius: size / 2, isChosen ? Palette.yellow : Palette.cardRaised)
                let style = TextStyle(size * 0.5, bold: true, isChosen ? Palette.outline : Palette.ink)
                canvas.text("\(value)", in: mark, style, .centre)
            }
        }
    }

    /// A sentence in the middle of `area`'s height, in letters that let it fit.
    private func sentence(_ text: String, _ canvas: Canvas, _ area: Rect, _ colour: Colour) {
        let sizes = [16, 14, 12, 10].map { TextStyle($0 * canvas.unit, colour) }
        func height(_ style: TextStyle) -> Double {
            Double(canvas.lines(text, style, width: area.width).count) * canvas.lineHeight(style) * 1.12
        }
        let style = sizes.first { height($0) <= area.height } ?? sizes[sizes.count - 1]
        canvas.paragraph(text, in: area.moved(0, max(0, (area.height - height(style)) / 2)), style)
    }

    private mutating func paintOptions(_ form: AnswerForm, _ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var rest = area
        let height = min(48 * u, rest.height / Double(max(1, form.options.count)))
        for (line, option) in form.options.enumerated() {
            let row = rest.takeTop(height).inset(0, 2 * u)
            marks.append(Mark(area: row, line: line, value: line))
            let place = form.chosen.firstIndex(of: option)
            canvas.panel(row, radius: 8 * u, place != nil ? Palette.yellow : Palette.cardRaised)
            if line == form.cursor { canvas.panel(Rect(row.x, row.y, 6 * u, row.height), radius: 3 * u, Palette.sky) }
            let colour = place != nil ? Palette.outline : Palette.ink
            canvas.text(option, in: Rect(row.x + 52 * u, row.y, row.width - 60 * u, row.height), TextStyle(17 * u, colour))
            guard let place else { continue }
            if case .ranking = form.question.kind {
                canvas.text("\(place + 1)", in: Rect(row.x + 16 * u, row.y, 30 * u, row.height), TextStyle(18 * u, bold: true, colour))
            } else {
                canvas.panel(Rect(around: row.x + 28 * u, row.midY, size: 14 * u), radius: 7 * u, colour)
            }
        }
    }
}
