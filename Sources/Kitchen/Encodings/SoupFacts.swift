/// What both encodings show of a soup, by its content.
struct SoupFacts: Hashable, Sendable {
    let onions: UInt8
    let tomatoes: UInt8
    let cookTime: UInt16

    static let none = SoupFacts(onions: 0, tomatoes: 0, cookTime: 0)

    @inline(__always)
    var size: Int { Int(onions) &+ Int(tomatoes) }

    /// Ticks until it is ready; below zero where a start state has cooked it for longer.
    /// - Parameter soup: a soup of this content that cooks or is ready.
    @inline(__always)
    func remaining(_ soup: UInt16) -> Int { Int(cookTime) &+ 1 &- Int(soup &>> Item.tickShift) }

    /// Those of every content, `none` for everything else.
    static func byContent(_ kitchen: Kitchen) -> [SoupFacts] {
        Item.soupsByContent.map { soup in
            soup?.recipe.map {
                SoupFacts(onions: UInt8($0.onions), tomatoes: UInt8($0.tomatoes), cookTime: UInt16(kitchen.book.cookTime($0)))
            } ?? .none
        }
    }
}
