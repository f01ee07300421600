import ArgumentParser
import Basics
import Conformance
import EpisodeStore
import Episodes
import HumanTrials

struct EpisodesExportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case readable, trials, messages, parquet
    }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print whole episodes as JSON lines, for other programs; or write them as a Parquet file.",
        discussion: """
            'readable' has names, letters for actions, figures, events and notes (docs/episode-store.md). 'trials' is the \
            format of recorded human trials, which 'brigade import human-trials' takes (docs/human-trials.md): it holds \
            states and actions, not who played. 'messages' is what was said, as comma-separated values. 'parquet' writes a file for pandas, Arrow or DuckDB, by the Python package \
            brigade-kitchen (docs/python-logs.md).

            Examples:
              brigade episodes export --map cramped_room > episodes.jsonl
              brigade episodes export 17 18
              brigade episodes export --agent human --format trials | gzip > trials.jsonl.gz
              brigade episodes export --run 2 --format messages > said.csv
              brigade episodes export --format parquet --out episodes.parquet
            """)

    @OptionGroup var options: EpisodeOptions
    @Option(help: "readable, trials, messages or parquet.")
    var format = Format.readable
    @Option(help: "The file to write; with --format parquet.")
    var out: String?
    @Argument(.id, help: "Numbers of episodes; default: all that the options mean.")
    var episodes: [Int64] = []

    func validate() throws {
        if format == .parquet && out == nil { throw ValidationError("a Parquet file needs a name: --out episodes.parquet") }
        if format != .parquet && out != nil { throw ValidationError("--out is for --format parquet; others are printed: > FILE") }
    }

    func run() throws {
        let store = try options.open()
        let filter = try options.wholeFilter(store, ids: episodes)
        if let out { return try ParquetExport(store: store, out: out).run(filter) }
        var count = 0
        if format == .messages { printLine(CSV.row(MessageRows.columns)) }
        try store.forEachEpisode(filter) { stored in
            count += 1
            guard format != .messages else { return printLines(MessageRows.rows(stored).map(CSV.row)) }
            printJSON(
                try format == .trials
                    ? HumanTrial.line(of: stored.episode, id: "episode-\(stored.id)", source: "brigade") : EpisodeExport(stored).json())
        }
        if count == 0 { EpisodeOptions.sayNothingMatches(store) }
        try StoreOptions.tellDamage(store)
    }
}

/// What was said in episodes, as rows of a table.
enum MessageRows {
    static let columns = ["episode", "run", "map", "channel", "tick", "seat", "player", "text"]

    static func rows(_ stored: StoredEpisode) -> [[String]] {
        let channel = stored.episode.channel?.words ?? ""
        return stored.episode.notes.filter { $0.kind == .message }.map { note in
            let player = stored.players.indices.contains(note.seat) ? stored.players[note.seat] : "human"
            return [
                "\(stored.id)", "\(stored.run)", stored.map, channel, "\(note.tick)", "\(note.seat + 1)", player, note.text,
            ]
        }
    }
}
