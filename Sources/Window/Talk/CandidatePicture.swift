import Referential

extension Canvas {
    /// A candidate of a referential game: a colour as a field of it, a figure as a drawing, anything else in words on a card with its colour.
    func candidate(_ candidate: Candidate, of game: any ReferentialGame, in area: Rect) {
        let paint = game.colour(of: candidate).map { colour -> Colour in
            let (red, green, blue) = colour.rgb
            return Colour([red, green, blue].reduce(UInt32(0)) { $0 << 8 | UInt32((max(0, min(1, $1)) * 255).rounded()) })
        }
        if let figure = game.figure(of: candidate) {
            panel(area, radius: 16 * unit, Palette.porcelain)
            return draw(.figure(figure), in: area.inset(6 * unit))
        }
        if case .colour = candidate, let paint { return panel(area, radius: 16 * unit, paint) }
        panel(area, radius: 16 * unit, Palette.card)
        var inside = area.inset(18 * unit, 16 * unit)
        if let paint { panel(inside.takeTop(area.height * 0.3), radius: 8 * unit, paint) }
        _ = inside.takeTop(14 * unit)
        paragraph(game.describe(candidate), in: inside, TextStyle(20 * unit, bold: true))
    }
}
