/// Where things are in a kitchen's packed state, a row of 16-bit words:
/// the timestep (low word, high word), then pose and held item of every player, then the item of every slot. In OvercookedV2
/// the recipe follows, and a word for every recipe button.
public struct RowShape: Sendable {
    let players: Int
    let slots: Int
    /// Words from one kitchen's row to the next: a multiple of four, so that rows compare eight bytes at a time.
    let stride: Int

    /// - Parameter buttons: how many recipe buttons there are; nil in a kitchen without a recipe that is wanted.
    init(players: Int, slots: Int, buttons: Int?) {
        self.players = players
        self.slots = slots
        stride = (RowShape.firstPlayer + 2 * players + slots + (buttons.map { 1 + $0 } ?? 0) + 3) / 4 * 4
    }

    /// Words of the timestep, with which a row begins.
    @usableFromInline package static let timestepWords = 2
    @usableFromInline static let firstPlayer = timestepWords
    static let maxTimestep = 1 << 27

    /// Index of the word that holds a player's `Pose`.
    @inlinable @inline(__always) public static func pose(_ player: Int) -> Int { firstPlayer &+ 2 &* player }
    /// Index of the word that holds what a player holds.
    @inlinable @inline(__always) public static func held(_ player: Int) -> Int { firstPlayer &+ 2 &* player &+ 1 }
    /// Index of the word of the first slot's item; the others follow.
    @inline(__always) package var firstSlot: Int { RowShape.firstSlot(players: players) }
    /// Index of the word of the first slot's item in a kitchen of that many players.
    @inlinable @inline(__always) public static func firstSlot(players: Int) -> Int { firstPlayer &+ 2 &* players }

    /// Index of the word that holds the wanted recipe: its place in `Recipe.unordered`, and `deliveredBit`.
    @inline(__always) package var recipe: Int { firstSlot + slots }
    /// Index of the word of the first recipe button's remaining ticks; the others follow.
    @inline(__always) package var firstButton: Int { recipe + 1 }
    /// Set with the recipe while a right dish was delivered in the tick before.
    package static let deliveredBit: UInt16 = 1 << 15

    /// The timestep that the first two words make.
    @inlinable @inline(__always)
    public static func timestep(low: UInt16, high: UInt16) -> Int { Int(low) | Int(high) &<< UInt16.bitWidth }

    /// The two words of a timestep.
    @inline(__always)
    package static func timeWords(_ timestep: Int) -> (low: UInt16, high: UInt16) {
        (UInt16(truncatingIfNeeded: timestep), UInt16(truncatingIfNeeded: timestep &>> UInt16.bitWidth))
    }
}

/// One kitchen's packed state in memory owned by someone else.
///
/// With the row goes, for every slot, the *stamp* of when its item was put there; sorted by stamp the
/// items are in insertion order.
struct Row {
    let words: UnsafeMutableBufferPointer<UInt16>
    let stamps: UnsafeMutableBufferPointer<Int32>

    @inline(__always) subscript(index: Int) -> UInt16 {
        get { words[index] }
        nonmutating set { words[index] = newValue }
    }

    @inline(__always) var timestep: UInt32 {
        get { UInt32(truncatingIfNeeded: RowShape.timestep(low: words[0], high: words[1])) }
        nonmutating set { (words[0], words[1]) = RowShape.timeWords(Int(newValue)) }
    }
}
