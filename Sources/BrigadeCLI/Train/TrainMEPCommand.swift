import ArgumentParser
import Populations

/// `brigade train mep`: maximum-entropy population.
struct TrainMEPCommand: DivisibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "mep", abstract: "Maximum-entropy population: diverse self-play learners, then a best response.",
        discussion: """
            Self-play learners are also rewarded for the entropy of their mean policy; the agent is a best response to them \
            and their checkpoints that plays most often with those that it scores least with (Zhao et al. 2023).

            \(PopulationOptions.about)

            Examples:
              brigade train mep cramped_room --partners 4 --diversity 0.1
            """)

    @OptionGroup var options: PopulationOptions
    @OptionGroup var response: ResponseOptions
    @Option(.from(2, to: 1000), help: "Size of the population.") var partners = 5
    @Option(.from(0, to: 1000), help: "Points for a nat of the mean policy's entropy.") var diversity = 0.05

    func run() throws { try options.train(method()) }

    func parts() throws -> CommandParts? { try options.parts(method()) }

    private func method() throws -> MaximumEntropyPopulation {
        var settings = MaximumEntropyPopulation.Settings(
            try response.settings(options, partners: partners, usualPriority: 3))
        settings.diversity = diversity
        return try MaximumEntropyPopulation(options.kitchen(), settings)
    }
}
