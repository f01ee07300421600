import Agents
import Basics
import Kitchen
import KitchenMaps
import Neural
import Testing

@testable import Learning

/// Fictitious co-play in OvercookedV2's kitchens: partners who see their views and remember.
@Suite struct SeeingPartnerTests {
    /// A learner that plays with partners alone.
    static var settings: RecurrentSettings {
        var settings = RecurrentPPOTests.settings
        settings.selfPlay = 0
        return settings
    }

    /// Partners of several networks. Their policies are sharpened, so that what they do depends on what they see and remember alone.
    private func partners(sharpness: Float = 1) throws -> [Partner] {
        try [(seed: 1, hidden: 8, permuted: []), (seed: 2, hidden: 5, permuted: [0, 1]), (seed: 3, hidden: 0, permuted: [])].map {
            (seed: UInt64, hidden: Int, permuted: [Int]) in
            var settings = RecurrentPPOTests.settings
            (settings.seed, settings.hidden, settings.permuted) = (seed, hidden, permuted)
            let model = try RecurrentPPO(SequencePassTests.kitchen(), settings: settings, workers: Workers(1)).models[0]
            let tensors = model.tensors.merging(
                model.tensors.filter { $0.key == "policy/kernel" }.mapValues { kernel in
                    Tensor(shape: kernel.shape, numbers: kernel.numbers.map { $0 * sharpness })
                }
            ) { $1 }
            return Partner(name: "\(seed)", model: PolicyModel(plan: model.plan, tensors: tensors))
        }
    }

    /// In half of the games the learner has the first seat, in the other half the second, and only its samples are learned from.
    @Test func theLearnerHasOneSeatOfEveryGame() {
        let rows = Self.settings.seats(partners: 0, isBesideLibrary: true).rows
        #expect(rows == [[0, 3, 4, 7]])
        #expect(RecurrentSettings.published.selfPlay == 0)
    }

    /// Every game's partner remembers its own episode, whoever else plays in the batch, and nothing of the episode before.
    @Test func partnersRememberTheirEpisodes() throws {
        let (kitchen, partners) = (try SequencePassTests.kitchen(), try partners(sharpness: 1e6))
        let games = 12
        var batch = try KitchenBatch(kitchen, games: games, horizon: 100, seed: 4, starts: .randomPositions)
        let seats = try PartnerSeats(PartnerPool(partners), input: nil, batch: batch)
        var random = RandomStream(9)
        for game in 0..<games { seats.meet(in: game, &random) }
        seats.drawActions(seed: 0, iteration: 0)
        #expect(Set(seats.assignment) == [0, 1, 2])
        let networks = try partners.map { try PolicyNetwork($0.model.plan, layout: kitchen.layout) }
        let parameters = try zip(networks, partners).map { try $0.parameters($1.model.tensors, seat: 0) }
        var told: [[Int]] = Array(repeating: [], count: games)
        var history: [[[Float]]] = Array(repeating: [], count: games)
        var actions = [UInt8](repeating: Action.stay.rawValue, count: 2 * games)
        for tick in 0..<12 {
            if tick == 7 {
                for game in 0..<6 {
                    seats.meet(in: game, &random)
                    history[game] = []
                }
            }
            try actions.withUnsafeMutableBufferPointer { try seats.act(batch, nil, observationSize: 0, into: $0) }
            for game in 0..<games {
                let (partner, seat) = (seats.assignment[game], 1 - game % 2)
                var observer = try BatchObserver(partners[partner].model.plan.input, batch)
                let size = observer.observationSize
                var views = [Float](repeating: 0, count: games * 2 * size)
                try views.withUnsafeMutableBufferPointer { try observer.observe(batch, into: $0) }
                history[game].append(Array(views[((2 * game + seat) * size)..<((2 * game + seat + 1) * size)]))
                told[game].append(best(networks[partner], parameters[partner], history[game]))
                #expect(Int(actions[2 * game + seat]) == told[game].last, "game \(game), tick \(tick)")
                #expect(actions[2 * game + 1 - seat] == Action.stay.rawValue)
            }
            try actions.withUnsafeBufferPointer { try batch.step($0) }
        }
        #expect(Set(told.joined()).count > 2 && told.contains { Set($0).count > 1 })
    }

    /// The most likely action after views that a network with nothing in mind was shown.
    private func best(_ network: PolicyNetwork, _ parameters: [Float], _ views: [[Float]]) -> Int {
        let body = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
        let head = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
        var logits: [Float] = []
        for view in views {
            let features = network.body.forward(parameters, input: view, batch: 1, tape: body, isSparse: true)
            logits = Array(UnsafeBufferPointer(start: network.policy.forward(parameters, input: features, batch: 1, tape: head), count: 6))
        }
        return logits.indices.max { logits[$0] < logits[$1] } ?? 0
    }

    /// Who learns beside whom depends on the seed and not on the workers, and goes on exactly in the midst of episodes.
    @Test(arguments: [0, 0.5]) func aLearnerGoesOnExactly(_ selfPlay: Double) throws {
        var settings = Self.settings
        settings.selfPlay = selfPlay
        settings.minibatches = 2
        let (kitchen, pool) = (try SequencePassTests.kitchen(), try PartnerPool(partners()))
        func learner(_ workers: Int) throws -> RecurrentPPO {
            try RecurrentPPO(kitchen, settings: settings, workers: Workers(workers), library: pool)
        }
        let undisturbed = try learner(1)
        var met = [0, 0, 0]
        while !undisturbed.isDone {
            for (partner, score) in try undisturbed.iterate().partnerScores.enumerated() { met[partner] += score.games }
        }
        #expect(met.allSatisfy { $0 > 0 }, "\(met)")
        let disturbed = try TestRuns.stopped(learner)
        #expect(disturbed.checkpoint == undisturbed.checkpoint)
        var broken = undisturbed.checkpoint
        broken.tensors["share_0/partner_memory"] = nil
        #expect(throws: LearningError.self) { try learner(1).restore(broken) }
    }

    /// Partners fit the kitchen or are named.
    @Test func partnersOfOtherKitchensAreRefused() throws {
        var classic = RecurrentPPOTests.settings
        (classic.starts, classic.permuted, classic.selfPlay) = (.standard, [], 0)
        let seeing = try partners()
        let error = #expect(throws: LearningError.self) {
            _ = try RecurrentPPO(TestRuns.kitchen(), settings: classic, workers: Workers(1), library: PartnerPool(seeing))
        }
        #expect(error?.description.contains("the partner '1' is shown what its seat sees") == true)
        let whole = Partner(name: "whole", model: try PPO(TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(1)).model)
        let other = #expect(throws: LearningError.self) {
            _ = try RecurrentPPO(
                SequencePassTests.kitchen(), settings: Self.settings, workers: Workers(1), library: PartnerPool([whole]))
        }
        #expect(other?.description.contains("choose partners that learned in such a kitchen") == true)
        var talking = Self.settings
        (talking.symbols, talking.permuted) = (3, [])
        #expect(throws: LearningError.self) { try talking.check(for: SequencePassTests.kitchen().layout, isBesideLibrary: true) }
    }
}
