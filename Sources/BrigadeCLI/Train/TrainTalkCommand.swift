import Agents
import ArgumentParser
import Kitchen
import Learning

/// `brigade train talk`: networks that remember and talk with symbols, from nothing.
struct TrainTalkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "talk", abstract: "Learn to act and to talk with symbols in a kitchen of OvercookedV2, from nothing.",
        discussion: """
            The learner is that of 'brigade train recurrent' with a second head, for what to say: a symbol, or silence. What a cook says in \
            a tick the other hears in the next (docs/kitchen-talk.md). The run's folder gets talk.csv, too: messages, and how many bits \
            they have about the recipe. Several learners meet each other, and partners of --with play, too, and do not learn. A run that was stopped goes on exactly when the same command is given again.

            Examples:
              brigade train talk v2-benchmark/test_time_simple_5x5
              brigade train talk v2-benchmark/test_time_simple_5x5 --seed 2 --message-cost 0.1 --snapshots 3
              brigade train talk v2-benchmark/test_time_simple_5x5 --learners 2
              brigade train talk v2-benchmark/test_time_simple_5x5 --with a.yaml b.yaml c.yaml
            """)

    @OptionGroup var training: RecurrentTraining
    @OptionGroup var agents: AgentOptions
    @Option(name: .customLong("with"), parsing: .upToNextOption, help: "Agents of kind talking-policy to learn with.")
    var partners: [String] = []
    @OptionGroup(title: "Talking") var talking: TalkLearningOptions
    @OptionGroup(title: "Learning") var learning: RecurrentOptions

    func run() throws {
        let settings: (Layout) -> RecurrentSettings = { layout in
            var settings = learning.settings(for: layout)
            talking.apply(to: &settings)
            return settings
        }
        try training.run(prefix: "talk", settings: settings, partners: others())
    }

    private func others() throws -> [RecurrentRun.Partner] {
        try agents.library.agents(partners).map { file in
            guard let kind = file.kind as? TalkingPolicyKind else {
                throw ValidationError("\(file.path): partners must be of kind talking-policy; this is of kind \(file.kindName)")
            }
            return RecurrentRun.Partner(name: "\(file.name) \(file.contentHash)", tensors: try kind.model().tensors)
        }
    }
}

/// How learners talk.
struct TalkLearningOptions: ParsableArguments {
    @Option(.from(2, to: 64), help: "Symbols that can be said.") var symbols = 4
    @Option(.weight, help: "Points that a message costs who says it.") var messageCost = 0.0
    @Option(.from(0, to: 1000), help: "Weight of the entropy of what is said.")
    var voiceEntropyCoef = RecurrentSettings().voiceEntropyCoefficient

    @Option(
        .weight,
        help: """
            Points a bit, at the beginning, for saying what has information about the recipe, whatever the symbol (positive signalling, \
            Eccles et al. 2019); they sink to 0 over --focal-share of the run. 0 for none.
            """)
    var signalPoints = 0.0

    func apply(to settings: inout RecurrentSettings) {
        settings.signalPoints = signalPoints
        (settings.symbols, settings.messageCost, settings.voiceEntropyCoefficient) = (symbols, messageCost, voiceEntropyCoef)
    }
}
