import ArgumentParser
import Populations

/// `brigade train partners`: partners to judge agents with.
struct TrainPartnersCommand: DivisibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "partners", abstract: "Partners to judge agents with, as ZSC-Eval makes them, and best responses to them.",
        discussion: """
            Biased agents, each with a hidden utility, learn in pairs with an ordinary learner. The utilities are drawn among those of \
            ZSC-Eval's scripts for kitchens like this one: for what is taken, put into pots and served, for staying, and a weight of the \
            team's reward. To each agent, half way and at the end of its learning, another learner finds a best response. Those biased agents \
            are kept whose best responses do the most different things (Wang et al. 2024). 'brigade evaluate zsc' judges agents with them.

            \(PopulationOptions.about)

            Examples:
              brigade train partners cramped_room --biased 8 --chosen 4
              brigade train partners forced_coordination --biased 8 --chosen 4 --run runs/judges
              brigade train partners random1_m --dynamics new
            """)

    @OptionGroup var options: PopulationOptions
    @Option(.members, help: "Biased agents that are trained.") var biased = 8
    @Option(.members, help: "How many of them are kept.") var chosen = 4
    @Option(.steps, help: "Environment steps of each biased agent. Default: what the map is known to take.") var steps: Int?
    @Option(.steps, help: "Environment steps of each best response. Default: as many.") var responseSteps: Int?
    @Option(.iterations, help: "Iterations of a segment.") var iterations = 10

    func run() throws { try options.train(method()) }

    func parts() throws -> CommandParts? { try options.parts(method()) }

    private func method() throws -> EvaluationPartners {
        let partner = try options.learner(steps: steps)
        var settings = EvaluationPartners.Settings(
            partner: partner, response: try options.learner(steps: responseSteps ?? partner.steps))
        (settings.biased, settings.chosen, settings.iterations) = (biased, chosen, iterations)
        return try EvaluationPartners(options.kitchen(), settings)
    }
}
