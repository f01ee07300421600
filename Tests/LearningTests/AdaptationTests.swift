import Agents
import Basics
import Kitchen
import Testing

@testable import Learning

@Suite struct AdaptationTests {
    /// Only what the rule moves is moved.
    @Test func adaptationKeepsToItsScope() throws {
        let learner = try PPO(TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(1))
        try learner.collect(.training)
        let loss = learner.loss(atStep: 0)
        for scope in AdaptationRule.Scope.allCases {
            let share = learner.shares[0]
            share.adaptation = nil
            let rule = AdaptationRule(learningRate: 0.1, scope: scope)
            try share.adapt(learner.learners[0].parameters.pointer, loss, iteration: 0, by: rule)
            let step = try #require(share.adaptation).step.array
            for entry in learner.network.table.entries where entry.name != "policy/bias" {
                let isMoved = step[entry.offset..<(entry.offset + entry.shape.volume)].contains { $0 != 0 }
                #expect(isMoved == rule.moves(entry.name), "\(scope): \(entry.name)")
            }
        }
    }

    /// A step that is far too long is found in the next one, not after the run.
    @Test func adaptationThatBreaksIsFoundWhereItArises() throws {
        let model = try PPO(TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(1)).model
        let partnership = try Partnership.with([Partner(name: "it", model: model)])
        let learner = try PPO(TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(2), partnership: partnership)
        let error = #expect(throws: LearningError.self) {
            _ = try learner.iterateAdapting(by: AdaptationRule(learningRate: 1e38, passes: 3))
        }
        #expect(error?.description.hasPrefix("iteration 1, adaptation, pass 1, minibatch 2: the gradient of '") == true)
    }

    /// Adapting changes what is played with, not the learner; an iteration of meta-learning changes the learner.
    @Test func adaptationIsForgotten() throws {
        let model = try PPO(TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(1)).model
        let partnership = try Partnership.with([Partner(name: "it", model: model)])
        func learner(_ workers: Int) throws -> PPO {
            try PPO(TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(workers), partnership: partnership)
        }
        let one = try learner(1)
        let before = one.model.tensors
        #expect(try one.scoresWhileAdapting(times: 2, by: AdaptationRule()).map(\.count) == [4, 4, 4])
        #expect(one.model.tensors == before)
        let other = try learner(3)
        _ = try one.iterateAdapting(by: AdaptationRule())
        _ = try other.iterateAdapting(by: AdaptationRule())
        #expect(one.model.tensors != before && one.model.tensors == other.model.tensors)
        let plain = try learner(1)
        _ = try plain.iterate()
        #expect(plain.model.tensors != one.model.tensors)
    }
}
