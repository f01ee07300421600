import Kitchen

/// The stations that tell which recipe is wanted.
enum RecipePictures {
    /// A board on a counter; empty where what it shows is not known.
    static func indicator(_ ingredients: [Ingredient], front: Bool) -> Picture {
        var picture = StationPictures.counter(front: front)
        picture.fill(.roundedRect(Rect(0.08, 0.06, 0.84, 0.74), radius: 0.08), Palette.outline)
        picture.fill(.roundedRect(Rect(0.12, 0.1, 0.76, 0.66), radius: 0.05), ingredients.isEmpty ? Palette.steelDark : Palette.porcelain)
        if ingredients.isEmpty {
            paintQuestion(in: Rect(0.32, 0.18, 0.36, 0.5), &picture)
        } else {
            paint(ingredients, in: Rect(0.14, 0.12, 0.72, 0.62), &picture)
        }
        return picture
    }

    /// A round button: lit it shows the recipe, dark it waits to be pressed.
    static func button(_ ingredients: [Ingredient], isLit: Bool, front: Bool) -> Picture {
        var picture = StationPictures.counter(front: front)
        if isLit { picture.fill(.circle(0.5, 0.44, 0.44), Palette.yellow) }
        picture.fill(.circle(0.5, 0.44, 0.38), Palette.outline)
        picture.fill(.circle(0.5, 0.44, 0.34), isLit ? Palette.porcelain : Palette.steelDark)
        if isLit {
            paint(ingredients, in: Rect(0.2, 0.14, 0.6, 0.6), &picture)
        } else {
            picture.fill(.circle(0.5, 0.44, 0.2), Palette.vermilion.darker(0.35))
            picture.fill(.ellipse(0.44, 0.38, 0.06, 0.04), Palette.porcelain.faded(0.4))
        }
        return picture
    }

    /// The ingredients in a ring.
    private static func paint(_ ingredients: [Ingredient], in area: Rect, _ picture: inout Picture) {
        for (place, ingredient) in zip(ItemPictures.places(ingredients.count), ingredients) {
            let middle = Point(area.midX + place.x * area.width * 0.24, area.midY + place.y * area.height * 0.24)
            picture.place(ItemPictures.piece(ingredient), in: Rect(around: middle.x, middle.y, size: area.width * 0.46))
        }
    }

    private static func paintQuestion(in area: Rect, _ picture: inout Picture) {
        func point(_ x: Double, _ y: Double) -> Point { Point(area.x + x * area.width, area.y + y * area.height) }
        let bow = [
            point(0.1, 0.26), point(0.25, 0.06), point(0.7, 0.04), point(0.9, 0.26), point(0.75, 0.46), point(0.5, 0.56), point(0.5, 0.7),
        ]
        picture.fill(.line(bow, width: 0.07), Palette.steelLight)
        let dot = point(0.5, 0.95)
        picture.fill(.circle(dot.x, dot.y, 0.045), Palette.steelLight)
    }
}
