import Kitchen

/// Finds what cooks do next and for long after it, by a beam over joint schedules of stations.
///
/// A node is a state of the kitchen in which somebody who plans needs a new station. Its successors give one to everybody
/// who needs one and let the real engine play until the next is done. Nodes of one tick compete with each other: those that
/// earned most, unfinished work included, are followed up. What is found depends on the state alone, not on the seat, so
/// that two cooks who search alike agree. Players may also be foreseen (see `Walker`): then the others adapt to them.
final class JointSearch {
    let knowledge: KitchenKnowledge
    let options: Options
    let walker: Walker
    private let players: Int
    private let words: Int
    private var nodes: NodePool
    private var task = Task()
    private var order: [Int32] = []
    /// Branches that came to a state of a better one: which, whose, and by how much it was better.
    private var joints: [(label: Int16, to: Int16, lag: Float)] = []
    /// Stations to choose from, a list a player.
    private var lists: [[Int]]
    /// Everyone's stations while they are being given.
    private let given: UnsafeMutableBufferPointer<Int16>
    private let stations: UnsafeMutableBufferPointer<Int16>
    private let scratch: UnsafeMutableBufferPointer<UInt16>

    /// How many nodes the last search made.
    var size: Int { nodes.count }

    init(_ knowledge: KitchenKnowledge, _ options: Options, _ motions: Motions) throws {
        self.knowledge = knowledge
        self.options = options
        players = knowledge.players
        words = knowledge.words
        walker = try Walker(knowledge, motions)
        nodes = NodePool(words: words, players: players)
        lists = Array(repeating: [], count: players)
        given = .allocate(capacity: players)
        given.initialize(repeating: Walker.free)
        stations = .allocate(capacity: players)
        stations.initialize(repeating: Walker.free)
        scratch = .allocate(capacity: words)
        scratch.initialize(repeating: 0)
    }

    deinit {
        given.deallocate()
        stations.deallocate()
        scratch.deallocate()
    }

    /// How hard to search.
    struct Effort {
        /// Nodes of one tick that are followed up.
        var width: Int
        /// Ticks to look ahead.
        var lookahead: Int
        /// About how many nodes may be made.
        var maxNodes: Int
    }

    /// What to search for.
    struct Task {
        var now = 0
        /// The tick at which the game ends.
        var horizon = 0
        /// The last tick looked at.
        var end = 0
        var worth: Worth?
        /// Whose first station tells branches apart, so that each is followed up; nil for nobody's.
        var chooser: Int?
        /// A player of whom nothing is expected.
        var ignored: Int?
    }

    /// What a first station of the chooser leads to.
    struct Branch {
        /// A station, or `Walker.idle`.
        var station: Int16
        /// Reward, and what unfinished work is worth in the end.
        var score: Double
        var node: Int32
    }

    /// The best end for every first station of the chooser (or the one best), the best first.
    /// - Parameter goals: everyone's station, `Walker.free` for those who need one.
    func search(from row: [UInt16], goals: [Int16], task: Task, effort: Effort) -> [Branch] {
        self.task = task
        self.task.end = min(task.horizon, task.now + effort.lookahead)
        nodes.clear(buckets: self.task.end - task.now + 1)
        joints.removeAll(keepingCapacity: true)
        for word in 0..<words { scratch[word] = row[word] }
        for player in 0..<players { (given[player], stations[player]) = (goals[player], goals[player]) }
        append(time: task.now, reward: 0, parent: -1, label: Int16.min)
        var time = task.now
        while time < self.task.end {
            sort(bucket: time - task.now)
            follow(width: width(effort, at: time))
            time += 1
        }
        return branches()
    }

    private func sort(bucket: Int) {
        nodes.list(bucket, into: &order)
        let scores = nodes.scores
        order.sort { (scores[Int($1)], $0) < (scores[Int($0)], $1) }
    }

    /// How many nodes of a tick are followed up, so that the search does not end up much larger than it may.
    private func width(_ effort: Effort, at time: Int) -> Int {
        let left = max(0, effort.maxNodes - nodes.count)
        return min(effort.width, max(1, left / (JointSearch.usualBranches * (task.end - time))))
    }

    /// Successors of a node, as a rule.
    private static let usualBranches = 4

    /// Follows up the best of `order`, and the best of every branch.
    private func follow(width: Int) {
        var kept = 0
        var labels: UInt64 = 0
        var index = 0
        while index < order.count {
            let node = Int(order[index])
            index += 1
            let label = UInt64(1) << UInt64(truncatingIfNeeded: Int(nodes.labels[node]) & 63)
            let isNew = task.chooser != nil && labels & label == 0
            guard kept < width || isNew else { continue }
            if let twin = order[..<(index - 1)].first(where: { nodes.hashes[Int($0)] == nodes.hashes[node] }) {
                join(node, to: Int(twin))
                continue
            }
            labels |= label
            kept += 1
            for player in 0..<players { given[player] = nodes.goals[node * players + player] }
            assign(player: 0, node)
        }
    }

    /// Notes that a branch has come to a state that a better branch came to, too: from there on it is worth as much, less
    /// what it has earned less.
    private func join(_ node: Int, to twin: Int) {
        guard task.chooser != nil, nodes.labels[node] != nodes.labels[twin] else { return }
        joints.append((nodes.labels[node], nodes.labels[twin], nodes.scores[twin] - nodes.scores[node]))
    }

