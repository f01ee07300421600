import Basics
import Kitchen
import Testing

@testable import Planning

/// What holds of the search's memory and of the tables of how two cooks walk, whatever is in them.
@Suite struct SearchTableTests {
    // MARK: Nodes

    /// Nodes of random games, each with what went into it.
    private struct Filled: ~Copyable {
        let kitchen: Kitchen
        var pool: NodePool
        let rows: [[UInt16]]
        let goals: [[Goal]]
        let buckets: [Int]

        init(nodes: Int, buckets count: Int, seed: UInt64) throws {
            let kitchen = try Kitchens.make("cramped_room")
            var random = RandomStream(seed)
            var game = try KitchenGame(kitchen, horizon: nodes + 1)
            var rows: [[UInt16]] = []
            var goals: [[Goal]] = []
            var buckets: [Int] = []
            for _ in 0..<nodes {
                goals.append((0..<2).map { _ in [.free, .standBy, .at(Station(random.below(4)))][random.below(3)] })
                buckets.append(random.below(count))
                rows.append(game.row)
                try game.advance((0..<2).map { _ in Action.allCases[random.below(6)] })
            }
            self.kitchen = kitchen
            pool = NodePool(words: rows[0].count, players: kitchen.players)
            pool.clear(buckets: count)
            for node in 0..<nodes {
                pool.append(
                    StateBuffer(kitchen, rows[node]).view, goals: goals[node], given: goals[node].reversed(), time: node,
                    reward: Float(node), score: Float(-node), parent: node == 0 ? nil : random.below(node), label: goals[node][0],
                    bucket: buckets[node])
            }
            (self.rows, self.goals, self.buckets) = (rows, goals, buckets)
        }
    }

    @Test func everyNodeIsInItsBucketAndKeepsWhatWentIn() throws {
        let filled = try Filled(nodes: 300, buckets: 7, seed: 3)
        let players = 2
        let sizes = [
            filled.pool.count, filled.pool.rows.count / filled.rows[0].count, filled.pool.goals.count / players,
            filled.pool.given.count / players, filled.pool.times.count, filled.pool.rewards.count, filled.pool.scores.count,
            filled.pool.hashes.count, filled.pool.labels.count,
        ]
        #expect(sizes.allSatisfy { $0 == 300 })
        var order: [Int32] = []
        for bucket in 0..<7 {
            filled.pool.list(bucket, into: &order)
            let buckets = filled.buckets
            #expect(order.map(Int.init) == buckets.indices.filter { buckets[$0] == bucket }.reversed())
        }
        let (rows, goals) = (filled.rows, filled.goals)
        let buffer = StateBuffer(filled.kitchen, rows[0])
        for node in 0..<300 {
            filled.pool.copyRow(node, to: buffer)
            let (kept, parent) = (filled.pool.goals[(node * players)..<((node + 1) * players)], filled.pool.parent(of: node))
            #expect(buffer.view.row == rows[node])
            #expect(Array(kept) == goals[node])
            #expect(parent.map { $0 < node } ?? (node == 0))
        }
    }

    /// Hashes of nodes are equal where states and goals are, whatever the tick.
    @Test func hashesTellNodesApart() throws {
        let filled = try Filled(nodes: 300, buckets: 2, seed: 4)
        let (rows, goals, hashes) = (filled.rows, filled.goals, filled.pool.hashes)
        var contents: [UInt64: ([UInt16], [Goal])] = [:]
        for node in 0..<300 {
            let content = (Array(rows[node].dropFirst(RowShape.timestepWords)), goals[node])
            let known = contents[hashes[node]] ?? content
            #expect(known == content)
            contents[hashes[node]] = content
        }
        let distinct = Set((0..<300).map { "\(rows[$0].dropFirst(RowShape.timestepWords)) \(goals[$0])" })
        #expect(contents.count == distinct.count)
    }

    @Test func aClearedPoolIsLikeANewOne() throws {
        var filled = try Filled(nodes: 40, buckets: 5, seed: 5)
        filled.pool.clear(buckets: 3)
        var order: [Int32] = [1]
        for bucket in 0..<3 {
            filled.pool.list(bucket, into: &order)
            #expect(order.isEmpty)
        }
        let counts = [
            filled.pool.count, filled.pool.rows.count, filled.pool.goals.count, filled.pool.hashes.count, filled.pool.labels.count,
        ]
        #expect(counts.allSatisfy { $0 == 0 })
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
