import Agents
import Basics
import Kitchen
import Testing

@testable import Planning

/// Simulated learners: what they remember, and that hints reach them.
@Suite struct LearnerTests {
    @Test func memoryFadesAndGrowsWithPractice() {
        var memory = SkillMemory(knowing: [.ingredient])
        #expect(memory.recall(.ingredient, at: 0) == 1 && memory.recall(.dish, at: 0) == 0 && memory.recall(.none, at: 99) == 1)
        memory.practise(.dish, at: 100)
        #expect(memory.recall(.dish, at: 100) == 1 && abs(memory.recall(.dish, at: 500) - 0.5) < 1e-9)
        memory.practise(.dish, at: 500)
        #expect(memory.recall(.dish, at: 900) > 0.6 && memory.recall(.dish, at: 9000) < 0.01)
    }

    /// Walks to the station of the hint and uses it, from wherever it stands.
    @Test(arguments: [0.0, 1])
    func hintsAreFollowedAsOftenAsTheyShould(obedience: Double) throws {
        let kitchen = try Kitchens.make("cramped_room")
        let knowledge = try KitchenKnowledge(kitchen)
        var learner = FollowingLearner(try Kitchens.agents.agent("stay").makeAgent(), obedience: obedience) { _ in knowledge }
        try learner.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 1, horizon: 100))
        var game = try KitchenGame(kitchen, horizon: 100)
        learner.hear(Hint(tick: 0, seat: 0, nudge: "", reason: "", target: Cell(1, 3), work: "take a dish", regret: 4))
        for _ in 0..<12 { try game.step([learner.act(game).action, .stay]) }
        #expect(game.player(0).held == (obedience == 1 ? .dish : .none))
    }

    /// A novice learns from the coach, and what it does is a function of the seed.
    @Test func trialsArePairedAndDeterministic() throws {
        var settings = CoachSettings()
        (settings.planner.width, settings.planner.lookahead, settings.planner.maxNodes, settings.planner.openingWidth) = (4, 40, 200, 0)
        let kitchen = try Kitchens.make("cramped_room")
        let trial = CoachTrial(
            PlannerCoachKind(settings), practice: kitchen, transfer: kitchen, partner: try Kitchens.agents.agent("stay"),
            proxy: nil, games: 1, horizon: 150, obedience: 1)
        let coached = try trial.play(.beginner, seat: 1, number: 0, isCoached: true)
        #expect(try trial.play(.beginner, seat: 1, number: 0, isCoached: true) == coached)
        #expect(coached.hints > 0 && coached.followed <= coached.hints && coached.transfer != nil)
        let alone = try trial.play(.beginner, seat: 1, number: 0, isCoached: false)
        #expect(alone.hints == 0 && alone.practice.count == 1)
        #expect(throws: AgentError.self) { try trial.play(.proxy, seat: 0, number: 0, isCoached: false) }
    }
}
