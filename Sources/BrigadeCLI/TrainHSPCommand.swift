import ArgumentParser
import Populations

/// `brigade train hsp`: hidden-utility self-play.
struct TrainHSPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hsp", abstract: "Hidden-utility self-play: a best response to partners with tastes of their own.",
        discussion: """
            Partners that like and dislike things of their own (taking onions, filling pots, serving, ...) learn in pairs \
            with an ordinary learner. The agent is a best response to those that behave most differently, and to plain \
            self-play learners and their pasts (Yu et al. 2023).

            \(PopulationOptions.about)

            Examples:
              brigade train hsp cramped_room --biased 6 --chosen 4
            """)

    @OptionGroup var options: PopulationOptions
    @Option(help: "Partners with tastes that are tried.") var biased = 6
    @Option(help: "Partners with tastes that are chosen.") var chosen = 4
    @Option(help: "Plain self-play learners.") var partners = 2
    @Option(help: "Environment steps of each partner. Default: what the map is known to take.") var steps: Int?
    @Option(help: "Environment steps of the best response. Default: as many.") var responseSteps: Int?
    @Option(help: "Iterations of a segment.") var iterations = 10
    @Option(help: "How much oftener the harder partners are met: the exponent of their rank; 0 for all alike.") var priority = 0.0

    func run() throws {
        let own = try options.learner(steps: steps)
        var settings = HiddenUtility.Settings(partner: own, response: try options.learner(steps: responseSteps ?? own.steps))
        (settings.partners, settings.biased, settings.chosen) = (partners, biased, chosen)
        (settings.iterations, settings.priority) = (iterations, priority)
        try options.train(HiddenUtility(options.kitchen(), settings))
    }
}
