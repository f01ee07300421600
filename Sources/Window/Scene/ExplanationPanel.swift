import Agents
import Basics
import Episodes
import Kitchen

/// What agents think, in the side panel.
extension SidePanel {
    func paintExplanations(_ canvas: Canvas, _ area: Rect, _ explanations: [Int: Explanation]) {
        let u = canvas.unit
        var rest = area
        let seats = explanations.keys.sorted()
        guard !seats.isEmpty else {
            let inside = canvas.card(rest, heading: "Explanations")
            canvas.paragraph("Nobody here explains what they do.", in: inside, TextStyle(14 * u, Palette.inkFaint))
            return
        }
        for (index, seat) in seats.enumerated() {
            guard let explanation = explanations[seat], rest.height > 60 * u else { return }
            let share = rest.height / Double(seats.count - index)
            let card = rest.takeTop(share - (index + 1 < seats.count ? 10 * u : 0))
            _ = rest.takeTop(10 * u)
            paintExplanation(canvas, card, seat, explanation)
        }
    }

    private func name(_ seat: Int) -> String { cooks.indices.contains(seat) ? cooks[seat].name : "Cook \(seat + 1)" }

    private func paintExplanation(_ canvas: Canvas, _ area: Rect, _ seat: Int, _ explanation: Explanation) {
        let u = canvas.unit
        let inside = canvas.card(area, heading: "\(name(seat)) thinks")
        canvas.draw(.badge(seat: seat), in: Rect(inside.maxX - 22 * u, area.y + 10 * u, 24 * u, 24 * u))
        canvas.clipped(to: inside) {
            var rest = inside
            _ = rest.takeTop(2 * u)
            _ = rest.takeTop(canvas.paragraph(capitalised(explanation.intention), in: rest, TextStyle(15 * u, bold: true)))
            if let reason = explanation.reason {
                _ = rest.takeTop(canvas.paragraph("because \(reason)", in: rest, TextStyle(13 * u, Palette.inkSoft)))
            }
            _ = rest.takeTop(6 * u)
            for belief in explanation.beliefs.prefix(4) { paintBelief(canvas, &rest, belief) }
            if let wish = explanation.wish {
                _ = rest.takeTop(canvas.paragraph("Wishes: \(wish)", in: rest, TextStyle(13 * u, Palette.yellow)))
            }
        }
    }

    private func paintBelief(_ canvas: Canvas, _ rest: inout Rect, _ belief: Explanation.Belief) {
        let u = canvas.unit
        let percent = belief.probability.percent
        let style = TextStyle(13 * u, Palette.ink)
        var line = rest.takeTop(20 * u)
        canvas.text(percent, in: line.takeRight(46 * u), TextStyle(13 * u, bold: true), .right)
        canvas.text("\(name(belief.seat)): \(belief.what)", in: line, style)
        canvas.bar(rest.takeTop(6 * u), share: belief.probability, Palette.cook(belief.seat))
        _ = rest.takeTop(6 * u)
    }

    private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
