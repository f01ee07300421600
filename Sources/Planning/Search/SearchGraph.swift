import Kitchen

/// What searches have worked out about a kitchen: positions, the goals that can be given there, and where these lead.
///
/// A *position* is a state with everyone's goal, whatever the tick; an *edge* is a choice of goals for all who need one. Where an edge
/// leads follows by the rules from position and goals, and from the *pattern*: in which of the next ticks predicted players act. So it
/// is played once for each pattern that matters and looked up from then on, by later searches and episodes too: what is found is the same as without.
/// A graph serves one thread.
///
/// Invariants: a position's edges are one after the other, an edge leads to positions of the same graph.
final class SearchGraph {
    /// What edges depend on, apart from position, goals and pattern.
    struct Context: Hashable {
        var predicted: PlayerSet
        /// Whether predicted players ever act.
        var isActing: Bool
        var absent: Int?
        var ignored: Int?
        /// As `StateValue.loner` and `StateValue.isAlone`.
        var loner: Int?
        var isAlone: Bool
    }

    /// Where an edge leads.
    struct Outcome {
        /// The position; `SearchGraph.none` where the search ended under way, which is not noted.
        var target = SearchGraph.none
        /// The reward on the way.
        var reward: Float
        /// What the state holds then.
        var stock: StateValue.Stock
        /// Ticks that it takes, and ticks that must be left in the search for it to come about.
        var ticks: UInt8
        var room: UInt8
        /// In which ticks predicted players acted, the first in the lowest bit; of those in which it mattered (`Walker.Walk.dependence`).
        var pattern: UInt32
        var dependence: UInt32
        /// The next outcome of the same edge, `SearchGraph.none` for none.
        fileprivate var next = SearchGraph.none

        /// In place of an outcome that is not known yet: no edge takes no ticks.
        fileprivate static let unknown = Outcome(reward: 0, stock: StateValue.Stock(), pattern: 0, dependence: 0, ticks: 0, room: 0)

        init(
            target: Int32 = SearchGraph.none, reward: Float, stock: StateValue.Stock, pattern: UInt32, dependence: UInt32, ticks: Int,
            room: Int
        ) {
            self.target = target
            self.reward = reward
            self.stock = stock
            self.pattern = pattern & dependence
            self.dependence = dependence
            self.ticks = UInt8(ticks)
            self.room = UInt8(room)
        }

        /// Whether this comes about in a search that ends in so many ticks.
        @inline(__always)
        fileprivate func applies(_ pattern: UInt32, within left: Int) -> Bool {
            Int(room) <= left && pattern & dependence == self.pattern
        }
    }

    /// In place of a position or an edge in flat lists.
    static let none: Int32 = -1
    private static let smallest = 1 << 10
    /// Positions, edges and further outcomes for which there is room at first. Memory that is not used costs nothing, growing does.
    private static let usual = (positions: 1 << 17, edges: 1 << 19, outcomes: 1 << 18)

    let context: Context
    let value: StateValue
    private let words: Int
    private let players: Int
    /// How many positions there are.
    @exclusivity(unchecked) private(set) var count = 0
    /// The states; the timestep is 0.
    @exclusivity(unchecked) private var rows: RowTable
    /// As `Goal.packed`: `[position * players + player]`.
    @exclusivity(unchecked) private var goals: [UInt16] = []
    @exclusivity(unchecked) private var hashes: [UInt64] = []
    /// What the state of a position holds, as long as there is time left for all of it.
    @exclusivity(unchecked) private(set) var stocks: [StateValue.Stock] = []
    /// The edges of a position; an empty range from `SearchGraph.none` for those not looked into yet.
    @exclusivity(unchecked) private var choices: [(first: Int32, count: Int32)] = []
    /// Positions by hash, with linear probing; at least a third of it is `Entry.none`.
    @exclusivity(unchecked) private var table: [Entry]

    /// A position in the table, with the high half of its hash: most others are told apart without looking at them.
    private struct Entry: Equatable {
        let tag: UInt32
        let position: Int32

        static let none = Entry(tag: 0, position: SearchGraph.none)

        @inline(__always)
        init(_ hash: UInt64, _ position: Int32) { self.init(tag: UInt32(truncatingIfNeeded: hash &>> 32), position: position) }

        private init(tag: UInt32, position: Int32) { (self.tag, self.position) = (tag, position) }
    }

    /// An outcome of each edge: edges of a position lie together, and most have only one.
    @exclusivity(unchecked) private var edges: [Outcome] = []
    /// Everyone's goal on the way, as `Goal.packed`: `[edge * players + player]`.
    @exclusivity(unchecked) private var given: [UInt16] = []
    /// Further outcomes of edges.
    @exclusivity(unchecked) private var outcomes: [Outcome] = []
    /// How many outcomes have been noted.
    @exclusivity(unchecked) private(set) var noted = 0

    init(_ context: Context, value: StateValue) {
        self.context = context
        self.value = value
        words = value.knowledge.words
        players = value.knowledge.players
        rows = RowTable(stride: words)
        table = Array(repeating: Entry.none, count: SearchGraph.smallest)
        let usual = SearchGraph.usual
        rows.words.reserveCapacity(usual.positions * words)
        goals.reserveCapacity(usual.positions * players)
        hashes.reserveCapacity(usual.positions)
        stocks.reserveCapacity(usual.positions)
        choices.reserveCapacity(usual.positions)
        edges.reserveCapacity(usual.edges)
        given.reserveCapacity(usual.edges * players)
        outcomes.reserveCapacity(usual.outcomes)
    }

