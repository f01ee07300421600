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
    private let memories: SearchMemories
    private let memory: SearchMemory
    @exclusivity(unchecked) private var graph: SearchGraph
    @exclusivity(unchecked) private var nodes = NodePool()
    @exclusivity(unchecked) private var task: Task
    /// Rewards of `task.value`.
    @exclusivity(unchecked) private var price: Float = 0
    @exclusivity(unchecked) private var cookingReward: Float = 0
    /// In which of the 32 ticks from a tick of the search on predicted players act, the first in the lowest bit: `[tick]`.
    @exclusivity(unchecked) private var patterns: [UInt32] = []
    /// The row that the search began with.
    @exclusivity(unchecked) private var root: [UInt16] = []
    @exclusivity(unchecked) private var order: [Int32] = []
    @exclusivity(unchecked) private var keys: [UInt64] = []
    /// Branches that came to a state of a better one: which, whose, and by how much it was better.
    @exclusivity(unchecked) private var joints: [(label: Goal, to: Goal, lag: Float)] = []
    /// The first node at a position in the list looked through last: `[position]`, with the number of that list.
    @exclusivity(unchecked) private var met: [(lookUp: Int, node: Int32)] = []
    @exclusivity(unchecked) private var lookUps = 0
    /// Goals to choose from, a list for each player.
    @exclusivity(unchecked) private var lists: [[Goal]]
    /// Everyone's goals while they are being given.
    @exclusivity(unchecked) private var given = TeamGoals.free
    /// Everyone's goals while the engine plays.
    @exclusivity(unchecked) private var goals = TeamGoals.free
    /// The state while the engine plays.
    private let scratch: StateBuffer

    /// How many nodes the last search made.
    var size: Int { nodes.count }

    /// - Parameter memories: what searches with the same options have worked out.
    init(_ knowledge: KitchenKnowledge, _ options: Options, _ motions: Motions, _ memories: SearchMemories) throws {
        self.knowledge = knowledge
        self.options = options
        players = knowledge.players
        walker = try Walker(knowledge, motions)
        self.memories = memories
        memory = memories.take()
        task = Task(value: StateValue(knowledge, cookingShare: 0))
        graph = SearchGraph(task.context(walker), value: task.value)
        lists = Array(repeating: [], count: players)
        scratch = StateBuffer(knowledge.kitchen, walker.stepper.start)
    }

    deinit { memories.putBack(memory) }

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
        /// Rates unfinished states.
        var value: StateValue
        /// The player whose first goals are the branches, each of which is followed up; nil for no branches.
        var chooser: Int?
        /// A player from whom nothing is expected.
        var ignored: Int?

        /// What edges of the graph depend on.
        fileprivate func context(_ walker: Walker) -> SearchGraph.Context {
            SearchGraph.Context(
                predicted: walker.predicted, isActing: walker.predicted.isEmpty || walker.pace > 0, absent: walker.absent, ignored: ignored,
                loner: value.loner, isAlone: value.isAlone)
        }
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
        let goals = TeamGoals(goals)
        (price, cookingReward) = (task.value.price, task.value.cookingReward)
        graph = memory.graph(task.context(walker), value: task.value)
        nodes.clear(buckets: self.task.end - task.now + 1)
        joints.removeAll(keepingCapacity: true)
        root = row
        scratch.load(row.span)
        findPatterns()
        let value = self.task.value.value(of: scratch.view, goals: goals, ticksLeft: task.horizon - task.now)
        nodes.append(
            position: graph.position(scratch.view, goals), edge: nil, time: task.now, reward: 0, score: value, parent: nil, label: .free,
            bucket: 0)
        var time = task.now
        while time < self.task.end {
            sort(bucket: time - task.now)
            follow(width: width(effort, at: time))
            time += 1
        }
        return branches()
    }

    /// Fills `patterns`.
    private func findPatterns() {
        patterns.removeAll(keepingCapacity: true)
        for _ in task.now..<max(task.now + 1, task.end) { patterns.append(0) }
        guard !walker.predicted.isEmpty else { return }
        var pattern: UInt32 = 0
        for tick in (task.now..<task.end).reversed() {
            pattern = pattern << 1 | (walker.acts(tick) ? 1 : 0)
            patterns[tick - task.now] = pattern
        }
    }

    /// Fills `order`: the highest score first, of equal ones the node made first.
    private func sort(bucket: Int) {
        nodes.list(bucket, into: &order)
        keys.removeAll(keepingCapacity: true)
        for node in order { keys.append(JointSearch.key(nodes[Int(node)].score, node)) }
        keys.sort()
        for place in keys.indices { order[place] = Int32(truncatingIfNeeded: keys[place] & UInt64(UInt32.max)) }
    }

    /// A number by which nodes are in order, with the node in its lower half: numbers are sorted faster than pairs.
    @inline(__always)
    private static func key(_ score: Float, _ node: Int32) -> UInt64 {
        // Bits of floats are in the order of their values once those of negative ones are turned around; plus 0 makes -0 one of them.
        let bits = (score + 0).bitPattern
        let rising = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
        return UInt64(~rising) << 32 | UInt64(UInt32(bitPattern: node))
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
        lookUps += 1
        while met.count < graph.count { met.append((0, SearchGraph.none)) }
        for index in order.indices {
            let node = Int(order[index])
            let position = Int(nodes[node].position)
            let twin = met[position].lookUp == lookUps ? Int(met[position].node) : nil
            if twin == nil { met[position] = (lookUps, Int32(node)) }
            let label = UInt64(1) << UInt64(truncatingIfNeeded: Int(nodes[node].label.code) & (UInt64.bitWidth - 1))
            let isNew = task.chooser != nil && labels & label == 0
            guard kept < width || isNew else { continue }
            if let twin {
                join(node, to: twin)
                continue
            }
            labels |= label
            kept += 1
            follow(node, position)
        }
    }

    /// Notes that a branch has come to a state that a better branch came to, too: from there on it has the same value, less
    /// what it has earned less.
    private func join(_ node: Int, to twin: Int) {
        guard task.chooser != nil, nodes[node].label != nodes[twin].label else { return }
        joints.append((nodes[node].label, nodes[twin].label, nodes[twin].score - nodes[node].score))
    }

    /// Follows every choice at a node.
    private func follow(_ node: Int, _ position: Int) {
        if graph.edges(from: position) == nil { findEdges(from: position) }
        let cameBy = Int(nodes[node].edge)
        for edge in graph.edges(from: position) ?? 0..<0 where node == 0 || !undoes(edge, cameBy, position) { advance(node, edge) }
    }

    /// Whether somebody would take up again at once what it has just laid down.
    private func undoes(_ edge: Int, _ cameBy: Int, _ position: Int) -> Bool {
        for player in 0..<players where graph.goal(position, player) == .free {
            let goal = graph.given(edge, player)
            if goal == graph.given(cameBy, player), let station = goal.station, knowledge.terrain(station) == .counter { return true }
        }
        return false
    }

    /// Adds to the graph all ways to give goals to those who need one.
    private func findEdges(from position: Int) {
        graph.copyRow(position, to: scratch)
        for player in 0..<players { given[player] = graph.goal(position, player) }
        graph.beginEdges(from: position)
        assign(player: 0, position)
    }

    /// Gives goals to `player` and everyone after it who needs one, in all ways.
    private func assign(player: Int, _ position: Int) {
        guard player < players else {
            if !walker.predicted.isEmpty || (0..<players).contains(where: { given[$0].station != nil }) {
                graph.addEdge(from: position, given)
            }
            return
        }
        guard given[player] == .free else { return assign(player: player + 1, position) }
        lists[player].removeAll(keepingCapacity: true)
        options.append(to: &lists[player], scratch.view, player: player, goals: given, ignoring: task.ignored)
        for index in lists[player].indices {
            given[player] = lists[player][index]
            assign(player: player + 1, position)
        }
        given[player] = .free
    }

    /// Goes along an edge until somebody needs another goal, or the search ends.
    private func advance(_ node: Int, _ edge: Int) {
        let time = Int(nodes[node].time)
        let label = node == 0 ? task.chooser.map { graph.given(edge, $0) } ?? .free : nodes[node].label
        let known = graph.outcome(edge, patterns[time - task.now], within: task.end - time)
        append(known ?? play(node, edge), edge, node, label)
    }

    /// Plays along an edge with the engine, and notes in the graph where that leads, unless the search ends under way: that it would
    /// seldom do there again.
    private func play(_ node: Int, _ edge: Int) -> SearchGraph.Outcome {
        let time = Int(nodes[node].time)
        let pattern = patterns[time - task.now]
        load(Int(nodes[node].position), edge)
        var now = time
        let walk = walker.walk(scratch, goals: &goals, now: &now, until: task.end)
        let isCut = !walk.isDone && now == task.end
        let target = isCut ? SearchGraph.none : graph.position(scratch.view, goals)
        let outcome = SearchGraph.Outcome(
            target: target, reward: Float(walk.reward),
            stock: isCut ? graph.value.stock(of: scratch.view, goals: goals) : graph.stocks[Int(target)], pattern: pattern,
            dependence: walk.dependence, ticks: now - time, room: walk.isDone || isCut ? now - time : Walker.patience + 1)
        if !isCut { graph.note(edge, outcome) }
        return outcome
    }

    /// Makes a node of where an edge leads from `parent`.
    private func append(_ outcome: SearchGraph.Outcome, _ edge: Int, _ parent: Int, _ label: Goal) {
        let time = Int(nodes[parent].time) + Int(outcome.ticks)
        let reward = nodes[parent].reward + outcome.reward
        let value = value(outcome.stock, at: time) ?? valueInHaste(outcome, edge, parent, at: time)
        nodes.append(
            position: outcome.target, edge: edge, time: time, reward: reward, score: reward + value, parent: parent, label: label,
            bucket: time - task.now)
    }

    /// Puts a position where the engine plays, with the goals of an edge.
    private func load(_ position: Int, _ edge: Int) {
        graph.copyRow(position, to: scratch)
        for player in 0..<players { goals[player] = graph.given(edge, player) }
    }

    /// The value of what a state holds, nil where the game may end before all of it is earned.
    @inline(__always)
    private func value(_ stock: StateValue.Stock, at time: Int) -> Float? {
        let left = task.horizon - time
        guard left > 0 else { return 0 }
        return stock.ticks <= left && left <= StateValue.ample ? stock.work * price + stock.cooking * cookingReward : nil
    }

    /// The value of where an edge leads from `parent` where the game may end before all of it is earned.
    private func valueInHaste(_ outcome: SearchGraph.Outcome, _ edge: Int, _ parent: Int, at time: Int) -> Float {
        if outcome.target == SearchGraph.none {
            load(Int(nodes[parent].position), edge)
            var now = Int(nodes[parent].time)
            _ = walker.walk(scratch, goals: &goals, now: &now, until: task.end)
        } else {
            graph.copyRow(Int(outcome.target), to: scratch)
            for player in 0..<players { goals[player] = graph.goal(Int(outcome.target), player) }
        }
        return task.value.value(of: scratch.view, goals: goals, ticksLeft: task.horizon - time)
    }

    /// What keeps a branch that joined another behind it.
    private static let tie = 1e-3

    private func branches() -> [Branch] {
        var branches: [Branch] = []
        nodes.list(task.end - task.now, into: &order)
        for node in order {
            let branch = Branch(goal: nodes[Int(node)].label, score: Double(nodes[Int(node)].score), node: node)
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
        state.load(root.span)
        for (node, next) in zip(chain, chain.dropFirst()) {
            let given = (0..<players).map { graph.given(Int(nodes[next].edge), $0) }
            var goals = TeamGoals(given)
            var time = Int(nodes[node].time)
            let look = { actions in steps.append(Schedule.Step(row: state.view.row, goals: given, actions: actions)) }
            _ = walker.walk(state, goals: &goals, now: &time, until: task.end, look: look)
        }
        return Schedule(start: task.now, steps: steps, reward: Double(nodes[Int(branch.node)].reward), score: branch.score)
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
