import Basics
import Foundation

extension CrossPlayTable {
    /// Every cell of `tables` as a line of comma-separated values under a heading; `all` stands for all maps.
    public static func csv(_ tables: [CrossPlayTable]) -> String {
        var rows = [["map", "seats", "agent", "partner", "episodes", "mean", "low", "high", "iqm"]]
        for table in tables {
            for (agent, row) in zip(table.agents, table.cells) {
                for (partner, cell) in zip(table.agents, row) {
                    guard let cell else { continue }
                    let numbers = [cell.mean.value, cell.mean.low, cell.mean.high, cell.iqm].map { "\($0)" }
                    rows.append([table.map ?? "all", table.seats.rawValue, agent, partner, "\(cell.episodes)"] + numbers)
                }
            }
        }
        return CSV.text(rows)
    }

    private struct Export: Encodable {
        let dynamics: String
        let horizon: Int
        let measure: String
        let maps: [String]
        let agents: [String]
        let tables: [CrossPlayTable]
    }

    /// `tables` and what they are of as a JSON object.
    public static func json(_ tables: [CrossPlayTable], of play: CrossPlay) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let export = Export(
            dynamics: play.dynamics, horizon: play.horizon, measure: play.measure, maps: play.maps, agents: play.agents, tables: tables)
        return String(decoding: try encoder.encode(export), as: UTF8.self) + "\n"
    }
}
