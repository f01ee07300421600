import ArgumentParser
import Populations

/// `brigade train meta`: dynamic population meta-learning.
struct TrainMetaCommand: DivisibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "meta", abstract: "Dynamic population meta-learning: learn to adapt to a growing buffer of partners.",
        discussion: """
            The meta-agent learns by first-order MAML across a buffer of self-play learners, their checkpoints and biased \
            agents; round after round a newcomer learns with it and joins the buffer (after Gupta, Lanctot and Lazaridou 2021). At the end its \
            scores with strangers are measured, before and after adapting to a few episodes. 'brigade train adapt' \
            measures them with any others.

            \(PopulationOptions.about)

            Examples:
              brigade train meta cramped_room --partners 3 --rounds 3
            """)

    @OptionGroup var options: PopulationOptions
    @Option(.members, help: "Self-play learners that the buffer begins with.") var partners = 3
    @Option(.from(0, to: 1000), help: "Biased agents that it begins with (as of 'brigade train hsp').") var biased = 3
    @Option(.from(1, to: 1000), help: "Rounds; after each but the last a newcomer joins.") var rounds = 3
    @Option(.steps, help: "Environment steps of each partner. Default: what the map is known to take.") var steps: Int?
    @Option(.steps, help: "Environment steps of the meta-agent, as many again to adapt. Default: as many as a partner's.")
    var agentSteps: Int?
    @Option(.iterations, help: "Iterations of a segment.") var iterations = 10
    @Option(.share, help: "Share of the meta-agent's run in which it learns as a plain best response.") var plainShare = 0.0
    @OptionGroup(title: "Adaptation") var adaptation: AdaptationOptions

    func run() throws { try options.train(method()) }

    func parts() throws -> CommandParts? { try options.parts(method()) }

    private func method() throws -> PopulationMetaLearning {
        let own = try options.learner(steps: steps)
        var settings = PopulationMetaLearning.Settings(partner: own, agent: try options.learner(steps: agentSteps ?? own.steps))
        (settings.partners, settings.biased, settings.rounds, settings.iterations) = (partners, biased, rounds, iterations)
        settings.plainShare = plainShare
        settings.adaptation = adaptation.rule
        return try PopulationMetaLearning(options.kitchen(), settings)
    }
}
