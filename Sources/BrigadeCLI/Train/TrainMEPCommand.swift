import ArgumentParser
import Populations

/// `brigade train mep`: maximum-entropy population.
struct TrainMEPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mep", abstract: "Maximum-entropy population: diverse self-play learners, then a best response.",
        discussion: """
            Self-play learners are also rewarded for the entropy of their mean policy; the agent is a best response to them \
            and their pasts that meets oftenest whom it scores least with (Zhao et al. 2023).

            \(PopulationOptions.about)

            Examples:
              brigade train mep cramped_room --partners 4 --diversity 0.1
            """)

    @OptionGroup var options: PopulationOptions
    @OptionGroup var response: ResponseOptions
    @Option(.from(2, to: 1000), help: "Size of the population.") var partners = 5
    @Option(.from(0, to: 1000), help: "Points that a nat of the mean policy's entropy is worth.") var diversity = 0.05

    func run() throws {
        var settings: MaximumEntropyPopulation.Settings = try response.settings(options, partners: partners)
        settings.diversity = diversity
        try options.train(MaximumEntropyPopulation(options.kitchen(), settings))
    }
}
