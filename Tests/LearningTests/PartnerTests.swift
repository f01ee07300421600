import Agents
import Basics
import Foundation
import Kitchen
import Neural
import Testing

@testable import Learning

@Suite struct PartnerTests {
    @Test func partnersChangeWhatIsLearned() throws {
        let (tensors, _) = try TestRuns.result(TestRuns.settings)
        let partner = Partner(name: "first", model: PolicyModel(plan: TestRuns.settings.plan, tensors: tensors))
        let alone = try TestRuns.result(TestRuns.settings)
        let together = try TestRuns.result(TestRuns.settings, partners: [partner])
        #expect(alone.0 != together.0)
        #expect(try TestRuns.result(TestRuns.settings, workers: 2, partners: [partner]).0 == together.0)
    }

    /// Partners that are shown something else than the learner, and that have `unstick`, with games without partners.
    @Test func partnersWithOtherInputsAndUnstick() throws {
        var theirs = TestRuns.settings
        theirs.input = .lossless
        let lossless = Partner(name: "lossless", model: try PPO(TestRuns.kitchen(), settings: theirs, workers: Workers(1)).model)
        let plan = CloningSettings(recipe: .plain).plan
        let network = try PolicyNetwork(plan, layout: TestRuns.kitchen().layout)
        var random = RandomStream(1)
        let numbers = Initialisation.normal(network.table, using: &random) { _ in 2 }
        let clone = Partner(name: "clone", model: PolicyModel(plan: plan, tensors: network.table.tensors(numbers)), unsticks: true)
        var settings = TestRuns.settings
        settings.selfPlay = 0.5
        let one = try TestRuns.result(settings, partners: [lossless, clone])
        #expect(try TestRuns.result(settings, workers: 3, partners: [lossless, clone]).0 == one.0)
        let games = one.1.reduce(into: [0, 0]) { sums, metrics in
            for partner in 0..<2 { sums[partner] += metrics.partnerScores[partner].games }
        }
        // From half of the games with partners at the beginning to all of them in the end.
        #expect(games.allSatisfy { $0 > 0 } && games.reduce(0, +) <= 4 * 8)
        #expect(one.1.last.map { $0.partnerScores.reduce(0) { $0 + $1.games } > 4 } == true)
        #expect(throws: LearningError.self) {
            let own = CloningSettings(recipe: .remembering).plan
            let model = PolicyModel(plan: own, tensors: [:])
            _ = try PPO(
                TestRuns.kitchen(), settings: settings, workers: Workers(1), partnership: .with([Partner(name: "it", model: model)]))
        }
    }

    /// A learner with its own noisy copy learns from one seat of every game; noise is not written where there is none.
    @Test func aNoisyCopyIsAPartner() throws {
        var settings = TestRuns.settings
        settings.partnerNoise = 0.4
        let one = try TestRuns.result(settings)
        #expect(one.1.allSatisfy { $0.partnerScores.map(\.games) == [8] || $0.partnerScores.map(\.games) == [4] })
        #expect(try TestRuns.result(settings, workers: 3).0 == one.0)
        settings.partnerNoise = 0
        #expect(try TestRuns.result(settings).0 != one.0)
        let words = String(decoding: try JSONEncoder().encode(TestRuns.settings), as: UTF8.self)
        #expect(!words.contains("partnerNoise"))
        settings.partnerNoise = 1.5
        #expect(throws: LearningError.self) { try settings.check() }
    }

    /// A weight of 0 for one of two partners: it is never drawn.
    @Test func partnersAreDrawnByTheirWeights() throws {
        let model = try PPO(TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(1)).model
        let partners = [Partner(name: "never", model: model), Partner(name: "always", model: model)]
        let learner = try PPO(
            TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(1), partnership: .with(partners, weights: [0, 1]))
        for _ in 0..<3 {
            let games = try learner.iterate().partnerScores.map(\.games)
            #expect(games[0] == 0 && games[1] > 0)
        }
        for weights in [[1], [0, 0], [-1, 2]] as [[Double]] {
            #expect(throws: LearningError("2 partners need as many weights, none below 0 and one above")) {
                _ = try PartnerPool(partners, weights: weights)
            }
        }
        #expect(try PartnerPool(partners).weights == [1, 1])
        #expect(throws: LearningError.self) { _ = try PartnerPool([]) }
    }
}
