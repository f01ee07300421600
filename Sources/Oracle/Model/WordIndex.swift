/// Numbers rows of words in the order in which they come: a hash table of fixed-width keys.
struct WordIndex: Sendable {
    /// Words of a key.
    let width: Int
    private var keys: [UInt16] = []
    /// One plus the number of the key that hashes there, 0 where none does; a power of two of them.
    private var table: [UInt32]
    private(set) var count = 0

    init(width: Int) {
        self.width = width
        table = Array(repeating: 0, count: 1 << 10)
    }

    /// Bytes held.
    var bytes: Int { keys.capacity * 2 + table.count * 4 }

    /// The words of key `number`.
    func key(_ number: Int) -> ArraySlice<UInt16> { keys[(number * width)..<((number + 1) * width)] }

    /// Copies the words of key `number`.
    @inline(__always)
    func copyKey(_ number: Int, to words: UnsafeMutablePointer<UInt16>) {
        keys.withUnsafeBufferPointer { keys in
            let start = number &* width
            for word in 0..<width { words[word] = keys[start &+ word] }
        }
    }

    /// The number of `key`, or nil.
    func find(_ key: UnsafePointer<UInt16>) -> Int? {
        let number = table[probe(key)]
        return number == 0 ? nil : Int(number) - 1
    }

    /// The number of `key`, the next one if it is new.
    mutating func intern(_ key: UnsafePointer<UInt16>) -> Int {
        let position = probe(key)
        if table[position] != 0 { return Int(table[position]) - 1 }
        for word in 0..<width { keys.append(key[word]) }
        count += 1
        table[position] = UInt32(count)
        if count * 2 > table.count { grow() }
        return count - 1
    }

    /// Where `key` is in the table, or the empty position where it belongs.
    @inline(__always)
    private func probe(_ key: UnsafePointer<UInt16>) -> Int {
        let (width, mask) = (width, table.count - 1)
        var position = Int(truncatingIfNeeded: WordIndex.hash(key, width)) & mask
        keys.withUnsafeBufferPointer { keys in
            table.withUnsafeBufferPointer { table in
                while table[position] != 0 {
                    let start = (Int(table[position]) &- 1) &* width
                    var isSame = true
                    for word in 0..<width where keys[start &+ word] != key[word] { isSame = false }
                    if isSame { return }
                    position = (position &+ 1) & mask
                }
            }
        }
        return position
    }

    private mutating func grow() {
        table = Array(repeating: 0, count: table.count * 2)
        let mask = table.count - 1
        keys.withUnsafeBufferPointer { keys in
            guard let base = keys.baseAddress else { return }
            for number in 0..<count {
                var position = Int(truncatingIfNeeded: WordIndex.hash(base + number * width, width)) & mask
                while table[position] != 0 { position = (position + 1) & mask }
                table[position] = UInt32(number + 1)
            }
        }
    }

    /// Four words at a time.
    @inline(__always)
    private static func hash(_ key: UnsafePointer<UInt16>, _ width: Int) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        var first = 0
        while first < width {
            var words: UInt64 = 0
            for word in first..<min(width, first &+ 4) { words = words &<< 16 | UInt64(key[word]) }
            hash = (hash ^ words) &* 0xBF58_476D_1CE4_E5B9
            hash ^= hash &>> 29
            first &+= 4
        }
        return hash ^ hash &>> 32
    }
}
