import Basics
import Foundation

extension CrossPlayTable {
    /// Every cell of `tables` as a line of comma-separated values under a heading; `all` stands for all maps, and for each
    /// of `solos` the agents' scores alone, without a partner. A cell without a mean is there where an agent refused.
    public static func csv(_ tables: [CrossPlayTable], solos: [SoloTable] = []) -> String {
        var rows = [
            [
                "map", "seats", "agent", "partner", "episodes", "mean", "low", "high", "iqm", "faulty_seats", "faulty_ticks", "refused",
                "decisions", "own_decisions",
            ]
        ]
        for table in tables {
            for (row, agent) in table.agents.enumerated() {
                for (column, partner) in table.agents.enumerated() {
                    let cell = table.cells[row][column]
                    let words = [table.map ?? "all", table.seats.rawValue, agent, partner]
                    rows += line(words, cell?.episodes, cell?.mean, cell?.iqm, table.marks[row][column])
                }
            }
        }
        for solo in solos {
            for row in solo.rows { rows += line([solo.map, "alone", row.agent, ""], row.episodes, row.mean, row.iqm, row.mark) }
        }
        return CSV.text(rows)
    }

    /// One line, or none where there is nothing to say.
    private static func line(
        _ words: [String], _ episodes: Int?, _ mean: Statistics.Estimate?, _ iqm: Double?, _ mark: Mark?
    ) -> [[String]] {
        guard mean != nil || mark?.isFaulty == true else { return [] }
        let numbers = [mean?.value, mean?.low, mean?.high, iqm].map { $0.map { "\($0)" } ?? "" }
        let mark = mark ?? Mark()
        let counts = [mark.faultySeats, mark.faultyTicks, mark.refused, mark.decisions, mark.ownDecisions].map { "\($0)" }
        return [words + ["\(episodes ?? 0)"] + numbers + counts]
    }

    private struct Export: Encodable {
        let dynamics: String
        let horizon: Int
        let measure: String
        let maps: [String]
        let agents: [String]
        let tables: [CrossPlayTable]
        let solos: [SoloTable]
        /// Absent of referential games, and where there is nothing to rank.
        let rating: RatingTable?
        let remarks: [String]
        let hasFaults: Bool
    }

    /// `tables`, `solos`, the ranking and what they are of as a JSON object.
    public static func json(_ tables: [CrossPlayTable], solos: [SoloTable] = [], of play: CrossPlay) throws -> String {
        let export = Export(
            dynamics: play.dynamics, horizon: play.horizon, measure: play.measure, maps: play.maps, agents: play.agents, tables: tables,
            solos: solos, rating: play.isTalk ? nil : RatingTable(play.pairScores), remarks: play.remarks, hasFaults: play.hasFaults)
        return try JSONText.stored(export, isPretty: true, hasInfinities: true) + "\n"
    }
}
