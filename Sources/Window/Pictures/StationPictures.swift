import Foundation
import Kitchen

/// The stations of a kitchen, each filling one cell.
enum StationPictures {
    /// Height of a counter's front, where it is seen.
    static let frontHeight = 0.16

    static func counter(front: Bool) -> Picture {
        var picture = Picture()
        picture.fill(.rect(Rect(0, 0, 1, 1)), Palette.counter)
        let top = Rect(0.03, 0.03, 0.94, front ? 0.94 - frontHeight : 0.94)
        picture.fill(.roundedRect(top, radius: 0.05), Palette.counterTop)
        if front { picture.fill(.rect(Rect(0, 1 - frontHeight, 1, frontHeight)), Palette.counterLip) }
        return picture
    }

    /// The top of a counter, on which things stand.
    private static func top(front: Bool) -> Rect { front ? Rect(0.06, 0.0, 0.88, 0.86) : Rect(0.06, 0.06, 0.88, 0.88) }

    static func dispenser(_ terrain: Terrain, front: Bool) -> Picture {
        var picture = counter(front: front)
        let area = top(front: front)
        if terrain == .dishDispenser {
            picture.place(dishes, in: area)
        } else {
            picture.place(crate(ItemPictures.piece(terrain.ingredient ?? .onion)), in: area)
        }
        return picture
    }

    private static func crate(_ content: Picture) -> Picture {
        var picture = Picture()
        picture.fill(.roundedRect(Rect(0.06, 0.14, 0.88, 0.8), radius: 0.08), Palette.outline)
        picture.fill(.roundedRect(Rect(0.1, 0.18, 0.8, 0.72), radius: 0.06), Colour(0x6B4A2B))
        picture.place(content, in: Rect(0.13, 0.16, 0.38, 0.38))
        picture.place(content, in: Rect(0.49, 0.16, 0.38, 0.38))
        picture.place(content, in: Rect(0.29, 0.3, 0.42, 0.42))
        picture.fill(.roundedRect(Rect(0.06, 0.64, 0.88, 0.3), radius: 0.06), Palette.outline)
        picture.fill(.roundedRect(Rect(0.1, 0.68, 0.8, 0.22), radius: 0.04), Colour(0xA9784A))
        picture.fill(.line([Point(0.16, 0.79), Point(0.84, 0.79)], width: 0.03), Colour(0x86592F))
        return picture
    }

    private static var dishes: Picture {
        var picture = Picture()
        for level in 0..<4 {
            let y = 0.66 - Double(level) * 0.1
            picture.fill(.ellipse(0.5, y, 0.4, 0.26), Palette.outline)
            picture.fill(.ellipse(0.5, y, 0.365, 0.225), Palette.porcelain.darker(level == 3 ? 0 : 0.1))
        }
        picture.fill(.ellipse(0.5, 0.36, 0.24, 0.135), Palette.porcelain.darker(0.12))
        picture.fill(.ellipse(0.5, 0.37, 0.22, 0.115), Palette.porcelain)
        return picture
    }

    static func serving(front: Bool) -> Picture {
        var picture = counter(front: front)
        let area = top(front: front)
        var hatch = Picture()
        hatch.fill(.roundedRect(Rect(0.0, 0.06, 1, 0.9), radius: 0.1), Palette.outline)
        hatch.fill(.roundedRect(Rect(0.05, 0.11, 0.9, 0.8), radius: 0.07), Palette.green)
        // A bell: what is delivered is rung out.
        hatch.fill(.roundedRect(Rect(0.2, 0.68, 0.6, 0.1), radius: 0.04), Palette.porcelain)
        let dome = (0...24).map { step -> Point in
            let angle = Double.pi + Double(step) / 24 * .pi
            return Point(0.5 + 0.25 * cos(angle), 0.64 + 0.29 * sin(angle))
        }
        hatch.fill(.polygon(dome), Palette.porcelain)
        hatch.fill(.circle(0.5, 0.31, 0.055), Palette.porcelain)
        hatch.fill(.line([Point(0.37, 0.57), Point(0.41, 0.47)], width: 0.035), Palette.green.lighter(0.3))
        picture.place(hatch, in: area)
        return picture
    }

    static func pot(_ ingredients: [Ingredient], lit: Bool, front: Bool) -> Picture {
        var picture = Picture()
        picture.fill(.rect(Rect(0, 0, 1, 1)), Palette.steelDark)
        picture.fill(.roundedRect(Rect(0.03, 0.03, 0.94, front ? 0.94 - frontHeight : 0.94), radius: 0.05), Palette.steel)
        if front {
            picture.fill(.rect(Rect(0, 1 - frontHeight, 1, frontHeight)), Palette.steelDark)
            for x in [0.3, 0.5, 0.7] {
                picture.fill(.circle(x, 1 - frontHeight / 2, 0.035), lit && x == 0.5 ? Palette.orange : Palette.steelLight)
            }
        }
        picture.place(vessel(ingredients, lit: lit), in: top(front: front))
        return picture
    }

    private static func vessel(_ ingredients: [Ingredient], lit: Bool) -> Picture {
        var picture = Picture()
        picture.fill(.circle(0.5, 0.5, 0.48), lit ? Palette.orange : Palette.steelDark)
        picture.fill(.roundedRect(Rect(0.0, 0.41, 1, 0.18), radius: 0.09), Palette.outline)
        picture.fill(.circle(0.5, 0.5, 0.42), Palette.outline)
        picture.fill(.circle(0.5, 0.5, 0.38), Palette.steelLight)
        picture.fill(.circle(0.5, 0.5, 0.33), Colour(0x2E343E))
        guard !ingredients.isEmpty else { return picture }
        picture.fill(.circle(0.5, 0.5, 0.31), ItemPictures.broth(ingredients))
        let size = ingredients.count > 3 ? 0.22 : 0.27
        for (place, ingredient) in zip(ItemPictures.places(ingredients.count), ingredients) {
            let middle = Point(0.5 + place.x * 0.16, 0.5 + place.y * 0.16)
            picture.place(ItemPictures.piece(ingredient), in: Rect(around: middle.x, middle.y, size: size))
        }
        return picture
    }

    /// A ring that fills while the soup cooks; full and with a tick when it is ready.
    static func progress(_ step: Int) -> Picture {
        var picture = Picture()
        picture.fill(.circle(0.5, 0.5, 0.5), Palette.outline)
        let share = Double(step) / 40
        if step >= 40 {
            picture.fill(.circle(0.5, 0.5, 0.44), Palette.green)
            picture.fill(.line([Point(0.28, 0.52), Point(0.44, 0.68), Point(0.73, 0.34)], width: 0.11), Palette.porcelain)
            return picture
        }
        picture.fill(.ring(0.5, 0.5, 0.38, width: 0.14), Palette.steelDark)
        if step > 0 { picture.fill(.arc(0.5, 0.5, 0.38, width: 0.14, share: share), Palette.yellow) }
        return picture
    }

    /// A curl of steam in one of eight phases.
    static func steam(_ phase: Int) -> Picture {
        var picture = Picture()
        let turn = Double(phase) / 8 * 2 * .pi
        for (index, x) in [0.28, 0.5, 0.72].enumerated() {
            let points = (0...10).map { step -> Point in
                let y = Double(step) / 10
                return Point(x + 0.06 * sin(y * 5 + turn + Double(index) * 2), 0.95 - y * 0.85)
            }
            picture.fill(.line(points, width: 0.06), Palette.porcelain.faded(0.5))
        }
        return picture
    }
}
