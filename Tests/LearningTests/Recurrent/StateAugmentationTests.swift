import Basics
import Foundation
import Kitchen
import KitchenMaps
import Neural
import TestSupport
import Testing

@testable import Learning

@Suite struct StateAugmentationTests {
    /// Two runs of five iterations in two stages, of which episodes and rollouts do not end together.
    static var settings: RecurrentSettings {
        var settings = RecurrentPPOTests.settings
        (settings.runs, settings.augmented) = (2, 2)
        return settings
    }

    private func buffer(_ settings: RecurrentSettings, workers: Int = 1) throws -> AugmentedStarts {
        let learner = try RecurrentPPO(SequencePassTests.kitchen(), settings: settings, workers: Workers(workers))
        return try AugmentedStarts(of: learner.models, learner.kitchen, settings, stage: 0, workers: Workers(workers))
    }

    /// Each run plays both seats of its games, of which every share has as many.
    @Test func runsPlayWithThemselvesAlone() {
        var settings = Self.settings
        settings.runs = 3
        let seats = settings.seats(partners: 0, isBesideLibrary: false)
        #expect(seats.learners == 3 && seats.rows.map(\.count) == [8, 8, 8])
        #expect(seats.rows.joined().sorted() == Array(0..<24))
        for rows in seats.rows { #expect(Set(rows.map { $0 ^ 1 }) == Set(rows)) }
        settings.runs = 1
        #expect(settings.seats(partners: 0, isBesideLibrary: false).rows == [Array(0..<8)])
    }

    @Test func stagesAreCutFromTheIterations() {
        var settings = Self.settings
        let stages = { (0..<settings.iterations).map { settings.stage(beginningAt: $0) } }
        #expect(settings.iterations == 5 && stages() == [0, nil, nil, 1, nil])
        settings.augmented = 5
        #expect(stages() == [0, 1, 2, 3, 4])
        settings.augmented = 0
        #expect(stages() == [nil, nil, nil, nil, nil])
    }

    /// Every tenth state of ten episodes of every ordered pair, whoever computes them, and a checkpoint keeps them.
    @Test func theBufferHasStatesOfAllPairs() throws {
        let (settings, kitchen) = (Self.settings, try SequencePassTests.kitchen())
        let buffer = try buffer(settings)
        #expect(buffer.states.count == 4 * 10 * 3 && buffer.states.count { $0.timestep == 20 } == 40)
        #expect(Set(buffer.states).count > 100)
        #expect(try self.buffer(settings, workers: 3).states == buffer.states)
        #expect(try AugmentedStarts(buffer.packed, kitchen, settings, stage: 0).states == buffer.states)
        for numbers in [buffer.packed.numbers.map { $0 + 70 }, [Float.infinity] + buffer.packed.numbers.dropFirst()] {
            #expect(throws: LearningError.self) {
                _ = try AugmentedStarts(Tensor(shape: buffer.packed.shape, numbers: numbers), kitchen, settings, stage: 0)
            }
        }
    }

    /// All games of a stage begin in states of the buffer, with their recipes and whatever cooks, each equally likely.
    @Test func episodesBeginInUniformDraws() throws {
        let kitchen = try SequencePassTests.kitchen()
        var settings = Self.settings
        let all = try buffer(settings)
        let some = [0, 41, 82, 119].flatMap { row in
            let size = all.packed.shape[1]
            return Array(all.packed.numbers[(row * size)..<((row + 1) * size)])
        }
        let buffer = try AugmentedStarts(Tensor(shape: [4, all.packed.shape[1]], numbers: some), kitchen, settings, stage: 0)
        (settings.games, settings.rollout) = (800, 1)
        let network = try RecurrentNetwork(settings, layout: kitchen.layout)
        let share = try SequenceShare(1, settings: settings, network: network, kitchen: kitchen)
        try share.begin(in: buffer)
        var counts = [0, 0, 0, 0]
        for game in 0..<share.games {
            let state = share.batch.state(game: game)
            let drawn = buffer.states.indices.filter { index in
                var start = buffer.states[index]
                start.timestep = state.timestep
                start.recipe?.hasJustDelivered = false
                return start == state
            }
            #expect(drawn.count == 1 && state.timestep < settings.horizon)
            for index in drawn { counts[index] += 1 }
        }
        // 400 games: a quarter each, within five standard deviations.
        #expect(share.games == 400 && counts.allSatisfy { (57...143).contains($0) }, "\(counts)")
    }

    /// The result depends neither on the workers nor on stops, in the midst of stages and between them.
    @Test func aLearnerGoesOnExactly() throws {
        func learner(_ workers: Int) throws -> RecurrentPPO {
            try RecurrentPPO(SequencePassTests.kitchen(), settings: Self.settings, workers: Workers(workers))
        }
        let undisturbed = try learner(1)
        while !undisturbed.isDone { _ = try undisturbed.iterate() }
        let disturbed = try TestRuns.stopped(learner)
        #expect(disturbed.checkpoint == undisturbed.checkpoint)
        let models = undisturbed.models.map(\.tensors)
        #expect(models.count == 2 && models[0] != models[1])
        var without = undisturbed.checkpoint
        without.tensors["starts"] = nil
        #expect(throws: LearningError.self) { try learner(1).restore(without) }
    }

    /// A run writes one agent each.
    @Test func everyRunHasAnAgent() throws {
        try inScratchFolder { folder in
            let run = try RecurrentRun(
                folder: folder, name: "it", kitchen: SequencePassTests.kitchen(), settings: Self.settings, workers: Workers(2))
            #expect(try run.run(report: { _ in }, shouldStop: { false }) && run.names == ["it-1", "it-2"])
            for name in run.names {
                let text = try String(contentsOfFile: "\(folder)/\(name).yaml", encoding: .utf8)
                #expect(text.contains("from states that 2 runs came to with each other"))
            }
        }
    }

    @Test func whatCannotBeAugmentedIsRefused() throws {
        func problem(_ map: String = "test_time_simple_5x5", beside: Bool = false, _ change: (inout RecurrentSettings) -> Void) throws
            -> String
        {
            var settings = Self.settings
            change(&settings)
            let layout = try MapLibrary.standard.layout(map)
            let error = #expect(throws: LearningError.self) { try settings.check(for: layout, isBesideLibrary: beside) }
            return error?.description ?? ""
        }
        #expect(try problem { $0.runs = 1 }.contains("2 to 16 runs"))
        #expect(try problem { $0.runs = 17 }.contains("1 to 16 runs"))
        #expect(try problem { $0.augmented = 6 }.contains("choose 1 to 5 stages"))
        #expect(try problem { ($0.learners, $0.games, $0.minibatches) = (2, 32, 2) }.contains("leave out partners"))
        #expect(try problem { $0.symbols = 3 }.contains("do not talk"))
        #expect(try problem(beside: true) { ($0.augmented, $0.minibatches) = (0, 2) }.contains("leave out partners"))
        #expect(try problem("cramped_room") { ($0.permuted, $0.starts) = ([], .standard) }.contains("a kitchen of OvercookedV2"))
    }
}
