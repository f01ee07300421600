/// Anything that can be held or lie on a cell, packed into 16 bits.
///
/// Of what both rule families have, the low seven bits are all there is: nothing, an onion, a tomato, a dish, another ingredient.
/// An *ordered* soup, Overcooked-AI's, is bit 6 and a leading one followed by one bit an ingredient in potting order (0 onion,
/// 1 tomato); the high nine bits are its cook ticks plus one, 0 being idle. An *unordered* soup, OvercookedV2's, is bit 5 without
/// bit 6; the low five bits are its cook ticks plus one, the high nine bits the index of its ingredients among
/// `Recipe.unordered`, whose order in the pot that family forgets.
public struct Item: Hashable, Sendable {
    /// The packed form.
    public let bits: UInt16

    /// Wraps a packed form. Not every bit pattern is an item; use the named ones to make items.
    @inlinable @inline(__always)
    public init(bits: UInt16) { self.bits = bits }

    @inlinable @inline(__always) public static var none: Item { Item(bits: 0) }
    @inlinable @inline(__always) public static var onion: Item { Item(bits: 1) }
    @inlinable @inline(__always) public static var tomato: Item { Item(bits: 2) }
    @inlinable @inline(__always) public static var dish: Item { Item(bits: 3) }

    /// Most ingredients that an ordered soup can hold in this form.
    public static let maxIngredients = 5
    /// Most cook ticks that an ordered soup can have in this form.
    public static let maxTicks = 510
    /// How many contents there are: the size of tables indexed by `content`.
    package static let contents = orderedContents + Recipe.unordered.count
    /// How many contents there are without the unordered soups, which come after all others.
    static let orderedContents = 128
    @usableFromInline static let contentMask: UInt16 = 0x7F
    @usableFromInline static let soupBit: UInt16 = 0x40
    /// The part of a soup's content that is its ingredients: a leading one, then a bit for each.
    static let sequenceMask: UInt16 = 0x3F
    /// The ingredients of a soup before the first.
    static let emptySequence: UInt16 = 1
    /// The cook ticks plus one begin at this bit, and so does the index of an unordered soup.
    @usableFromInline static let tickShift: UInt16 = 7
    /// What one cook tick adds to the packed form of an ordered soup.
    @usableFromInline static let oneTick: UInt16 = 1 << tickShift
    /// Set in an unordered soup, in which `soupBit` is not.
    @usableFromInline static let unorderedBit: UInt16 = 0x20
    /// The cook ticks plus one of an unordered soup.
    @usableFromInline static let unorderedTickMask: UInt16 = 0x1F

    /// The loose item of `ingredient`.
    public init(_ ingredient: Ingredient) {
        bits = Item.looseBits(ofIngredient: Int(ingredient.rawValue))
    }

    /// A soup with `ingredients` in potting order and `tick` cook ticks, -1 being idle.
    /// Nil when there are no ingredients, more than `maxIngredients`, or the tick is outside -1...`maxTicks`.
    public init?(soup ingredients: [Ingredient], tick: Int) {
        guard (1...Item.maxIngredients).contains(ingredients.count),
            (-1...Item.maxTicks).contains(tick)
        else { return nil }
        let sequence = ingredients.reduce(Item.emptySequence) { $0 << 1 | UInt16($1.rawValue) }
        bits = UInt16(tick + 1) << Item.tickShift | Item.soupBit | sequence
    }

    /// An unordered soup with the ingredients of `recipe` and `tick` cook ticks, -1 being idle.
    /// Nil when there are no ingredients, more than `Recipe.mostUnordered`, or the tick is outside -1...`RuleTables.cookTimeV2`.
    public init?(unordered recipe: Recipe, tick: Int) {
        guard let index = recipe.unorderedIndex, index > 0, (-1...Int(RuleTables.cookTimeV2)).contains(tick) else { return nil }
        bits = UInt16(index) << Item.tickShift | Item.unorderedBit | UInt16(tick + 1)
    }

    /// What it is and, of a soup, its ingredients, in potting order if it is ordered; below `contents`.
    @inlinable @inline(__always)
    public var content: Int { isUnordered ? 128 &+ unorderedIndex : Int(bits & Item.contentMask) }

    @inlinable public var isNone: Bool { bits == 0 }
    @inlinable @inline(__always) public var isSoup: Bool { bits & (Item.soupBit | Item.unorderedBit) != 0 }

    /// Whether it is a soup of OvercookedV2, which does not remember the order of its ingredients.
    @inlinable @inline(__always)
    public var isUnordered: Bool { bits & (Item.soupBit | Item.unorderedBit) == Item.unorderedBit }

    /// The index of an unordered soup's ingredients in `Recipe.unordered`.
    @inlinable @inline(__always)
    public var unorderedIndex: Int { Int(bits &>> Item.tickShift) }

    /// Whether it is a soup that cooks or is ready.
    @inlinable @inline(__always)
    public var isStarted: Bool { isUnordered ? bits & Item.unorderedTickMask != 0 : bits >= Item.oneTick }

    /// The ingredient that this item loosely is, or nil.
    public var ingredient: Ingredient? {
        guard !isSoup, bits != 0, self != .dish else { return nil }
        return Ingredient(rawValue: UInt8(truncatingIfNeeded: Item.ingredientIndex(ofLooseBits: bits)))
    }

    /// A soup's cook ticks, -1 being idle (and the value for everything else).
    @inlinable
    public var tick: Int { Int(isUnordered ? bits & Item.unorderedTickMask : bits &>> Item.tickShift) - 1 }

    /// How many ingredients a soup has; 0 for everything else.
    @inline(__always)
    package var size: Int {
        guard isSoup else { return 0 }
        return isUnordered ? Recipe.unordered[unorderedIndex].size : UInt16.bitWidth - 1 - (bits & Item.sequenceMask).leadingZeroBitCount
    }

    /// A soup's ingredients, in potting order if it is ordered; empty for everything else.
    public var ingredients: [Ingredient] {
        guard isSoup else { return [] }
        guard !isUnordered else { return Recipe.unordered[unorderedIndex].ingredients }
        let sequence = bits & Item.sequenceMask
        return (0..<size).reversed().map { sequence >> UInt16($0) & 1 == 0 ? .onion : .tomato }
    }

    /// The item with a soup's onions before its tomatoes: equal for items that no rule distinguishes.
    package var sorted: Item {
        guard isSoup, !isUnordered else { return self }
        let sequence = bits & Item.sequenceMask
        let leading = Item.emptySequence << UInt16(UInt16.bitWidth - 1 - sequence.leadingZeroBitCount)
        let tomatoes = UInt16(sequence.nonzeroBitCount - 1)
        return Item(bits: bits & ~Item.sequenceMask | leading | (1 << tomatoes - 1))
    }

    /// A soup's recipe, or nil for everything else.
    public var recipe: Recipe? {
        guard isSoup else { return nil }
        return isUnordered ? Recipe.unordered[unorderedIndex] : Recipe(ingredients)
    }
}
