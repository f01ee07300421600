import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning

extension RecurrentSettings.Trunk: ExpressibleByArgument {}
extension RecurrentSettings.Starts: ExpressibleByArgument {}

/// `brigade train recurrent`: a network that remembers, by proximal policy optimisation.
struct TrainRecurrentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recurrent",
        abstract: "Learn a kitchen with a network that remembers, in self-play, by Other-Play, from augmented states or beside partners.",
        discussion: """
            Each cook is shown its view (OvercookedV2) or the 26 channels, and remembers the rest in a GRU. With \
            --permuted each seat sees these ingredients exchanged in every episode, so that no learner can rely on which is \
            which (Other-Play). With --with every episode has another of these partners, whom the network can tell apart only by what \
            they do: it learns to adapt within the episode. Partners who are the half-way and final agents of self-play make it \
            fictitious co-play. With --runs and --augmented several policies learn apart in self-play; before each stage they play with \
            each other, and the stage's episodes begin where they came to (state augmentation). The run's folder gets metrics.csv, checkpoints and, at the end, the agent's files; a run that \
            was stopped goes on exactly when the same command is given again. The seed and the settings decide the result, \
            whatever the number of jobs. 'brigade evaluate cross-play' plays agents of several seeds with each other.

            Examples:
              brigade train recurrent test_time_simple_5x5
              brigade train recurrent test_time_simple_5x5 --permuted 0 1 --seed 3
              brigade train recurrent test_time_simple_5x5 --recipe published --run runs/published-0
              brigade train recurrent test_time_simple_5x5 --runs 4 --augmented 10 --steps 9000000
              brigade train recurrent test_time_simple_5x5 --snapshots 1 --seed 1 --name sp-1 --run runs/sp-1
              brigade train recurrent test_time_simple_5x5 --self-play 0 --with runs/sp-1/sp-1-at-50.yaml runs/sp-1/sp-1.yaml
              brigade train recurrent cramped_room --shown features --steps 3000000 --with ppo-cramped_room fcp-cramped_room \
                human-plain-cramped_room
            """)

    @OptionGroup var training: RecurrentTraining
    @OptionGroup var agents: AgentOptions
    @Option(name: .customLong("with"), parsing: .upToNextOption, help: "Policy agents to learn with, by name or file.")
    var partners: [String] = []
    @Option(.share, help: "With them: the share of games in which the network plays both seats. Default: 0.25, published 0.")
    var selfPlay: Double?
    @Option(.share, help: "In overcooked_ai's kitchens: probability of each object lying about when half of the games begin; 0 for none.")
    var randomStarts = RecurrentSettings().randomStarts
    @Option(help: "What is shown in kitchens of overcooked_ai's rules: features or lossless.")
    var shown = RecurrentSettings().shown
    @Option(
        .from(1, to: RecurrentSettings.maxRuns),
        help: "Policies that learn apart in self-play, each with the games and steps of --games and --steps.")
    var runs = RecurrentSettings().runs
    @Option(
        .from(0, to: 1000),
        help: """
            Stages of state augmentation, for runs in OvercookedV2: before each all pairs of runs play, and in it all episodes begin in \
            states of that; 0 for none.
            """)
    var augmented = RecurrentSettings().augmented
    @OptionGroup(title: "Learning") var learning: RecurrentOptions

    func validate() throws {
        guard augmented == 0 || runs > 1 else {
            throw ValidationError("--augmented is for several runs, whose episodes with each other give the states; add --runs 4, say")
        }
        guard runs == 1 || partners.isEmpty else {
            throw ValidationError("--runs is for self-play; with partners (--with) give each run a command of its own, with --seed")
        }
        guard selfPlay == nil || !partners.isEmpty else {
            throw ValidationError("--self-play is for learning beside partners; name them by --with, or leave it out")
        }
    }

    func run() throws {
        let files = try agents.library.agents(partners)
        let settings: (Layout) -> RecurrentSettings = { layout in
            var settings = learning.settings(for: layout)
            (settings.shown, settings.randomStarts) = (shown, randomStarts)
            (settings.runs, settings.augmented) = (runs, augmented)
            settings.selfPlay = selfPlay ?? settings.selfPlay
            return settings
        }
        try training.run(prefix: "recurrent", settings: settings, library: files.map(Partner.init))
    }
}

