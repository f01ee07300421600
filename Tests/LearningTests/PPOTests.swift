import Agents
import Basics
import Foundation
import Kitchen
import Neural
import TestSupport
import Testing

@testable import Learning

@Suite struct PPOTests {
    @Test(arguments: [PPOSettings.Input.features, .lossless], [PPOSettings.Parameters.shared, .perSeat])
    func theSeedDecidesWhateverTheWorkers(input: PPOSettings.Input, parameters: PPOSettings.Parameters) throws {
        var settings = TestRuns.settings
        settings.input = input
        settings.parameters = parameters
        let one = try TestRuns.result(settings, workers: 1)
        let three = try TestRuns.result(settings, workers: 3)
        #expect(one.0 == three.0 && one.1 == three.1)
        #expect(one.0.keys.contains("seat_1/policy/kernel") == (parameters == .perSeat))
        settings.seed = 1
        #expect(try TestRuns.result(settings).0 != one.0)
    }

    /// The result plays as an agent, on the map it learned, under both dynamics and with parameters for each seat.
    @Test(arguments: [PPOSettings.Parameters.shared, .perSeat]) func theResultIsAnAgent(parameters: PPOSettings.Parameters) throws {
        var settings = TestRuns.settings
        settings.parameters = parameters
        try inScratchFolder { folder in
            let kitchen = try TestRuns.kitchen("forced_coordination", .new)
            let run = try PPORun(folder: folder, name: "it", kitchen: kitchen, settings: settings, workers: Workers(1))
            #expect(try run.run(report: { _ in }, shouldStop: { false }).isDone)
            let file = try AgentFile.read(folder + "/it.yaml", catalogue: AgentCatalogue([PolicyKind.self]))
            var agent = try file.makeAgent()
            try agent.begin(EpisodeContext(kitchen: kitchen, seat: 1, seed: 1, horizon: 20))
            #expect(agent.act(try KitchenGame(kitchen, horizon: 20)).fault == nil)
        }
    }

    @Test func aParameterThatIsNotFiniteIsFound() throws {
        let learner = try PPO(TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(1))
        let checkpoint = learner.checkpoint
        var tensors = checkpoint.tensors
        var numbers = tensors["0/parameters"]?.numbers ?? []
        numbers[5] = .nan
        tensors["0/parameters"] = Tensor(shape: [numbers.count], numbers: numbers)
        try learner.restore(Safetensors(tensors, metadata: checkpoint.metadata))
        let error = #expect(throws: LearningError.self) { _ = try learner.iterate() }
        #expect(
            error?.description.hasPrefix("iteration 1, epoch 1, minibatch 1: the gradient of 'hidden_0/kernel' is not a finite number")
                == true
        )
        #expect(error?.description.hasSuffix("the parameter 'hidden_0/kernel' was not one either") == true)
    }

    @Test func aLittleLearningRaisesTheShapedReward() throws {
        var settings = PPOSettings()
        settings.games = 16
        settings.horizon = 200
        settings.steps = 16 * 200 * 50
        settings.hidden = [32]
        settings.minibatch = 400
        let (_, metrics) = try TestRuns.result(settings, workers: 2)
        #expect((metrics.last?.shaped ?? 0) > 2 * metrics[0].shaped)
    }
}
