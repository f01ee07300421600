import Basics
import Kitchen
import Testing

@testable import Planning

/// Walks that skip what cannot matter come to the same as those tick by tick.
@Suite struct StrideTests {
    /// What a walk came to, with all that it left.
    private struct End: Equatable {
        let reward: Double
        let isDone: Bool
        let dependence: UInt32
        let row: [UInt16]
        let goals: TeamGoals
        let now: Int
    }

    private func walk(_ walker: Walker, _ row: [UInt16], _ goals: TeamGoals, _ now: Int, _ end: Int, isWatched: Bool) -> End {
        let state = StateBuffer(walker.knowledge.kitchen, row)
        var (goals, now) = (goals, now)
        let walk = walker.walk(state, goals: &goals, now: &now, until: end, look: isWatched ? { _ in } : nil)
        return End(
            reward: walk.reward, isDone: walk.isDone, dependence: walk.dependence, row: state.view.row, goals: goals, now: now)
    }

    /// In random states, with whatever goals, at any pace of the one who is predicted, there or not. The ticks in which that one acts
    /// matter only where the walk says so.
    @Test(arguments: [("cramped_room", Dynamics.old), ("coordination_ring", .new), ("forced_coordination", .old)])
    func stridesComeToTheSameAsTicks(map: String, dynamics: Dynamics) throws {
        let kitchen = try Kitchens.make(map, dynamics)
        let prepared = try Preparation(kitchen, horizon: 400, openingWidth: 0)
        let walker = try Walker(prepared.knowledge, prepared.motions)
        var random = RandomStream(6)
        var game = try KitchenGame(kitchen, horizon: 3000)
        var (skipped, indifferent) = (0, 0)
        while !game.isOver {
            try game.advance((0..<2).map { _ in Action.allCases[random.below(6)] })
            let other = random.below(3)
            walker.predicted = other == 2 ? [] : PlayerSet(other)
            walker.pace = [0, 0.3, 0.6, 0.77, 1][random.below(5)]
            walker.absent = other < 2 && random.below(4) == 0 ? other : nil
            let goals = game.withState { state in
                TeamGoals(
                    (0..<2).map { player in
                        var list: [Goal] = []
                        prepared.options.append(to: &list, state, player: player, goals: .free)
                        return player == other ? walker.predictedGoal(state, player) : list[random.below(list.count)]
                    })
            }
            let (now, end) = (random.below(50), random.below(40) + 51)
            let quick = walk(walker, game.row, goals, now, end, isWatched: false)
            #expect(quick == walk(walker, game.row, goals, now, end, isWatched: true), "\(map), tick \(game.timestep), \(goals)")
            skipped += quick.now - now > 1 ? 1 : 0
            guard !walker.predicted.isEmpty, quick.dependence == 0, walker.pace > 0 else { continue }
            walker.pace = 0.5
            let slower = walk(walker, game.row, goals, now, end, isWatched: false)
            #expect(slower == quick)
            indifferent += 1
        }
        #expect(skipped > 500 && indifferent > 20)
    }

    @Test func teamGoalsKeepWhatTheyAreGiven() {
        var random = RandomStream(7)
        var goals = TeamGoals.free
        var kept = [Goal](repeating: .free, count: 9)
        for _ in 0..<200 {
            let player = random.below(kept.count)
            kept[player] = [.free, .standBy, .at(Station(random.below(3000)))][random.below(3)]
            goals[player] = kept[player]
            #expect(kept.indices.map { goals[$0] } == kept)
            #expect(goals == TeamGoals(kept) && goals.hashValue == TeamGoals(kept).hashValue)
            #expect(Goal(packed: kept[player].packed) == kept[player])
        }
    }
}
