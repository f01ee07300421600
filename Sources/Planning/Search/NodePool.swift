/// Nodes of a search in flat memory that is used again by the next search.
struct NodePool {
    private let words: Int
    private let players: Int
    private(set) var count = 0
    /// The state, `words` a node.
    private(set) var rows: [UInt16] = []
    /// Everyone's station, `players` a node.
    private(set) var goals: [Int16] = []
    /// Everyone's station on the way from the parent to the node.
    private(set) var given: [Int16] = []
    private(set) var times: [Int32] = []
    private(set) var rewards: [Float] = []
    private(set) var scores: [Float] = []
    private(set) var hashes: [UInt64] = []
    private(set) var parents: [Int32] = []
    /// The branch that a node belongs to.
    private(set) var labels: [Int16] = []
    /// The last node of a bucket, and the one before a node in its bucket; -1 for none.
    private var last: [Int32] = []
    private var before: [Int32] = []

    init(words: Int, players: Int) {
        self.words = words
        self.players = players
    }

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
        for _ in 0..<buckets { last.append(-1) }
    }

    mutating func append(
        row: UnsafeMutableBufferPointer<UInt16>, goals stations: UnsafeMutableBufferPointer<Int16>,
        given ways: UnsafeMutableBufferPointer<Int16>, time: Int, reward: Float, score: Float, parent: Int, label: Int16,
        bucket: Int
    ) {
        var hash: UInt64 = 0
        var word = 2
        while word < words {
            hash = (hash ^ UInt64(row[word])) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash &>> 29
            word &+= 1
        }
        for player in 0..<players {
            hash = (hash ^ UInt64(UInt16(bitPattern: stations[player]))) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash &>> 29
        }
        rows.append(contentsOf: row)
        goals.append(contentsOf: stations)
        given.append(contentsOf: ways)
        times.append(Int32(time))
        rewards.append(reward)
        scores.append(score)
        hashes.append(hash)
        parents.append(Int32(parent))
        labels.append(label)
        before.append(last[bucket])
        last[bucket] = Int32(count)
        count += 1
    }

    /// The nodes of a bucket.
    func list(_ bucket: Int, into order: inout [Int32]) {
        order.removeAll(keepingCapacity: true)
        var node = last[bucket]
        while node >= 0 {
            order.append(node)
            node = before[Int(node)]
        }
    }

    func copyRow(_ node: Int, to row: UnsafeMutableBufferPointer<UInt16>) {
        for word in 0..<words { row[word] = rows[node &* words &+ word] }
    }
}
