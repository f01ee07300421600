import Kitchen

/// Nodes of a search in flat memory that is used again by the next search.
///
/// Invariants: every list below has `count` entries (times what its comment says), each node is in one bucket, and a node's
/// parent comes before it. A search reads it ten thousand times, so that copies, even shared ones, would cost: there are none.
struct NodePool: ~Copyable {
    private let words: Int
    private let players: Int
    private(set) var count = 0
    /// The state: `[node * words + word]`.
    private(set) var rows: [UInt16] = []
    /// Everyone's goal: `[node * players + player]`.
    private(set) var goals: [Goal] = []
    /// Everyone's goal on the way from the parent to the node, in the same order.
    private(set) var given: [Goal] = []
    private(set) var times: [Int32] = []
    private(set) var rewards: [Float] = []
    private(set) var scores: [Float] = []
    /// Of state and goals, the timestep apart.
    private(set) var hashes: [UInt64] = []
    /// `NodePool.none` for the root.
    private var parents: [Int32] = []
    /// The branch that a node belongs to.
    private(set) var labels: [Goal] = []
    /// The last node of a bucket, and the one before a node in its bucket; `NodePool.none` for none.
    private var last: [Int32] = []
    private var before: [Int32] = []

    /// In place of a node in flat lists.
    private static let none: Int32 = -1

    init(words: Int, players: Int) {
        self.words = words
        self.players = players
    }

    /// Drops all nodes.
    /// - Parameter buckets: how many there will be.
    /// - Complexity: O(nodes + buckets).
    mutating func clear(buckets: Int) {
        count = 0
        rows.removeAll(keepingCapacity: true)
        goals.removeAll(keepingCapacity: true)
        given.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        rewards.removeAll(keepingCapacity: true)
        scores.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        parents.removeAll(keepingCapacity: true)
        labels.removeAll(keepingCapacity: true)
        before.removeAll(keepingCapacity: true)
        last.removeAll(keepingCapacity: true)
        for _ in 0..<buckets { last.append(NodePool.none) }
    }

    /// Adds a node.
    /// - Parameters:
    ///   - goals: `[players]`.
    ///   - given: `[players]`.
    ///   - parent: nil for the root.
    /// - Complexity: O(words + players).
    mutating func append(
        _ state: borrowing StateView, goals: [Goal], given: [Goal], time: Int, reward: Float, score: Float, parent: Int?, label: Goal,
        bucket: Int
    ) {
        hashes.append(hash(state, goals))
        for word in 0..<words { rows.append(state.word(word)) }
        self.goals.append(contentsOf: goals)
        self.given.append(contentsOf: given)
        times.append(Int32(time))
        rewards.append(reward)
        scores.append(score)
        parents.append(parent.map(Int32.init) ?? NodePool.none)
        labels.append(label)
        before.append(last[bucket])
        last[bucket] = Int32(count)
        count += 1
    }

    /// The node before it on its way, nil for the root.
    func parent(of node: Int) -> Int? { parents[node] == NodePool.none ? nil : Int(parents[node]) }

    private func hash(_ state: borrowing StateView, _ goals: [Goal]) -> UInt64 {
        var hash: UInt64 = 0
        for word in RowShape.timestepWords..<words { NodePool.mix(state.word(word), into: &hash) }
        for goal in goals { NodePool.mix(UInt16(bitPattern: goal.code), into: &hash) }
        return hash
    }

    /// Multiplicative hashing with the golden ratio (Knuth, 1973, §6.4), and a shift, so that high bits reach low ones.
    @inline(__always)
    private static func mix(_ word: UInt16, into hash: inout UInt64) {
        hash = (hash ^ UInt64(word)) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash &>> 29
    }

    /// The nodes of a bucket, the newest first.
    /// - Complexity: O(nodes of the bucket).
    func list(_ bucket: Int, into order: inout [Int32]) {
        order.removeAll(keepingCapacity: true)
        var node = last[bucket]
        while node != NodePool.none {
            order.append(node)
            node = before[Int(node)]
        }
    }

    /// Puts a node's state into a buffer.
    /// - Complexity: O(words).
    func copyRow(_ node: Int, to state: StateBuffer) { state.load(rows.span.extracting(node &* words..<(node &+ 1) &* words)) }
}