/// A run of a recurrent learner: where, under which name, with how many threads.
struct RecurrentTraining: ParsableArguments {
    @Argument(help: "The kitchen: a map's name or file.")
    var map: String
    @OptionGroup var maps: MapOptions
    @Option(help: "Dynamics: old or new.")
    var dynamics = Dynamics.old
    @Option(name: .customLong("run"), help: "Folder of the run. Default: runs/ and the agent's name.")
    var folder: String?
    @Option(help: "Name of the agent. Default: METHOD-MAP-SEED, such as recurrent-test_time_simple_5x5-0.")
    var name: String?
    @Option(.from(0, to: 99), help: "Agents that are written on the way, evenly over the run, as NAME-at-PERCENT.") var snapshots = 0
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()

    /// Learns until done or interrupted, and prints the agent's file.
    /// - Parameters:
    ///   - prefix: of names that are not given.
    ///   - settings: for the kitchen.
    ///   - partners: policies that play and do not learn.
    ///   - library: partners of any network instead.
    func run(
        prefix: String, settings: (Layout) -> RecurrentSettings, partners: [RecurrentRun.Partner] = [], library: [Partner] = []
    ) throws {
        let layout = try maps.library.layout(map)
        let settings = settings(layout)
        let name = name ?? "\(prefix)-\(layout.name)-\(settings.seed)"
        let folder = folder ?? "runs/\(name)"
        var training = try RecurrentRun(
            folder: folder, name: name, kitchen: Kitchen(layout, dynamics: dynamics), settings: settings, workers: Workers(jobs),
            partners: partners, library: library)
        training.snapshots = snapshots
        if training.progress.done > 0 {
            Terminal.say("going on from iteration \(training.progress.done) of \(training.progress.all) in \(folder)")
        }
        let interruption = Interruption()
        let progress = TrainProgress(
            iterations: settings.iterations, stepsPerIteration: settings.stepsPerIteration, done: training.progress.done)
        guard try training.run(report: progress.report, shouldStop: { interruption.hasHappened }) else {
            Terminal.say("stopped after iteration \(training.progress.done); the same command goes on from there")
            throw ExitCode(Interruption.exitCode)
        }
        for name in training.names { print("\(folder)/\(name).yaml") }
    }
}

/// The hyperparameters of `RecurrentSettings` as options; those that are not given are the recipe's.
struct RecurrentOptions: ParsableArguments {
    /// Whose settings those are that are not given.
    enum Recipe: String, CaseIterable, ExpressibleByArgument { case fast, published }

