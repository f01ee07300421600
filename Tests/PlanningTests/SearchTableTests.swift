import Basics
import Kitchen
import Testing

@testable import Planning

/// What holds of the search's memory and of the tables of how two cooks walk, whatever is in them.
@Suite struct SearchTableTests {
    // MARK: Nodes

    @Test func everyNodeIsInItsBucketAndKeepsWhatWentIn() throws {
        var random = RandomStream(3)
        var pool = NodePool()
        pool.clear(buckets: 7)
        var buckets: [Int] = []
        for node in 0..<300 {
            buckets.append(random.below(7))
            pool.append(
                position: Int32(2 * node), edge: node == 0 ? nil : 3 * node, time: node, reward: Float(node), score: Float(-node),
                parent: node == 0 ? nil : random.below(node), label: .at(Station(node)), bucket: buckets[node])
        }
        var order: [Int32] = []
        for bucket in 0..<7 {
            pool.list(bucket, into: &order)
            let wanted = buckets.indices.filter { buckets[$0] == bucket }
            #expect(order.map(Int.init) == wanted.reversed())
        }
        for node in 0..<300 {
            let kept = [Int(pool[node].position), Int(pool[node].edge), Int(pool[node].time)]
            let (parent, label, score) = (pool.parent(of: node), pool[node].label, pool[node].score)
            #expect(kept == [2 * node, node == 0 ? -1 : 3 * node, node])
            #expect(parent.map { $0 < node } ?? (node == 0))
            #expect(label == .at(Station(node)) && score == Float(-node))
        }
        pool.clear(buckets: 3)
        for bucket in 0..<3 {
            pool.list(bucket, into: &order)
            #expect(order.isEmpty)
        }
    }

    // MARK: The graph

    /// States of a random game, each with random goals.
    private func positions(_ count: Int, _ kitchen: Kitchen) throws -> [(row: [UInt16], goals: [Goal])] {
        var random = RandomStream(4)
        var game = try KitchenGame(kitchen, horizon: count + 1)
        return try (0..<count).map { _ in
            try game.advance((0..<2).map { _ in Action.allCases[random.below(6)] })
            return (game.row, (0..<2).map { _ in [.free, .standBy, .at(Station(random.below(4)))][random.below(3)] })
        }
    }

    private func graph(_ kitchen: Kitchen) throws -> SearchGraph {
        SearchGraph(
            .init(predicted: [], isActing: true, absent: nil, ignored: nil, loner: nil, isAlone: false),
            value: StateValue(try KitchenKnowledge(kitchen), cookingShare: 0.2))
    }

    /// Positions are equal where states and goals are, whatever the tick, and keep both.
    @Test func positionsAreToldApartByStateAndGoals() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let graph = try graph(kitchen)
        let all = try positions(2000, kitchen)
        let numbers = all.map { graph.position(StateBuffer(kitchen, $0.row).view, TeamGoals($0.goals)) }
        let contents = all.map { "\($0.row.dropFirst(RowShape.timestepWords)) \($0.goals)" }
        var known: [String: Int32] = [:]
        for (content, number) in zip(contents, numbers) { #expect(known.updateValue(number, forKey: content) ?? number == number) }
        #expect(known.count == graph.count)
        let buffer = StateBuffer(kitchen, all[0].row)
        for (position, number) in zip(all, numbers) {
            graph.copyRow(Int(number), to: buffer)
            let row = buffer.view.row
            #expect(row.dropFirst(RowShape.timestepWords) == position.row.dropFirst(RowShape.timestepWords))
            #expect((0..<2).map { graph.goal(Int(number), $0) } == position.goals)
        }
    }

    /// An outcome comes about with enough ticks, and with its pattern in the ticks in which that matters.
    @Test func outcomesAreFoundByPatternAndTicks() throws {
        let graph = try graph(Kitchens.make("cramped_room"))
        graph.beginEdges(from: try anyPosition(graph))
        graph.addEdge(from: 0, [.standBy, .at(Station(1))])
        graph.note(0, .init(target: 0, reward: 1, stock: .init(), pattern: 0b1101, dependence: 0b111, ticks: 3, room: 3))
        graph.note(0, .init(target: 0, reward: 2, stock: .init(), pattern: 0b10, dependence: 0b10, ticks: 2, room: 2))
        func reward(_ pattern: UInt32, _ left: Int) -> Float? { graph.outcome(0, pattern, within: left)?.reward }
        #expect(reward(0b0101, 3) == 1 && reward(0b1101, 9) == 1)
        #expect(reward(0b0101, 2) == nil && reward(0b0111, 2) == 2 && reward(0b0010, 2) == 2)
        #expect(reward(0b1111, 3) == 2 && reward(0b0110, 1) == nil)
    }

    private func anyPosition(_ graph: SearchGraph) throws -> Int {
        let kitchen = try Kitchens.make("cramped_room")
        return Int(graph.position(StateBuffer(kitchen, try KitchenGame(kitchen).row).view, [.free, .standBy]))
    }

