import Kitchen
import Referential

/// Everything that is drawn from shapes, by name: the key under which its pixels are kept.
enum Sprite: Hashable, Sendable {
    case cook(seat: Int, facing: Direction)
    /// A cook's shape and colour alone, for the side panel.
    case badge(seat: Int)
    case ingredient(Ingredient)
    case dish
    /// A soup on a plate.
    case soup([Ingredient])
    /// A counter; where the floor begins below it, its front is seen.
    case counter(front: Bool)
    case dispenser(Terrain, front: Bool)
    case serving(front: Bool)
    /// A pot on its stove.
    case pot([Ingredient], lit: Bool, front: Bool)
    /// What shows the wanted recipe; without ingredients it is not known which.
    case indicator([Ingredient], front: Bool)
    /// What shows it for some ticks, once pressed.
    case button([Ingredient], lit: Bool, front: Bool)
    /// How far a soup has cooked, in 40ths; 40 is ready.
    case progress(Int)
    case arrow(Direction, Colour)
    case disc(Colour)
    case ring(Colour)
    /// A quarter of a disc, the rounded corner of a panel: `quarter` 0 is top left, clockwise.
    case corner(quarter: Int, Colour)
    case triangleLeft(Colour)
    case triangleRight(Colour)
    case pause(Colour)
    case interact(Colour)
    /// A pointing hand: something waits to be touched.
    case hand
    case check(Colour)
    case steam(Int)
    /// A drawing that a referential game is about.
    case figure(Figure)

    var picture: Picture {
        switch self {
        case .cook(let seat, let facing): CookPicture.make(seat: seat, facing: facing)
        case .badge(let seat): CookPicture.badge(seat: seat)
        case .ingredient(let ingredient): ItemPictures.piece(ingredient)
        case .dish: ItemPictures.dish
        case .soup(let ingredients): ItemPictures.soup(ingredients)
        case .counter(let front): StationPictures.counter(front: front)
        case .dispenser(let terrain, let front): StationPictures.dispenser(terrain, front: front)
        case .serving(let front): StationPictures.serving(front: front)
        case .pot(let ingredients, let lit, let front): StationPictures.pot(ingredients, lit: lit, front: front)
        case .indicator(let ingredients, let front): RecipePictures.indicator(ingredients, front: front)
        case .button(let ingredients, let lit, let front): RecipePictures.button(ingredients, isLit: lit, front: front)
        case .progress(let step): StationPictures.progress(step)
        case .steam(let phase): StationPictures.steam(phase)
        case .arrow(let direction, let colour): SignPictures.arrow(direction, colour)
        case .disc(let colour): SignPictures.one(.circle(0.5, 0.5, 0.5), colour)
        case .ring(let colour): SignPictures.one(.ring(0.5, 0.5, 0.44, width: 0.1), colour)
        case .corner(let quarter, let colour): SignPictures.corner(quarter, colour)
        case .triangleLeft(let colour): SignPictures.triangle(pointingRight: false, colour)
        case .triangleRight(let colour): SignPictures.triangle(pointingRight: true, colour)
        case .pause(let colour): SignPictures.pause(colour)
        case .interact(let colour): SignPictures.interact(colour)
        case .hand: SignPictures.hand
        case .check(let colour): SignPictures.check(colour)
        case .figure(let figure): SignPictures.figure(figure)
        }
    }

    /// What an item looks like, nil for none.
    static func item(_ item: Item) -> Sprite? {
        if item.isSoup { return .soup(item.ingredients) }
        if item.isNone { return nil }
        return item.ingredient.map(Sprite.ingredient) ?? .dish
    }
}

/// Small signs of the panels.
enum SignPictures {
    static func one(_ path: Path, _ colour: Colour) -> Picture {
        var picture = Picture()
        picture.fill(path, colour)
        return picture
    }

    static func corner(_ quarter: Int, _ colour: Colour) -> Picture {
        let centres = [(1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0)]
        return one(.circle(centres[quarter].0, centres[quarter].1, 1), colour)
    }

    static func arrow(_ direction: Direction, _ colour: Colour) -> Picture {
        let up = [
            Point(0.5, 0.12), Point(0.86, 0.5), Point(0.62, 0.5), Point(0.62, 0.88), Point(0.38, 0.88), Point(0.38, 0.5),
            Point(0.14, 0.5),
        ]
        let turned = up.map { point in
            switch direction {
            case .north: point
            case .south: Point(1 - point.x, 1 - point.y)
            case .east: Point(1 - point.y, point.x)
            case .west: Point(point.y, 1 - point.x)
            }
        }
        return one(.roundedPolygon(turned, radius: 0.05), colour)
    }

    static func triangle(pointingRight: Bool, _ colour: Colour) -> Picture {
        let right = [Point(0.25, 0.12), Point(0.85, 0.5), Point(0.25, 0.88)]
        return one(.roundedPolygon(pointingRight ? right : right.map { Point(1 - $0.x, $0.y) }, radius: 0.1), colour)
    }

    static func pause(_ colour: Colour) -> Picture {
        var picture = Picture()
        picture.fill(.roundedRect(Rect(0.2, 0.14, 0.2, 0.72), radius: 0.06), colour)
        picture.fill(.roundedRect(Rect(0.6, 0.14, 0.2, 0.72), radius: 0.06), colour)
        return picture
    }

    /// A hand's touch: a dot within a ring.
    static func interact(_ colour: Colour) -> Picture {
        var picture = Picture()
        picture.fill(.ring(0.5, 0.5, 0.34, width: 0.1), colour)
        picture.fill(.circle(0.5, 0.5, 0.16), colour)
        return picture
    }

    /// A hand that points up and to the left.
    static let hand: Picture = {
        func shapes(_ edge: Double) -> [Path] {
            [
                .line([Point(0.2, 0.14), Point(0.46, 0.5)], width: 0.15 + edge),
                .line([Point(0.44, 0.36), Point(0.58, 0.56)], width: 0.13 + edge),
                .line([Point(0.58, 0.34), Point(0.68, 0.54)], width: 0.13 + edge),
                .line([Point(0.26, 0.6), Point(0.46, 0.68)], width: 0.13 + edge),
                .roundedRect(Rect(0.38 - edge / 2, 0.46 - edge / 2, 0.42 + edge, 0.4 + edge), radius: 0.14),
            ]
        }
        var picture = Picture()
        for path in shapes(0.09) { picture.fill(path, Palette.outline) }
        for path in shapes(0) { picture.fill(path, Palette.porcelain) }
        return picture
    }()

    static func figure(_ figure: Figure) -> Picture {
        var picture = Picture()
        for piece in figure.pieces { picture.fill(.polygon(piece.map { Point($0.x, $0.y) }), Palette.outline) }
        return picture
    }

    static func check(_ colour: Colour) -> Picture {
        one(.line([Point(0.2, 0.55), Point(0.42, 0.76), Point(0.82, 0.26)], width: 0.16), colour)
    }
}
