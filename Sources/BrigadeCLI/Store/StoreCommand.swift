import ArgumentParser

/// `brigade store`: what is done with stores as a whole.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Merge the shards of tournaments, watch them fill, ask for more episodes, export scores.",
        discussion: """
            docs/clusters.md leads from a plan over many machines to a report.

            Examples:
              brigade store status shards/
              brigade store merge shards/ --into runs/all.sqlite
              brigade store next --db runs/all.sqlite --width 5 > pairs.csv
              brigade store export --scores --db runs/all.sqlite > scores.csv
            """,
        subcommands: [StoreMergeCommand.self, StoreStatusCommand.self, StoreNextCommand.self, StoreExportCommand.self])
}
