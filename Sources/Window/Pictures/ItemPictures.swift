import Foundation
import Kitchen

/// What cooks carry. Onions are pointed and striped, tomatoes round with a star of leaves: they differ by shape.
enum ItemPictures {
    static let onion: Picture = {
        var picture = Picture()
        let bulb: [Point] = [
            Point(0.5, 0.08), Point(0.58, 0.26), Point(0.82, 0.42), Point(0.88, 0.66), Point(0.7, 0.88), Point(0.5, 0.92),
            Point(0.3, 0.88), Point(0.12, 0.66), Point(0.18, 0.42), Point(0.42, 0.26),
        ]
        picture.fill(.roundedPolygon(bulb.map { Point(0.5, 0.52) + ($0 - Point(0.5, 0.52)) * 1.1 }, radius: 0.13), Palette.outline)
        picture.fill(.roundedPolygon(bulb, radius: 0.13), Palette.onionSkin)
        for side in [-1.0, 1.0] {
            picture.fill(
                .line(
                    [Point(0.5, 0.2), Point(0.5 + side * 0.16, 0.44), Point(0.5 + side * 0.19, 0.64), Point(0.5 + side * 0.1, 0.84)],
                    width: 0.045),
                Palette.onionLine)
        }
        picture.fill(.line([Point(0.5, 0.18), Point(0.5, 0.86)], width: 0.045), Palette.onionLine)
        picture.fill(.ellipse(0.31, 0.55, 0.05, 0.1), Palette.porcelain.faded(0.6))
        return picture
    }()

    static let tomato: Picture = {
        var picture = Picture()
        picture.fill(.ellipse(0.5, 0.56, 0.43, 0.39), Palette.outline)
        picture.fill(.ellipse(0.5, 0.56, 0.38, 0.34), Palette.tomatoSkin)
        picture.fill(.ellipse(0.36, 0.47, 0.09, 0.06), Palette.porcelain.faded(0.7))
        let leaves = (0..<10).map { index -> Point in
            let angle = -Double.pi / 2 + Double(index) * .pi / 5
            let r = index % 2 == 0 ? 0.24 : 0.08
            return Point(0.5 + r * cos(angle), 0.27 + r * 0.72 * sin(angle))
        }
        picture.fill(.polygon(leaves), Palette.leaf)
        picture.fill(.line([Point(0.5, 0.26), Point(0.54, 0.1)], width: 0.06), Palette.leaf)
        return picture
    }()

    static let dish: Picture = {
        var picture = Picture()
        picture.fill(.circle(0.5, 0.52, 0.45), Palette.outline)
        picture.fill(.circle(0.5, 0.52, 0.41), Palette.porcelain)
        picture.fill(.ring(0.5, 0.52, 0.27, width: 0.035), Palette.steelLight)
        return picture
    }()

    static func soup(_ ingredients: [Ingredient]) -> Picture {
        var picture = dish
        picture.fill(.circle(0.5, 0.52, 0.32), broth(ingredients).darker(0.35))
        picture.fill(.circle(0.5, 0.52, 0.285), broth(ingredients))
        for (place, ingredient) in zip(places(ingredients.count), ingredients) {
            let size = ingredients.count > 3 ? 0.2 : 0.25
            picture.place(piece(ingredient), in: Rect(around: 0.5 + place.x * 0.15, 0.52 + place.y * 0.15, size: size))
        }
        return picture
    }

    /// The colour of a soup: between those of its ingredients, by their shares.
    static func broth(_ ingredients: [Ingredient]) -> Colour {
        guard ingredients.allSatisfy(Ingredient.classic.contains) else {
            return ingredients.dropFirst().enumerated().reduce(IngredientPictures.colour(ingredients[0])) { mixture, next in
                mixture.mixed(IngredientPictures.colour(next.element), 1 / Double(next.offset + 2))
            }
        }
        let tomatoes = Double(ingredients.count { $0 == .tomato }) / Double(max(1, ingredients.count))
        return Colour(0xE9CF86).mixed(Colour(0xE06A4A), tomatoes)
    }

    static func piece(_ ingredient: Ingredient) -> Picture { IngredientPictures.picture(ingredient) }

    /// Where `count` pieces float, in a circle of radius one.
    static func places(_ count: Int) -> [Point] {
        if count == 1 { return [Point(0, 0)] }
        return (0..<count).map {
            let angle = -Double.pi / 2 + 2 * .pi * Double($0) / Double(count)
            return Point(cos(angle), sin(angle))
        }
    }
}