    /// Forgets everything.
    func removeAll() {
        (count, noted) = (0, 0)
        rows.words.removeAll(keepingCapacity: true)
        goals.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        stocks.removeAll(keepingCapacity: true)
        choices.removeAll(keepingCapacity: true)
        edges.removeAll(keepingCapacity: true)
        given.removeAll(keepingCapacity: true)
        outcomes.removeAll(keepingCapacity: true)
        for slot in table.indices { table[slot] = Entry.none }
    }

    // MARK: Positions

    /// The number of a position, which is added where it is new.
    /// - Complexity: O(words), and that of `StateValue.stock` for a new one.
    func position(_ state: borrowing StateView, _ goals: TeamGoals) -> Int32 {
        let hash = hash(state, goals)
        let mask = table.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        let entry = Entry(hash, Int32(count))
        while table[slot].position != SearchGraph.none {
            if table[slot].tag == entry.tag, isSame(Int(table[slot].position), state, goals) { return table[slot].position }
            slot = (slot &+ 1) & mask
        }
        table[slot] = entry
        state.appendTimeless(to: &rows.words)
        for player in 0..<players { self.goals.append(goals[packed: player]) }
        hashes.append(hash)
        stocks.append(value.stock(of: state, goals: goals))
        choices.append((SearchGraph.none, 0))
        count += 1
        if count * 3 > table.count * 2 { enlarge() }
        return entry.position
    }

    private func isSame(_ position: Int, _ state: borrowing StateView, _ goals: TeamGoals) -> Bool {
        guard state.equals(rows.words, at: position &* words) else { return false }
        for player in 0..<players where self.goals[position &* players &+ player] != goals[packed: player] { return false }
        return true
    }

    private func enlarge() {
        let mask = table.count * 2 - 1
        table = Array(repeating: Entry.none, count: mask + 1)
        for position in 0..<count {
            var slot = Int(truncatingIfNeeded: hashes[position]) & mask
            while table[slot].position != SearchGraph.none { slot = (slot &+ 1) & mask }
            table[slot] = Entry(hashes[position], Int32(position))
        }
    }

    private func hash(_ state: borrowing StateView, _ goals: TeamGoals) -> UInt64 {
        var hash: UInt64 = 0
        for word in RowShape.timestepWords..<words { SearchGraph.mix(state.word(word), into: &hash) }
        for player in 0..<players { SearchGraph.mix(goals[packed: player], into: &hash) }
        return hash
    }

    /// Multiplicative hashing with the golden ratio (Knuth, 1973, §6.4), and a shift, so that high bits reach low ones.
    @inline(__always)
    private static func mix(_ word: UInt16, into hash: inout UInt64) {
        hash = (hash ^ UInt64(word)) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash &>> 29
    }

    /// Puts a position's state into a buffer.
    /// - Complexity: O(words).
    func copyRow(_ position: Int, to state: StateBuffer) { rows.copy(position, to: state) }

    /// A player's goal in a position.
    @inline(__always)
    func goal(_ position: Int, _ player: Int) -> Goal { Goal(packed: goals[position &* players &+ player]) }

    // MARK: Edges

    /// The edges of a position, nil where it has not been looked into yet.
    @inline(__always)
    func edges(from position: Int) -> Range<Int>? {
        let (first, count) = choices[position]
        return first == SearchGraph.none ? nil : Int(first)..<Int(first &+ count)
    }

    /// Begins with the edges of a position; those that are added until the next call are its edges.
    func beginEdges(from position: Int) { choices[position] = (Int32(edges.count), 0) }

    /// Adds an edge to those of a position.
    /// - Parameter goals: everyone's.
    func addEdge(from position: Int, _ goals: TeamGoals) {
        choices[position].count += 1
        edges.append(.unknown)
        for player in 0..<players { given.append(goals[packed: player]) }
    }

    /// A player's goal on the way.
    @inline(__always)
    func given(_ edge: Int, _ player: Int) -> Goal { Goal(packed: given[edge &* players &+ player]) }

    /// Where an edge leads in a search that ends in so many ticks; nil where that is not known yet.
    /// - Complexity: O(outcomes of the edge).
    @inline(__always)
    func outcome(_ edge: Int, _ pattern: UInt32, within left: Int) -> Outcome? {
        let first = edges[edge]
        if first.ticks == 0 { return nil }
        if first.applies(pattern, within: left) { return first }
        var index = first.next
        while index != SearchGraph.none {
            let outcome = outcomes[Int(index)]
            if outcome.applies(pattern, within: left) { return outcome }
            index = outcome.next
        }
        return nil
    }

    /// Notes where an edge leads; `outcome` has given nil for it.
    func note(_ edge: Int, _ outcome: Outcome) {
        noted += 1
        guard edges[edge].ticks > 0 else { return edges[edge] = outcome }
        outcomes.append(outcome)
        outcomes[outcomes.count - 1].next = edges[edge].next
        edges[edge].next = Int32(outcomes.count - 1)
    }
}

/// Rows of states in flat memory.
private struct RowTable: ~Copyable {
    let stride: Int
    /// `[row * stride + word]`.
    var words: [UInt16] = []

    init(stride: Int) { self.stride = stride }

    func copy(_ row: Int, to state: StateBuffer) { state.load(words, at: row &* stride) }
}
