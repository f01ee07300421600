import Foundation
import Kitchen
import TestSupport
import Testing

@testable import Adapting

/// The parts of an adaptive agent by themselves.
@Suite struct PartTests {
    @Test func thePosteriorFollowsAPartnerThatChanges() {
        var posterior = Posterior(families: ["greedy", "policy"], Posterior.Settings())
        for _ in 0..<200 { posterior.correct([0.8, 0.1, 0.3]) }
        #expect(posterior.top == 0 && posterior.weights[0] > 0.9)
        #expect(abs(posterior.weights.reduce(0, +) - 1) < 1e-9)
        for _ in 0..<20 { posterior.correct([0.1, 0.8, 0.3]) }
        #expect(posterior.top == 1)
        for _ in 0..<40 { posterior.correct([0.1, 0.1, 0.3]) }
        #expect(posterior.top == nil && posterior.none > 0.9)
    }

    /// However many cooks of a kind are known, one of the kind is as likely to come as one of another.
    @Test func familiesAreAsLikelyAsEachOther() {
        let posterior = Posterior(families: ["greedy", "greedy", "greedy", "policy"], Posterior.Settings())
        #expect(abs(posterior.models[0] * 3 - posterior.models[3]) < 1e-9)
        #expect(abs(posterior.weights.reduce(0, +) - 1) < 1e-9)
        #expect(Posterior(families: [], Posterior.Settings()).weights == [1])
    }

    /// Of beliefs held with 90 % nine of ten are right; strangers count as the prior expects them.
    @Test func beliefsAreCalibratedWhereAsManyAreRightAsTheySay() {
        func beliefs(_ confidence: Double, right: Int, of all: Int) -> [RecognitionTrial.Belief] {
            (0..<all).map { RecognitionTrial.Belief(confidence: confidence, isRight: $0 < right, none: 0.25) }
        }
        let good = Calibration(known: beliefs(0.9, right: 9, of: 10), leftOut: beliefs(0.5, right: 1, of: 2), strangers: 0.2)
        #expect(good.error < 1e-9 && good.rightKnown == 0.9 && good.rightLeftOut == 0.5 && good.noneKnown == 0.25)
        #expect(abs(good.brier - (0.8 * 0.09 + 0.2 * 0.25)) < 1e-9)
        #expect(abs(good.bins[9].weight - 0.8) < 1e-9 && abs(good.bins[5].accuracy - 0.5) < 1e-9)
        let bold = Calibration(known: beliefs(1, right: 1, of: 2), leftOut: beliefs(0.9, right: 0, of: 3), strangers: 0.2)
        // Both are in the last bin: 0.98 on average, of which 0.4 are right.
        #expect(abs(bold.error - 0.58) < 1e-9)
        #expect(Calibration(known: [], leftOut: [], strangers: 0.2).error == 0)
    }

    @Test func whatWasNotMeasuredCountsLittle() {
        func pair(_ partner: String, _ agent: String, _ mean: Double) -> MeasuredPair {
            MeasuredPair(
                map: "m", layout: "l", dynamics: "old", horizon: 400, partner: (partner, partner), agent: (agent, agent), seat: 0,
                episodes: 4,
                score: (mean, mean, mean), how: "shipped")
        }
        let values = ResponseValues(
            [pair("a", "x", 200), pair("a", "y", 100), pair("b", "y", 240)], models: [("a", "a"), ("b", "b")],
            ways: [("x", "x"), ("y", "y"), ("z", "z")], soup: 20)
        #expect(values.rates[0] == [0.5, 0.25, 0.25] && values.rates[1] == [0.6, 0.6, 0.6])
        #expect(values.expected([1, 0]) == [0.5, 0.25, 0.25])
        #expect(values.isMeasured)
        let unknown = ResponseValues([], models: [("a", "a")], ways: [("x", "x"), ("y", "y")], soup: 20)
        #expect(!unknown.isMeasured && unknown.expected([1])[0] > unknown.expected([1])[1])
    }

    /// What is lost of little counts more than the same of much.
    @Test func pointsCountTheMoreTheFewerThereAre() {
        let earned = [("planner", "x", 400.0), ("planner", "y", 320), ("person", "x", 40), ("person", "y", 100)]
        let pairs = earned.map { partner, way, mean in
            MeasuredPair(
                map: "m", layout: "l", dynamics: "old", horizon: 400, partner: (partner, partner), agent: (way, way), seat: 0, episodes: 4,
                score: (mean, mean, mean), how: "shipped")
        }
        let values = ResponseValues(
            pairs, models: [("planner", "planner"), ("person", "person")], ways: [("x", "x"), ("y", "y")], soup: 20)
        #expect(values.expected([1, 0]) == [1, 0.8])
        #expect(values.expected([0, 1]) == [0.1, 0.25])
        let both = values.expected([0.5, 0.5])
        #expect(both[1] > both[0], "in points x has more: \(both)")
        // Beside a model with whom nobody earns anything nothing is better than anything else.
        let idle = MeasuredPair(
            map: "m", layout: "l", dynamics: "old", horizon: 400, partner: ("stay", "stay"), agent: ("x", "x"), seat: 0, episodes: 4,
            score: (0, 0, 0), how: "shipped")
        #expect(ResponseValues([idle], models: [("stay", "stay")], ways: [("x", "x")], soup: 20).expected([1]) == [0])
    }

