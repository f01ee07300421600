import ArgumentParser
import LanguageModels

/// `brigade evaluate`: what something of a user's own is good for.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure a language model as a cook, what a coach is worth, or networks with each other.",
        discussion: """
            Examples:
              brigade evaluate model --base-url http://127.0.0.1:8080/v1 --model local
              brigade evaluate coach --learners carrier
              brigade evaluate cross-play test_time_simple_5x5 runs/recurrent-test_time_simple_5x5-*/*.yaml
            """,
        subcommands: [EvaluateModelCommand.self, EvaluateCoachCommand.self, EvaluateCrossPlayCommand.self])
}

extension AnswerForm: ExpressibleByArgument {}
