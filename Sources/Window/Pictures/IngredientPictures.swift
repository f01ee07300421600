import Foundation
import Kitchen

/// The ingredients of OvercookedV2's kitchens beyond onion and tomato. No two have the same outline, nor the same colour.
enum IngredientPictures {
    static func picture(_ ingredient: Ingredient) -> Picture {
        switch ingredient {
        case .onion: ItemPictures.onion
        case .tomato: ItemPictures.tomato
        case .lettuce: lettuce
        case .carrot: carrot
        case .mushroom: mushroom
        case .pepper: pepper
        case .broccoli: broccoli
        case .eggplant: eggplant
        case .fish: fish
        case .garlic: garlic
        }
    }

    /// The colour that an ingredient gives a soup.
    static func colour(_ ingredient: Ingredient) -> Colour {
        switch ingredient {
        case .onion: Colour(0xE9CF86)
        case .tomato: Colour(0xE06A4A)
        case .lettuce: Colour(0xA9D65A)
        case .carrot: Colour(0xF08A2C)
        case .mushroom: Colour(0xB08C6C)
        case .pepper: Colour(0xF6DC1E)
        case .broccoli: Colour(0x2F7F4C)
        case .eggplant: Colour(0x7B4BA0)
        case .fish: Colour(0x5AA7DC)
        case .garlic: Colour(0xF4EFE4)
        }
    }

    /// An outline in ink and the shape in its colour.
    private static func body(_ shape: (Double) -> Path, _ colour: Colour, _ picture: inout Picture) {
        picture.fill(shape(0.045), Palette.outline)
        picture.fill(shape(0), colour)
    }

    /// Frills around a heart.
    private static let lettuce: Picture = {
        var picture = Picture()
        func frills(_ edge: Double) -> Path {
            (0..<9).map { place -> Path in
                let angle = 2 * Double.pi * Double(place) / 9
                return .circle(0.5 + 0.27 * cos(angle), 0.52 + 0.27 * sin(angle), 0.15 + edge)
            }.reduce(Path.circle(0.5, 0.52, 0.3 + edge), +)
        }
        body(frills, Colour(0x8CC63F), &picture)
        picture.fill(.circle(0.5, 0.52, 0.2), Colour(0xC5E48B))
        for angle in [-2.2, -1.2, -0.2, 0.9, 2.0] {
            picture.fill(.line([Point(0.5, 0.52), Point(0.5 + 0.3 * cos(angle), 0.52 + 0.3 * sin(angle))], width: 0.04), Colour(0xE4F3C4))
        }
        return picture
    }()

    /// A long root that points down, under a tuft.
    private static let carrot: Picture = {
        var picture = Picture()
        for x in [0.36, 0.5, 0.64] { picture.fill(.line([Point(0.5, 0.34), Point(x, 0.06)], width: 0.1), Palette.leaf) }
        body(
            { edge in
                .roundedPolygon([Point(0.24 - edge, 0.3 - edge), Point(0.76 + edge, 0.3 - edge), Point(0.5, 0.98 + edge)], radius: 0.1)
            }, Colour(0xEE7A22), &picture)
        for (x, y) in [(0.4, 0.46), (0.56, 0.58), (0.46, 0.7)] {
            picture.fill(.line([Point(x - 0.06, y), Point(x + 0.06, y)], width: 0.04), Colour(0xB9560F))
        }
        return picture
    }()

    /// A cap on a stalk.
    private static let mushroom: Picture = {
        var picture = Picture()
        body({ edge in .roundedRect(Rect(0.36, 0.48, 0.28, 0.44).inset(-edge), radius: 0.12) }, Palette.porcelain.darker(0.06), &picture)
        body(
            { edge in
                let dome = (0...24).map { step -> Point in
                    let angle = Double.pi + Double(step) / 24 * .pi
                    return Point(0.5 + (0.43 + edge) * cos(angle), 0.56 + edge + (0.44 + 2 * edge) * sin(angle))
                }
                return .polygon(dome)
            }, Colour(0x9A7354), &picture)
        for (x, y, r) in [(0.36, 0.4, 0.055), (0.56, 0.28, 0.065), (0.68, 0.46, 0.05)] {
            picture.fill(.circle(x, y, r), Colour(0xE5D2BE))
        }
        return picture
    }()