    /// A way from which nothing follows is given up for one that promised less; a slow partner is no reason to.
    @Test func aWayIsJudgedByWhatFollows() {
        var record = Record(ways: 2, soup: 20)
        let expected = [0.6, 0.4]
        for _ in 0..<60 { record.note(0, reward: 0) }
        #expect(record.estimates(expected)[0] > record.estimates(expected)[1])
        for _ in 0..<200 { record.note(0, reward: 0) }
        #expect(record.estimates(expected)[0] < record.estimates(expected)[1])
        var good = Record(ways: 2, soup: 20)
        for tick in 0..<260 { good.note(0, reward: tick % 40 == 39 ? 20 : 0) }
        #expect(good.estimates(expected)[0] > good.estimates(expected)[1])
    }

    @Test func whatGoesAroundInCirclesIsADeadlock() {
        var watch = ProgressWatch(cookTime: 20)
        let stuck = (1...100).filter { watch.isStuck($0, hasHappened: $0 == 10) }
        #expect(stuck.first == 56 && stuck.count == 1)
    }

    @Test func slipsAreLearned() {
        var slips = Slips()
        #expect(abs(slips.distribution(.north).sum() - 1) < 1e-9)
        let before = slips.distribution(.north)[Int(Action.north.rawValue)]
        for tick in 0..<100 { slips.learn(expected: .north, done: tick % 2 == 0 ? .stay : .north) }
        #expect(
            slips.distribution(.north)[Int(Action.stay.rawValue)] > 0.2 && slips.distribution(.north)[Int(Action.north.rawValue)] < before)
    }

    @Test func theTableReadsBackAndGrows() throws {
        func pair(_ agent: String, _ mean: Double, episodes: Int = 4) -> MeasuredPair {
            MeasuredPair(
                map: "m", layout: "l", dynamics: "old", horizon: 400, partner: ("p", "1"), agent: (agent, agent), seat: 1,
                episodes: episodes,
                score: (mean, mean - 5, mean + 5), how: "shipped")
        }
        var table = ResponseTable([pair("x", 100), pair("y", 120)])
        table.add([pair("x", 110, episodes: 2), pair("z", 130)])
        #expect(table.pairs.map(\.mean) == [100, 120, 130])
        #expect(table.best(layout: "l", dynamics: "old", horizon: 400, partner: "1", seat: 1)?.agent == "z")
        #expect(table.best(layout: "l", dynamics: "old", horizon: 400, partner: "1", seat: 0) == nil)
        let path = NSTemporaryDirectory() + "brigade-responses-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try table.write(to: path)
        #expect(try ResponseTable(reading: path) == table)
        let text = try table.text()
        try text.dropLast(20).description.write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: ResponseTable.ReadingError.self) { try ResponseTable(reading: path) }
        #expect(error?.description == "\(path):4: this is no measured pair; it was cut off or changed")
        #expect(throws: ResponseTable.ReadingError.self) { try ResponseTable(reading: path + ".none") }
    }

    /// The shipped table is of agents and kitchens as they are now, where it has a kitchen: else nobody would choose by it.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: Checkout.path("Agents/best-responses.jsonl"))))
    func theShippedTableIsOfShippedAgents() throws {
        let table = try ResponseTable(reading: Checkout.path("Agents/best-responses.jsonl"))
        let kind = try #require(Kitchens.agents.agent("adaptive").kind as? AdaptiveKind)
        let maps = Set(table.pairs.map(\.map))
        #expect(!maps.isEmpty)
        for map in maps.sorted() {
            let kitchen = try Kitchens.make(map)
            let pairs = table.pairs(layout: kitchen.layout.contentHash, dynamics: "old", horizon: 400)
            let library = try kind.library(in: kitchen)
            for partner in library.models {
                let agents = pairs.filter { $0.partnerHash == partner.contentHash }.map(\.agentHash)
                let missing = library.ways.filter { !agents.contains($0.contentHash) }.map(\.name)
                #expect(missing.isEmpty, "\(map), beside \(partner.name): \(missing); 'brigade responses measure \(map)'")
            }
        }
    }
}
