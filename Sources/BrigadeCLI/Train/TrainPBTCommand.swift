import ArgumentParser
import Populations

/// `brigade train pbt`: population based training.
struct TrainPBTCommand: DivisibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "pbt", abstract: "Population based training: weights and hyperparameters compete.",
        discussion: """
            Members play with themselves and with each other. After every interval the worst copy weights and \
            hyperparameters (learning_rate, entropy_coef, clip_coef, shaping) of the best, and perturb the hyperparameters \
            (multiply them by 0.8 or 1.2) or resample them (Jaderberg et al. 2017). Members compare themselves with the others as \
            they were an interval ago, so that none waits and the seed decides the result. The agent is the best member.

            \(PopulationOptions.about)

            Examples:
              brigade train pbt cramped_room --members 6
              brigade train show runs/pbt-cramped_room-0 --html lineage.html
            """)

    @OptionGroup var options: PopulationOptions
    @Option(.from(2, to: 1000), help: "Members.") var members = 6
    @Option(.steps, help: "Environment steps of each. Default: what the map is known to take.") var steps: Int?
    @Option(.iterations, help: "Iterations of an interval.") var interval = 10
    @Option(.from(0, to: 0.5), help: "Share of the members that copy and that are copied; at least one does.") var truncation = 0.2
    @Option(.share, help: "Probability that a hyperparameter is resampled instead of perturbed.") var resample = 0.25

    func run() throws { try options.train(method()) }

    func parts() throws -> CommandParts? { try options.parts(method()) }

    private func method() throws -> PopulationBasedTraining {
        var settings = PopulationBasedTraining.Settings(member: try options.learner(steps: steps))
        (settings.members, settings.interval) = (members, interval)
        (settings.truncation, settings.resample) = (truncation, resample)
        return try PopulationBasedTraining(options.kitchen(), settings)
    }
}
