/// A node of a search: half a cache line, so that what is read of one comes together.
struct SearchNode {
    /// Where in the graph it is; `SearchGraph.none` for those at which the search ended under way.
    let position: Int32
    /// By which edge of the graph it was reached; `SearchGraph.none` for the root.
    let edge: Int32
    let time: Int32
    let reward: Float
    let score: Float
    /// `SearchGraph.none` for the root.
    let parent: Int32
    /// The branch that it belongs to.
    let label: Goal
    /// The node before it in its bucket; `SearchGraph.none` for none.
    fileprivate let before: Int32
}

/// Nodes of a search in flat memory that is used again by the next search.
///
/// Invariants: each node is in one bucket, and a node's parent comes before it. A search reads it ten thousand times, so that copies, even
/// shared ones, would cost: there are none.
struct NodePool: ~Copyable {
    private var nodes: [SearchNode] = []
    /// The last node of a bucket; `SearchGraph.none` for none.
    private var last: [Int32] = []

    var count: Int { nodes.count }

    @inline(__always)
    subscript(node: Int) -> SearchNode { nodes[node] }

    /// Drops all nodes.
    /// - Parameter buckets: how many there will be.
    /// - Complexity: O(nodes + buckets).
    mutating func clear(buckets: Int) {
        nodes.removeAll(keepingCapacity: true)
        last.removeAll(keepingCapacity: true)
        for _ in 0..<buckets { last.append(SearchGraph.none) }
    }

    /// Adds a node.
    /// - Parameters:
    ///   - edge: nil for the root.
    ///   - parent: nil for the root.
    /// - Complexity: O(1).
    @inline(__always)
    mutating func append(
        position: Int32, edge: Int?, time: Int, reward: Float, score: Float, parent: Int?, label: Goal, bucket: Int
    ) {
        let number = Int32(nodes.count)
        nodes.append(
            SearchNode(
                position: position, edge: edge.map(Int32.init) ?? SearchGraph.none, time: Int32(time), reward: reward, score: score,
                parent: parent.map(Int32.init) ?? SearchGraph.none, label: label, before: last[bucket]))
        last[bucket] = number
    }

    /// The node before it on its way, nil for the root.
    func parent(of node: Int) -> Int? { nodes[node].parent == SearchGraph.none ? nil : Int(nodes[node].parent) }

    /// The nodes of a bucket, the newest first.
    /// - Complexity: O(nodes of the bucket).
    func list(_ bucket: Int, into order: inout [Int32]) {
        order.removeAll(keepingCapacity: true)
        var node = last[bucket]
        while node != SearchGraph.none {
            order.append(node)
            node = nodes[Int(node)].before
        }
    }
}
