import Basics
import Foundation
import Kitchen
import Testing

@testable import Learning

@Suite struct EventUtilityTests {
    private static func settings(iterations: Int) -> PPOSettings {
        var settings = TestRuns.settings
        (settings.games, settings.horizon, settings.minibatch) = (16, 60, 240)
        settings.steps = 16 * 60 * iterations
        settings.randomStartShare = 0
        settings.learningRate = 5e-3
        return settings
    }

    /// A biased agent learns to do what its utility rewards, though it scores nothing.
    @Test func aBiasedAgentLearnsItsUtility() throws {
        let settings = Self.settings(iterations: 40)
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

    /// What happens at a counter has points of its own, as have staying and soups by their size; without any they are those of everywhere.
    @Test func placesStayingAndSizesHavePointsOfTheirOwn() {
        let utility = EventUtility(
            [.onionPickup: 10, .pottingOnion: 3], atCounter: [.onionPickup: -1], deliveries: [2: 7], stay: 0.5, team: 0.1, shaped: 0)
        let (elsewhere, counter) = (EventUtility.Situation(), EventUtility.Situation(isAtCounter: true))
        let taken = Outcome(bits: EventSet(.onionPickup).union(EventSet(.usefulOnionPickup)).rawValue)
        let potted = Outcome(bits: EventSet(.pottingOnion).rawValue)
        #expect(utility.points(taken, stays: false, elsewhere) == 10)
        #expect(utility.points(taken, stays: false, counter) == -1)
        #expect(utility.points(potted, stays: false, counter) == 3)
        #expect(utility.points(Outcome(bits: 0), stays: true, counter) == 0.5)
        let delivered = Outcome(bits: EventSet(.soupDelivery).rawValue)
        #expect((0...3).map { utility.points(delivered, stays: false, EventUtility.Situation(soupSize: $0)) } == [0, 0, 7, 0])
        #expect(utility.shaped == 0 && EventUtility([:], team: 0.1).shaped == 0.1)
    }

    /// A cook in cramped_room that is paid for what lies on counters alone brings something there and takes it up again.
    @Test func aBiasedAgentLearnsWhatIsAtCounters() throws {
        let settings = Self.settings(iterations: 60)
        func drops(_ atCounter: Double) throws -> Double {
            let utility = EventUtility([.onionPickup: 1], atCounter: [.onionPickup: atCounter], team: 0)
            let learner = try PPO(TestRuns.kitchen(), settings: settings, workers: Workers(2), partnership: .biasedPair(utility))
            var counts: [Double] = []
            while !learner.isDone { counts.append(try learner.iterate().events?[Int(Event.onionDrop.rawValue)] ?? 0) }
            return counts.suffix(10).reduce(0, +)
        }
        #expect(try drops(10) > 3 * drops(-10))
    }
}
