import CPrefetch
import Kitchen

/// What a network answered in states that it was shown, kept because games come to the same states over and over: an equal state gets
/// the equal answer, to the bit.
///
/// A record is an answer and its key, next to each other, in a place that follows from the key's hash, since it is memory that is waited
/// for: a look-up takes the lines of one record, or of some that follow each other. It serves one thread, and calls nobody who could come
/// back to it; so what it has is not checked for overlapping accesses, which cost a fifth of a tournament.
///
/// Invariants: record `index` begins at `records + index * stride`; at least half of them are free, which is said by a 0 at `markStart`.
final class AnswerMemory {
    /// Bytes of an answer, of which a record has as many as make whole words of 64 bits.
    private let answerBytes: Int
    private let keyStart: Int
    /// Where in a record the word of its key is that says whether the episode's end is near, or by a 0 that there is no record.
    private let markStart: Int
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
    /// Whether they are those of the state that is looked up next.
    @exclusivity(unchecked) private var isRead = false
    /// Records by hash, with linear probing.
    @exclusivity(unchecked) private var records: UnsafeMutableRawPointer
    @exclusivity(unchecked) private var count = 0
    /// Places for records, a power of two.
    @exclusivity(unchecked) private var capacity = 1 << 10

    /// Answers that are kept; what comes after them is computed each time.
    private static let most = 1 << 17
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
        markStart = keyStart + 2 * rowWords
        keyBytes = ((rowWords + 1) * 2 + placeBytes + 7) & -8
        let bytes = keyStart + keyBytes
        stride = bytes <= AnswerMemory.line / 2 ? AnswerMemory.line / 2 : (bytes + AnswerMemory.line - 1) & -AnswerMemory.line
        key = AnswerMemory.room(keyBytes)
        records = AnswerMemory.room(capacity * stride)
    }

    deinit {
        key.deallocate()
        records.deallocate()
    }

    /// Zeros from the beginning of a line.
    private static func room(_ bytes: Int) -> UnsafeMutableRawPointer {
        let room = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: line)
        room.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return room
    }

    /// Sends for the place of the answer to the state that `game` is in, the state that is looked up next: by then it will have come.
    func send(for game: KitchenGame) {
        read(game)
        isRead = true
        let record = records + (Int(truncatingIfNeeded: hash) & (capacity &- 1)) &* stride
        var offset = 0
        while offset < stride {
            brigade_prefetch(record + offset)
            offset &+= AnswerMemory.line
        }
    }

    /// Forgets what was sent for: something else is looked up next.
    func drop() { isRead = false }

    /// Copies the answer to the state that `game` is in, where it is known; else `keep` keeps it.
    /// - Complexity: O(words of a key).
    func recall(_ game: KitchenGame, into answer: UnsafeMutablePointer<Float>) -> Bool {
        if !isRead { read(game) }
        isRead = false
        let mask = capacity &- 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let record = records + place &* stride
            if isKey(record + keyStart) {
                UnsafeMutableRawPointer(answer).copyMemory(from: record, byteCount: answerBytes)
                return true
            }
            if isFree(record) { return false }
            place = (place &+ 1) & mask
        }
    }

    /// Keeps the answer to the state looked up last, which was not known.
    func keep(_ answer: UnsafePointer<Float>) {
        guard count < AnswerMemory.most else { return }
        if 2 * (count + 1) > capacity { enlarge() }
        let record = free(hash)
        record.copyMemory(from: answer, byteCount: answerBytes)
        (record + keyStart).copyMemory(from: key, byteCount: keyBytes)
        count += 1
    }

    @inline(__always)
    private func isKey(_ other: UnsafeMutableRawPointer) -> Bool {
        var differences: UInt64 = 0
        var offset = 0
        while offset < keyBytes {
            differences |= other.load(fromByteOffset: offset, as: UInt64.self) ^ key.load(fromByteOffset: offset, as: UInt64.self)
            offset &+= 8
        }
        return differences == 0
    }

    @inline(__always)
    private func isFree(_ record: UnsafeMutableRawPointer) -> Bool { record.load(fromByteOffset: markStart, as: UInt16.self) == 0 }

    /// The first free place for a key of that hash.
    private func free(_ hash: UInt64) -> UnsafeMutableRawPointer {
        var place = Int(truncatingIfNeeded: hash) & (capacity - 1)
        while !isFree(records + place * stride) { place = (place + 1) & (capacity - 1) }
        return records + place * stride
    }

    private func enlarge() {
        let (old, places) = (records, capacity)
        defer { old.deallocate() }
        capacity *= 2
        records = AnswerMemory.room(capacity * stride)
        for place in 0..<places {
            let record = old + place * stride
            if !isFree(record) { free(hash(of: record + keyStart)).copyMemory(from: record, byteCount: stride) }
        }
    }

    /// Two words at a time, which do not wait for those before them.
    @inline(__always)
    private func hash(of key: UnsafeMutableRawPointer) -> UInt64 {
        var hash: UInt64 = 0
        var offset = 0
        while offset < keyBytes {
            let first = key.load(fromByteOffset: offset, as: UInt64.self)
            let second = offset &+ 8 < keyBytes ? key.load(fromByteOffset: offset &+ 8, as: UInt64.self) : 0
            let factor = 0xD6E8_FEB8_6659_FD93 &+ UInt64(truncatingIfNeeded: offset)
            let product = (first ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: second ^ factor)
            hash ^= product.high ^ product.low
            offset &+= 16
        }
        return hash
    }

    /// Sets `key` and `hash`.
    private func read(_ game: KitchenGame) {
        let isUrgent = horizon &- game.timestep < LosslessEncoding.urgentTicks
        game.withState { $0.copyTimeless(to: key, words: rowWords) }
        key.storeBytes(of: isUrgent ? 2 : 1, toByteOffset: 2 &* rowWords, as: UInt16.self)
        if heedsOrder { game.withStamps(readOrder) }
        hash = hash(of: key)
    }

    /// Writes into the key each slot's place in the order in which items came, 0 for empty ones.
    private func readOrder(_ stamps: UnsafeBufferPointer<Int32>) {
        let places = key + 2 &* (rowWords &+ 1)
        func isTaken(_ slot: Int) -> Bool { key.load(fromByteOffset: 2 &* (firstSlot &+ slot), as: UInt16.self) != 0 }
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
