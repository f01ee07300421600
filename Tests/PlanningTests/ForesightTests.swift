import Agents
import Kitchen
import Testing

@testable import Planning

/// How far planners look ahead: as far as earns more beside greedy cooks, and no farther than a file says.
@Suite struct ForesightTests {
    private func settings(_ foresight: Foresight? = nil) -> PlannerSettings {
        var settings = PlannerSettings()
        settings.openingWidth = 6
        settings.lookahead = foresight?.ticks
        settings.maxNodes = foresight?.nodes
        return settings
    }

    /// What planners earn beside both greedy cooks in both seats.
    private func earned(_ kitchen: Kitchen, _ foresight: Foresight?) throws -> Double {
        let kind = PlannerKind(settings(foresight))
        var sum = 0.0
        for partner in ["greedy", "greedy-plain"] {
            let other = try Kitchens.agents.agent(partner)
            for seed in [UInt64(0), 1] {
                sum += try Kitchens.play(kitchen, [kind.makeAgent(), other.makeAgent()], seed: seed).score
                sum += try Kitchens.play(kitchen, [other.makeAgent(), kind.makeAgent()], seed: seed).score
            }
        }
        return sum
    }

    /// Cooks who cannot pass each other in a corridor, and cooks who can.
    @Test(arguments: [("small_corridor", true), ("counter_circuit_o_1order", false)])
    func itLooksAsFarAsEarnsMore(map: String, isFar: Bool) throws {
        let kitchen = try Kitchens.make(map)
        let prepared = try Preparation(kitchen, horizon: 400, openingWidth: 6)
        let near = Foresight.near(cookTime: prepared.knowledge.recipes.soup.ticks)
        #expect(prepared.foresight == (isFar ? .far : near))
        let (far, short) = (try earned(kitchen, .far), try earned(kitchen, near))
        #expect(isFar ? far > short : far <= short)
        #expect(try earned(kitchen, nil) == max(far, short))
    }

    @Test func whereThingsMustBeHandedOverItLooksFar() throws {
        #expect(try Preparation(Kitchens.make("forced_coordination"), horizon: 60, openingWidth: 4).foresight == .far)
    }

    @Test func itLooksFartherWhereSoupsCookForLong() {
        #expect([5, 20, 25, 45, 90].map { Foresight.near(cookTime: $0).ticks } == [30, 30, 35, 55, 60])
    }

    @Test func aFileSaysOtherwise() throws {
        let prepared = try Preparation(Kitchens.make("cramped_room"), horizon: 60, openingWidth: 0)
        let effort = settings(Foresight(ticks: 12, nodes: 40)).effort(in: prepared)
        #expect(effort.lookahead == 12)
        #expect(effort.maxNodes == 40)
        var onlyTicks = settings()
        onlyTicks.lookahead = 10
        #expect(onlyTicks.effort(in: prepared).maxNodes == 150)
        #expect(settings().effort(in: prepared, isAlone: true).lookahead == Foresight.far.ticks)
    }
}
