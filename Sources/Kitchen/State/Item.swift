/// An ingredient that can be potted (rules §2).
public enum Ingredient: UInt8, Sendable, Hashable, CaseIterable {
    case onion, tomato

    public var name: String { self == .onion ? "onion" : "tomato" }
}

/// Anything that can be held or lie on a cell, packed into 16 bits.
///
/// The low seven bits are the *content*: nothing, an onion, a tomato, a dish, or a soup with its
/// ingredients in potting order. A soup's content is bit 6 and a leading one followed by one bit an
/// ingredient (0 onion, 1 tomato). The high nine bits are the soup's cook ticks plus one, 0 being idle.
public struct Item: Hashable, Sendable {
    /// The packed form.
    public let bits: UInt16

    /// Wraps a packed form. Not every bit pattern is an item; use the named ones to make items.
    @inlinable @inline(__always)
    public init(bits: UInt16) { self.bits = bits }

    public static let none = Item(bits: 0)
    public static let onion = Item(bits: 1)
    public static let tomato = Item(bits: 2)
    public static let dish = Item(bits: 3)

    /// Most ingredients that a soup can hold in this form.
    public static let maxIngredients = 5
    /// Most cook ticks that a soup can have in this form.
    public static let maxTicks = 510
    /// How many contents there are: the size of tables indexed by `content`.
    package static let contents = 128
    @usableFromInline static let contentMask: UInt16 = 0x7F
    @usableFromInline static let soupBit: UInt16 = 0x40
    /// The part of a soup's content that is its ingredients: a leading one, then a bit for each.
    static let sequenceMask: UInt16 = 0x3F
    /// The ingredients of a soup before the first.
    static let emptySequence: UInt16 = 1
    /// The cook ticks plus one begin at this bit.
    static let tickShift: UInt16 = 7
    /// What one cook tick adds to the packed form.
    @usableFromInline static let oneTick: UInt16 = 1 << tickShift

    /// The loose item of `ingredient`.
    public init(_ ingredient: Ingredient) {
        self = ingredient == .onion ? .onion : .tomato
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

    /// What it is and, of a soup, its ingredients in potting order; below `contents`.
    @inlinable @inline(__always) public var content: Int { Int(bits & Item.contentMask) }

    @inlinable public var isNone: Bool { bits == 0 }
    @inlinable public var isSoup: Bool { bits & Item.soupBit != 0 }

    /// Whether it is a soup that cooks or is ready.
    @inlinable @inline(__always) public var isStarted: Bool { bits >= Item.oneTick }

    /// The ingredient that this item loosely is, or nil.
    public var ingredient: Ingredient? {
        self == .onion ? .onion : self == .tomato ? .tomato : nil
    }

    /// A soup's cook ticks, -1 being idle (and the value for everything else).
    public var tick: Int { Int(bits >> Item.tickShift) - 1 }

    /// A soup's ingredients in potting order; empty for everything else.
    public var ingredients: [Ingredient] {
        guard isSoup else { return [] }
        let sequence = bits & Item.sequenceMask
        let count = UInt16.bitWidth - 1 - sequence.leadingZeroBitCount
        return (0..<count).reversed().map { sequence >> UInt16($0) & 1 == 0 ? .onion : .tomato }
    }

    /// The item with a soup's onions before its tomatoes: equal for items that no rule distinguishes.
    package var sorted: Item {
        guard isSoup else { return self }
        let sequence = bits & Item.sequenceMask
        let leading = Item.emptySequence << UInt16(UInt16.bitWidth - 1 - sequence.leadingZeroBitCount)
        let tomatoes = UInt16(sequence.nonzeroBitCount - 1)
        return Item(bits: bits & ~Item.sequenceMask | leading | (1 << tomatoes - 1))
    }

    /// A soup's recipe, or nil for everything else.
    public var recipe: Recipe? {
        guard isSoup else { return nil }
        let tomatoes = ingredients.count { $0 == .tomato }
        return Recipe(onions: ingredients.count - tomatoes, tomatoes: tomatoes)
    }
}
