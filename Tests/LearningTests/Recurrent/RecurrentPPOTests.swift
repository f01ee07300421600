import Agents
import Basics
import Episodes
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
        return learner.models[0].tensors
    }

    /// Those settings, of learners that talk.
    static var talking: RecurrentSettings {
        var settings = settings
        (settings.symbols, settings.messageCost, settings.signalPoints, settings.permuted) = (3, 0.1, 0.5, [])
        return settings
    }

    @Test func theResultDependsOnTheSeedAndNotOnTheWorkers() throws {
        let kitchen = try SequencePassTests.kitchen()
        let one = try tensors(Self.settings, kitchen, workers: 1)
        #expect(try tensors(Self.settings, kitchen, workers: 3) == one)
        var other = Self.settings
        other.seed = 1
        #expect(try tensors(other, kitchen, workers: 1) != one)
        let talking = try tensors(Self.talking, kitchen, workers: 1)
        #expect(try tensors(Self.talking, kitchen, workers: 3) == talking && talking["voice/kernel"]?.shape == [8, 4])
    }

    @Test func aKitchenThatHidesNothingIsLearnedToo() throws {
        var settings = Self.settings
        (settings.starts, settings.permuted) = (.standard, [])
        #expect(try tensors(settings, TestRuns.kitchen(), workers: 2)["policy/kernel"]?.shape == [8, 6])
    }

    /// Stopped and gone on with in a new process's place, in the midst of episodes: the same files.
    @Test(arguments: [settings, talking])
    func aResumedRunEqualsAnUndisturbedOne(_ settings: RecurrentSettings) throws {
        func run(_ folder: String, stopping: [Int]) throws -> Bool {
            var run = try RecurrentRun(
                folder: folder, name: "it", kitchen: SequencePassTests.kitchen(), settings: settings, workers: Workers(2))
            run.snapshots = 1
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
                let others = settings.symbols > 0 ? ["talk.csv"] : ["it.json", "it-at-50.json"]
                for file in ["it.safetensors", "it.yaml", "it-at-50.safetensors", "metrics.csv", "checkpoint.safetensors", "run.json"]
                    + others
                {
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
            let cells = try NetworkCrossPlay(kitchen, models: [.policy(model), .policy(model)], episodes: 6, horizon: 30).cells(
                workers: Workers(2))
            #expect(cells.map(\.seats) == [[0, 0], [0, 1], [1, 0], [1, 1]])
            // The same network in both places, the same starts and draws.
            #expect(Set(cells.map(\.scores)).count == 1 && cells[0].scores.count == 6)
        }
    }

    /// The agent of learners that talk says symbols in the kitchen's channel, and is heard in cross-play.
    @Test func theAgentOfTalkingLearnersTalks() throws {
        try inScratchFolder { folder in
            let kitchen = try SequencePassTests.kitchen()
            let run = try RecurrentRun(folder: folder, name: "it", kitchen: kitchen, settings: Self.talking, workers: Workers(2))
            _ = try run.run(report: { _ in }, shouldStop: { false })
            let agent = try AgentFile.read(folder + "/it.yaml", catalogue: AgentCatalogue([TalkingPolicyKind.self]))
            var agents = [try agent.makeAgent(), try agent.makeAgent()]
            var match = try Match(kitchen, horizon: 40, seed: 3, channel: TalkChannel(.symbols(3)))
            #expect(try match.play(&agents).notes.contains { $0.kind == .message })
            let model = NetworkCrossPlay.Model.talking(try TalkingModel.read(folder + "/it.safetensors"))
            func cell(_ canTalk: Bool) throws -> NetworkCrossPlay.Cell {
                try NetworkCrossPlay(kitchen, models: [model], episodes: 6, horizon: 30, canTalk: canTalk).cells(workers: Workers(1))[0]
            }
            #expect(try cell(true).messages > 0 && cell(false).messages == 0)
            #expect(throws: LearningError.self) {
                let other = try Kitchen(MapLibrary.standard.layout("test_time_wide_5x5"), dynamics: .old)
                _ = try NetworkCrossPlay(other, models: [model], episodes: 2, horizon: 3).cells(workers: Workers(1))
            }
        }
    }

    /// Learners meet each other and partners, who stay as they are.
    @Test func severalLearnersAndPartnersPlayTogether() throws {
        let kitchen = try SequencePassTests.kitchen()
        var settings = Self.talking
        let partner = try RecurrentPPO(kitchen, settings: settings, workers: Workers(1)).talkingModels()[0].tensors
        func learn(_ workers: Int, _ partners: [[String: Tensor]]) throws -> [[String: Tensor]] {
            let learner = try RecurrentPPO(kitchen, settings: settings, workers: Workers(workers), partners: partners)
            while !learner.isDone { _ = try learner.iterate() }
            return try learner.talkingModels().map(\.tensors)
        }
        let alone = try learn(1, [])[0]
        (settings.learners, settings.games, settings.steps, settings.minibatches) = (2, 32, 32 * 10 * 2, 2)
        let two = try learn(1, [])
        #expect(try two == learn(3, []) && two.count == 2 && two[0] != two[1])
        (settings.learners, settings.minibatches) = (1, 3)
        let beside = try learn(2, [partner])
        #expect(beside.count == 1 && beside[0] != alone)
        #expect(throws: LearningError.self) { _ = try learn(1, [["voice/kernel": Tensor(shape: [1], numbers: [0])]]) }
        settings.learners = 3
        #expect(throws: LearningError.self) { _ = try learn(1, []) }
    }

    /// A learner beside a library, with features and with a network that remembers nothing.
    static var besideLibrary: RecurrentSettings {
        var settings = settings
        (settings.starts, settings.permuted, settings.shown, settings.selfPlay) = (.standard, [], .features, 0.5)
        (settings.minibatches, settings.head, settings.randomStarts) = (3, 5, 0.5)
        return settings
    }

    private func library(_ weights: [Double]? = nil) throws -> PartnerPool {
        var settings = PPOSettings()
        settings.hidden = [6]
        let features = try PPO(TestRuns.kitchen(), settings: settings, workers: Workers(1)).model
        (settings.input, settings.filters, settings.seed) = (.lossless, 0, 5)
        let channels = try PPO(TestRuns.kitchen(), settings: settings, workers: Workers(1)).model
        var pool = try PartnerPool(
            [Partner(name: "a", model: features, unsticks: true), Partner(name: "b", model: channels, noise: 0.5)], weights: weights)
        pool.slips = (0.3, 0.5)
        return pool
    }

    /// Every episode draws a partner; who learns beside whom depends on the seed and not on the workers, and goes on exactly.
    @Test(arguments: [8, 0])
    func aLearnerBesideALibraryGoesOnExactly(_ hidden: Int) throws {
        var settings = Self.besideLibrary
        settings.hidden = hidden
        let (kitchen, library) = (try TestRuns.kitchen(), try library())
        func learner(_ workers: Int) throws -> RecurrentPPO {
            try RecurrentPPO(kitchen, settings: settings, workers: Workers(workers), library: library)
        }
        let undisturbed = try learner(1)
        var met = [0, 0]
        while !undisturbed.isDone {
            for (partner, score) in try undisturbed.iterate().partnerScores.enumerated() { met[partner] += score.games }
        }
        // Eight of sixteen games are with partners, four of these begin as the kitchen does; fifty ticks end two episodes of each or three,
        // and in seven of ten nobody slips.
        #expect(met.allSatisfy { $0 > 0 } && (3...11).contains(met[0] + met[1]), "\(met)")
        let disturbed = try TestRuns.stopped(learner)
        #expect(disturbed.checkpoint == undisturbed.checkpoint)
        #expect(
            try RecurrentPPO.model(disturbed.checkpoint, settings: settings, layout: kitchen.layout).tensors
                == undisturbed.models[0].tensors)
        let plan = undisturbed.models[0].plan
        #expect(plan.isRecurrent == (hidden > 0) && plan.input == .features(seesCounters: true))
        var broken = undisturbed.checkpoint
        broken.tensors["share_0/partners"] = Tensor(shape: [20], numbers: Array(repeating: 7, count: 20))
        #expect(throws: LearningError.self) { try learner(1).restore(broken) }
    }

    /// Who has no weight is not met, and a library is for one learner in kitchens for two.
    @Test func aLibraryIsDrawnByWeights() throws {
        var settings = Self.besideLibrary
        let learner = try RecurrentPPO(TestRuns.kitchen(), settings: settings, workers: Workers(1), library: library([0, 1]))
        while !learner.isDone { #expect(try learner.iterate().partnerScores[0].games == 0) }
        settings.selfPlay = 1.5
        #expect(throws: LearningError.self) { try settings.check(for: TestRuns.kitchen().layout, isBesideLibrary: true) }
        (settings.selfPlay, settings.learners) = (0.5, 2)
        #expect(throws: LearningError.self) { try settings.check(for: TestRuns.kitchen().layout, isBesideLibrary: true) }
    }

    /// Every learner meets every policy as often in each seat.
    @Test func seatsAreDealtEvenly() {
        for (learners, partners) in [(1, 0), (2, 0), (1, 3), (2, 1)] {
            let period = RecurrentSeats.period(learners: learners, partners: partners)
            let seats = RecurrentSeats(learners: learners, partners: partners, games: period)
            #expect(seats.rows.joined().sorted() == Array(0..<(2 * period)))
            #expect(Set(seats.rows.prefix(learners).map(\.count)).count == 1)
            guard learners + partners > 1 else { continue }
            for learner in 0..<learners {
                for policy in 0..<(learners + partners) {
                    for seat in 0..<2 {
                        let met = seats.rows[learner].filter { $0 % 2 == seat && seats.rows[policy].contains($0 ^ 1) }
                        #expect(!met.isEmpty, "\(learner) with \(policy) in seat \(seat)")
                    }
                }
            }
        }
    }

    /// A message that costs is said less after learning.
    @Test func whatCostsIsSaidLess() throws {
        var settings = Self.talking
        (settings.messageCost, settings.shaped, settings.learningRate, settings.warmUp) = (5, 0, 0.02, 0)
        settings.signalPoints = 0
        settings.steps = 16 * 10 * 30
        let learner = try RecurrentPPO(SequencePassTests.kitchen(), settings: settings, workers: Workers(2))
        var messages: [Double] = []
        while !learner.isDone {
            _ = try learner.iterate()
            messages.append(learner.talk.messages.reduce(0, +))
        }
        #expect(messages.last ?? 1 < (messages.first ?? 0) / 2, "\(messages)")
    }

    /// In the beginning a wrong dish costs nothing; a marked recipe earns less and less.
    @Test func rewardsAreWeighedByTheRunsProgress() {
        var settings = Self.settings
        #expect(settings.rewardWeights(atStep: 0).penalties == 1 && settings.rewardWeights(atStep: 0).focal == 0)
        (settings.penaltyShare, settings.focalPoints, settings.focalShare) = (0.5, 0.2, 1)
        let weights = [0, settings.steps / 4, settings.steps].map(settings.rewardWeights)
        #expect(weights.map(\.penalties) == [0, 0.5, 1] && weights[0].shaped == 1)
        #expect(zip(weights, [0.2, 0.15, 0]).allSatisfy { abs($0.focal - $1) < 1e-9 })
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
        #expect(try problem("test_time_simple_5x5") { $0.shown = .features }.contains("no features"))
        #expect(try problem("test_time_simple_5x5") { $0.symbols = 1 }.contains("2 to 64 symbols"))
        #expect(try problem("test_time_simple_5x5") { ($0.symbols, $0.trunk) = (4, .convolution) }.contains("a dense trunk"))
        #expect(try problem("test_time_simple_5x5") { $0.penaltyShare = 2 }.contains("shares of the run"))
        #expect(try problem("test_time_simple_5x5") { $0.focalPoints = -1 }.contains("must not be negative"))
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
