import Kitchen
import KitchenMaps
import Learning
import Testing

@testable import Populations

@Suite struct BiasedPreferencesTests {
    private func utilities(_ map: String, seed: UInt64, count: Int) throws -> [EventUtility] {
        let dynamics: Dynamics = map.hasSuffix("_m") ? .new : .old
        let preferences = BiasedPreferences(try Kitchen(MapLibrary.standard.layout(map), dynamics: dynamics))
        return (0..<count).map { preferences.utility(seed: seed, $0) }
    }

    /// All combinations come before any comes again, in another order for another seed.
    @Test(arguments: [
        ("forced_coordination", 48), ("random0", 48), ("cramped_room", 108), ("asymmetric_advantages", 108), ("random0_medium", 144),
        ("small_corridor", 72), ("random0_m", 108), ("random3_m", 108),
    ])
    func everyCombinationComesOnce(_ map: String, _ count: Int) throws {
        let all = try utilities(map, seed: 3, count: count + 1)
        #expect(Set(all).count == count && all[count] == all[0])
        #expect(try utilities(map, seed: 4, count: count) != Array(all.prefix(count)))
    }

    /// Nobody is punished for what a divided kitchen cannot do without, and everybody gains something by the team's reward.
    @Test func theTeamsRewardAlwaysCounts() throws {
        let divided = try utilities("forced_coordination", seed: 0, count: 48)
        #expect(divided.allSatisfy { $0.weights.min() == 0 && $0.team > 0 && $0.shaped == 0 })
        #expect(Set(divided.map { $0.counterWeights[Int(Event.soupPickup.rawValue)] }) == [-20, 0])
        let whole = try utilities("coordination_ring", seed: 0, count: 108)
        #expect(Set(whole.map { $0.weights[Int(Event.soupDelivery.rawValue)] }) == [-20, 0])
        #expect(whole.allSatisfy { $0.counterWeights[Int(Event.onionPickup.rawValue)] == 0 && $0.team > 0 })
    }

    /// Of several recipes an agent likes soups of some size, and what it puts into pots.
    @Test func severalRecipesHavePreferencesOfTheirOwn() throws {
        let all = try utilities("random1_m", seed: 0, count: 108)
        #expect(Set(all.map { $0.deliveryWeights[2] }) == [-5, 0, 20] && Set(all.map { $0.deliveryWeights[3] }) == [-15, 0, 10])
        #expect(Set(all.map { $0.weights[Int(Event.pottingTomato.rawValue)] }) == [-17, 3] && all.allSatisfy { $0.team == 1 })
    }

    /// Where both sides have ingredients, taking them out and taking them from counters may be punished.
    @Test func whatIsHandedOverMayBePunishedWhereNobodyNeedsIt() throws {
        let all = try utilities("random0_medium", seed: 0, count: 144)
        #expect(Set(all.map { $0.counterWeights[Int(Event.onionPickup.rawValue)] }) == [-20, 0])
        #expect(Set(all.map { $0.weights[Int(Event.onionPickup.rawValue)] }) == [-20, 0, 10])
    }
}