    /// Three lobes side by side.
    private static let pepper: Picture = {
        var picture = Picture()
        picture.fill(.line([Point(0.5, 0.3), Point(0.58, 0.06)], width: 0.1), Palette.leaf)
        body(
            { edge in
                Path.ellipse(0.3, 0.58, 0.2 + edge, 0.36 + edge) + .ellipse(0.7, 0.58, 0.2 + edge, 0.36 + edge)
                    + .ellipse(0.5, 0.6, 0.22 + edge, 0.36 + edge)
            }, Colour(0xF5D400), &picture)
        for x in [0.38, 0.62] { picture.fill(.line([Point(x, 0.34), Point(x, 0.84)], width: 0.035), Colour(0xC29F00)) }
        return picture
    }()

    /// Heads of green on a forked stem.
    private static let broccoli: Picture = {
        var picture = Picture()
        body({ edge in .line([Point(0.5, 0.46), Point(0.5, 0.9)], width: 0.22 + 2 * edge) }, Colour(0x9CC27C), &picture)
        body(
            { edge in
                Path.circle(0.26, 0.44, 0.19 + edge) + .circle(0.74, 0.44, 0.19 + edge) + .circle(0.5, 0.28, 0.23 + edge)
                    + .circle(0.5, 0.5, 0.18 + edge)
            }, Colour(0x1E6B3C), &picture)
        for (x, y) in [(0.3, 0.4), (0.44, 0.22), (0.58, 0.34), (0.72, 0.42), (0.5, 0.5)] {
            picture.fill(.circle(x, y, 0.035), Colour(0x4E9A63))
        }
        return picture
    }()

    /// A drop on its side, with a cap.
    private static let eggplant: Picture = {
        var picture = Picture()
        body(
            { edge in Path.circle(0.36, 0.66, 0.26 + edge) + .line([Point(0.38, 0.64), Point(0.7, 0.3)], width: 0.3 + 2 * edge) },
            Colour(0x5B2A86), &picture)
        picture.fill(.ellipse(0.28, 0.6, 0.05, 0.1), Palette.porcelain.faded(0.45))
        picture.fill(.circle(0.72, 0.27, 0.15), Palette.leaf)
        picture.fill(.line([Point(0.74, 0.24), Point(0.88, 0.1)], width: 0.08), Palette.leaf)
        return picture
    }()

    /// A fish that looks to the left.
    private static let fish: Picture = {
        var picture = Picture()
        body(
            { edge in
                Path.ellipse(0.42, 0.52, 0.36 + edge, 0.24 + edge)
                    + .polygon([Point(0.64 - edge, 0.52), Point(0.96 + edge, 0.26 - edge), Point(0.96 + edge, 0.78 + edge)])
            }, Colour(0x3E8FD0), &picture)
        picture.fill(.circle(0.24, 0.46, 0.06), Palette.porcelain)
        picture.fill(.circle(0.23, 0.46, 0.03), Palette.outline)
        picture.fill(.line([Point(0.38, 0.36), Point(0.42, 0.52), Point(0.38, 0.68)], width: 0.04), Colour(0x1F5F96))
        return picture
    }()

    /// A white bulb of cloves.
    private static let garlic: Picture = {
        var picture = Picture()
        body(
            { edge in
                Path.ellipse(0.34, 0.66, 0.2 + edge, 0.24 + edge) + .ellipse(0.66, 0.66, 0.2 + edge, 0.24 + edge)
                    + .ellipse(0.5, 0.64, 0.18 + edge, 0.28 + edge) + .line([Point(0.5, 0.5), Point(0.5, 0.12)], width: 0.14 + 2 * edge)
            }, Colour(0xF6F1E7), &picture)
        for x in [0.4, 0.6] { picture.fill(.line([Point(0.5, 0.36), Point(x, 0.82)], width: 0.03), Colour(0xC9A7C0)) }
        return picture
    }()
}
