import Kitchen

/// Finds what cooks do next and for long after it, by a beam over joint schedules of stations.
///
/// A node is a state of the kitchen in which somebody who plans needs a new station. Its successors give one to everybody
/// who needs one and let the real engine play until the next is done. Nodes of one tick compete with each other: those that
/// earned most, unfinished work included, are followed up. What is found depends on the state alone, not on the seat, so
/// that two cooks who search alike agree. Players may also be predicted (see `Walker`): then the others adapt to them.
/// One search serves one thread, as its walker does.
final class JointSearch {
    let knowledge: KitchenKnowledge
    let options: Options
    let walker: Walker
    private let players: Int
    @exclusivity(unchecked) private var nodes: NodePool
    @exclusivity(unchecked) private var task = Task()
    @exclusivity(unchecked) private var order: [Int32] = []
    /// Branches that came to a state of a better one: which, whose, and by how much it was better.
    @exclusivity(unchecked) private var joints: [(label: Goal, to: Goal, lag: Float)] = []
    /// Goals to choose from, a list for each player.
    @exclusivity(unchecked) private var lists: [[Goal]]
    /// Everyone's goals while they are being given: `[players]`.
    @exclusivity(unchecked) private var given: [Goal]
    /// Everyone's goals while the engine plays: `[players]`.
    @exclusivity(unchecked) private var goals: [Goal]
    /// The state while the engine plays.
    private let scratch: StateBuffer

    /// How many nodes the last search made.
    var size: Int { nodes.count }

    init(_ knowledge: KitchenKnowledge, _ options: Options, _ motions: Motions) throws {
        self.knowledge = knowledge
        self.options = options
        players = knowledge.players
        walker = try Walker(knowledge, motions)
        nodes = NodePool(words: knowledge.words, players: players)
        lists = Array(repeating: [], count: players)
        given = Array(repeating: .free, count: players)
        goals = given
        scratch = StateBuffer(knowledge.kitchen, walker.stepper.start)
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
        /// The tick from which it searches.
        var now = 0
        /// The tick at which the game ends.
        var horizon = 0
        /// The last tick looked at.
        var end = 0
        /// Rates unfinished states; nil counts rewards alone.
        var value: StateValue?
        /// The player whose first goals are the branches, each of which is followed up; nil for no branches.
        var chooser: Int?
        /// A player from whom nothing is expected.
        var ignored: Int?
    }

    /// What a first goal of the chooser leads to.
    struct Branch {
        /// The chooser's; free where there is no chooser.
        var goal: Goal
        /// Reward, and the value of unfinished work in the end.
        var score: Double
        var node: Int32
    }

