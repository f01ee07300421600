import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning

extension PPOSettings.Input: ExpressibleByArgument {}

/// `brigade train ppo`: self-play by proximal policy optimisation.
struct TrainPPOCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ppo", abstract: "Learn a kitchen by proximal policy optimisation, in self-play or with fixed partners.",
        discussion: """
            The run's folder gets metrics.csv, a checkpoint every ten seconds and, at the end, the agent's files. A run \
            that was stopped, by Ctrl-C or in any other way, goes on exactly where it was when the same command is given \
            again. The seed and the settings decide the result, whatever the number of jobs.

            Examples:
              brigade train ppo cramped_room
              brigade train ppo forced_coordination --seed 3 --steps 8000000 --run runs/forced-3
              brigade train ppo cramped_room --partner-noise 0.3
              brigade train ppo cramped_room --with Agents/human-proxies/human-plain-cramped_room.yaml --self-play 1
            """)

    @Argument(help: "The kitchen: a map's name or file.")
    var map: String
    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @Option(help: "Dynamics: old or new.")
    var dynamics = Dynamics.old
    @Option(name: .customLong("run"), help: "Folder of the run. Default: runs/ppo-MAP-SEED.")
    var folder: String?
    @Option(help: "Name of the agent. Default: ppo-MAP-SEED.")
    var name: String?
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Option(
        name: .customLong("with"), parsing: .upToNextOption,
        help: "Policy agents to learn with instead of oneself; the seat alternates.")
    var partners: [String] = []
    @OptionGroup(title: "Learning") var learning: PPOOptions

    func run() throws {
        let layout = try maps.library.layout(map)
        let settings = learning.settings(for: layout, isAlone: partners.isEmpty)
        let kitchen = try Kitchen(layout, dynamics: dynamics)
        let name = name ?? "ppo-\(layout.name)-\(settings.seed)"
        let folder = folder ?? "runs/\(name)"
        let training = try PPORun(
            folder: folder, name: name, kitchen: kitchen, settings: settings, workers: Workers(jobs),
            partners: partnerModels(in: layout.name))
        if training.progress.done > 0 {
            Terminal.say("going on from iteration \(training.progress.done) of \(training.progress.all) in \(folder)")
        }
        let interruption = Interruption()
        let progress = TrainProgress(settings, done: training.progress.done)
        let outcome = try training.run(report: progress.report, shouldStop: { interruption.hasHappened })
        guard let score = outcome.score else {
            Terminal.say("stopped after iteration \(outcome.iterations); the same command goes on from there")
            throw ExitCode(130)
        }
        print(
            "\(folder)/\(name).yaml: mean score \(String(format: "%.1f", score)) over \(settings.games) episodes of \(settings.horizon) ticks"
        )
    }

    private func partnerModels(in kitchen: String) throws -> [Partner] {
        let files = try agents.library.agents(partners)
        Warnings.sayMisfits(files, in: [kitchen])
        return try files.map(Partner.init)
    }
}

extension Partner {
    /// A partner out of an agent file.
    /// - Throws: `ValidationError` for a kind that is no network, `AgentError` for one that cannot be played in batches.
    init(_ file: AgentFile) throws {
        guard let kind = file.kind as? any BatchableKind else {
            throw ValidationError("\(file.path): partners must be of kind policy or human-proxy; this is of kind \(file.kindName)")
        }
        let (model, unsticks) = try kind.batchable()
        self.init(name: "\(file.name) \(file.contentHash)", model: model, unsticks: unsticks)
    }
}

/// The hyperparameters of PPO as options; the defaults are `PPOSettings`'.
struct PPOOptions: ParsableArguments {
    private static let standard = PPOSettings()

