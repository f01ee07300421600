import Kitchen

/// What a network answered in states that it was shown, kept because games come to the same states over and over: an equal state gets
/// the equal answer, to the bit.
///
/// A record is an answer and its key, next to each other, since it is memory that is waited for: a look-up takes one place of the table
/// and the lines of one record. It serves one thread, and calls nobody who could come back to it; so what it has is not checked for
/// overlapping accesses, which cost a fifth of a tournament.
///
/// Invariants: record `index` begins at `records + index * stride`; at least half of `table` is free.
final class AnswerMemory {
    /// Bytes of an answer, of which a record has as many as make whole words of 64 bits.
    private let answerBytes: Int
    private let keyStart: Int
    /// Bytes of a key, in whole words of 64 bits: the row without its timestep, whether the episode's end is near, and where order matters
    /// a place for each slot.
    private let keyBytes: Int
    /// Bytes from one record to the next: no more lines of the cache than needed.
    private let stride: Int
    /// Words of 16 bits of the first part of a key.
    private let rowWords: Int
    private let horizon: Int
    private let heedsOrder: Bool
    private let slots: Int
    private let firstSlot: Int
    /// The key looked up last, and its hash.
    private let key: UnsafeMutableRawPointer
    @exclusivity(unchecked) private var hash: UInt64 = 0
    @exclusivity(unchecked) private var records: UnsafeMutableRawPointer
    @exclusivity(unchecked) private var count = 0
    @exclusivity(unchecked) private var capacity = 1 << 9
    /// Records by hash, with linear probing: the number of a record, above it bits of its hash; -1 is free.
    @exclusivity(unchecked) private var table: [Int32] = Array(repeating: -1, count: 1 << 10)

    /// Answers that are kept, as a power of two; what comes after them is computed each time.
    private static let mostBits = 17
    private static let most = 1 << mostBits
    /// Bytes of a line of the cache.
    private static let line = 64

    /// - Parameters:
    ///   - size: numbers of an answer.
    ///   - heedsOrder: whether answers depend on the order in which items came to their slots.
    init(_ kitchen: Kitchen, horizon: Int, size: Int, heedsOrder: Bool) throws {
        self.horizon = horizon
        self.heedsOrder = heedsOrder
        slots = kitchen.slotCells.count
        rowWords = try KitchenGame(kitchen, horizon: horizon).row.count - RowShape.timestepWords
        firstSlot = RowShape.firstSlot(players: kitchen.players) - RowShape.timestepWords
        let placeBytes = heedsOrder ? slots * (slots < 256 ? 1 : 2) : 0
        answerBytes = size * MemoryLayout<Float>.size
        keyStart = (answerBytes + 7) & -8
        keyBytes = ((rowWords + 1) * 2 + placeBytes + 7) & -8
        let bytes = keyStart + keyBytes
        stride = bytes <= AnswerMemory.line / 2 ? AnswerMemory.line / 2 : (bytes + AnswerMemory.line - 1) & -AnswerMemory.line
        key = AnswerMemory.room(keyBytes)
        key.initializeMemory(as: UInt8.self, repeating: 0, count: keyBytes)
        records = AnswerMemory.room(capacity * stride)
    }

    deinit {
        key.deallocate()
        records.deallocate()
    }

    /// Memory from the beginning of a line.
    private static func room(_ bytes: Int) -> UnsafeMutableRawPointer { .allocate(byteCount: bytes, alignment: line) }

    /// Copies the answer to the state that `game` is in, where it is known; else `keep` keeps it.
    /// - Complexity: O(words of a key).
    func recall(_ game: KitchenGame, into answer: UnsafeMutablePointer<Float>) -> Bool {
        read(game)
        let mask = table.count &- 1
        let tag = AnswerMemory.tag(hash)
        return table.withUnsafeBufferPointer { table in
            var slot = Int(truncatingIfNeeded: hash) & mask
            while table[slot] >= 0 {
                let (record, found) = AnswerMemory.parts(table[slot])
                if found == tag, isKey(records + (record &* stride &+ keyStart)) {
                    UnsafeMutableRawPointer(answer).copyMemory(from: records + record &* stride, byteCount: answerBytes)
                    return true
                }
                slot = (slot &+ 1) & mask
            }
            return false
        }
    }

