import Basics
import Foundation
import Testing

@testable import EpisodeStore
@testable import Tournaments

/// Estimates against those of numpy and scipy (`Tools/reference_statistics.py`).
@Suite struct StatisticsTests {
    struct Case: Decodable {
        let strata: [[Double]]
        let mean: Double
        let low: Double
        let high: Double
        let iqm: Double
        let quantiles: [Double]
    }

    static func cases() throws -> [Case] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/statistics", withExtension: "json"))
        return try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
    }

    @Test func estimatesAgreeWithNumpyAndScipy() throws {
        for (index, item) in try Self.cases().enumerated() {
            let all = item.strata.flatMap { $0 }.sorted()
            #expect(abs(Statistics.interquartileMean(all) - item.iqm) < 1e-9)
            for (share, quantile) in zip([0, 0.025, 0.3, 0.5, 0.975, 1], item.quantiles) {
                #expect(abs(Statistics.quantile(all, share) - quantile) < 1e-9)
            }
            let estimate = Statistics.meanOfMeans(item.strata, .init(resamples: 20_000), key: UInt64(index))
            #expect(abs(estimate.value - item.mean) < 1e-9)
            // Two bootstraps of one sample differ by chance: by less than a tenth of the interval.
            let slack = 0.1 * (item.high - item.low) + 1e-9
            #expect(abs(estimate.low - item.low) < slack && abs(estimate.high - item.high) < slack, "case \(index)")
            let same = Statistics.estimate(ofMeans: item.strata, .init(resamples: 20_000), key: UInt64(index)) { Statistics.mean($0) }
            #expect(abs(same.value - item.mean) < 1e-9)
            #expect(abs(same.low - item.low) < slack && abs(same.high - item.high) < slack, "case \(index), any statistic")
        }
    }

    /// Shares of several best responses are multiples of no common step.
    @Test func scoresOfDifferentScalesHaveIntervalsAroundTheirMean() {
        var random = RandomStream(4)
        for key in 0..<60 {
            let strata = [105.0, 93, 265, 271, 210, 226, 239, 255, 80, 94].map { best in
                (0..<5).map { _ in Double(20 * (2 + random.below(Int(best) / 20))) / best }
            }
            let estimate = Statistics.meanOfMeans(strata, .init(), key: UInt64(key))
            #expect(estimate.low < estimate.value && estimate.value < estimate.high)
            #expect(abs(estimate.low + estimate.high - 2 * estimate.value) < 0.5 * (estimate.high - estimate.low), "case \(key)")
        }
    }

    /// The three ways to an interval agree: exact, by cumulants, and drawn at random.
    @Test func intervalsAgreeHoweverTheyAreFound() {
        var random = RandomStream(3, 1)
        for count in [10, 29, 31, 40, 100] {
            let strata = (0..<2).map { _ in Tally((0..<count).map { _ in Double(20 * random.below(9)) }) }
            let weighted = strata.map { (tally: $0, weight: 0.5) }
            let ends = BootstrapInterval(strata: weighted, bootstrap: .init()).ends(key: 1)
            // Irregular scores that are all but the same have no common step.
            let irregular = strata.map { tally in
                (tally: Tally(tally.list.enumerated().map { $1 + 0.001 * sin(Double($0 * $0)) }), weight: 0.5)
            }
            let drawn = BootstrapInterval(strata: irregular, bootstrap: .init(resamples: 20_000)).ends(key: 2)
            let slack = 0.03 * (ends.high - ends.low) + 20.0 / Double(2 * count)
            #expect(abs(ends.low - drawn.low) < slack && abs(ends.high - drawn.high) < slack, "\(count): \(ends) \(drawn)")
        }
        // One success of forty, forty times: skewed, so exact; all quantiles of the binomial distribution.
        let rare = BootstrapInterval(strata: [(Tally([1] + Array(repeating: 0, count: 39)), 1)], bootstrap: .init()).ends(key: 1)
        #expect(rare.low == 0 && abs(rare.high - 3.0 / 40) < 1e-12)
        #expect(abs(NormalQuantile.at(0.975) - 1.959963984540054) < 1e-9 && abs(NormalQuantile.at(0.001) + 3.090232306167813) < 1e-9)
    }

    @Test func talliesAreTheirScores() {
        let scores = [20.0, 0, 20, 60, 0, 20, 40, 40, 100]
        let tally = Tally(scores)
        #expect(
            tally.list == scores.sorted() && tally.total == 9 && tally.values == [0, 20, 40, 60, 100] && tally.counts == [2, 3, 2, 1, 1])
        #expect(abs(tally.mean - Statistics.mean(scores)) < 1e-12)
        for count in 1...9 {
            let some = Array(scores.prefix(count))
            #expect(abs(Tally(some).interquartileMean - Statistics.interquartileMean(some)) < 1e-12)
        }
        #expect(tally.scaled(0.5).mean == tally.mean / 2 && tally.scaled(0).values == [0] && Tally().mean.isNaN)
    }

    /// A page of many agents stays small: matrices move to files of their own, the most detailed first, and the page says so.
    @Test func aLargePageHasDetailsOnDemand() throws {
        let names = (0..<20).map { "agent-\($0)" }
        var rows: [EpisodeStore.Score] = []
        for map in ["a", "b", "c"] {
            for pair in 0..<400 {
                let score = Double(pair * 7 % 11) * 20
                let players = [names[pair / 20], names[pair % 20]]
                rows.append(EpisodeStore.Score(map: map, dynamics: "old", horizon: 400, players: players, score: score, count: 3))
            }
        }
        let play = try CrossPlay(rows)
        let tables = [nil, 0, 1, 2].flatMap { map in
            CrossPlay.Seats.allCases.map { CrossPlayTable(play, map: map, seats: $0, bootstrap: .init(resamples: 100)) }
        }
        #expect(tables[0].cells[0][1]?.episodes == 18)
        func cells(_ maxBytes: Int) throws -> Int {
            let (data, files) = try ReportData.json(tables, solos: [], of: play, details: "more", maxBytes: maxBytes)
            #expect(maxBytes == .max || maxBytes == 0 || data.utf8.count <= maxBytes)
            #expect(data.contains("in the folder more next to this page") == (maxBytes != .max))
            let count = data.matches(of: #/"cells":\[\[/#).count
            #expect(files.count == tables.count - count)
            #expect(files.allSatisfy { $0.text.hasPrefix("showCells(\($0.name.dropLast(3)), [[[") })
            return count
        }
        let whole = try ReportData.json(tables, solos: [], of: play, details: "more").data.utf8.count
        let counts = try [cells(.max), cells(whole - 1), cells(whole / 2), cells(0)]
        #expect(counts == [12, 6, 1, 0])
    }

    @Test func crossedIntervalsHeedRowsAndColumns() {
        // Two people who differ widely, three runs that do not.
        let rows = [[(10, 10), (0, 10)], [(9, 10), (1, 10)], [(10, 10), (0, 10)]].map { $0.map { (successes: $0.0, trials: $0.1) } }
        let estimate = Statistics.crossed(rows, .init(resamples: 2000), key: 1)
        #expect(estimate.value == 0.5 && estimate.low < 0.1 && estimate.high > 0.9)
        let alike = Statistics.crossed([[(5, 10), (5, 10)]], .init(resamples: 2000), key: 1)
        #expect(alike.low == 0.5 && alike.high == 0.5)
    }

    @Test func intervalsOverLearnersResampleLearners() {
        let table = [[100.0, 0, 10], [0, 100, 20], [10, 20, 40]]
        let own = Statistics.learners(table, isDiagonal: true, key: 0)
        #expect(own?.value == 80 && own?.low == 40 && own?.high == 100)
        let others = Statistics.learners(table, isDiagonal: false, key: 0)
        // Of two learners that are drawn, one twice, there is only the pair of the two.
        #expect(others?.value == 10 && others?.low == 0 && others?.high == 20)
        #expect(Statistics.learners([[5]], isDiagonal: false, key: 0) == nil)
    }

    private func play(_ scores: [(String, String, Double)], map: String = "a") throws -> CrossPlay {
        try CrossPlay(scores.map { .init(map: map, dynamics: "old", horizon: 400, players: [$0.0, $0.1], score: $0.2) })
    }

    @Test func cellsMarginalsAndGapAreMeans() throws {
        let play = try play([
            ("x", "x", 100), ("x", "y", 40), ("x", "y", 60), ("y", "x", 20), ("y", "y", 80), ("x", "z", 0), ("z", "x", 10),
            ("y", "z", 30), ("z", "y", 30), ("z", "z", 60),
        ])
        let table = CrossPlayTable(play, map: 0, seats: .averaged, bootstrap: .init(resamples: 100))
        #expect(table.cells[0][1]?.mean.value == 35 && table.cells[1][0]?.mean.value == 35 && table.cells[0][1]?.episodes == 3)
        #expect(table.marginals[0].crossPlay?.value == 20)
        #expect(table.marginals[0].first == 25 && table.marginals[0].second == 15)
        #expect(table.marginals[0].worstPartner == "z" && table.marginals[0].worst == 5)
        #expect(table.selfPlay?.value == 80)
        #expect(table.crossPlay?.value == (50 + 20 + 0 + 10 + 30 + 30) / 6.0)
        #expect(table.gap.map { abs($0.value - (80 - 140 / 6.0)) < 1e-9 } == true)
        let first = CrossPlayTable(play, map: 0, seats: .first, bootstrap: .init(resamples: 100))
        #expect(first.cells[0][1]?.mean.value == 50 && first.cells[1][0]?.mean.value == 20)
        let second = CrossPlayTable(play, map: 0, seats: .second, bootstrap: .init(resamples: 100))
        #expect(second.cells[0][1]?.mean.value == 20 && second.cells[1][0]?.mean.value == 50)
        #expect(table.sorted(by: .selfPlay).map { table.agents[$0] } == ["x", "y", "z"])
        #expect(table.sorted(by: .worst).map { table.agents[$0] } == ["y", "x", "z"])
    }

    @Test func aPairThatAMapLacksIsLeftOutOverall() throws {
        let rows = [("a", "x", "x", 10.0), ("a", "x", "y", 20), ("a", "y", "x", 20), ("b", "x", "x", 30)].map {
            EpisodeStore.Score(map: $0.0, dynamics: "old", horizon: 400, players: [$0.1, $0.2], score: $0.3)
        }
        let table = CrossPlayTable(try CrossPlay(rows), map: nil, seats: .averaged, bootstrap: .init(resamples: 100))
        #expect(table.cells[0][0]?.mean.value == 20)
        #expect(table.cells[0][1] == nil && table.cells[1][1] == nil)
    }

    @Test func differentGamesAreNotMixed() throws {
        let rows = ["old", "new"].map { EpisodeStore.Score(map: "a", dynamics: $0, horizon: 400, players: ["x", "x"], score: 1) }
        let problem = #expect(throws: TournamentError.self) { try CrossPlay(rows) }
        #expect(problem?.description.contains("--dynamics") == true)
        #expect(throws: TournamentError.self) { try CrossPlay([]) }
    }

    @Test func exportsHoldEveryCell() throws {
        let play = try play([("x", "x", 1), ("x", "y, \"z\"", 2), ("y, \"z\"", "x", 3)])
        let table = CrossPlayTable(play, map: 0, seats: .averaged, bootstrap: .init(resamples: 100))
        let csv = CrossPlayTable.csv([table]).split(separator: "\n")
        #expect(csv.count == 4 && csv[1] == "a,averaged,x,x,1,1.0,1.0,1.0,1.0,0,0,0,0,0")
        #expect(csv[2].contains("\"y, \"\"z\"\"\""))
        let page = try ReportPage(title: "a </script> b", tables: [table], of: play, descriptions: ["x": "<b>"]).html
        #expect(page.contains("a &lt;/script&gt; b") && page.contains("&lt;b&gt;"))
        #expect(!page.contains("http://") && !page.contains("https://"), "the page needs no network")
    }
}