    @Option(.seed, help: "Run seed.") var seed = standard.seed
    @Option(.steps, help: "Environment steps: ticks of all games together. Default: what the map is known to take, else 5 million.")
    var steps: Int?
    @Option(.from(4, to: 65_536), help: "Games played at once, one episode an iteration. Default: what the map is known to take, else 64.")
    var games: Int?
    @Option(.learningHorizon, help: "Ticks of an episode.") var horizon = standard.horizon
    @Option(help: "What the network is shown: features or lossless.") var input = standard.input
    @Option(.units, help: "Sizes of the hidden layers.") var hidden = standard.hidden
    @Option(.from(0, to: 512), help: "Filters of two convolutions before them, on the lossless input; 0 for none.") var filters = standard
        .filters
    @Flag(help: "Each seat has parameters of its own.") var perSeat = false
    @Option(.from(1, to: 1000), help: "Passes over the samples of an iteration.") var epochs = standard.epochs
    @Option(.from(4, to: 1_048_576), help: "Samples between two steps of the optimiser.") var minibatch = standard.minibatch
    @Option(.share, help: "Discount of a tick.") var gamma = standard.gamma
    @Option(.share, help: "Lambda of generalised advantage estimation.") var gaeLambda = standard.gaeLambda
    @Option(.above(0, to: 1000), help: "Clip of the probability ratio.") var clipCoef = standard.clipCoefficient
    @Option(.weight, help: "Clip of the value; 0 for none.") var valueClip = standard.valueClip
    @Option(.weight, help: "Weight of the value's loss.") var valueCoef = standard.valueCoefficient
    @Option(.weight, help: "Norm that longer gradients are shortened to; 0 for no limit.") var maxGradientNorm = standard.maxGradientNorm
    @Option(.rate, help: "Learning rate at the beginning. Default: what the map is known to take, else 0.001.") var learningRate: Double?
    @Option(.from(0, to: 1000), help: "Learning rate at the end.") var finalLearningRate = standard.finalLearningRate
    @Option(.from(0, to: 1000), help: "Weight of the entropy at the beginning.") var entropyCoef = standard.entropyCoefficient
    @Option(.from(0, to: 1000), help: "Weight of the entropy at the end.") var finalEntropyCoef = standard.finalEntropyCoefficient
    @Option(.stepsOrAll, help: "Steps over which it changes; 0 for all.") var entropySteps = standard.entropySteps
    @Option(.from(0, to: 1000), help: "Weight of the shaped reward at the beginning.") var shaped = standard.shaped
    @Option(.stepsOrAll, help: "Steps until it is 0; 0 for all.") var shapedSteps = standard.shapedSteps
    @Option(.share, help: "Share of the run in which half of the games begin at random; 0 for none.")
    var randomStartShare = standard.randomStartShare
    @Option(.share, help: "Probability of each object lying about in a random start.") var randomStarts = standard.randomStarts
    @Option(.above(0, to: 1_000_000), help: "What rewards are multiplied by.") var rewardScale = standard.rewardScale
    @Option(.share, help: "With partners: share of games in which the learner plays both seats, at the beginning.")
    var selfPlay = standard.selfPlay
    @Option(.share, help: "The same at the end.") var finalSelfPlay = standard.finalSelfPlay
    @Option(.share, help: "Instead of self-play: play with a copy of oneself of whose actions this share is uniformly random (E3T).")
    var partnerNoise: Double?
    @Option(.members, help: "Partners that a quarter of the games has in an iteration.") var partnersAtOnce = standard.partnersAtOnce

    /// All of them, for a kitchen.
    /// - Parameter isAlone: whether the learner plays with itself.
    func settings(for layout: Layout, isAlone: Bool) -> PPOSettings {
        var settings = isAlone ? PPOSettings.usual(for: layout.name) : PPOSettings()
        (settings.seed, settings.horizon) = (seed, horizon)
        settings.steps = steps ?? (isAlone ? settings.steps : PPOSettings.steps(for: layout.name))
        settings.games = games ?? settings.games
        (settings.input, settings.hidden, settings.filters) = (input, hidden, filters)
        settings.parameters = perSeat ? .perSeat : .shared
        (settings.epochs, settings.minibatch, settings.gamma, settings.gaeLambda) = (epochs, minibatch, gamma, gaeLambda)
        (settings.clipCoefficient, settings.valueClip) = (clipCoef, valueClip)
        (settings.valueCoefficient, settings.maxGradientNorm) = (valueCoef, maxGradientNorm)
        (settings.learningRate, settings.finalLearningRate) = (learningRate ?? settings.learningRate, finalLearningRate)
        (settings.entropyCoefficient, settings.finalEntropyCoefficient) = (entropyCoef, finalEntropyCoef)
        (settings.entropySteps, settings.shaped, settings.shapedSteps) = (entropySteps, shaped, shapedSteps)
        (settings.randomStartShare, settings.randomStarts, settings.rewardScale) = (randomStartShare, randomStarts, rewardScale)
        (settings.selfPlay, settings.finalSelfPlay, settings.partnersAtOnce) = (selfPlay, finalSelfPlay, partnersAtOnce)
        settings.partnerNoise = partnerNoise
        return settings
    }
}

/// Shows progress, speed and metrics on standard error.
final class TrainProgress {
    private let iterations: Int
    private let stepsPerIteration: Int
    private let begin = ContinuousClock.now
    private var shown = ContinuousClock.now - .seconds(10)
    private let before: Int

    convenience init(_ settings: PPOSettings, done: Int) {
        self.init(iterations: settings.iterations, stepsPerIteration: settings.stepsPerIteration, done: done)
    }

    /// - Parameter done: iterations before.
    init(iterations: Int, stepsPerIteration: Int, done: Int) {
        self.iterations = iterations
        self.stepsPerIteration = stepsPerIteration
        before = done * stepsPerIteration
    }

    func report(_ metrics: PPO.Metrics) {
        let isLast = metrics.iteration == iterations
        guard isLast || ContinuousClock.now - shown > .seconds(2) else { return }
        shown = .now
        let elapsed = (shown - begin) / .seconds(1)
        let stepsPerSecond = Double(metrics.steps - before) / max(elapsed, 1e-9)
        let left = Double(iterations * stepsPerIteration - metrics.steps) / stepsPerSecond
        Terminal.say(
            String(
                format: "%5.1f %%  %9d steps  %4.0f s left  score %6.1f  shaped %5.1f  entropy %.2f  approx_kl %.4f  "
                    + "clip_fraction %.2f  explained_variance %5.2f  steps_per_second %.0f",
                100 * Double(metrics.iteration) / Double(iterations), metrics.steps, left, metrics.score, metrics.shaped,
                metrics.entropy, metrics.approxKL, metrics.clipFraction, metrics.explainedVariance, stepsPerSecond))
    }
}