    /// Keeps the answer to the state looked up last, which was not known.
    func keep(_ answer: UnsafePointer<Float>) {
        guard count < AnswerMemory.most else { return }
        if count == capacity { enlarge() }
        if 2 * (count + 1) > table.count { enlargeTable() }
        place(count, hash)
        let record = records + count * stride
        record.copyMemory(from: answer, byteCount: answerBytes)
        (record + keyStart).copyMemory(from: key, byteCount: keyBytes)
        count += 1
    }

    @inline(__always)
    private func isKey(_ other: UnsafeMutableRawPointer) -> Bool {
        var differences: UInt64 = 0
        for offset in Swift.stride(from: 0, to: keyBytes, by: 8) {
            differences |= other.load(fromByteOffset: offset, as: UInt64.self) ^ key.load(fromByteOffset: offset, as: UInt64.self)
        }
        return differences == 0
    }

    /// The number of a record and the bits of its hash, out of a place of the table.
    @inline(__always)
    private static func parts(_ entry: Int32) -> (record: Int, tag: Int32) {
        (Int(entry) & (most &- 1), entry &>> Int32(mostBits))
    }

    /// Bits of a hash that are no part of a place in the table, as many as an entry has above the number of a record.
    @inline(__always)
    private static func tag(_ hash: UInt64) -> Int32 { Int32(truncatingIfNeeded: hash &>> UInt64(33 &+ mostBits)) }

    private func place(_ record: Int, _ hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (table.count &- 1)
        while table[slot] >= 0 { slot = (slot &+ 1) & (table.count &- 1) }
        table[slot] = Int32(record) | AnswerMemory.tag(hash) << Int32(AnswerMemory.mostBits)
    }

    private func enlarge() {
        let larger = AnswerMemory.room(2 * capacity * stride)
        larger.copyMemory(from: records, byteCount: count * stride)
        records.deallocate()
        records = larger
        capacity *= 2
    }

    private func enlargeTable() {
        table = Array(repeating: -1, count: table.count * 2)
        for record in 0..<count { place(record, hash(of: records + (record * stride + keyStart))) }
    }

    private func hash(of key: UnsafeMutableRawPointer) -> UInt64 {
        var hash: UInt64 = 0
        for offset in Swift.stride(from: 0, to: keyBytes, by: 8) {
            hash = (hash ^ key.load(fromByteOffset: offset, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash &>> 32
        }
        return hash
    }

    /// Sets `key` and `hash`.
    private func read(_ game: KitchenGame) {
        let isUrgent = horizon &- game.timestep < LosslessEncoding.urgentTicks
        game.withState { state in
            for word in 0..<rowWords {
                key.storeBytes(of: state.word(word &+ RowShape.timestepWords), toByteOffset: 2 &* word, as: UInt16.self)
            }
        }
        key.storeBytes(of: isUrgent ? 1 : 0, toByteOffset: 2 &* rowWords, as: UInt16.self)
        if heedsOrder { readOrder(game.stamps) }
        hash = hash(of: key)
    }

    /// Writes into the key each slot's place in the order in which items came, 0 for empty ones.
    private func readOrder(_ stamps: [Int32]) {
        let places = key + 2 &* (rowWords &+ 1)
        func isTaken(_ slot: Int) -> Bool { key.load(fromByteOffset: 2 &* (firstSlot &+ slot), as: UInt16.self) != 0 }
        stamps.withUnsafeBufferPointer { stamps in
            for slot in 0..<slots {
                var place: UInt16 = 0
                if isTaken(slot) {
                    place = 1
                    for other in 0..<slots where stamps[other] < stamps[slot] && isTaken(other) { place &+= 1 }
                }
                if slots < 256 {
                    places.storeBytes(of: UInt8(truncatingIfNeeded: place), toByteOffset: slot, as: UInt8.self)
                } else {
                    places.storeBytes(of: place, toByteOffset: 2 &* slot, as: UInt16.self)
                }
            }
        }
    }
}
