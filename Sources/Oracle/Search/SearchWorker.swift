/// One thread's share of a search: what it has found to be reached in the next tick, and the blocks that it looks after.
final class SearchWorker: @unchecked Sendable {
    // Sendable: one thread at a time uses it.

    /// Places of every configuration that are reached in the next tick, as far as this worker has found.
    let next: UnsafeMutablePointer<UInt16>
    /// Whether `next` has any of a configuration.
    let isTouched: UnsafeMutablePointer<UInt8>
    /// What was reached in this tick among the blocks that this worker looks after.
    var frontier: Frontier
    /// What is reached without more ticks on this level, by level and tick: earned from lower levels.
    var seeds: Seeds
    private let places: PlaceBits
    private let links: BlockLinks
    private let secondFaces: Int
    /// Room for sets of places: from which those of a block are reached when the second cook moves, when the first does, when both do.
    private let rows: UnsafeMutablePointer<UInt16>
    private let columns: UnsafeMutablePointer<UInt16>
    private let moves: UnsafeMutablePointer<UInt16>
    private let blocks: Int

    init(_ places: PlaceBits, _ links: BlockLinks, blocks: Int, secondFaces: Int, horizon: Int) {
        (self.places, self.links, self.blocks, self.secondFaces) = (places, links, blocks, secondFaces)
        next = LargeMemory.zeros(bytes: blocks * places.words * 2).assumingMemoryBound(to: UInt16.self)
        isTouched = LargeMemory.zeros(bytes: blocks + 8).assumingMemoryBound(to: UInt8.self)
        frontier = Frontier(words: places.words)
        seeds = Seeds(levels: links.highestGain + 1, ticks: horizon + 2)
        rows = .allocate(capacity: places.words)
        columns = .allocate(capacity: places.words)
        moves = .allocate(capacity: places.words)
    }

    deinit {
        LargeMemory.free(next)
        LargeMemory.free(isTouched)
        frontier.deallocate()
        for room in [rows, columns, moves] { room.deallocate() }
    }

    // MARK: Spreading

    /// Notes the places from which `bits`, places of a block that were reached in this tick, are reached in the next one.
    /// - Parameter reached: the places of all blocks that are reached already.
    func spread(_ block: Int, _ bits: UnsafePointer<UInt16>, reached: UnsafePointer<UInt16>) {
        makeSources(bits)
        let (words, links) = (places.words, links.links)
        for index in self.links.range(block, .cooking) {
            let from = Int(links[index].from)
            let (known, into) = (reached + from &* words, next + from &* words)
            var any: UInt16 = 0
            for word in 0..<words {
                let new = moves[word] & ~known[word]
                into[word] |= new
                any |= new
            }
            if any != 0 { isTouched[from] = 1 }
        }
        for index in self.links.range(block, .first) {
            let link = links[index]
            touch(Int(link.from), rows, places.firstSpots, Int(link.first), reached)
        }
        for index in self.links.range(block, .second) {
            let link = links[index]
            touch(Int(link.from), columns, places.secondSpots, Int(link.second), reached)
        }
        for index in self.links.range(block, .both) {
            let link = links[index]
            touch(Int(link.from), bits, places.jointSpots, Int(link.first) &* secondFaces &+ Int(link.second), reached)
        }
    }

    /// Notes those of `set` that are among the spots of a face, or of two, as reached in the block `from`.
    @inline(__always)
    private func touch(
        _ from: Int, _ set: UnsafePointer<UInt16>, _ spots: ListTable<PlaceBits.Spot>, _ face: Int, _ reached: UnsafePointer<UInt16>
    ) {
        let start = from &* places.words
        for index in spots.range(face) {
            let spot = spots.list[index]
            let word = Int(spot.word)
            guard set[word] & spot.bits != 0 else { continue }
            let new = set[word] & spot.bits & ~reached[start &+ word]
            guard new != 0 else { continue }
            next[start &+ word] |= new
            isTouched[from] = 1
        }
    }

    /// Sows what interacts that earn something lead on from `bits`.
    func sow(_ block: Int, _ bits: UnsafePointer<UInt16>, level: Int, tick: Int) {
        let paid = links.range(block, .paid)
        guard !paid.isEmpty else { return }
        makeSources(bits)
        for index in paid {
            let link = links.links[index]
            let (set, spots, face) =
                link.second == BlockLinks.none
                ? (rows, places.firstSpots, Int(link.first))
                : link.first == BlockLinks.none
                    ? (columns, places.secondSpots, Int(link.second))
                    : (UnsafeMutablePointer(mutating: bits), places.jointSpots, Int(link.first) &* secondFaces &+ Int(link.second))
            for index in spots.range(face) {
                let spot = spots.list[index]
                let new = set[Int(spot.word)] & spot.bits
                guard new != 0 else { continue }
                // From level 0, where nothing is to be earned yet, every level up to the gain is reached.
                for gain in (level == 0 ? 1 : Int(link.gain))...Int(link.gain) {
                    seeds.append(Seed(block: link.from, word: spot.word, bits: new), level: level &+ gain, tick: tick &+ 1)
                }
            }
        }
    }

    /// Notes this worker's seeds of a level and tick as reached.
    func takeSeeds(level: Int, tick: Int, reached: UnsafePointer<UInt16>) {
        seeds.take(level: level, tick: tick) { seed in
            let index = Int(seed.block) &* places.words &+ Int(seed.word)
            let new = seed.bits & ~reached[index]
            guard new != 0 else { return }
            next[index] |= new
            isTouched[Int(seed.block)] = 1
        }
    }

    /// Fills `rows`, `columns` and `moves` for a set of places: those from which it is reached when the first cook stays or does
    /// something, when the second does, when both may move.
    @inline(__always)
    private func makeSources(_ bits: UnsafePointer<UInt16>) {
        let words = places.words
        let (both, first, second) = (places.both, places.first, places.second)
        for word in 0..<words { (rows[word], columns[word], moves[word]) = (bits[word], bits[word], 0) }
        for word in 0..<words where bits[word] != 0 {
            let set = bits[word]
            for index in second.range(word) {
                let source = second.list[index]
                rows[Int(source.pair)] |= (set &>> source.bits & 0x1111) &* 0xF
            }
            for index in first.range(word) {
                let source = first.list[index]
                columns[Int(source.pair)] |= (set &>> source.bits & 0xF) &* 0x1111
            }
            for index in both.range(word) {
                let source = both.list[index]
                if set & source.bits != 0 { moves[Int(source.pair)] = .max }
            }
        }
        for word in 0..<words { moves[word] |= rows[word] | columns[word] }
    }
}
