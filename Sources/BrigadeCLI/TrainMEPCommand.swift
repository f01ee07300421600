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
    @Option(help: "Size of the population.") var partners = 5
    @Option(help: "Environment steps of each. Default: what the map is known to take.") var steps: Int?
    @Option(help: "Environment steps of the best response. Default: as many.") var responseSteps: Int?
    @Option(help: "Iterations of a segment, after which the others are looked at again.") var iterations = 10
    @Option(help: "Points that a nat of the mean policy's entropy is worth.") var diversity = 0.05
    @Option(help: "How much oftener the harder partners are met: the exponent of their rank; 0 for all alike.") var priority = 3.0

    func run() throws {
        let own = try options.learner(steps: steps)
        var settings = MaximumEntropyPopulation.Settings(
            partner: own, response: try options.learner(steps: responseSteps ?? own.steps))
        (settings.partners, settings.iterations) = (partners, iterations)
        (settings.diversity, settings.priority) = (diversity, priority)
        try options.train(MaximumEntropyPopulation(options.kitchen(), settings))
    }
}
