import Foundation
import Kitchen

/// The outlines that distinguish cooks without colour.
enum CookShape: Int, CaseIterable {
    case round, square, triangle, hexagon

    init(seat: Int) { self = CookShape.allCases[seat % CookShape.allCases.count] }

    /// The outline around the middle (`x`, `y`).
    func outline(_ x: Double, _ y: Double, _ r: Double) -> Path {
        switch self {
        case .round: .circle(x, y, r)
        case .square: .roundedRect(Rect(x - r * 0.94, y - r * 0.94, r * 1.88, r * 1.88), radius: r * 0.4)
        case .triangle: .roundedPolygon(Path.regular(3, x, y + r * 0.18, r * 1.38, angle: -.pi / 2), radius: r * 0.55)
        case .hexagon: .roundedPolygon(Path.regular(6, x, y, r * 1.1, angle: 0), radius: r * 0.25)
        }
    }
}

/// Cooks from above and a little from the front: body, hands, face and hat.
enum CookPicture {
    static func make(seat: Int, facing: Direction) -> Picture {
        let shape = CookShape(seat: seat)
        let colour = Palette.cook(seat)
        let look = Point(Double(facing.dx), Double(facing.dy))
        var picture = Picture()
        picture.fill(.ellipse(0.5, 0.87, 0.31, 0.085), Palette.outline.faded(0.22))
        let hands = hands(facing)
        if facing == .north { paintHands(hands, &picture) }
        picture.fill(shape.outline(0.5, 0.58, 0.315), Palette.outline)
        picture.fill(shape.outline(0.5, 0.58, 0.28), colour)
        paintApron(shape, look, facing, &picture)
        paintFace(look, facing, &picture)
        if facing != .north { paintHands(hands, &picture) }
        paintHat(shape, look, &picture)
        return picture
    }

    static func badge(seat: Int) -> Picture {
        let shape = CookShape(seat: seat)
        var picture = Picture()
        picture.fill(shape.outline(0.5, 0.5, 0.42), Palette.outline)
        picture.fill(shape.outline(0.5, 0.5, 0.36), Palette.cook(seat))
        return picture
    }

    private static func hands(_ facing: Direction) -> [Point] {
        switch facing {
        case .south: [Point(0.3, 0.74), Point(0.7, 0.74)]
        case .north: [Point(0.27, 0.46), Point(0.73, 0.46)]
        case .east: [Point(0.74, 0.62), Point(0.7, 0.76)]
        case .west: [Point(0.26, 0.62), Point(0.3, 0.76)]
        }
    }

    private static func paintHands(_ hands: [Point], _ picture: inout Picture) {
        for hand in hands {
            picture.fill(.circle(hand.x, hand.y, 0.085), Palette.outline)
            picture.fill(.circle(hand.x, hand.y, 0.06), Palette.skin)
        }
    }

    /// A white apron on the side that is seen, with its strings behind.
    private static func paintApron(_ shape: CookShape, _ look: Point, _ facing: Direction, _ picture: inout Picture) {
        if facing == .north {
            picture.fill(.line([Point(0.36, 0.74), Point(0.64, 0.74)], width: 0.04), Palette.porcelain)
            picture.fill(.line([Point(0.5, 0.74), Point(0.44, 0.81)], width: 0.04), Palette.porcelain)
            picture.fill(.line([Point(0.5, 0.74), Point(0.56, 0.81)], width: 0.04), Palette.porcelain)
            return
        }
        let shift = look.x * 0.1
        let width = facing == .south ? 0.3 : 0.2
        picture.fill(
            .roundedRect(Rect(0.5 + shift - width / 2, 0.68, width, 0.16), radius: 0.05), Palette.porcelain.faded(0.95))
    }

    private static func paintFace(_ look: Point, _ facing: Direction, _ picture: inout Picture) {
        guard facing != .north else { return }
        let middle = Point(0.5 + look.x * 0.13, 0.52)
        let gap = facing == .south ? 0.095 : 0.06
        for side in [-1.0, 1.0] {
            let x = middle.x + side * gap + look.x * 0.02
            picture.fill(.ellipse(x, middle.y, 0.048, 0.058), Palette.porcelain)
            picture.fill(.circle(x + look.x * 0.016, middle.y + look.y * 0.014, 0.03), Palette.outline)
        }
    }

    /// Hats differ as the bodies do.
    private static func paintHat(_ shape: CookShape, _ look: Point, _ picture: inout Picture) {
        let x = 0.5 + look.x * 0.03
        picture.fill(hat(shape, x, edge: 0.035), Palette.outline)
        picture.fill(hat(shape, x, edge: 0), Palette.porcelain)
        picture.fill(.roundedRect(Rect(x - 0.165, 0.325, 0.33, 0.07), radius: 0.03), Palette.porcelain.darker(0.14))
    }

    /// A hat's outline around `x`, larger by `edge` on every side.
    private static func hat(_ shape: CookShape, _ x: Double, edge: Double) -> Path {
        func box(_ area: Rect, _ radius: Double) -> Path { .roundedRect(area.inset(-edge), radius: radius + edge) }
        let band = box(Rect(x - 0.165, 0.22, 0.33, 0.175), 0.03)
        switch shape {
        case .round:
            return band + .circle(x - 0.13, 0.22, 0.1 + edge) + .circle(x + 0.13, 0.22, 0.1 + edge) + .circle(x, 0.16, 0.12 + edge)
        case .square: return band + box(Rect(x - 0.2, 0.12, 0.4, 0.15), 0.05)
        case .triangle:
            let corners = [Point(x, 0.02 - edge * 1.6), Point(x + 0.2 + edge * 1.2, 0.3 + edge), Point(x - 0.2 - edge * 1.2, 0.3 + edge)]
            return band + .roundedPolygon(corners, radius: 0.08)
        case .hexagon: return band + .ellipse(x, 0.23, 0.22 + edge, 0.11 + edge)
        }
    }
}
