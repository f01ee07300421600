import Basics
import Foundation
import Kitchen
import Testing

@testable import Learning

@Suite struct EventUtilityTests {
    /// A biased agent learns to do what its utility rewards, though it scores nothing.
    @Test func aBiasedAgentLearnsItsUtility() throws {
        var settings = TestRuns.settings
        (settings.games, settings.horizon, settings.minibatch) = (16, 60, 240)
        settings.steps = 16 * 60 * 40
        settings.randomStartShare = 0
        settings.learningRate = 5e-3
        let learner = try PPO(
            TestRuns.kitchen(), settings: settings, workers: Workers(2), partnership: .biasedPair(EventUtility([.onionPickup: 10], team: 0))
        )
        var counts: [Double] = []
        while !learner.isDone { counts.append(try learner.iterate().events?[Int(Event.onionPickup.rawValue)] ?? 0) }
        #expect(counts.suffix(5).reduce(0, +) > 2 * counts.prefix(5).reduce(0, +))
        #expect(learner.models.count == 2 && learner.models[0].tensors != learner.models[1].tensors)
    }

    /// Stored with runs: weights in the order of events.
    @Test func weightsAreInTheOrderOfEvents() throws {
        let utility = EventUtility([.dishPickup: 3, .soupDelivery: -20], team: 1)
        #expect(utility.weights.count == Event.allCases.count && utility.weights[Int(Event.soupDelivery.rawValue)] == -20)
        #expect(utility.weights.reduce(0, +) == -17)
        #expect(try JSONDecoder().decode(EventUtility.self, from: JSONEncoder().encode(utility)) == utility)
    }
}
