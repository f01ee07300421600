import Kitchen

/// What a network answered in states that it was shown, kept because games come to the same states over and over: an equal state gets
/// the equal answer, to the bit.
///
/// Invariants: answer `index` belongs to the key at `keys[index * stride...]`; at least half of `table` is free. It serves one thread, and
/// calls nobody who could come back to it; so what it has is not checked for overlapping accesses, which cost a fifth of a tournament.
final class AnswerMemory {
    /// Numbers of an answer.
    private let size: Int
    /// Words of a key: the row without its timestep, whether the episode's end is near, and where order matters a place for each slot.
    private let stride: Int
    /// Words of the first of these parts.
    private let words: Int
    private let horizon: Int
    private let heedsOrder: Bool
    private let firstSlot: Int
    /// The key looked up last, and its hash.
    @exclusivity(unchecked) private var key: [UInt16]
    @exclusivity(unchecked) private var hash: UInt64 = 0
    @exclusivity(unchecked) private var keys: [UInt16] = []
    @exclusivity(unchecked) private var hashes: [UInt64] = []
    @exclusivity(unchecked) private var answers: [Float] = []
    /// Answers by hash, with linear probing; -1 is free.
    @exclusivity(unchecked) private var table: [Int32] = Array(repeating: -1, count: 1 << 10)

    /// Answers that are kept; what comes after them is computed each time.
    private static let most = 1 << 17

    /// - Parameters:
    ///   - size: numbers of an answer.
    ///   - heedsOrder: whether answers depend on the order in which items came to their slots.
    init(_ kitchen: Kitchen, horizon: Int, size: Int, heedsOrder: Bool) throws {
        self.size = size
        self.horizon = horizon
        self.heedsOrder = heedsOrder
        words = try KitchenGame(kitchen, horizon: horizon).row.count - RowShape.timestepWords
        firstSlot = RowShape.firstSlot(players: kitchen.players) - RowShape.timestepWords
        stride = words + 1 + (heedsOrder ? kitchen.slotCells.count : 0)
        key = Array(repeating: 0, count: stride)
    }

    /// Copies the answer to the state that `game` is in, where it is known; else `keep` keeps it.
    /// - Complexity: O(words of a key).
    func recall(_ game: KitchenGame, into answer: UnsafeMutablePointer<Float>) -> Bool {
        read(game)
        var slot = Int(truncatingIfNeeded: hash) & (table.count &- 1)
        while table[slot] >= 0 {
            let index = Int(table[slot])
            if hashes[index] == hash, isKey(index) {
                for number in 0..<size { answer[number] = answers[index &* size &+ number] }
                return true
            }
            slot = (slot &+ 1) & (table.count &- 1)
        }
        return false
    }

    /// Keeps the answer to the state looked up last, which was not known.
    func keep(_ answer: UnsafePointer<Float>) {
        guard hashes.count < AnswerMemory.most else { return }
        if 2 * (hashes.count + 1) > table.count { enlarge() }
        place(Int32(hashes.count), hash)
        keys.append(contentsOf: key)
        hashes.append(hash)
        for number in 0..<size { answers.append(answer[number]) }
    }

    private func isKey(_ index: Int) -> Bool {
        keys.withUnsafeBufferPointer { keys in
            var differences: UInt16 = 0
            for word in 0..<stride { differences |= keys[index &* stride &+ word] ^ key[word] }
            return differences == 0
        }
    }

    private func place(_ index: Int32, _ hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (table.count &- 1)
        while table[slot] >= 0 { slot = (slot &+ 1) & (table.count &- 1) }
        table[slot] = index
    }

    private func enlarge() {
        table = Array(repeating: -1, count: table.count * 2)
        for (index, hash) in hashes.enumerated() { place(Int32(index), hash) }
    }

    /// Sets `key` and `hash`.
    private func read(_ game: KitchenGame) {
        let isUrgent = horizon &- game.timestep < LosslessEncoding.urgentTicks
        var hash: UInt64 = 0
        key.withUnsafeMutableBufferPointer { key in
            game.withState { state in
                for word in 0..<words { key[word] = state.word(word &+ RowShape.timestepWords) }
            }
            key[words] = isUrgent ? 1 : 0
            if heedsOrder { readOrder(game.stamps, key) }
            for word in key {
                hash = (hash ^ UInt64(word)) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash &>> 29
            }
        }
        self.hash = hash
    }

    /// Writes into a key each slot's place in the order in which items came, 0 for empty ones.
    private func readOrder(_ stamps: [Int32], _ key: UnsafeMutableBufferPointer<UInt16>) {
        let slots = stride &- words &- 1
        for slot in 0..<slots { key[words &+ 1 &+ slot] = key[firstSlot &+ slot] == 0 ? 0 : 1 }
        for slot in 0..<slots where key[firstSlot &+ slot] != 0 {
            for other in 0..<slot where key[firstSlot &+ other] != 0 && stamps[other] != stamps[slot] {
                key[words &+ 1 &+ (stamps[other] < stamps[slot] ? slot : other)] &+= 1
            }
        }
    }
}
