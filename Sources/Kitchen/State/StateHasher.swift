import Basics

/// The hash of a game's states one after the other, as logs keep it: the `checksum` of each, mixed into the hash of all before.
///
/// Eight states are hashed at a time: a checksum is a chain of multiplications, each of which waits for the one before, and eight chains
/// do not wait for each other.
package struct StateHasher: Sendable {
    private var hash: UInt64
    /// Words of one state.
    private let stride: Int
    /// States that are not in `hash` yet, `waiting` of them.
    private var rows: [UInt16]
    private var waiting = 0

    private static let lanes = 8

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
        hash = rows.withUnsafeBufferPointer { mixedAll($0) }
        waiting = 0
    }

    /// The hash of all states so far.
    package var value: UInt64 {
        (0..<waiting).reduce(hash) { hash, row in
            let checksum = rows[(row * stride)..<((row + 1) * stride)].reduce(0) { RandomStream.mix($0 ^ UInt64($1)) }
            return RandomStream.mix(hash ^ checksum)
        }
    }

    /// The hash with all of `rows`.
    private func mixedAll(_ rows: UnsafeBufferPointer<UInt16>) -> UInt64 {
        var (a, b, c, d) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        var (e, f, g, h) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        let half = 4 &* stride
        for word in 0..<stride {
            a = RandomStream.mix(a ^ UInt64(rows[word]))
            b = RandomStream.mix(b ^ UInt64(rows[stride &+ word]))
            c = RandomStream.mix(c ^ UInt64(rows[2 &* stride &+ word]))
            d = RandomStream.mix(d ^ UInt64(rows[3 &* stride &+ word]))
            e = RandomStream.mix(e ^ UInt64(rows[half &+ word]))
            f = RandomStream.mix(f ^ UInt64(rows[half &+ stride &+ word]))
            g = RandomStream.mix(g ^ UInt64(rows[half &+ 2 &* stride &+ word]))
            h = RandomStream.mix(h ^ UInt64(rows[half &+ 3 &* stride &+ word]))
        }
        return [a, b, c, d, e, f, g, h].reduce(hash) { RandomStream.mix($0 ^ $1) }
    }
}
