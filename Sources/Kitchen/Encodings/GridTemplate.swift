/// Views of a kitchen's stations, from which every view is copied as one block.
///
/// For each column in which a player can stand there is a strip: the columns that it sees from there, all rows, and as many rows of
/// zeros above and below as a view reaches out. A view is then a stretch of its strip, so that one copy of known length makes it,
/// and all strips together are small.
struct GridTemplate: Sendable {
    /// Of a view.
    let rows: Int
    let columns: Int
    /// How many cells a view reaches in each direction; 0 for the whole kitchen, of which there is one strip.
    let radius: Int
    /// Elements of a row of cells.
    private let rowElements: Int
    private let stripElements: Int
    private let strips: [UInt8]

    /// The most elements of all strips together.
    private static let most = 1 << 26

    /// - Throws: `ObservationError` for views that are too large.
    init(_ layout: Layout, viewSize: Int?, channels: GridChannels) throws(ObservationError) {
        if let viewSize, viewSize < 1 || viewSize > Layout.maxCells {
            throw ObservationError(
                description: "a view of \(viewSize) cells in each direction; give 1 to \(Layout.maxCells), or none for all")
        }
        let radius = viewSize ?? 0
        self.radius = radius
        rows = viewSize.map { 2 * $0 + 1 } ?? layout.height
        columns = viewSize.map { 2 * $0 + 1 } ?? layout.width
        rowElements = columns * channels.count
        stripElements = (layout.height + 2 * radius) * rowElements
        let count = viewSize == nil ? 1 : layout.width
        guard stripElements * count <= GridTemplate.most else {
            throw ObservationError(
                description: "views of \(rows) x \(columns) cells of '\(layout.name)' are too large; the whole kitchen has "
                    + "\(layout.height) x \(layout.width)")
        }
        var strips = [UInt8](repeating: 0, count: stripElements * count)
        for strip in 0..<count {
            for y in 0..<layout.height {
                for column in 0..<columns {
                    let x = strip - radius + column
                    guard (0..<layout.width).contains(x), let channel = channels.channel(of: layout[Cell(x, y)]) else { continue }
                    strips[strip * stripElements + (y + radius) * rowElements + column * channels.count + channel] = 1
                }
            }
        }
        self.strips = strips
    }

    /// Copies the view whose upper left corner is that cell, which may be outside the kitchen.
    @inline(__always)
    func copy<Element: EncodingElement>(left: Int, top: Int, to view: UnsafeMutablePointer<Element>) {
        let start = (left &+ radius) &* stripElements &+ (top &+ radius) &* rowElements
        strips.withUnsafeBufferPointer { Element.copy($0.baseAddress.unsafelyUnwrapped + start, to: view, count: rows &* rowElements) }
    }
}

/// What an item looks like: of up to three ingredients, how many there are of each, and whether it is an empty plate.
enum ItemLooks {
    /// Set for an empty plate.
    static let plate: UInt32 = 1 << 31
    /// Three entries of eight bits: which ingredient, and from `countShift` how many of it; zero for no more.
    static let ingredients: UInt32 = 0xFF_FFFF
    static let entryBits: UInt32 = 8
    static let countShift: UInt32 = 4
    static let field: UInt32 = 0xF
    /// How many entries there are of things that are no soups.
    private static let loose = 16

    /// Where the looks of a packed item of OvercookedV2 are.
    @inline(__always)
    static func index(_ item: UInt16) -> Int {
        item & Item.unorderedBit != 0 ? index(ofUnordered: Int(item &>> Item.tickShift)) : Int(item)
    }

    /// Where the looks of a soup or recipe are, by its index in `Recipe.unordered`.
    @inline(__always)
    static func index(ofUnordered index: Int) -> Int { loose &+ index }

    /// Those of every item.
    /// - Parameter count: how many ingredients are shown; others are cut off.
    static func all(ingredients count: Int) -> [UInt32] {
        let things = (0..<loose).map { bits -> UInt32 in
            if bits == Int(Item.dish.bits) { return plate }
            return Item(bits: UInt16(bits)).ingredient.map { looks(Recipe([$0]), count) } ?? 0
        }
        return things + Recipe.unordered.map { looks($0, count) }
    }

    private static func looks(_ recipe: Recipe, _ count: Int) -> UInt32 {
        Ingredient.allCases.prefix(count).filter { recipe[$0] > 0 }.reversed().reduce(0) { looks, ingredient in
            looks << entryBits | UInt32(recipe[ingredient]) << countShift | UInt32(ingredient.rawValue)
        }
    }
}
