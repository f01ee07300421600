import Basics
import Agents
import ArgumentParser
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
            The run's folder gets metrics.csv, a checkpoint every ten seconds and, in the end, the agent's files. A run \
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
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: as many as there are cores.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount
    @Option(
        name: .customLong("with"), parsing: .upToNextOption,
        help: "Policy agents to learn with instead of oneself; the seat alternates.")
    var partners: [String] = []
    @OptionGroup(title: "Learning") var learning: PPOOptions

    func run() throws {
        let layout = try maps.library.layout(map)
        let settings = learning.settings(for: layout)
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

/// The numbers of PPO as options; the defaults are `PPOSettings`'.
struct PPOOptions: ParsableArguments {
    private static let standard = PPOSettings()

    @Option(.seed, help: "Run seed.") var seed = standard.seed
    @Option(.steps, help: "Environment steps: ticks of all games together. Default: what the map is known to take, else 5 million.")
    var steps: Int?
    @Option(.from(4, to: 65_536), help: "Games played at once, one episode an iteration.") var games = standard.games
    @Option(.learningHorizon, help: "Ticks of an episode.") var horizon = standard.horizon
    @Option(help: "What the network is shown: features or lossless.") var input = standard.input
    @Option(.units, help: "Sizes of the hidden layers.") var hidden = standard.hidden
    @Option(.from(0, to: 512), help: "Filters of two convolutions before them, on the lossless input; 0 for none.") var filters = standard
        .filters
    @Flag(help: "Each seat has parameters of its own.") var perSeat = false
    @Option(.from(1, to: 1000), help: "Passes over the samples of an iteration.") var epochs = standard.epochs
    @Option(.from(4, to: 1_048_576), help: "Samples between two steps of the optimiser.") var minibatch = standard.minibatch
    @Option(.share, help: "Discount a tick.") var discount = standard.discount
    @Option(.share, help: "Lambda of generalised advantage estimation.") var lambda = standard.lambda
    @Option(.above(0, to: 1000), help: "Clip of the probability ratio.") var clip = standard.clip
    @Option(.weight, help: "Clip of the value; 0 for none.") var valueClip = standard.valueClip
    @Option(.weight, help: "Weight of the value's loss.") var valueWeight = standard.valueWeight
    @Option(.weight, help: "Longest gradient; 0 for no limit.") var gradientClip = standard.gradientClip
    @Option(.rate, help: "Learning rate at the beginning.") var rate = standard.rate
    @Option(.from(0, to: 1000), help: "Learning rate at the end.") var finalRate = standard.finalRate
    @Option(.from(0, to: 1000), help: "Entropy bonus at the beginning.") var entropy = standard.entropy
    @Option(.from(0, to: 1000), help: "Entropy bonus at the end.") var finalEntropy = standard.finalEntropy
    @Option(.stepsOrAll, help: "Steps over which it changes; 0 for all.") var entropySteps = standard.entropySteps
    @Option(.from(0, to: 1000), help: "Share of the shaped reward at the beginning.") var shaped = standard.shaped
    @Option(.stepsOrAll, help: "Steps until it is gone; 0 for all.") var shapedSteps = standard.shapedSteps
    @Option(.share, help: "Share of the run in which half of the games begin at random; 0 for none.")
    var randomStartShare = standard.randomStartShare
    @Option(.share, help: "Probability of each thing lying about in a random start.") var randomStarts = standard.randomStarts
    @Option(.above(0, to: 1_000_000), help: "What rewards are multiplied by.") var rewardScale = standard.rewardScale
    @Option(.share, help: "Beside partners: share of games in which the learner plays both seats, at the beginning.")
    var selfPlay = standard.selfPlay
    @Option(.share, help: "The same at the end.") var finalSelfPlay = standard.finalSelfPlay
    @Option(.share, help: "Instead of self-play: play with oneself but for this share of the other's actions, which are any at all (E3T).")
    var partnerNoise: Double?
    @Option(.members, help: "Partners that a quarter of the games meets in an iteration.") var partnersAtOnce = standard.partnersAtOnce

    /// All of them, for a kitchen.
    func settings(for layout: Layout) -> PPOSettings {
        var settings = PPOSettings()
        (settings.seed, settings.games, settings.horizon) = (seed, games, horizon)
        settings.steps = steps ?? PPOSettings.steps(for: layout.name)
        (settings.input, settings.hidden, settings.filters, settings.isPerSeat) = (input, hidden, filters, perSeat)
        (settings.epochs, settings.minibatch, settings.discount, settings.lambda) = (epochs, minibatch, discount, lambda)
        (settings.clip, settings.valueClip, settings.valueWeight, settings.gradientClip) = (clip, valueClip, valueWeight, gradientClip)
        (settings.rate, settings.finalRate, settings.entropy, settings.finalEntropy) = (rate, finalRate, entropy, finalEntropy)
        (settings.entropySteps, settings.shaped, settings.shapedSteps) = (entropySteps, shaped, shapedSteps)
        (settings.randomStartShare, settings.randomStarts, settings.rewardScale) = (randomStartShare, randomStarts, rewardScale)
        (settings.selfPlay, settings.finalSelfPlay, settings.partnersAtOnce) = (selfPlay, finalSelfPlay, partnersAtOnce)
        settings.partnerNoise = partnerNoise
        return settings
    }
}

/// Tells on standard error how far training is, how fast, and how long it will take.
private final class TrainProgress {
    private let settings: PPOSettings
    private let begin = ContinuousClock.now
    private var told = ContinuousClock.now - .seconds(10)
    private let before: Int

    init(_ settings: PPOSettings, done: Int) {
        self.settings = settings
        before = done * settings.stepsPerIteration
    }

    func report(_ metrics: PPO.Metrics) {
        let isLast = metrics.iteration == settings.iterations
        guard isLast || ContinuousClock.now - told > .seconds(2) else { return }
        told = .now
        let elapsed = (told - begin) / .seconds(1)
        let rate = Double(metrics.steps - before) / max(elapsed, 1e-9)
        let left = Double(settings.iterations * settings.stepsPerIteration - metrics.steps) / rate
        Terminal.say(
            String(
                format: "%5.1f %%  %9d steps  %7.0f steps/s  %4.0f s left  score %6.1f  shaped %5.1f  entropy %.2f",
                100 * Double(metrics.iteration) / Double(settings.iterations), metrics.steps, rate, left, metrics.score, metrics.shaped,
                metrics.entropy))
    }
}
