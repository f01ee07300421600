import Kitchen

/// Pieces of panels that several screens use.
extension Canvas {
    /// A card with a heading; returns the area below the heading.
    func card(_ area: Rect, heading: String? = nil) -> Rect {
        panel(area, radius: 10 * unit, Palette.card)
        var inside = area.inset(16 * unit, 12 * unit)
        if let heading {
            let style = TextStyle(13 * unit, bold: true, Palette.inkFaint)
            text(heading.uppercased(), in: inside.takeTop(20 * unit), style)
        }
        return inside
    }

    /// A button; `isFocused` is the one that Return presses.
    func button(_ area: Rect, _ label: String, isFocused: Bool, hint: String = "") {
        let face = isFocused ? Palette.sky : Palette.cardRaised
        panel(area, radius: 8 * unit, face)
        let style = TextStyle(18 * unit, bold: true, isFocused ? Palette.outline : Palette.ink)
        text(label, in: area.inset(14 * unit, 0), style, hint.isEmpty ? .centre : .left)
        if !hint.isEmpty {
            text(hint, in: area.inset(14 * unit, 0), TextStyle(14 * unit, isFocused ? Palette.outline : Palette.inkSoft), .right)
        }
    }

    /// A bar that is full to `share`.
    func bar(_ area: Rect, share: Double, _ colour: Colour, back: Colour = Palette.cardRaised) {
        panel(area, radius: area.height / 2, back)
        let filled = area.width * max(0, min(1, share))
        if filled >= 1 { panel(Rect(area.x, area.y, max(filled, area.height), area.height), radius: area.height / 2, colour) }
    }

    /// A key's cap with its name; returns its width.
    @discardableResult
    func keyCap(_ name: String, x: Double, middleY: Double, size: Double) -> Double {
        let style = TextStyle(size, bold: true, Palette.outline)
        let width = max(size * 1.7, self.size(name, style).width + size)
        let cap = Rect(x, middleY - size * 0.85, width, size * 1.7)
        panel(cap, radius: size * 0.35, Palette.steelLight)
        let face = Rect(cap.x + 1, cap.y, cap.width - 2, cap.height - max(2, size * 0.18))
        panel(face, radius: size * 0.32, Palette.ink)
        text(name, in: face, style, .centre)
        return width
    }

    /// Keys with what they do, from left to right as far as there is room.
    func keyLine(_ keys: [(key: String, does: String)], in area: Rect, size: Double) {
        var x = area.x
        let style = TextStyle(size, Palette.inkSoft)
        for (key, does) in keys {
            let needed = self.size(key, TextStyle(size, bold: true)).width + size * 2 + self.size(does, style).width
            guard x + needed - size * 0.35 <= area.maxX else { return }
            x += keyCap(key, x: x, middleY: area.midY, size: size) + size * 0.45
            x += text(does, x, area.midY - lineHeight(style) / 2, style) + size * 1.2
        }
    }

    /// A frame of `width` within `area`.
    func frame(_ area: Rect, width: Double, _ colour: Colour) {
        for side in [
            Rect(area.x, area.y, area.width, width), Rect(area.x, area.maxY - width, area.width, width),
            Rect(area.x, area.y, width, area.height), Rect(area.maxX - width, area.y, width, area.height),
        ] { fill(side, colour) }
    }

    /// Darkens what is drawn, for a question above it.
    func dim(_ share: Double = 0.62) { fill(bounds, Palette.night.faded(share)) }

    /// A box in the middle for a question or a notice; returns its inside.
    func dialogue(width: Double, height: Double) -> Rect {
        let area = Rect(bounds.midX - width / 2, bounds.midY - height / 2, width, height)
        box(area, radius: 14 * unit, width: 2 * unit, Palette.line, Palette.card)
        return area.inset(28 * unit, 22 * unit)
    }
}
