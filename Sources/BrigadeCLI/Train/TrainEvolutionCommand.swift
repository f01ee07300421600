import ArgumentParser
import Populations

/// `brigade train evolution`: deep neuroevolution.
struct TrainEvolutionCommand: ParsableCommand {
    private static let standard = Neuroevolution.Settings()

    static let configuration = CommandConfiguration(
        commandName: "evolution", abstract: "Deep neuroevolution: networks as lists of seeds, mutated and selected.",
        discussion: """
            A genetic algorithm with truncation selection; the best few of a generation are evaluated again, and the elite is \
            kept unchanged (Such et al. 2017). A genome is a list of seeds from which its network is rebuilt; metrics.csv \
            has the sizes of lists and networks. With --novelty, novelty counts too (Lehman and Stanley 2011): the distance of \
            how often players caused each event from their nearest neighbours.

            \(PopulationOptions.about)

            Examples:
              brigade train evolution cramped_room --generations 200
              brigade train evolution cramped_room --novelty 0.3 --run runs/novelty
            """)

    @OptionGroup var options: PopulationOptions
    @Option(.from(1, to: 1_000_000), help: "Generations.") var generations = standard.generations
    @Option(.from(1, to: 100_000), help: "Genomes of a generation.") var population = standard.population
    @Option(.from(1, to: 100_000), help: "The best of a generation, which are mutated.") var parents = standard.parents
    @Option(.from(1, to: 100_000), help: "The best few that are evaluated again.") var finalists = standard.finalists
    @Option(.from(1, to: 10_000), help: "Games of an evaluation.") var trialGames = standard.games
    @Option(.from(1, to: 10_000), help: "Games of a finalist's second evaluation.") var finalGames = standard.finalGames
    @Option(.units, help: "Sizes of the hidden layers.") var hidden = standard.hidden
    @Option(.above(0, to: 1000), help: "Standard deviation of a mutation.") var power = standard.power
    @Option(.from(0, to: 1000), help: "Weight of the shaped reward in the fitness.") var shaped = standard.shaped

    @Option(
        .share,
        help: "From 0 to 1: how much novelty counts when parents are chosen; without it fitness alone does."
    )
    var novelty: Double?

    func run() throws {
        var settings = Neuroevolution.Settings()
        (settings.seed, settings.horizon, settings.generations) = (options.seed, options.horizon, generations)
        (settings.population, settings.parents, settings.finalists) = (population, parents, finalists)
        (settings.games, settings.finalGames, settings.hidden) = (trialGames, finalGames, hidden)
        (settings.power, settings.shaped) = (power, shaped)
        settings.novelty = novelty.map(NoveltySearch.init)
        try options.train(Neuroevolution(options.kitchen(), settings))
    }
}
