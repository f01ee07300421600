import Agents
import Kitchen
import Testing

@testable import Planning

/// What planners achieve, alone, together and with others.
@Suite struct PlannerTests {
    private func planner(_ settings: PlannerSettings = PlannerSettings()) -> PlannerKind { PlannerKind(settings) }

    /// Nine tenths of the optimum, or of the best that was known of it.
    @Test(arguments: [
        ("cramped_room", 234.0), ("asymmetric_advantages", 450), ("coordination_ring", 324), ("forced_coordination", 324),
        ("counter_circuit_o_1order", 270),
    ])
    func twoOfThemAreNearTheOptimum(map: String, goal: Double) throws {
        let kind = planner()
        let score = try Kitchens.play(Kitchens.make(map), [kind.makeAgent(), kind.makeAgent()]).score
        #expect(score >= goal)
    }

    @Test func theyDeliverInEveryKitchenUnderBothDynamics() throws {
        var settings = PlannerSettings()
        settings.openingWidth = 6
        let kind = planner(settings)
        for kitchen in try Kitchens.all() {
            let score = try Kitchens.play(kitchen, (0..<kitchen.players).map { _ in try kind.makeAgent() }).score
            #expect(score > 0, "\(kitchen.layout.name), \(kitchen.dynamics) dynamics")
        }
    }

    /// Also without a schedule made beforehand, and where they do not begin where the kitchen says.
    @Test(arguments: ["cramped_room", "forced_coordination"])
    func theyPlayWithoutAnOpening(map: String) throws {
        var settings = PlannerSettings()
        settings.openingWidth = 0
        let kind = planner(settings)
        #expect(try Kitchens.play(Kitchens.make(map), [kind.makeAgent(), kind.makeAgent()]).score >= 120)
    }

    @Test(arguments: [("cramped_room", 0, 160.0), ("asymmetric_advantages", 0, 240), ("coordination_ring", 1, 120)])
    func theyWorkAloneWithOneWhoStandsStill(map: String, seat: Int, least: Double) throws {
        let kind = planner()
        let still = try Kitchens.agents.agent("stay")
        let team = try seat == 0 ? [kind.makeAgent(), still.makeAgent()] : [still.makeAgent(), kind.makeAgent()]
        #expect(try Kitchens.play(Kitchens.make(map), team).score >= least)
    }

    @Test func anEpisodeIsAFunctionOfItsSeed() throws {
        let kitchen = try Kitchens.make("coordination_ring")
        let partner = try Kitchens.agents.agent("greedy-noisy")
        let episodes = try (0..<2).map { _ in try Kitchens.play(kitchen, [planner().makeAgent(), partner.makeAgent()], seed: 5) }
        #expect(episodes[0] == episodes[1])
        let kind = planner()
        _ = try Kitchens.play(Kitchens.make("cramped_room"), [kind.makeAgent(), partner.makeAgent()])
        #expect(try Kitchens.play(kitchen, [kind.makeAgent(), partner.makeAgent()], seed: 5) == episodes[0])
    }

    @Test func oneWhoWaversIsSlow() {
        var progress = Progress()
        #expect(progress.share(underWay: 0) == 1)
        for _ in 0..<6 {
            progress.begin(at: Pose(0))
            for _ in 0..<20 { progress.tick(waited: false) }
            progress.finish(least: 5)
        }
        progress.begin(at: Pose(0))
        #expect((0.25..<0.45).contains(progress.share(underWay: 5)))
        for _ in 0..<30 { progress.tick(waited: true) }
        #expect(progress.share(underWay: 5) > 0.25)
        for _ in 0..<100 { progress.tick(waited: false) }
        #expect(progress.share(underWay: 5) < 0.25)
    }

    @Test func badPredictionsAreNoticed() {
        var accuracy = PredictionAccuracy(stations: 2)
        let first = accuracy.quality
        for _ in 0..<10 {
            accuracy.add([0.9, 0.1])
            accuracy.close(Station(0))
        }
        #expect(accuracy.quality > 0.85 && accuracy.quality > first)
        for _ in 0..<10 {
            accuracy.add([0.9, 0.1])
            accuracy.close(Station(1))
        }
        #expect(accuracy.quality < 0.2)
    }

    /// With a partner who acts at random it chooses as a greedy cook and says so; with a greedy cook it does not.
    @Test func itDoesNotLookAheadWithThoseItCannotPredict() throws {
        func share(_ name: String) throws -> Double {
            var told = 0
            let partner = try Kitchens.agents.agent(name)
            _ = try Kitchens.play(Kitchens.make("cramped_room"), [planner().makeAgent(), partner.makeAgent()], horizon: 200) { _, team in
                told += team[0].explain()?.reason?.contains("it does not look ahead") == true ? 1 : 0
            }
            return Double(told) / 200
        }
        #expect(try share("random") > 0.5)
        #expect(try share("greedy") < 0.1)
    }

    /// In these episodes both used to wait at full pots with an onion in hand, each for the other to fetch a dish, until the end:
    /// they scored 180 and 20.
    @Test(arguments: ["ppo-asymmetric_advantages", "fcp-asymmetric_advantages"])
    func deadlocksAreEnded(partner: String) throws {
        let team = try [Kitchens.agents.agent(partner).makeAgent(), planner().makeAgent()]
        #expect(try Kitchens.play(Kitchens.make("asymmetric_advantages"), team, seed: 6_784_747_712_723_683_450).score >= 300)
    }

    @Test func everyDecisionIsExplained() throws {
        let kitchen = try Kitchens.make("forced_coordination")
        let partner = try Kitchens.agents.agent("greedy-noisy")
        var beliefs = 0
        _ = try Kitchens.play(kitchen, [planner().makeAgent(), partner.makeAgent()], horizon: 100) { game, team in
            let explanation = try #require(team[0].explain())
            #expect(!explanation.intention.isEmpty)
            #expect(explanation.reason?.isEmpty == false)
            let sum = explanation.beliefs.reduce(0) { $0 + $1.probability }
            #expect(explanation.beliefs.allSatisfy { $0.seat == 1 } && sum <= 1.000001)
            beliefs += explanation.beliefs.count
            if let first = explanation.path.first { #expect(first == [game.player(0).cell.x, game.player(0).cell.y]) }
        }
        #expect(beliefs > 100)
    }
}
