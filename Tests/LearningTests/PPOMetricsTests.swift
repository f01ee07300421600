import Foundation
import Testing

@testable import Learning

@Suite struct PPOMetricsTests {
    /// A line an iteration, a value a column; new columns come last.
    @Test func linesHaveTheColumns() {
        var metrics = PPO.Metrics()
        (metrics.iteration, metrics.approxKL, metrics.explainedVariance) = (3, 0.25, 0.5)
        let cells = metrics.line.split(separator: ",").map(String.init)
        #expect(cells.count == PPO.Metrics.columns.count && cells[0] == "3")
        #expect(cells[PPO.Metrics.columns.firstIndex(of: "approx_kl") ?? 0] == "0.25")
        #expect(PPO.Metrics.columns.last == "explained_variance" && cells.last == "0.5")
    }

    @Test func filesHaveFormerNamesToo() {
        let columns = ["steps", "approx_kl", "learning_rate", "new"]
        #expect(FormerColumns.heading(columns) == columns + ["divergence", "rate"])
        #expect(FormerColumns.cells(["1", "2", "3", "4"], columns) == ["1", "2", "3", "4", "2", "3"])
        // A line of an earlier version, and one that has the former columns already.
        #expect(FormerColumns.cells(["1", "2", "3"], columns) == ["1", "2", "3", "", "2", "3"])
        #expect(FormerColumns.cells(["1", "2", "3", "4", "2", "3"], columns) == ["1", "2", "3", "4", "2", "3"])
        #expect(FormerColumns.heading(["generation"]) == ["generation"] && FormerColumns.cells(["7"], ["generation"]) == ["7"])
    }

    @Test func scoresWithPartnersAddUp() {
        var score = PPO.PartnerScore()
        score.add(score: 20)
        score.addGame()
        score.add(score)
        #expect(score.score == 40 && score.games == 2)
    }
}
