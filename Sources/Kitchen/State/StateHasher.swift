import Basics

/// The hash of a game's states one after the other, as logs keep it: the `checksum` of each, mixed into the hash of all before.
///
/// Four states are hashed at a time: a checksum is a chain of multiplications, each of which waits for the one before, and four chains
/// do not wait for each other.
package struct StateHasher: Sendable {
    private var hash: UInt64
    /// Words of one state.
    private let stride: Int
    /// States that are not in `hash` yet, `waiting` of them.
    private var rows: [UInt16]
    private var waiting = 0

    private static let lanes = 4

    /// Begins with the state of a game.
    package init(_ game: KitchenGame) {
        hash = game.checksum
        stride = game.packed.words.count
        rows = [UInt16](repeating: 0, count: StateHasher.lanes * stride)
    }

    /// Adds the state of the game that the hash began with, as it is now.
    package mutating func add(_ game: KitchenGame) {
        let place = waiting * stride
        rows.withUnsafeMutableBufferPointer { rows in
            game.packed.words.withUnsafeBufferPointer { words in
                precondition(words.count == stride, "the game is another kitchen's")
                for word in 0..<stride { rows[place + word] = words[word] }
            }
        }
        waiting += 1
        guard waiting == StateHasher.lanes else { return }
        hash = rows.withUnsafeBufferPointer { mixedFour($0) }
        waiting = 0
    }

    /// The hash of all states so far.
    package var value: UInt64 {
        (0..<waiting).reduce(hash) { hash, row in
            let checksum = rows[(row * stride)..<((row + 1) * stride)].reduce(0) { RandomStream.mix($0 ^ UInt64($1)) }
            return RandomStream.mix(hash ^ checksum)
        }
    }

    private func mixedFour(_ rows: UnsafeBufferPointer<UInt16>) -> UInt64 {
        var (first, second, third, fourth) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        for word in 0..<stride {
            first = RandomStream.mix(first ^ UInt64(rows[word]))
            second = RandomStream.mix(second ^ UInt64(rows[stride &+ word]))
            third = RandomStream.mix(third ^ UInt64(rows[2 &* stride &+ word]))
            fourth = RandomStream.mix(fourth ^ UInt64(rows[3 &* stride &+ word]))
        }
        return [first, second, third, fourth].reduce(hash) { RandomStream.mix($0 ^ $1) }
    }
}
