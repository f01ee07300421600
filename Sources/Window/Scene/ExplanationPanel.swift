import Agents
import Basics
import Episodes
import Kitchen

/// What agents think, in the side panel.
extension SidePanel {
    /// The least height in which a thought is of use, in units.
    static let leastThought = 62.0

    func paintThoughts(_ canvas: Canvas, _ area: Rect, _ thoughts: [Int: Thought]) {
        let u = canvas.unit
        var rest = area
        let seats = thoughts.keys.sorted()
        guard !seats.isEmpty else {
            var inside = canvas.card(rest, heading: "Explanations")
            canvas.lines("Only people cook here: ask them.", in: &inside, TextStyle(14 * u, Palette.inkFaint), most: 3)
            return
        }
        let gap = 8 * u
        // Where there is no room for all, the first ones are shown whole.
        let shown = max(1, min(seats.count, Int((rest.height + gap) / (Self.leastThought * u + gap))))
        for (index, seat) in seats.prefix(shown).enumerated() {
            let left = Double(shown - index)
            paintThought(canvas, rest.takeTop((rest.height - gap * (left - 1)) / left), seat, thoughts[seat] ?? .silent)
            _ = rest.takeTop(gap)
        }
    }

    private func name(_ seat: Int) -> String { cooks.indices.contains(seat) ? cooks[seat].name : "Cook \(seat + 1)" }

    private func paintThought(_ canvas: Canvas, _ area: Rect, _ seat: Int, _ thought: Thought) {
        let u = canvas.unit
        canvas.panel(area, radius: 10 * u, Palette.card)
        var rest = area.inset(14 * u, 8 * u)
        var heading = rest.takeTop(20 * u)
        canvas.draw(.badge(seat: seat), in: Rect(around: heading.x + 9 * u, heading.midY, size: 18 * u))
        _ = heading.takeLeft(26 * u)
        canvas.text(name(seat), in: heading, TextStyle(13 * u, bold: true, Palette.inkFaint))
        _ = rest.takeTop(2 * u)
        switch thought {
        case .thinking: canvas.lines("is thinking …", in: &rest, TextStyle(14 * u, Palette.inkSoft), most: 1)
        case .silent: canvas.lines("plays without explaining itself", in: &rest, TextStyle(14 * u, Palette.inkSoft), most: 2)
        case .told(let explanation):
            if showsDetails { paintDetails(canvas, &rest, explanation) } else { paintPlain(canvas, &rest, explanation) }
        }
    }

    /// What anybody understands: what it does, and what it takes the others to be doing.
    private func paintPlain(_ canvas: Canvas, _ rest: inout Rect, _ explanation: Explanation) {
        let u = canvas.unit
        let remark = plain.remark(explanation)
        // A network's action is one word, which says nothing of what it is for.
        let isSentence = remark.bubble != nil || explanation.intention.contains(" ")
        let intention = isSentence ? plain.sentence(explanation.intention) : "plays by feel"
        canvas.lines(capitalised(intention), in: &rest, TextStyle(15 * u, bold: true), most: 2)
        for belief in likeliest(explanation.beliefs) {
            let words = "Its guess for \(name(belief.seat)): \(plain.sentence(belief.what))"
            canvas.lines(words, in: &rest, TextStyle(13 * u, Palette.inkSoft), most: 2)
        }
    }

    /// The belief about each player that is held most.
    private func likeliest(_ beliefs: [Explanation.Belief]) -> [Explanation.Belief] {
        Set(beliefs.map(\.seat)).sorted().compactMap { seat in
            beliefs.filter { $0.seat == seat }.max { $0.probability < $1.probability }
        }
    }

    /// All that it said.
    private func paintDetails(_ canvas: Canvas, _ rest: inout Rect, _ explanation: Explanation) {
        let u = canvas.unit
        canvas.lines(capitalised(explanation.intention), in: &rest, TextStyle(15 * u, bold: true), most: 2)
        if let reason = explanation.reason {
            canvas.lines("because \(reason)", in: &rest, TextStyle(13 * u, Palette.inkSoft), most: 4)
        }
        for belief in explanation.beliefs.prefix(4) { paintBelief(canvas, &rest, belief) }
        if let wish = explanation.wish {
            canvas.lines("Wishes: \(wish)", in: &rest, TextStyle(13 * u, Palette.yellow), most: 3)
        }
    }

    /// A line and a bar, where there is room for both.
    private func paintBelief(_ canvas: Canvas, _ rest: inout Rect, _ belief: Explanation.Belief) {
        let u = canvas.unit
        let style = TextStyle(13 * u, bold: true)
        let height = max(20 * u, canvas.lineHeight(style))
        guard rest.height >= height + 10 * u else { return }
        var line = rest.takeTop(height)
        canvas.text(belief.probability.percent, in: line.takeRight(46 * u), style, .right)
        canvas.text("\(name(belief.seat)): \(belief.what)", in: line, TextStyle(13 * u, Palette.ink))
        canvas.bar(rest.takeTop(6 * u), share: belief.probability, Palette.cook(belief.seat))
        _ = rest.takeTop(4 * u)
    }

    private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
