/// Nodes of a search in flat memory that is used again by the next search.
///
/// Invariants: every list below has `count` entries, each node is in one bucket, and a node's parent comes before it. A search reads it
/// ten thousand times, so that copies, even shared ones, would cost: there are none.
struct NodePool: ~Copyable {
    private(set) var count = 0
    /// Where in the graph it is; `SearchGraph.none` for those at which the search ended under way.
    private(set) var positions: [Int32] = []
    /// By which edge of the graph it was reached; `SearchGraph.none` for the root.
    private(set) var edges: [Int32] = []
    private(set) var times: [Int32] = []
    private(set) var rewards: [Float] = []
    private(set) var scores: [Float] = []
    /// `SearchGraph.none` for the root.
    private var parents: [Int32] = []
    /// The branch that a node belongs to.
    private(set) var labels: [Goal] = []
    /// The last node of a bucket, and the one before a node in its bucket; `SearchGraph.none` for none.
    private var last: [Int32] = []
    private var before: [Int32] = []

    /// Drops all nodes.
    /// - Parameter buckets: how many there will be.
    /// - Complexity: O(nodes + buckets).
    mutating func clear(buckets: Int) {
        count = 0
        positions.removeAll(keepingCapacity: true)
        edges.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        rewards.removeAll(keepingCapacity: true)
        scores.removeAll(keepingCapacity: true)
        parents.removeAll(keepingCapacity: true)
        labels.removeAll(keepingCapacity: true)
        before.removeAll(keepingCapacity: true)
        last.removeAll(keepingCapacity: true)
        for _ in 0..<buckets { last.append(SearchGraph.none) }
    }

    /// Adds a node.
    /// - Parameters:
    ///   - edge: nil for the root.
    ///   - parent: nil for the root.
    /// - Complexity: O(1).
    mutating func append(
        position: Int32, edge: Int?, time: Int, reward: Float, score: Float, parent: Int?, label: Goal, bucket: Int
    ) {
        positions.append(position)
        edges.append(edge.map(Int32.init) ?? SearchGraph.none)
        times.append(Int32(time))
        rewards.append(reward)
        scores.append(score)
        parents.append(parent.map(Int32.init) ?? SearchGraph.none)
        labels.append(label)
        before.append(last[bucket])
        last[bucket] = Int32(count)
        count += 1
    }

    /// The node before it on its way, nil for the root.
    func parent(of node: Int) -> Int? { parents[node] == SearchGraph.none ? nil : Int(parents[node]) }

    /// The nodes of a bucket, the newest first.
    /// - Complexity: O(nodes of the bucket).
    func list(_ bucket: Int, into order: inout [Int32]) {
        order.removeAll(keepingCapacity: true)
        var node = last[bucket]
        while node != SearchGraph.none {
            order.append(node)
            node = before[Int(node)]
        }
    }
}
