import ArgumentParser

/// `brigade import`: episodes that were played elsewhere.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring recorded episodes of others into an episode store.",
        discussion: "Example:\n  brigade import human-trials runs/2019_hh_train.jsonl.gz",
        subcommands: [ImportTrialsCommand.self])
}