    /// What earlier searches have left changes nothing of what is found, at any pace of the one who is predicted.
    @Test(arguments: ["cramped_room", "forced_coordination"])
    func searchesFindTheSameWithAndWithoutMemory(map: String) throws {
        let kitchen = try Kitchens.make(map)
        let prepared = try Preparation(kitchen, horizon: 120, openingWidth: 0)
        let used = SearchMemories()
        var random = RandomStream(5)
        var game = try KitchenGame(kitchen, horizon: 120)
        while !game.isOver {
            try game.advance((0..<2).map { _ in Action.allCases[random.below(6)] })
            guard game.timestep % 7 == 0, !game.isOver else { continue }
            let pace = [0, 0.3, 0.6, 0.77, 1][random.below(5)]
            let found = try [SearchMemories(), used].map { memories in
                let search = try JointSearch(prepared.knowledge, prepared.options, prepared.motions, memories)
                search.walker.predicted = random.key % 3 == 0 ? [] : PlayerSet(1)
                search.walker.pace = pace
                let predicted = game.withState { search.walker.predictedGoal($0, 1) }
                let branches = search.search(
                    from: game.row, goals: [.free, search.walker.predicted.isEmpty ? .free : predicted],
                    task: .init(now: game.timestep, horizon: 120, value: prepared.value, chooser: 0),
                    effort: .init(width: 4, lookahead: 40, maxNodes: 300))
                let schedules = branches.map { search.schedule(to: $0).steps.map(\.row) }
                return "\(branches.map { ($0.goal, $0.score, $0.node) }) \(schedules) \(search.size)"
            }
            #expect(found[0] == found[1])
        }
    }

    // MARK: Two cooks

    /// Every pair of goals and poses of two cooks that do not stand on one cell, with where the tables lead.
    private func forEachPair(
        _ motion: JointMotion, _ knowledge: KitchenKnowledge, _ stations: [Station],
        _ body: (_ poses: (Pose, Pose), _ goals: (Station?, Station?), _ actions: (Action, Action), _ next: (Pose, Pose)) -> Void
    ) {
        let goals = stations.map(Optional.some) + [nil]
        let poses = knowledge.kitchen.allPoses
        for first in poses {
            for second in poses where second.cell != first.cell {
                for goal in goals {
                    for other in goals {
                        guard let actions = motion.actions(poses: first, second, stations: goal, other) else { continue }
                        body(
                            (first, second), (goal, other), actions, knowledge.moves.joint(first, actions.0, second, actions.1))
                    }
                }
            }
        }
    }

    @Test(arguments: ["cramped_room", "coordination_ring"])
    func jointStepsNeverCollide(map: String) throws {
        let knowledge = try KitchenKnowledge(Kitchens.make(map))
        let stations = Array(knowledge.allStations.filter { knowledge.terrain($0) != .counter }.prefix(3))
        let motion = try #require(JointMotion(knowledge.kitchen, stations: stations))
        var collisions = 0
        forEachPair(motion, knowledge, stations) { poses, _, actions, next in
            let alone = (knowledge.moves[poses.0, actions.0], knowledge.moves[poses.1, actions.1])
            collisions += next == alone && next.0.cell != next.1.cell ? 0 : 1
        }
        #expect(collisions == 0)
    }

    /// With a stubborn cook each step pays its price exactly, and the stubborn cook goes a shortest way.
    @Test(arguments: [0, 1])
    func costsArePaidStepByStep(stubborn: Int) throws {
        let knowledge = try KitchenKnowledge(Kitchens.make("cramped_room"))
        let stations = Array(knowledge.allStations.filter { knowledge.terrain($0) != .counter }.prefix(3))
        let motion = try #require(JointMotion(knowledge.kitchen, stations: stations, stubborn: stubborn))
        var wrong = 0
        var detours = 0
        forEachPair(motion, knowledge, stations) { poses, goals, actions, next in
            guard goals.0 != nil || goals.1 != nil else { return }
            guard let before = motion.cost(poses: poses.0, poses.1, stations: goals.0, goals.1),
                let after = motion.cost(poses: next.0, next.1, stations: goals.0, goals.1)
            else {
                wrong += 1
                return
            }
            let prices = [(goals.0, actions.0), (goals.1, actions.1)].map { goal, action in goal != nil ? 1.0 : action.isMove ? 0.125 : 0 }
            wrong += before - after == prices[0] + prices[1] ? 0 : 1
            let (pose, goal, then) = stubborn == 0 ? (poses.0, goals.0, next.0) : (poses.1, goals.1, next.1)
            guard let goal, knowledge.distance(pose, goal) > 0 else { return }
            detours += knowledge.distance(then, goal) == knowledge.distance(pose, goal) - 1 ? 0 : 1
        }
        #expect(wrong == 0 && detours == 0)
    }

    // MARK: Small values

    @Test func goalsAndJointActionsKeepWhatTheyAreGiven() {
        let goals: [Goal] = [.at(Station(12)), .free, .standBy, .at(Station(0))]
        #expect(goals.sorted() == [.free, .standBy, .at(Station(0)), .at(Station(12))])
        #expect(goals.map { $0.station?.index } == [12, nil, nil, 0])
        var joint = JointAction.stay
        let actions = (0..<JointAction.maxPlayers).map { Action.allCases[$0 % 6] }
        #expect((0..<JointAction.maxPlayers).allSatisfy { joint[$0] == .stay })
        for (player, action) in actions.enumerated() { joint[player] = action }
        #expect(actions.indices.map { joint[$0] } == actions)
        let players = PlayerSet([1, 3])
        #expect((0..<5).map(players.contains) == [false, true, false, true, false])
    }
}
