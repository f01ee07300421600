import Agents
import Basics
import Foundation
import Kitchen
import Neural
import Testing

@testable import Learning

@Suite struct PopulationEntropyTests {
    /// The reward of a population's entropy against its definition.
    @Test func diversityByItsDefinition() throws {
        let kitchen = try TestRuns.kitchen()
        let network = try PolicyNetwork(TestRuns.settings.plan, layout: kitchen.layout)
        let models = (0..<2).map { seed in
            var random = RandomStream(UInt64(seed))
            return PolicyModel(
                plan: TestRuns.settings.plan,
                tensors: network.table.tensors(Initialisation.normal(network.table, using: &random) { _ in 1 }))
        }
        let buffer = RolloutBuffer(ticks: 2, capacity: 3, observationSize: FeatureEncoding.count)
        var random = RandomStream(9)
        for index in 0..<buffer.observations.count { buffer.observations.base[index] = Float(random.next() % 3) }
        for index in 0..<6 { buffer.actions[index] = UInt8(index) }
        try PopulationEntropy(PopulationDiversity(population: models, weight: 2), network: network, capacity: 4)
            .reward(buffer, scale: 0.5)
        for index in 0..<6 {
            var mean = 0.0
            for model in models {
                let numbers = try network.parameters(model.tensors, seat: 0)
                let body = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
                let head = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
                let view = UnsafePointer(buffer.observations.base + index * FeatureEncoding.count)
                let logits = network.policy.forward(
                    numbers, input: network.body.forward(numbers, input: view, batch: 1, tape: body), batch: 1, tape: head)
                mean += exp(Double(Softmax.logProbability(logits, of: index, count: 6))) / 2
            }
            #expect(abs(Double(buffer.rewards.array[index]) + 2 * 0.5 * log(mean)) < 1e-4)
        }
    }

    @Test func aPopulationOfOtherNetworksIsRefused() throws {
        let network = try PolicyNetwork(TestRuns.settings.plan, layout: TestRuns.kitchen().layout)
        var other = TestRuns.settings
        other.hidden = [5]
        let diversity = PopulationDiversity(population: [PolicyModel(plan: other.plan, tensors: [:])], weight: 1)
        #expect(throws: LearningError.self) { _ = try PopulationEntropy(diversity, network: network, capacity: 4) }
    }
}
