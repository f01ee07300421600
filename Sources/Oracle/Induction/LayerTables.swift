/// A compact model as pointers, for the inner loop of backward induction; valid while the model's arrays are lent.
struct LayerTables: @unchecked Sendable {
    // Sendable: nothing writes behind the pointers while they are lent.

    let places: Int
    let pairs: UnsafeBufferPointer<Int>
    let bothMove: UnsafePointer<UInt16>
    let secondMoves: UnsafePointer<UInt16>
    let firstMoves: UnsafePointer<UInt16>
    let secondCells: Int
    let firstCells: Int
    let raw: UnsafePointer<UInt32>
    let cooked: UnsafePointer<UInt32>
    let first: UnsafePointer<UInt32>
    let second: UnsafePointer<UInt32>
    let firstHeld: UnsafePointer<UInt8>
    let secondHeld: UnsafePointer<UInt8>
    let firstFaces: FaceTables
    let secondFaces: FaceTables
    /// `[pair]`: whether two cooks can stand there.
    let isPair: UnsafePointer<Bool>
    let lanes: MoveLanes.Pointers
}

/// The faces of one cook as pointers.
struct FaceTables {
    let count: Int
    /// Where the poses of each face begin in `poses`, with an end after the last.
    let starts: UnsafePointer<Int>
    /// `cell << 2 | orientation`.
    let poses: UnsafePointer<Int>
    /// `[face * codes + code]`
    let rewards: UnsafePointer<Int32>
    let codes: Int
}

/// The arrays that a model needs for `LayerTables`, apart from its own.
struct FlatFaces: Sendable {
    let starts: [Int]
    let poses: [Int]
    let rewards: [Int32]
    let codes: Int

    init(_ faces: [Face], rewards: [Int32], codes: Int) {
        starts = faces.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.poses.count) }
        poses = faces.flatMap { $0.poses.map { $0.x << 2 | $0.y } } + [0]
        self.rewards = rewards + [0]
        self.codes = codes
    }

    func lend<Result>(_ body: (FaceTables) throws -> Result) rethrows -> Result {
        try starts.withUnsafeBufferPointer { starts in
            try poses.withUnsafeBufferPointer { poses in
                try rewards.withUnsafeBufferPointer { rewards in
                    // None of the arrays is empty, so each has an address.
                    try body(
                        FaceTables(
                            count: starts.count - 1, starts: starts.baseAddress.unsafelyUnwrapped,
                            poses: poses.baseAddress.unsafelyUnwrapped, rewards: rewards.baseAddress.unsafelyUnwrapped,
                            codes: codes))
                }
            }
        }
    }
}

extension CompactModel {
    /// Lends the model as pointers.
    func withTables<Result>(_ body: (LayerTables) throws -> Result) rethrows -> Result {
        let found = configurations
        let isPair = (0..<(places.count / 16)).map(Set(places.pairs).contains)
        let flat = (0..<2).map { FlatFaces(found.faces[$0], rewards: rewards[$0], codes: found.heldItems.count) }
        let lanes = MoveLanes(places)
        let words = [found.raw, found.cooked, found.first, found.second]
        return try flat[0].lend { firstFaces in
            try flat[1].lend { secondFaces in
                try lend(words) { words in
                    try lend([places.bothMove, places.secondMoves, places.firstMoves]) { moves in
                        try lend(found.held) { held in
                            try places.pairs.withUnsafeBufferPointer { pairs in
                                try lend([isPair]) { isPair in
                                    try lanes.lend { lanes in
                                        try body(
                                            LayerTables(
                                                places: places.count, pairs: pairs, bothMove: moves[0], secondMoves: moves[1],
                                                firstMoves: moves[2], secondCells: places.cells[1].count,
                                                firstCells: places.cells[0].count, raw: words[0], cooked: words[1],
                                                first: words[2], second: words[3], firstHeld: held[0], secondHeld: held[1],
                                                firstFaces: firstFaces, secondFaces: secondFaces, isPair: isPair[0], lanes: lanes))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Lends the addresses of several arrays, none of them empty.
private func lend<Element, Result>(
    _ arrays: [[Element]], _ body: ([UnsafePointer<Element>]) throws -> Result
) rethrows -> Result {
    func next(_ index: Int, _ lent: [UnsafePointer<Element>]) throws -> Result {
        guard index < arrays.count else { return try body(lent) }
        return try arrays[index].withUnsafeBufferPointer { try next(index + 1, lent + [$0.baseAddress.unsafelyUnwrapped]) }
    }
    return try next(0, [])
}
