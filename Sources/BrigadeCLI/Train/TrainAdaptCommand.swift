import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning
import Tournaments

/// `brigade train adapt`: how an agent adapts to partners.
struct TrainAdaptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapt", abstract: "Let an agent adapt to partners, and show how much it gains.",
        discussion: """
            The agent plays some episodes with a partner, takes gradient steps on them, plays again with what it has \
            become, and so on. Printed are mean scores before and after each adaptation, and what the first and all of them gained, with \
            95 % bootstrap intervals over independent repeats. An agent of 'brigade train meta' learned where to adapt from; \
            any other that 'brigade train' makes can be compared with it.

            Examples:
              brigade train adapt Agents/meta/meta-cramped_room.yaml cramped_room --with Agents/ppo/ppo-cramped_room.yaml
              brigade train adapt my-agent cramped_room --with human-plain-cramped_room --learning-rate 1 --passes 2 --episodes 4
            """)

    @Argument(help: "Name of a policy agent, or path of its .yaml file.") var agent: String
    @Argument(help: "The kitchen: a map's name or file.") var map: String
    @OptionGroup var agents: AgentOptions
    @OptionGroup var maps: MapOptions
    @Option(help: "Dynamics: old or new.") var dynamics = Dynamics.old
    @Option(
        name: .customLong("with"), parsing: .upToNextOption,
        help: "Agents of kind policy or human-proxy; it adapts to each from the beginning.")
    var partners: [String]
    @OptionGroup(title: "Adaptation") var adaptation: AdaptationOptions
    @Option(.from(1, to: 1000), help: "Episodes to adapt to at a time.") var episodes = AdaptationTrial().episodes
    @Option(.from(1, to: 1000), help: "How often it adapts, one time after the other.") var times = AdaptationTrial().times
    @Option(.from(4, to: 10_000), help: "Independent repeats; a multiple of 4.") var repeats = AdaptationTrial().repeats
    @Option(.learningHorizon, help: "Ticks of an episode.") var horizon = AdaptationTrial().learner.horizon
    @Option(.seed, help: "Run seed.") var seed: UInt64 = 0
    @Option(
        .jobs, name: [.short, .long], help: "Threads; they change nothing in the result. Default: what the scheduler gave, else one a core."
    )
    var jobs = AvailableCores.count()

    func run() throws {
        var trial = AdaptationTrial()
        trial.rule = adaptation.rule
        (trial.episodes, trial.times, trial.repeats) = (episodes, times, repeats)
        (trial.learner.horizon, trial.learner.seed) = (horizon, seed)
        try trial.check()
        let kitchen = try Kitchen(maps.library.layout(map), dynamics: dynamics)
        let learner = try agents.library.agent(agent)
        let others = try agents.library.agents(partners)
        Warnings.sayMisfits([learner] + others, in: [kitchen.layout.name])
        let own = try Partner(learner).model
        let heading = ["partner", "before"] + (1...times).map { "after \($0)" } + ["gained by the first", "by all"]
        var table = TextTable(heading, words: 1)
        for file in others {
            let scores = try trial.scores(of: own, with: Partner(file), in: kitchen, workers: Workers(jobs))
            let gains = [1, scores.count - 1].map { time in zip(scores[0], scores[time]).map { $1 - $0 } }
            table.add([file.name] + (scores + gains).enumerated().map { Self.words($1, key: UInt64($0)) })
        }
        printLines(table.lines(Terminal.standardOutput))
    }

    private static func words(_ values: [Double], key: UInt64) -> String {
        let estimate = Statistics.meanOfMeans([values], Statistics.Bootstrap(), key: key)
        return String(format: "%.1f (%.1f to %.1f)", estimate.value, estimate.low, estimate.high)
    }
}

extension AdaptationRule.Scope: ExpressibleByArgument {}

/// The numbers of adaptation as options; the defaults are `AdaptationRule`'s.
struct AdaptationOptions: ParsableArguments {
    private static let standard = AdaptationRule()

    @Option(.rate, help: "Learning rate of the gradient steps of adaptation.") var learningRate = standard.learningRate
    @Option(.passes, help: "How often they go over the episodes.") var passes = standard.passes
    @Option(.weight, help: "Weight of the value's loss in them.") var valueCoef = standard.valueCoefficient
    @Option(help: "Which parameters they move: all, biases or policy, the last layer.") var scope = standard.scope

    var rule: AdaptationRule {
        AdaptationRule(learningRate: learningRate, passes: passes, valueCoefficient: valueCoef, scope: scope)
    }
}
