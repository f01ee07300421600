import ArgumentParser
import LanguageModels

/// `brigade evaluate`: what something of a user's own is good for.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure agents among strangers, networks with each other, a language model as a cook, or what a coach is worth.",
        discussion: """
            Examples:
              brigade evaluate zsc cramped_room --agents planner adaptive
              brigade evaluate model --base-url http://127.0.0.1:8080/v1 --model local
              brigade evaluate coach --learners carrier
              brigade evaluate cross-play test_time_simple_5x5 runs/recurrent-test_time_simple_5x5-*/*.yaml
            """,
        subcommands: [EvaluateZSCCommand.self, EvaluateCrossPlayCommand.self, EvaluateModelCommand.self, EvaluateCoachCommand.self])
}

extension AnswerForm: ExpressibleByArgument {}
