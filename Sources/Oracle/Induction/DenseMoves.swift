/// What moves lead to, sixteen places at a time: see `MoveLanes`, of which these are the lanes for wider values.
struct DenseMoves: @unchecked Sendable {
    // Sendable: nothing writes to it.

    typealias Lanes = SIMD16<Int16>

    /// A pair of cells that can be stood on.
    private struct Pair {
        let start: Int
        let first: Int
        let second: Int
    }

    private struct Source {
        let start: Int
        let lanes: Lanes
    }

    private let pairs: UnsafeMutableBufferPointer<Pair>
    private let both: ListTable<Source>
    private let second: ListTable<Source>
    private let first: ListTable<Source>

    init(_ places: Places) {
        let columns = places.cells[1].count
        pairs = .allocate(capacity: places.pairs.count)
        _ = pairs.initialize(from: places.pairs.map { Pair(start: $0 * 16, first: $0 / columns, second: $0 % columns) })
        let lanes = MoveLanes(places)
        func sources(_ kind: Int) -> ListTable<Source> {
            ListTable(
                lanes.pairs.indices.map { index in
                    lanes.sources(index, kind).map { source in
                        Source(start: source.start, lanes: Lanes(truncatingIfNeeded: SIMD16<Int8>(truncatingIfNeeded: source.lanes)))
                    }
                })
        }
        (both, second, first) = (sources(0), sources(1), sources(2))
    }

    func deallocate() {
        pairs.deallocate()
        for table in [both, second, first] { table.deallocate() }
    }

    @inline(__always)
    private func load(_ from: UnsafePointer<Int16>, _ at: Int) -> Lanes { UnsafeRawPointer(from + at).loadUnaligned(as: Lanes.self) }

    @inline(__always)
    private func store(_ lanes: Lanes, _ into: UnsafeMutablePointer<Int16>, _ at: Int) {
        UnsafeMutableRawPointer(into + at).storeBytes(of: lanes, as: Lanes.self)
    }

    /// The greatest value of each lane's source.
    @inline(__always)
    private func best(_ table: ListTable<Source>, _ index: Int, _ from: UnsafePointer<Int16>) -> Lanes {
        var greatest = Lanes.zero
        for source in table.range(index) {
            greatest = greatest.greater(load(from, table.list[source].start) & table.list[source].lanes)
        }
        return greatest
    }

    /// The best after the second cook moved, turned or stayed, and after the first did, while the other does something.
    func apart(_ from: UnsafePointer<Int16>, _ secondMoved: UnsafeMutablePointer<Int16>, _ firstMoved: UnsafeMutablePointer<Int16>) {
        for index in pairs.indices {
            let at = pairs[index].start
            let here = load(from, at)
            store(best(second, index, from).greatestOfRow().greater(here), secondMoved, at)
            store(best(first, index, from).greatestOfColumn().greater(here), firstMoved, at)
        }
    }

    /// Raises `out` to the best after both moved, turned or stayed.
    func together(
        _ from: UnsafePointer<Int16>, _ secondMoved: UnsafePointer<Int16>, _ firstMoved: UnsafePointer<Int16>,
        _ out: UnsafeMutablePointer<Int16>
    ) {
        for index in pairs.indices {
            let at = pairs[index].start
            let moved = best(both, index, from).greatestOfRow().greatestOfColumn()
            store(load(out, at).greater(moved).greater(load(secondMoved, at)).greater(load(firstMoved, at)), out, at)
        }
    }

    /// Raises `out` to what is in `from` with what the cooks earn in their poses.
    @inline(__always)
    func add(_ from: UnsafePointer<Int16>, _ firstGains: [Lanes]?, _ secondGains: [Lanes]?, _ out: UnsafeMutablePointer<Int16>) {
        for pair in pairs {
            var sum = load(from, pair.start)
            if let firstGains { sum &+= firstGains[pair.first] }
            if let secondGains { sum &+= secondGains[pair.second] }
            store(load(out, pair.start).greater(sum), out, pair.start)
        }
    }

    /// The greatest difference between two blocks.
    func greatestRise(from old: UnsafePointer<Int16>, to new: UnsafePointer<Int16>) -> Int16 {
        var greatest = Lanes(repeating: .min)
        for pair in pairs { greatest = greatest.greater(load(new, pair.start) &- load(old, pair.start)) }
        return greatest.max()
    }

    /// The greatest value of a block.
    func greatest(_ block: UnsafePointer<Int16>) -> Int16 {
        var greatest = Lanes.zero
        for pair in pairs { greatest = greatest.greater(load(block, pair.start)) }
        return greatest.max()
    }
}

extension SIMD16<Int16> {
    /// The greater of both in each lane.
    @inline(__always)
    fileprivate func greater(_ other: SIMD16<Int16>) -> SIMD16<Int16> { replacing(with: other, where: other .> self) }

    /// As four words.
    @inline(__always)
    private func words() -> SIMD4<UInt64> { unsafeBitCast(self, to: SIMD4<UInt64>.self) }

    @inline(__always)
    private init(words: SIMD4<UInt64>) { self = unsafeBitCast(words, to: SIMD16<Int16>.self) }

    /// In all lanes of a row of four the greatest of the row; none is below zero.
    @inline(__always)
    fileprivate func greatestOfRow() -> SIMD16<Int16> {
        let pairs = greater(SIMD16(words: words() &>> SIMD4(repeating: 16)))
        let all = pairs.greater(SIMD16(words: pairs.words() &>> SIMD4(repeating: 32)))
        let word = all.words() & SIMD4(repeating: 0xFFFF)
        let two = word | word &<< SIMD4(repeating: 16)
        return SIMD16(words: two | two &<< SIMD4(repeating: 32))
    }

    /// In all lanes of a column the greatest of the column.
    @inline(__always)
    fileprivate func greatestOfColumn() -> SIMD16<Int16> {
        let own = words()
        let halves = greater(SIMD16(words: SIMD4(own[2], own[3], own[0], own[1])))
        let two = halves.words()
        return halves.greater(SIMD16(words: SIMD4(two[1], two[0], two[3], two[2])))
    }
}
