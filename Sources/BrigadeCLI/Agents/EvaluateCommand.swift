import ArgumentParser
import LanguageModels

/// `brigade evaluate`: what something of a user's own is good for.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure agents among strangers, a language model as a cook, or what a coach is worth.",
        discussion: """
            Examples:
              brigade evaluate zsc cramped_room --agents planner adaptive
              brigade evaluate model --base-url http://127.0.0.1:8080/v1 --model local
              brigade evaluate coach --learners carrier
            """,
        subcommands: [EvaluateZSCCommand.self, EvaluateModelCommand.self, EvaluateCoachCommand.self])
}

extension AnswerForm: ExpressibleByArgument {}
