import Agents
import ArgumentParser
import EpisodeStore
import Episodes

struct EpisodesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List episodes: who played what, when, and for how much.",
        discussion: """
            Examples:
              brigade episodes list
              brigade episodes list --agent greedy --map cramped_room --min-score 200 --limit 20
              brigade episodes list --since 2026-01 --json
            """)

    @OptionGroup var options: EpisodeOptions
    @Flag(help: "One JSON object a line.")
    var json = false

    func run() throws {
        let store = try options.open()
        let summaries = try store.summaries(options.filter(store), limit: options.limit ?? .max)
        if summaries.isEmpty { EpisodeOptions.sayNothingMatches(store) }
        if json {
            for summary in summaries { printJSON(try EpisodeExport.json(summary)) }
            return try StoreOptions.tellDamage(store)
        }
        // Only games in the window have a time.
        let isTimed = summaries.contains { $0.pace != nil }
        let columns = ["episode", "run", "date", "map", "players", "dynamics", "status", "ticks", "faults", "seed", "score"]
        var table = TextTable(columns + (isTimed ? ["seconds", "planned", "late ticks"] : []), words: 7)
        for episode in summaries {
            let pace = episode.pace.map { [Pace.text($0.seconds) + ($0.isSlow ? " slow" : ""), Pace.text($0.planned), "\($0.slipped)"] }
            table.add(
                [
                    "\(episode.id)", "\(episode.run)", String(episode.date.prefix(16)).replacing("T", with: " "), episode.map,
                    episode.players.joined(separator: " + "), episode.dynamics, episode.status, "\(episode.ticks)/\(episode.horizon)",
                    "\(episode.faults)", "\(episode.seed)", episode.score?.plain ?? "-",
                ] + (isTimed ? pace ?? ["-", "-", "-"] : []))
        }
        if !summaries.isEmpty { printLines(table.lines(.standardOutput)) }
        if let legend = OmniscientName.legend(for: summaries.lazy.flatMap(\.players)) { printLines(["", legend]) }
        try StoreOptions.tellDamage(store)
    }
}