    /// The best end for every first goal of the chooser (or the one best), the best first.
    /// - Parameters:
    ///   - row: the state, as `KitchenGame.row`.
    ///   - goals: everyone's, free for those who need one: `[players]`.
    /// - Complexity: O(`effort.maxNodes`) states, each played on for up to `Walker.patience` ticks.
    func search(from row: [UInt16], goals: [Goal], task: Task, effort: Effort) -> [Branch] {
        self.task = task
        self.task.end = min(task.horizon, task.now + effort.lookahead)
        nodes.clear(buckets: self.task.end - task.now + 1)
        joints.removeAll(keepingCapacity: true)
        scratch.load(row.span)
        given = goals
        self.goals = goals
        append(time: task.now, reward: 0, parent: nil, label: .free)
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
            let label = UInt64(1) << UInt64(truncatingIfNeeded: Int(nodes.labels[node].code) & (UInt64.bitWidth - 1))
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

    /// Notes that a branch has come to a state that a better branch came to, too: from there on it has the same value, less
    /// what it has earned less.
    private func join(_ node: Int, to twin: Int) {
        guard task.chooser != nil, nodes.labels[node] != nodes.labels[twin] else { return }
        joints.append((nodes.labels[node], nodes.labels[twin], nodes.scores[twin] - nodes.scores[node]))
    }

    /// Gives goals to `player` and everyone after it who needs one, in all ways, and follows each.
    private func assign(player: Int, _ node: Int) {
        guard player < players else {
            if !walker.predicted.isEmpty || given.contains(where: { $0.station != nil }) { advance(node) }
            return
        }
        guard given[player] == .free else { return assign(player: player + 1, node) }
        lists[player].removeAll(keepingCapacity: true)
        nodes.copyRow(node, to: scratch)
        options.append(to: &lists[player], scratch.view, player: player, goals: given, ignoring: task.ignored)
        for index in lists[player].indices {
            let goal = lists[player][index]
            // What was just laid down is not taken up again at once.
            if nodes.given[node * players + player] == goal, let station = goal.station, knowledge.terrain(station) == .counter { continue }
            given[player] = goal
            assign(player: player + 1, node)
        }
        given[player] = .free
    }

    /// Plays from `node` with the goals given until somebody needs another.
    private func advance(_ node: Int) {
        for player in 0..<players { goals[player] = given[player] }
        nodes.copyRow(node, to: scratch)
        var time = Int(nodes.times[node])
        let reward = walker.walk(scratch, goals: &goals, now: &time, until: task.end)
        let label = node == 0 ? task.chooser.map { given[$0] } ?? .free : nodes.labels[node]
        append(time: time, reward: nodes.rewards[node] + Float(reward), parent: node, label: label)
    }

    /// Makes a node of the scratch state.
    private func append(time: Int, reward: Float, parent: Int?, label: Goal) {
        var score = reward
        if time < task.horizon, let value = task.value {
            score += value.value(of: scratch.view, goals: goals, ticksLeft: task.horizon - time)
        }
        nodes.append(
            scratch.view, goals: goals, given: given, time: time, reward: reward, score: score, parent: parent, label: label,
            bucket: time - task.now)
    }

    /// What keeps a branch that joined another behind it.
    private static let tie = 1e-3

    private func branches() -> [Branch] {
        var branches: [Branch] = []
        nodes.list(task.end - task.now, into: &order)
        for node in order {
            let branch = Branch(goal: nodes.labels[Int(node)], score: Double(nodes.scores[Int(node)]), node: node)
            if let known = branches.firstIndex(where: { $0.goal == branch.goal }) {
                if (branch.score, branches[known].node) > (branches[known].score, node) { branches[known] = branch }
            } else {
                branches.append(branch)
            }
        }
        // The later a branch joined another, the less it has been mistaken for it.
        for joint in joints.reversed() {
            guard let other = branches.first(where: { $0.goal == joint.to }) else { continue }
            if branches.contains(where: { $0.goal == joint.label }) { continue }
            branches.append(Branch(goal: joint.label, score: other.score - Double(joint.lag) - JointSearch.tie, node: other.node))
        }
        return branches.sorted { ($1.score, $0.goal) < ($0.score, $1.goal) }
    }

    /// The way to a branch's end, played once more tick by tick; only until the next search.
    /// - Complexity: O(ticks).
    func schedule(to branch: Branch) -> Schedule {
        var chain = [Int(branch.node)]
        while let first = chain.last, let parent = nodes.parent(of: first) { chain.append(parent) }
        chain.reverse()
        var steps: [Schedule.Step] = []
        let state = StateBuffer(knowledge.kitchen, walker.stepper.start)
        nodes.copyRow(0, to: state)
        for (node, next) in zip(chain, chain.dropFirst()) {
            let given = (0..<players).map { nodes.given[next * players + $0] }
            var goals = given
            var time = Int(nodes.times[node])
            _ = walker.walk(state, goals: &goals, now: &time, until: task.end) { actions in
                steps.append(Schedule.Step(row: state.view.row, goals: given, actions: actions))
            }
        }
        return Schedule(start: task.now, steps: steps, reward: Double(nodes.rewards[Int(branch.node)]), score: branch.score)
    }
}

/// What everyone does from a tick on.
struct Schedule: Sendable {
    /// One tick of it.
    struct Step: Sendable {
        /// The state before the tick, as `KitchenGame.row`.
        var row: [UInt16]
        /// Everyone's: `[players]`.
        var goals: [Goal]
        var actions: JointAction
    }

    /// The tick of the first step.
    var start: Int
    var steps: [Step]
    /// Reward within the schedule.
    var reward: Double
    /// Reward, and the value of unfinished work.
    var score: Double

    /// The step for a tick, nil before and after the schedule.
    func step(at tick: Int) -> Step? {
        steps.indices.contains(tick - start) ? steps[tick - start] : nil
    }
}
