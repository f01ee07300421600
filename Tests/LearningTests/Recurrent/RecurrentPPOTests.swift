import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Neural
import TestSupport
import Testing

@testable import Learning

@Suite struct RecurrentPPOTests {
    /// A run that takes a moment, of which rollouts and episodes do not end together.
    static var settings: RecurrentSettings {
        var settings = RecurrentSettings()
        (settings.games, settings.rollout, settings.horizon) = (16, 10, 25)
        settings.steps = 16 * 10 * 5
        (settings.units, settings.hidden, settings.minibatches) = (12, 8, 4)
        settings.starts = .positions
        settings.permuted = [0, 1]
        return settings
    }

    private func tensors(_ settings: RecurrentSettings, _ kitchen: Kitchen, workers: Int) throws -> [String: Tensor] {
        let learner = try RecurrentPPO(kitchen, settings: settings, workers: Workers(workers))
        while !learner.isDone { _ = try learner.iterate() }
        return learner.model.tensors
    }

    @Test func theResultDependsOnTheSeedAndNotOnTheWorkers() throws {
        let kitchen = try SequencePassTests.kitchen()
        let one = try tensors(Self.settings, kitchen, workers: 1)
        #expect(try tensors(Self.settings, kitchen, workers: 3) == one)
        var other = Self.settings
        other.seed = 1
        #expect(try tensors(other, kitchen, workers: 1) != one)
    }

    @Test func aKitchenThatHidesNothingIsLearnedToo() throws {
        var settings = Self.settings
        (settings.starts, settings.permuted) = (.standard, [])
        #expect(try tensors(settings, TestRuns.kitchen(), workers: 2)["policy/kernel"]?.shape == [8, 6])
    }

    /// Stopped and gone on with in a new process's place, in the midst of episodes: the same files.
    @Test func aResumedRunEqualsAnUndisturbedOne() throws {
        func run(_ folder: String, stopping: [Int]) throws -> Bool {
            let run = try RecurrentRun(
                folder: folder, name: "it", kitchen: SequencePassTests.kitchen(), settings: Self.settings, workers: Workers(2))
            var done = run.progress.done
            return try run.run(report: { done = $0.iteration }, shouldStop: { stopping.contains(done) })
        }
        try inScratchFolder { undisturbed in
            try inScratchFolder { disturbed in
                let ends = [
                    try run(undisturbed, stopping: []), try run(disturbed, stopping: [1]), try run(disturbed, stopping: [3]),
                    try run(disturbed, stopping: []),
                ]
                #expect(ends == [true, false, false, true])
                for file in ["it.safetensors", "it.json", "it.yaml", "metrics.csv", "checkpoint.safetensors", "run.json"] {
                    let a = FileManager.default.contents(atPath: "\(undisturbed)/\(file)")
                    #expect(a != nil && a == FileManager.default.contents(atPath: "\(disturbed)/\(file)"), "\(file)")
                }
            }
        }
    }

    /// The agent of a run plays by what its seat sees, and has a memory for each episode.
    @Test func theAgentOfARunPlays() throws {
        try inScratchFolder { folder in
            let kitchen = try SequencePassTests.kitchen()
            let run = try RecurrentRun(folder: folder, name: "it", kitchen: kitchen, settings: Self.settings, workers: Workers(2))
            _ = try run.run(report: { _ in }, shouldStop: { false })
            let agent = try AgentFile.read(folder + "/it.yaml", catalogue: AgentCatalogue([PolicyKind.self]))
            #expect(agent.needs == .view)
            var agents = [try agent.makeAgent(), try agent.makeAgent()]
            func play() throws -> [Action] {
                var match = try Match(kitchen, horizon: 40, seed: 3)
                let episode = try match.play(&agents)
                #expect(episode.notes.isEmpty)
                return episode.actions
            }
            let first = try play()
            #expect(try play() == first)
            let model = try PolicyModel.read(weights: folder + "/it.safetensors", network: folder + "/it.json")
            #expect(model.plan.input == .view(permuting: [.onion, .tomato]) && model.plan.isRecurrent)
            let cells = try NetworkCrossPlay(kitchen, models: [model, model], episodes: 6, horizon: 30).cells(workers: Workers(2))
            #expect(cells.map(\.seats) == [[0, 0], [0, 1], [1, 0], [1, 1]])
            // The same network in both places, the same starts and draws.
            #expect(Set(cells.map(\.scores)).count == 1 && cells[0].scores.count == 6)
        }
    }

    @Test func theLearningRateRisesAndSinks() {
        var settings = Self.settings
        (settings.learningRate, settings.warmUp) = (2, 0.1)
        let all = settings.iterations * settings.epochs * settings.minibatches
        #expect(settings.learningRate(atUpdate: 0) == 0)
        #expect(settings.learningRate(atUpdate: all / 20) == 1)
        #expect(settings.learningRate(atUpdate: all / 10) == 2)
        #expect(abs(settings.learningRate(atUpdate: all * 55 / 100) - 1) < 1e-9)
        #expect(settings.learningRate(atUpdate: all) == 0)
    }

    @Test func whatCannotBeLearnedIsRefused() throws {
        func problem(_ map: String, _ change: (inout RecurrentSettings) -> Void) throws -> String {
            var settings = Self.settings
            change(&settings)
            let layout = try MapLibrary.standard.layout(map)
            let error = #expect(throws: LearningError.self) { try settings.check(for: layout) }
            return error?.description ?? ""
        }
        #expect(try problem("test_time_simple_5x5") { $0.minibatches = 3 }.contains("choose minibatches that divide 8"))
        #expect(try problem("test_time_simple_5x5") { $0.permuted = [0, 0] }.contains("each once"))
        #expect(try problem("cramped_room") { $0.permuted = [] }.contains("in OvercookedV2 alone"))
    }

    /// Nothing is earned beyond the end of an episode.
    @Test func advantagesStopWhereAnEpisodeEnds() {
        let buffer = SequenceBuffer(ticks: 3, rows: 1, viewSize: 1, hidden: 1)
        for tick in 0..<3 { (buffer.rewards.base[tick], buffer.values.base[tick]) = (1, 0) }
        buffer.values.base[3] = 10
        buffer.begins[1] = true
        buffer.estimateAdvantages(gamma: 0.5, gaeLambda: 1)
        #expect(buffer.returns.array == [1, 4, 6])
    }
}