    /// Gives stations to `player` and everyone after it who needs one, in all ways, and follows each.
    private func assign(player: Int, _ node: Int) {
        guard player < players else {
            if given.contains(where: { $0 >= 0 }) || walker.isForeseen.contains(true) { advance(node) }
            return
        }
        guard given[player] == Walker.free else { return assign(player: player + 1, node) }
        lists[player].removeAll(keepingCapacity: true)
        nodes.copyRow(node, to: scratch)
        options.append(
            to: &lists[player], scratch.baseAddress.unsafelyUnwrapped, player: player, goals: given.baseAddress.unsafelyUnwrapped,
            ignoring: task.ignored)
        for index in lists[player].indices {
            let station = lists[player][index]
            // What was just laid down is not taken up again at once.
            if station >= 0, Int(nodes.given[node * players + player]) == station, knowledge.terrain[station] == .counter { continue }
            given[player] = Int16(station)
            assign(player: player + 1, node)
        }
        given[player] = Walker.free
    }

    /// Plays from `node` with the stations given until somebody needs another.
    private func advance(_ node: Int) {
        for player in 0..<players { stations[player] = given[player] }
        nodes.copyRow(node, to: scratch)
        var time = Int(nodes.times[node])
        let end = task.end
        let reward = walker.walk(
            scratch.baseAddress.unsafelyUnwrapped, goals: stations.baseAddress.unsafelyUnwrapped, now: &time, until: end)
        let label = node == 0 ? task.chooser.map { given[$0] } ?? 0 : nodes.labels[node]
        append(time: time, reward: nodes.rewards[node] + Float(reward), parent: node, label: label)
    }

    /// Makes a node of the scratch row.
    private func append(time: Int, reward: Float, parent: Int, label: Int16) {
        var score = reward
        if time < task.horizon, let worth = task.worth {
            score += worth.worth(
                scratch.baseAddress.unsafelyUnwrapped, goals: stations.baseAddress.unsafelyUnwrapped, ticksLeft: task.horizon - time)
        }
        nodes.append(
            row: scratch, goals: stations, given: given, time: time, reward: reward, score: score, parent: parent, label: label,
            bucket: time - task.now)
    }

    /// What keeps a branch that joined another behind it.
    private static let tie = 1e-3

    private func branches() -> [Branch] {
        var branches: [Branch] = []
        nodes.list(task.end - task.now, into: &order)
        for node in order {
            let branch = Branch(station: nodes.labels[Int(node)], score: Double(nodes.scores[Int(node)]), node: node)
            if let known = branches.firstIndex(where: { $0.station == branch.station }) {
                if (branch.score, branches[known].node) > (branches[known].score, node) { branches[known] = branch }
            } else {
                branches.append(branch)
            }
        }
        // The later a branch joined another, the less it has been mistaken for it.
        for joint in joints.reversed() {
            guard let other = branches.first(where: { $0.station == joint.to }) else { continue }
            if branches.contains(where: { $0.station == joint.label }) { continue }
            branches.append(Branch(station: joint.label, score: other.score - Double(joint.lag) - JointSearch.tie, node: other.node))
        }
        return branches.sorted { ($1.score, $0.station) < ($0.score, $1.station) }
    }

    /// The way to a branch's end, played once more tick by tick; only until the next search.
    func schedule(to branch: Branch) -> Schedule {
        var chain = [Int(branch.node)]
        while let first = chain.last, nodes.parents[first] >= 0 { chain.append(Int(nodes.parents[first])) }
        chain.reverse()
        var steps: [Schedule.Step] = []
        var row = (0..<words).map { nodes.rows[$0] }
        for (node, next) in zip(chain, chain.dropFirst()) {
            let stations = (0..<players).map { nodes.given[next * players + $0] }
            var goals = stations
            var time = Int(nodes.times[node])
            row.withUnsafeMutableBufferPointer { words in
                let first = words.baseAddress.unsafelyUnwrapped
                let count = words.count
                _ = goals.withUnsafeMutableBufferPointer { goals in
                    walker.walk(first, goals: goals.baseAddress.unsafelyUnwrapped, now: &time, until: task.end) {
                        steps.append(
                            Schedule.Step(
                                row: Array(UnsafeBufferPointer(start: first, count: count)), goals: stations, actions: Array(walker.actions)
                            ))
                    }
                }
            }
        }
        return Schedule(start: task.now, steps: steps, reward: Double(nodes.rewards[Int(branch.node)]), score: branch.score)
    }
}

/// What everyone does from a tick on.
struct Schedule: Sendable {
    /// One tick of it.
    struct Step: Sendable {
        /// The row before the tick.
        var row: [UInt16]
        /// Everyone's station, `Walker.idle` for none.
        var goals: [Int16]
        /// Everyone's action, by `Action.rawValue`.
        var actions: [UInt8]
    }

    /// The tick of the first step.
    var start: Int
    var steps: [Step]
    /// Reward within the schedule.
    var reward: Double
    /// Reward, and what unfinished work is worth.
    var score: Double

    /// The step for a tick, nil before and after the schedule.
    func step(at tick: Int) -> Step? {
        steps.indices.contains(tick - start) ? steps[tick - start] : nil
    }
}
