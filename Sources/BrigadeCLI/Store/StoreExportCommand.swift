import ArgumentParser
import Basics
import EpisodeStore
import Foundation

/// `brigade store export`: scores for other programs.
struct StoreExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the scores of all finished episodes of agents, a line each.",
        discussion: """
            Read from an index, without the episodes themselves, so that it is fast on large stores. 'brigade episodes export' \
            prints whole episodes.

            Examples:
              brigade store export --scores --db runs/all.sqlite > scores.csv
              duckdb -c "SELECT map, first, second, avg(score), count(*) FROM 'scores.csv' GROUP BY ALL"
            """)

    /// Forms of the output.
    enum Format: String, ExpressibleByArgument, CaseIterable { case csv }

    @OptionGroup var file: StoreOptions
    @Flag(help: "Scores: what there is to export.")
    var scores = false
    @Option(help: "Format: csv.")
    var format = Format.csv

    func validate() throws {
        if !scores { throw ValidationError("name what to export: --scores; whole episodes are exported by 'brigade episodes export'") }
    }

    func run() throws {
        let store = try file.open()
        var text = CSV.row(["episode", "run", "map", "dynamics", "horizon", "seed", "first", "second", "others", "score"]) + "\n"
        var cells: [String: String] = [:]
        func cell(_ name: String) -> String {
            if let known = cells[name] { return known }
            let cell = CSV.cell(name)
            cells[name] = cell
            return cell
        }
        try store.forEachScore { score in
            let players = score.players.map(cell)
            let others = score.players.count > 2 ? cell(score.players.dropFirst(2).joined(separator: " ")) : ""
            let points = score.score == score.score.rounded() && abs(score.score) < 1e15 ? "\(Int(score.score))" : "\(score.score)"
            text += "\(score.episode),\(score.run),\(cell(score.map)),\(score.dynamics),\(score.horizon),\(score.seed),"
            text += "\(players.first ?? ""),\(players.count > 1 ? players[1] : ""),\(others),\(points)\n"
            if text.utf8.count > 1 << 16 {
                printData(text, terminator: "")
                text = ""
            }
        }
        printData(text, terminator: "")
        try StoreOptions.tellDamage(store)
    }
}
