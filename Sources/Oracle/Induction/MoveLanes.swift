/// How both cooks move, for the sixteen orientations of a pair of cells at once.
///
/// The sixteen values of a pair lie one after the other, so that one load gets them all. Which pair a joint move leads to is a matter of
/// directions alone, and a cook looks where it moved: so what a move leads to is in the lane of its own directions. For each pair and each
/// of three kinds of moves there are *sources*: a pair that some of the moves lead to, and the lanes of these.
struct MoveLanes: Sendable {
    typealias Lanes = SIMD16<UInt8>

    /// A pair that moves lead to.
    struct Source: Sendable {
        /// Where its values begin in a block.
        let start: Int
        /// All bits in the lanes of the moves that lead to it.
        let lanes: Lanes
    }

    /// Pairs of cells that can be stood on.
    let pairs: [Int]
    /// Of each of `pairs`: where both go, where the second goes while the first stays, and the other way round.
    let sources: [Source]
    /// Where these three lists end in `sources`, for each of `pairs`: the next list begins there.
    let ends: [SIMD4<Int32>]

    init(_ places: Places) {
        var sources: [Source] = []
        var ends: [SIMD4<Int32>] = []
        for pair in places.pairs {
            func list(_ place: (_ first: Int, _ second: Int) -> Int) -> Int32 {
                sources += MoveLanes.sources(place)
                return Int32(sources.count)
            }
            let both = list { Int(places.bothMove[pair * 16 + $0 * 4 + $1]) }
            let second = list { Int(places.secondMoves[pair * 4 + $1]) + $0 * 4 }
            let first = list { Int(places.firstMoves[pair * 4 + $0]) + $1 }
            ends.append(SIMD4(both, second, first, 0))
        }
        pairs = places.pairs
        (self.sources, self.ends) = (sources, ends)
    }

    /// The pairs that sixteen moves lead to, each with its lanes.
    /// - Parameter place: where a move leads, by its two directions; always to a place with these.
    private static func sources(_ place: (_ first: Int, _ second: Int) -> Int) -> [Source] {
        var lanes: [Int: Lanes] = [:]
        var order: [Int] = []
        for lane in 0..<16 {
            let start = place(lane / 4, lane % 4) & ~15
            if lanes[start] == nil { order.append(start) }
            lanes[start, default: .zero][lane] = .max
        }
        return order.map { Source(start: $0, lanes: lanes[$0] ?? .zero) }
    }

    /// The sources of `pairs[index]`: where both go (0), where the second goes while the first stays (1), the other way round (2).
    func sources(_ index: Int, _ kind: Int) -> ArraySlice<Source> {
        let begin = kind > 0 ? ends[index][kind - 1] : index > 0 ? ends[index - 1][2] : 0
        return sources[Int(begin)..<Int(ends[index][kind])]
    }

    /// Lends it as pointers.
    func lend<Result>(_ body: (Pointers) throws -> Result) rethrows -> Result {
        try sources.withUnsafeBufferPointer { sources in
            try ends.withUnsafeBufferPointer { ends in
                try body(Pointers(sources: sources, ends: ends))
            }
        }
    }

    /// The lists as pointers, valid while they are lent.
    struct Pointers {
        let sources: UnsafeBufferPointer<Source>
        let ends: UnsafeBufferPointer<SIMD4<Int32>>

        /// The greatest value of each lane's source.
        @inline(__always)
        func greatest(_ range: Range<Int32>, _ from: UnsafePointer<UInt8>) -> Lanes {
            var greatest = Lanes.zero
            for index in range {
                let source = sources[Int(index)]
                greatest = greatest.greater(MoveLanes.load(from + source.start) & source.lanes)
            }
            return greatest
        }
    }

    @inline(__always)
    static func load(_ from: UnsafePointer<UInt8>) -> Lanes { UnsafeRawPointer(from).loadUnaligned(as: Lanes.self) }
}

extension SIMD16<UInt8> {
    /// The greater of both in each lane.
    @inline(__always)
    func greater(_ other: SIMD16<UInt8>) -> SIMD16<UInt8> { replacing(with: other, where: other .> self) }

    /// As four words.
    @inline(__always)
    private var words: SIMD4<UInt32> { unsafeBitCast(self, to: SIMD4<UInt32>.self) }

    @inline(__always)
    private init(words: SIMD4<UInt32>) { self = unsafeBitCast(words, to: SIMD16<UInt8>.self) }

    /// In all lanes of a row of four the greatest of the row: the second cook's orientations come after each other.
    @inline(__always)
    fileprivate var greatestOfRow: SIMD16<UInt8> {
        var greatest = greater(SIMD16(words: words &>> 8))
        greatest = greatest.greater(SIMD16(words: greatest.words &>> 16))
        var word = greatest.words & 0xFF
        word |= word &<< 8
        return SIMD16(words: word | word &<< 16)
    }

    /// In all lanes of a column the greatest of the column.
    @inline(__always)
    fileprivate var greatestOfColumn: SIMD16<UInt8> {
        let halves = greater(SIMD16(words: SIMD4(words[2], words[3], words[0], words[1])))
        return halves.greater(SIMD16(words: SIMD4(halves.words[1], halves.words[0], halves.words[3], halves.words[2])))
    }
}

extension LayerTables {
    /// As `moveBothOneByOne`, sixteen places at a time.
    @inline(__always)
    func moveBoth(_ from: UnsafePointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>) {
        var begin: Int32 = 0
        for index in 0..<pairs.count {
            let at = pairs[index] &* 16
            let ends = lanes.ends[index]
            let both = lanes.greatest(begin..<ends[0], from).greatestOfRow.greatestOfColumn
            let second = lanes.greatest(ends[0]..<ends[1], from).greatestOfRow
            let first = lanes.greatest(ends[1]..<ends[2], from).greatestOfColumn
            let best = MoveLanes.load(from + at).greater(both).greater(second).greater(first)
            UnsafeMutableRawPointer(out + at).storeBytes(of: best, as: MoveLanes.Lanes.self)
            begin = ends[2]
        }
    }
}
