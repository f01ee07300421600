import ArgumentParser
import Populations

/// `brigade train evolution`: deep neuroevolution.
struct TrainEvolutionCommand: ParsableCommand {
    private static let standard = Neuroevolution.Settings()

    static let configuration = CommandConfiguration(
        commandName: "evolution", abstract: "Deep neuroevolution: networks as lists of seeds, mutated and selected.",
        discussion: """
            A genetic algorithm with truncation selection; the best few of a generation are tried again, and the elite goes \
            on unchanged (Such et al. 2017). A genome is a list of seeds from which its network is rebuilt; metrics.csv \
            tells how long lists and networks are. With --novelty, what is new counts too (Lehman and Stanley 2011): how often \
            players did what, against their nearest neighbours.

            \(PopulationOptions.about)

            Examples:
              brigade train evolution cramped_room --generations 200
              brigade train evolution cramped_room --novelty 0.3 --run runs/novelty
            """)

    @OptionGroup var options: PopulationOptions
    @Option(.from(1, to: 1_000_000), help: "Generations.") var generations = standard.generations
    @Option(.from(1, to: 100_000), help: "Genomes tried in a generation.") var population = standard.population
    @Option(.from(1, to: 100_000), help: "The best of a generation, which are mutated.") var parents = standard.parents
    @Option(.from(1, to: 100_000), help: "The best few that are tried again.") var finalists = standard.finalists
    @Option(.from(1, to: 10_000), help: "Games of a trial.") var trialGames = standard.games
    @Option(.from(1, to: 10_000), help: "Games of a finalist's second trial.") var finalGames = standard.finalGames
    @Option(.units, help: "Sizes of the hidden layers.") var hidden = standard.hidden
    @Option(.above(0, to: 1000), help: "Standard deviation of a mutation.") var power = standard.power
    @Option(.from(0, to: 1000), help: "What a point of the shaped reward counts.") var shaped = standard.shaped

    @Option(.share, help: "What a place by novelty counts beside one by fitness when parents are chosen; none for fitness alone.")
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
