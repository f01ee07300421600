import ArgumentParser
import Populations

/// `brigade train fcp`: fictitious co-play.
struct TrainFCPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fcp", abstract: "Fictitious co-play: a best response to self-play learners and their pasts.",
        discussion: """
            Learners of different seeds learn by self-play; the agent is a best response to each of them as it was at the \
            beginning, half way and in the end (Strouse et al. 2021).

            \(PopulationOptions.about)

            Examples:
              brigade train fcp cramped_room --partners 4
              brigade train fcp coordination_ring --steps 4000000 --response-steps 8000000 --jobs 2
            """)

    @OptionGroup var options: PopulationOptions
    @Option(help: "Self-play learners.") var partners = 5
    @Option(help: "Environment steps of each. Default: what the map is known to take.") var steps: Int?
    @Option(help: "Environment steps of the best response. Default: as many.") var responseSteps: Int?
    @Option(help: "Iterations of a segment.") var iterations = 10
    @Option(help: "How much oftener the harder partners are met: the exponent of their rank; 0 for all alike.") var priority = 0.0

    func run() throws {
        let own = try options.learner(steps: steps)
        var settings = FictitiousCoPlay.Settings(partner: own, response: try options.learner(steps: responseSteps ?? own.steps))
        (settings.partners, settings.iterations, settings.priority) = (partners, iterations, priority)
        try options.train(FictitiousCoPlay(options.kitchen(), settings))
    }
}