    @Option(help: "Settings that are not given: fast, ours; or published, those of OvercookedV2's experiments, with convolutions.")
    var recipe = Recipe.fast
    @Option(.seed, help: "Run seed.") var seed: UInt64 = 0
    @Option(.steps, help: "Environment steps: ticks of all games together. Default: 30 million.") var steps: Int?
    @Option(.from(4, to: 65_536), help: "Games played at once. Default: 256.") var games: Int?
    @Option(.learningHorizon, help: "Ticks of each game in an iteration. Default: 100, published 256.") var rollout: Int?
    @Option(.learningHorizon, help: "Ticks of an episode. Default: 400.") var horizon: Int?
    @Option(help: "Starts of episodes: standard, positions or reset. Default: positions in OvercookedV2, else standard.")
    var starts: RecurrentSettings.Starts?
    @Option(.from(0, to: 9), help: "Ingredients that each seat sees exchanged in every episode, by number (Other-Play).")
    var permuted: [Int] = []
    @Option(help: "What is before the memory: dense or convolution. Default: dense, published convolution.")
    var trunk: RecurrentSettings.Trunk?
    @Option(.units, help: "Units of the dense layer before the memory. Default: 64, published 128.") var units: Int?
    @Option(.from(0, to: 4096), help: "Units of the memory; 0 for none. Default: 64, published 128.") var hidden: Int?
    @Option(.from(0, to: 4096), help: "Units of a hidden layer in each head; 0 for none. Default: 0, published 128.") var head: Int?
    @Option(.from(1, to: 64), help: "Policies that learn with each other, each in pairs with all of them. Default: 1.") var learners: Int?
    @Option(.from(1, to: 1000), help: "Passes over the sequences of an iteration. Default: 3, published 4.") var epochs: Int?
    @Option(.from(1, to: 65_536), help: "Steps of the optimiser in a pass. Default: 16, published 64.") var minibatches: Int?
    @Option(.share, help: "Discount of a tick. Default: 0.99.") var gamma: Double?
    @Option(.share, help: "Lambda of generalised advantage estimation. Default: 0.95.") var gaeLambda: Double?
    @Option(.above(0, to: 1000), help: "Clip of the probability ratio. Default: 0.2.") var clipCoef: Double?
    @Option(.weight, help: "Clip of the value; 0 for none. Default: 0, published 0.2.") var valueClip: Double?
    @Option(.weight, help: "Weight of the value's loss. Default: 0.5.") var valueCoef: Double?
    @Option(.weight, help: "Norm that longer gradients are shortened to; 0 for no limit. Default: 0.5, published 0.25.")
    var maxGradientNorm: Double?
    @Option(.rate, help: "Learning rate after the warm-up. Default: 0.001, published 0.00025.") var learningRate: Double?
    @Option(.share, help: "Share of the run in which the learning rate rises from 0. Default: 0.05.") var warmUp: Double?
    @Option(.from(0, to: 1000), help: "Weight of the entropy. Default: 0.01.") var entropyCoef: Double?
    @Option(.from(0, to: 1000), help: "Weight of the shaped reward at the beginning. Default: 1.") var shaped: Double?
    @Option(.share, help: "Share of the run until it is 0. Default: 0.5.") var shapedShare: Double?
    @Option(.share, help: "Share of the run in which penalties rise from 0 to what they are; 0 for all of them from the start.")
    var penaltyShare: Double?
    @Option(
        .weight,
        help: """
            Points a tick at the beginning for the cook who sees the recipe, while an item marks it: on the first counter in reading \
            order that the other sees, too, for the first recipe, on the second for the second. 0, the default, for none.
            """)
    var focalPoints: Double?
    @Option(.share, help: "Share of the run until such points are 0. Default: 0.8.") var focalShare: Double?
    @Option(.above(0, to: 1_000_000), help: "What rewards are multiplied by. Default: 0.1, published 1.") var rewardScale: Double?

    /// All of them, for a kitchen.
    func settings(for layout: Layout) -> RecurrentSettings {
        var settings = recipe == .published ? RecurrentSettings.published : RecurrentSettings()
        func set<Value>(_ path: WritableKeyPath<RecurrentSettings, Value>, _ value: Value?) {
            if let value { settings[keyPath: path] = value }
        }
        settings.seed = seed
        settings.permuted = permuted
        set(\.starts, starts ?? (layout.family == .overcookedV2 ? .positions : .standard))
        set(\.steps, steps)
        set(\.games, games)
        set(\.rollout, rollout)
        set(\.horizon, horizon)
        set(\.trunk, trunk)
        set(\.units, units)
        set(\.hidden, hidden)
        set(\.head, head)
        set(\.learners, learners)
        set(\.epochs, epochs)
        set(\.minibatches, minibatches)
        set(\.gamma, gamma)
        set(\.gaeLambda, gaeLambda)
        set(\.clipCoefficient, clipCoef)
        set(\.valueClip, valueClip)
        set(\.valueCoefficient, valueCoef)
        set(\.maxGradientNorm, maxGradientNorm)
        set(\.learningRate, learningRate)
        set(\.warmUp, warmUp)
        set(\.entropyCoefficient, entropyCoef)
        set(\.shaped, shaped)
        set(\.shapedShare, shapedShare)
        set(\.penaltyShare, penaltyShare)
        set(\.focalPoints, focalPoints)
        set(\.focalShare, focalShare)
        set(\.rewardScale, rewardScale)
        return settings
    }
}
