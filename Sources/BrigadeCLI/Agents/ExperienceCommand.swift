import ArgumentParser

/// `brigade experience`: what planners remember of other episodes.
struct ExperienceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experience", abstract: "Keep successful stretches of play, and see what they gain planners.",
        discussion: """
            An experience is a file of examples: a situation as one cook sees it, what the cook did next, and what the team earned \
            after it. Planners look up those most like their own situation (parameter 'experience' of an agent file); \
            docs/planning.md says what a situation is.

            Examples:
              brigade experience build --db runs/episodes.sqlite --out mine.jsonl
              brigade experience list mine.jsonl --kitchen cramped_room
              brigade experience evaluate mine.jsonl
              brigade experience prune mine.jsonl --out useful.jsonl
            """,
        subcommands: [
            ExperienceBuildCommand.self,
            ExperienceListCommand.self,
            ExperiencePruneCommand.self,
            ExperienceEvaluateCommand.self,
        ])
}
