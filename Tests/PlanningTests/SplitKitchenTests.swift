import Agents
import Kitchen
import Testing

@testable import Planning

/// Greedy cooks where two depend on each other or get into each other's way (`SplitKitchens`).
@Suite struct SplitKitchenTests {
    /// Seeds of kitchens in which nothing can be delivered: the planner earns nothing in 400 ticks either.
    private static let hopeless: Set<UInt64> = [80, 105]

    private func score(_ kitchen: Kitchen, _ kind: any AgentKind) throws -> Double {
        try Kitchens.play(kitchen, (0..<kitchen.players).map { _ in try kind.makeAgent() }).score
    }

    @Test func greedyCooksEarnSomethingWhereverPlannersDo() throws {
        var settings = PlannerSettings()
        settings.openingWidth = 4
        var planned = 0
        for seed in 0..<24 as Range<UInt64> {
            let kitchen = try Kitchen(#require(SplitKitchens.layout(seed)), dynamics: seed.isMultiple(of: 3) ? .new : .old)
            guard try score(kitchen, PlannerKind(settings)) > 0 else { continue }
            planned += 1
            #expect(try score(kitchen, GreedyKind()) > 0, "seed \(seed): \(kitchen.layout.grid.joined(separator: "/"))")
        }
        #expect(planned > 20)
    }

    @Test(arguments: ["greedy", "greedy-slow"])
    func greedyCooksEarnSomethingInHundredsOfThem(agent: String) throws {
        let file = try Kitchens.agents.agent(agent)
        for seed in 0..<200 as Range<UInt64> where !SplitKitchenTests.hopeless.contains(seed) {
            let layout = try #require(SplitKitchens.layout(seed))
            for dynamics in [Dynamics.old, .new] {
                let team = try [file.makeAgent(), file.makeAgent()]
                let score = try Kitchens.play(Kitchen(layout, dynamics: dynamics), team).score
                #expect(score > 0, "seed \(seed), \(dynamics) dynamics: \(layout.grid.joined(separator: "/"))")
            }
        }
    }

    /// Without memory, too, they hand over and share a lane; only a door blocks them for ever.
    @Test func plainGreedyCooksEarnSomethingInSplitKitchensAndLanes() throws {
        let file = try Kitchens.agents.agent("greedy-plain")
        var nothing: [UInt64] = []
        for seed in 0..<200 as Range<UInt64> where seed % 4 != 3 && !SplitKitchenTests.hopeless.contains(seed) {
            let kitchen = try Kitchen(#require(SplitKitchens.layout(seed)), dynamics: .old)
            if try Kitchens.play(kitchen, [file.makeAgent(), file.makeAgent()]).score == 0 { nothing.append(seed) }
        }
        #expect(nothing == [2], "whoever waits in a dead end is in the way there")
    }
}
