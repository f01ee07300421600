import ArgumentParser

/// `brigade talk`: referential games.
struct TalkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "talk", abstract: "Referential games: agents and people that say which of several things is meant.",
        discussion: """
            Examples:
              brigade talk learn --corpus ../shared/language/colors_train.csv --into my/agents
              brigade talk train Studies/talk-scenes.yaml
              brigade talk evaluate colour-listener --corpus ../shared/language/colors_train.csv
            """,
        subcommands: [
            TalkLearnCommand.self, TalkEvaluateCommand.self, TalkTrainCommand.self, TalkMatrixCommand.self, TalkPlayCommand.self,
            TalkShowCommand.self, TalkWorthCommand.self, TalkSymbolsCommand.self, TalkExportCommand.self, TalkPopulationsCommand.self,
        ])
}
