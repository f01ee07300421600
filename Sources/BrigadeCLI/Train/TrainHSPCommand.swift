import ArgumentParser
import Populations

/// `brigade train hsp`: hidden-utility self-play.
struct TrainHSPCommand: DivisibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "hsp", abstract: "Hidden-utility self-play: a best response to biased agents.",
        discussion: """
            Biased agents, each with a hidden utility (points for taking onions, filling pots, serving, ...), learn in pairs \
            with an ordinary learner. The agent is a best response to those that behave most differently, and to \
            self-play learners and their checkpoints (Yu et al. 2023).

            \(PopulationOptions.about)

            Examples:
              brigade train hsp cramped_room --biased 6 --chosen 4
            """)

    @OptionGroup var options: PopulationOptions
    @OptionGroup var response: ResponseOptions
    @Option(.members, help: "Biased agents that are trained.") var biased = 6
    @Option(.members, help: "Biased agents that are chosen as partners.") var chosen = 4
    @Option(.from(0, to: 1000), help: "Self-play learners.") var partners = 2

    func run() throws { try options.train(method()) }

    func parts() throws -> CommandParts? { try options.parts(method()) }

    private func method() throws -> HiddenUtility {
        var settings = HiddenUtility.Settings(try response.settings(options, partners: partners))
        (settings.biased, settings.chosen) = (biased, chosen)
        return try HiddenUtility(options.kitchen(), settings)
    }
}
