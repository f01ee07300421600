/// Sets of a block's places as bits, and what leads to them.
///
/// A word has the sixteen orientations of a pair of cells, see `Places`: bits with one orientation of the first cook follow each other.
final class PlaceBits: @unchecked Sendable {
    // Sendable: nothing writes to it.

    /// A pair of cells from which moves lead to another pair.
    struct Source {
        let pair: UInt16
        /// The orientations that both cooks have afterwards; where one stays, how far the bits of the other's are shifted.
        let bits: UInt16
    }

    /// Some orientations on a pair of cells.
    struct Spot {
        let word: UInt16
        let bits: UInt16
    }

    /// Words of a block: one for each pair of cells, up to a multiple of four.
    let words: Int
    /// The places that can be met.
    let all: [UInt16]
    /// By the pair that they lead to: where both cooks move; where the first does and the second stays; the other way round.
    let both: ListTable<Source>
    let first: ListTable<Source>
    let second: ListTable<Source>
    /// By face of the first cook, of the second cook: the places from which it can be done.
    let firstSpots: ListTable<Spot>
    let secondSpots: ListTable<Spot>
    /// By both cooks' faces, `first * faces of the second + second`.
    let jointSpots: ListTable<Spot>

    init(_ places: Places, _ faces: [[Face]]) {
        let count = places.count / 16
        words = (count + 3) & ~3
        var all = [UInt16](repeating: 0, count: words)
        var sources = [[[Source]]](repeating: [[Source]](repeating: [], count: count), count: 3)
        for pair in places.pairs {
            all[pair] = .max
            var lanes: [Int: UInt16] = [:]
            for lane in 0..<16 { lanes[Int(places.bothMove[pair * 16 + lane]) / 16, default: 0] |= 1 << UInt16(lane) }
            for (to, bits) in lanes.sorted(by: { $0.key < $1.key }) { sources[0][to].append(Source(pair: UInt16(pair), bits: bits)) }
            for move in 0..<4 {
                sources[1][Int(places.firstMoves[pair * 4 + move]) / 16].append(Source(pair: UInt16(pair), bits: UInt16(move * 4)))
                sources[2][Int(places.secondMoves[pair * 4 + move]) / 16].append(Source(pair: UInt16(pair), bits: UInt16(move)))
            }
        }
        self.all = all
        (both, first, second) = (ListTable(sources[0]), ListTable(sources[1]), ListTable(sources[2]))
        let columns = places.cells[1].count
        let ofFirst = faces[0].map { face in
            face.poses.flatMap { pose in
                (0..<columns).map { pose.x * columns + $0 }.filter { all[$0] != 0 }.map {
                    Spot(word: UInt16($0), bits: 0xF << UInt16(pose.y * 4))
                }
            }
        }
        let ofSecond = faces[1].map { face in
            face.poses.flatMap { pose in
                places.cells[0].indices.map { $0 * columns + pose.x }.filter { all[$0] != 0 }.map {
                    Spot(word: UInt16($0), bits: 0x1111 << UInt16(pose.y))
                }
            }
        }
        let joint = ofFirst.flatMap { one in
            ofSecond.map { two in
                one.flatMap { spot in
                    two.filter { $0.word == spot.word }.map { Spot(word: $0.word, bits: $0.bits & spot.bits) }
                }
            }
        }
        (firstSpots, secondSpots, jointSpots) = (ListTable(ofFirst), ListTable(ofSecond), ListTable(joint))
    }

    deinit {
        for table in [both, first, second] { table.deallocate() }
        for table in [firstSpots, secondSpots, jointSpots] { table.deallocate() }
    }
}
