import ArgumentParser

/// `brigade episodes`: questions to the log.
struct EpisodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "episodes", abstract: "List, show, count, export, replay and verify logged episodes.",
        discussion: """
            The log is one SQLite file, which other tools can open, too; docs/episode-store.md describes it.

            Examples:
              brigade episodes list --map cramped_room --min-score 200
              brigade episodes show 17
              brigade episodes stats --agent greedy --by-map
              brigade episodes export --run 1 > episodes.jsonl
              brigade episodes replay 17 --explain
              brigade episodes verify
            """,
        subcommands: [
            EpisodesListCommand.self,
            EpisodesShowCommand.self,
            EpisodesStatsCommand.self,
            EpisodesExportCommand.self,
            EpisodesReplayCommand.self,
            EpisodesVerifyCommand.self,
            EpisodesExchangesCommand.self,
        ])
}
