import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning

/// `brigade train talk`: policies that act and talk with symbols, from nothing.
struct TrainTalkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "talk", abstract: "Learn to act and to talk with symbols in a kitchen of OvercookedV2, from nothing.",
        discussion: """
            What a policy says in a tick its partner hears in the next (docs/kitchen-talk.md). One learner plays with itself; \
            several play with each other, in pairs drawn for each game; partners of --with play, too, and do not learn. The run's \
            folder gets metrics.csv, a checkpoint every ten seconds and, at the end, the agents' files; the same command goes on with \
            a run that was stopped.

            Examples:
              brigade train talk v2-benchmark/test_time_simple_5x5
              brigade train talk v2-benchmark/test_time_simple_5x5 --learners 3 --seed 2
              brigade train talk v2-benchmark/test_time_simple_5x5 --with my/talk-1.yaml my/talk-2.yaml
            """)

    private static let standard = TalkSettings()

    @Argument(help: "The kitchen: a map's name or file.") var map: String
    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @Option(name: .customLong("run"), help: "Folder of the run. Default: runs/talk-MAP-SEED.") var folder: String?
    @Option(help: "Name of the agent. Default: talk-MAP-SEED.") var name: String?
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Option(name: .customLong("with"), parsing: .upToNextOption, help: "Agents of kind talking-policy to learn with.")
    var partners: [String] = []
    @Option(.from(0, to: 64), help: "Symbols that can be said; 0 for policies that never talk.") var symbols = standard.symbols
    @Option(.weight, help: "Points that a message costs the team.") var messageCost = standard.messageCost
    @Option(.from(1, to: 64), help: "Policies that learn, each with each other.") var learners = standard.learners
    @Option(.seed, help: "Run seed.") var seed = standard.seed
    @Option(.steps, help: "Environment steps: ticks of all games together.") var steps = standard.steps
    @Option(.from(4, to: 65_536), help: "Games played at once, one episode an iteration.") var games = standard.games
    @Option(.learningHorizon, help: "Ticks of an episode.") var horizon = standard.horizon
    @Option(.units, help: "Sizes of the hidden layers.") var hidden = standard.hidden
    @Option(.from(1, to: 1000), help: "Passes over the samples of an iteration.") var epochs = standard.epochs
    @Option(.from(1, to: 1000), help: "Steps of the optimiser a pass.") var minibatches = standard.minibatches
    @Option(.share, help: "Discount of a tick.") var gamma = standard.gamma
    @Option(.share, help: "Lambda of generalised advantage estimation.") var gaeLambda = standard.gaeLambda
    @Option(.rate, help: "Learning rate at the beginning.") var learningRate = standard.learningRate
    @Option(.from(0, to: 1000), help: "Learning rate at the end.") var finalLearningRate = standard.finalLearningRate
    @Option(.from(0, to: 1000), help: "Weight of the entropy of actions at the beginning.") var entropyCoef = standard.entropyCoefficient
    @Option(.from(0, to: 1000), help: "The same at the end.") var finalEntropyCoef = standard.finalEntropyCoefficient
    @Option(.from(0, to: 1000), help: "Weight of the entropy of what is said at the beginning.")
    var voiceEntropyCoef = standard.voiceEntropyCoefficient
    @Option(.from(0, to: 1000), help: "The same at the end.") var finalVoiceEntropyCoef = standard.finalVoiceEntropyCoefficient
    @Option(.from(0, to: 1000), help: "Weight of the shaped reward at the beginning; it sinks to 0.") var shaped = standard.shaped
    @Option(.share, help: "Share of the run in which half of the games begin at random; 0 for none.")
    var randomStartShare = standard.randomStartShare

    func run() throws {
        let layout = try maps.library.layout(map)
        let kitchen = try Kitchen(layout)
        let name = name ?? "talk-\(layout.name)-\(seed)"
        let folder = folder ?? "runs/\(name)"
        var training = try TalkRun(
            folder: folder, name: name, kitchen: kitchen, settings: settings, workers: Workers(jobs), partners: partnerModels())
        if training.progress.done > 0 {
            Terminal.say("going on from iteration \(training.progress.done) of \(training.progress.all) in \(folder)")
        }
        let interruption = Interruption()
        let progress = TalkProgress(all: training.progress.all)
        guard let score = try training.run(report: progress.report, shouldStop: { interruption.hasHappened }) else {
            Terminal.say("stopped after iteration \(training.progress.done); the same command goes on from there")
            throw ExitCode(130)
        }
        for name in training.names { print("\(folder)/\(name).yaml") }
        print("mean score \(String(format: "%.1f", score)) over \(games) episodes of \(horizon) ticks")
    }

    private var settings: TalkSettings {
        var settings = TalkSettings()
        (settings.seed, settings.steps, settings.games, settings.horizon) = (seed, steps, games, horizon)
        (settings.symbols, settings.messageCost, settings.learners, settings.hidden) = (symbols, messageCost, learners, hidden)
        (settings.epochs, settings.minibatches, settings.gamma, settings.gaeLambda) = (epochs, minibatches, gamma, gaeLambda)
        (settings.learningRate, settings.finalLearningRate) = (learningRate, finalLearningRate)
        (settings.entropyCoefficient, settings.finalEntropyCoefficient) = (entropyCoef, finalEntropyCoef)
        (settings.voiceEntropyCoefficient, settings.finalVoiceEntropyCoefficient) = (voiceEntropyCoef, finalVoiceEntropyCoef)
        (settings.shaped, settings.randomStartShare) = (shaped, randomStartShare)
        return settings
    }

    private func partnerModels() throws -> [TalkRun.Partner] {
        try agents.library.agents(partners).map { file in
            guard let kind = file.kind as? TalkingPolicyKind else {
                throw ValidationError("\(file.path): partners must be of kind talking-policy; this is of kind \(file.kindName)")
            }
            return TalkRun.Partner(name: "\(file.name) \(file.contentHash)", model: try kind.model())
        }
    }
}

/// Shows how a run in which policies learn to talk goes, on standard error.
private final class TalkProgress {
    private let all: Int
    private var shown = ContinuousClock.now - .seconds(10)

    init(all: Int) { self.all = all }

    func report(_ metrics: TalkLearning.Metrics) {
        guard metrics.iteration == all || ContinuousClock.now - shown > .seconds(2) else { return }
        shown = .now
        Terminal.say(
            String(
                format: "%5.1f %%  %9d steps  score %6.1f  messages %5.1f  entropy of actions %.2f  of talk %.2f  value loss %.3f",
                100 * Double(metrics.iteration) / Double(all), metrics.steps, metrics.score, metrics.messages, metrics.actionEntropy,
                metrics.voiceEntropy, metrics.valueLoss))
    }
}
