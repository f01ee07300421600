import Agents
import Neural
import Testing

@testable import Learning

@Suite struct RosterTests {
    private static func partner() -> Partner {
        Partner(name: "it", model: PolicyModel(plan: TestRuns.settings.plan, tensors: [:]))
    }

    @Test func everyPartnershipHasItsParametersAndPartners() throws {
        var settings = TestRuns.settings
        let alone = try Roster(settings, .selfPlay)
        #expect(alone.parameterSets == 1 && !alone.hasPartners)
        let together = try Roster(settings, .with([Self.partner()]))
        #expect(together.parameterSets == 1 && together.hasPartners)
        let pair = try Roster(settings, .biasedPair(EventUtility([:], team: 1)))
        #expect(pair.parameterSets == 2 && !pair.hasPartners && pair.utility != nil)
        settings.parameters = .perSeat
        #expect(try Roster(settings, .with([Self.partner()])).parameterSets == 2)
        (settings.parameters, settings.partnerNoise) = (.shared, 0.2)
        #expect(try Roster(settings, .selfPlay).hasPartners)
    }

    @Test func whatExcludesEachOtherIsRefused() throws {
        var settings = TestRuns.settings
        settings.parameters = .perSeat
        #expect(throws: LearningError("a biased pair takes both seats; its learners cannot have parameters for each")) {
            _ = try Roster(settings, .biasedPair(EventUtility([:], team: 1)))
        }
        (settings.parameters, settings.partnerNoise) = (.shared, 0)
        for partnership in [try Partnership.with([Self.partner()]), .biasedPair(EventUtility([:], team: 1))] {
            #expect(throws: LearningError("a learner whose partner is a noisy copy of itself has no other partners")) {
                _ = try Roster(settings, partnership)
            }
        }
    }
}
