/// A drawing in the unit square: shapes filled one over the other. It has no resolution; `Rasteriser` gives it
/// one when the size on the screen is known, so it is crisp at any.
struct Picture: Sendable {
    struct Fill: Sendable {
        let path: Path
        let colour: Colour
    }

    private(set) var fills: [Fill] = []

    init() {}

    /// Paints over what is there.
    mutating func fill(_ path: Path, _ colour: Colour) { fills.append(Fill(path: path, colour: colour)) }

    /// Puts `other` into the part `area` of this picture.
    mutating func place(_ other: Picture, in area: Rect) {
        for fill in other.fills {
            let path = fill.path.map { Point(area.x + $0.x * area.width, area.y + $0.y * area.height) }
            fills.append(Fill(path: path, colour: fill.colour))
        }
    }

    func placed(in area: Rect) -> Picture {
        var picture = Picture()
        picture.place(self, in: area)
        return picture
    }
}
