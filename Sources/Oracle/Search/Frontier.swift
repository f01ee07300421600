/// Blocks with the places of each that were reached in a tick.
struct Frontier {
    private(set) var count = 0
    private var capacity = 64
    private let words: Int
    private var numbers: UnsafeMutablePointer<UInt32>
    private var sets: UnsafeMutablePointer<UInt16>

    init(words: Int) {
        self.words = words
        numbers = .allocate(capacity: capacity)
        sets = .allocate(capacity: capacity * words)
    }

    func deallocate() {
        numbers.deallocate()
        sets.deallocate()
    }

    @inline(__always)
    func block(_ index: Int) -> Int { Int(numbers[index]) }

    /// The places of a block that were reached.
    @inline(__always)
    func bits(_ index: Int) -> UnsafeMutablePointer<UInt16> { sets + index &* words }

    mutating func removeAll() { count = 0 }

    /// Appends a block; its places are whatever was there.
    @inline(__always)
    mutating func append(_ block: Int) -> UnsafeMutablePointer<UInt16> {
        if count == capacity { grow() }
        numbers[count] = UInt32(truncatingIfNeeded: block)
        count &+= 1
        return bits(count &- 1)
    }

    private mutating func grow() {
        let larger = Frontier(copying: self)
        deallocate()
        self = larger
    }

    private init(copying other: Frontier) {
        (words, count, capacity) = (other.words, other.count, other.capacity * 2)
        numbers = .allocate(capacity: capacity)
        sets = .allocate(capacity: capacity * words)
        numbers.update(from: other.numbers, count: count)
        sets.update(from: other.sets, count: count * words)
    }
}

/// Places of a block that are reached in a tick.
struct Seed: BitwiseCopyable {
    let block: UInt32
    let word: UInt16
    let bits: UInt16
}

/// Seeds by level and tick, for as many levels after each other as a tick can earn.
struct Seeds {
    private let levels: Int
    private let ticks: Int
    private var lists: [[Seed]]

    init(levels: Int, ticks: Int) {
        (self.levels, self.ticks) = (levels, ticks)
        lists = Array(repeating: [], count: levels * ticks)
    }

    @inline(__always)
    private func index(_ level: Int, _ tick: Int) -> Int { level % levels * ticks + tick }

    mutating func append(_ seed: Seed, level: Int, tick: Int) { lists[index(level, tick)].append(seed) }

    /// Calls `body` with each seed of a level and tick, and forgets them.
    mutating func take(level: Int, tick: Int, _ body: (Seed) -> Void) {
        let index = index(level, tick)
        for seed in lists[index] { body(seed) }
        lists[index] = []
    }

    /// The first tick from `tick` on with a seed of a level, or nil.
    func first(level: Int, from tick: Int) -> Int? {
        (tick..<ticks).first { !lists[index(level, $0)].isEmpty }
    }
}
