import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning

extension CloningSettings.Recipe: ExpressibleByArgument {}

/// `brigade train bc`: human proxies by behaviour cloning.
struct TrainBCCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bc", abstract: "Learn to play a kitchen as people did (behaviour cloning).",
        discussion: """
            Trials are lines of a human-trials file; those in a kitchen of the map's grid are used. First every part of \
            the people is left out once, to evaluate on; then the proxy learns from all of them. The recipe 'plain' is \
            that of Carroll et al. 2019; 'remembering' is also shown the ticks before, and learns for the number of epochs \
            that is best for people left out. The result is an agent file of kind human-proxy.

            Examples:
              brigade train bc cramped_room --trials ../shared/human/2019_hh_train.jsonl.gz
              brigade train bc cramped_room --trials trials.jsonl.gz --recipe plain --name plain-human --into my/agents
            """)

    @Argument(help: "The kitchen: a map's name or file.")
    var map: String
    @OptionGroup var maps: MapOptions
    @Option(help: "Human trials, .jsonl or .jsonl.gz.")
    var trials: String
    @Option(help: "plain or remembering.")
    var recipe = CloningSettings.Recipe.remembering
    @Option(help: "Folder to write to.")
    var into = "runs/human-proxies"
    @Option(help: "Name of the agent. Default: human-MAP or human-plain-MAP.")
    var name: String?
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Option(.seed, help: "Run seed.") var seed: UInt64 = 0
    @Option(.passes, help: "Passes over the samples; of the recipe 'remembering', at most.") var epochs: Int?
    @Option(.from(1, to: 1_000_000), help: "Samples between two steps of the optimiser.") var minibatch: Int?
    @Option(.rate, help: "Learning rate.") var learningRate: Double?
    @Option(.from(0, to: 1000), help: "Weight decay, as a multiple of the learning rate.") var weightDecay: Double?
    @Option(.from(2, to: 1000), help: "Parts that people are split into.") var folds = 4

    func run() throws {
        var settings = CloningSettings(recipe: recipe)
        settings.seed = seed
        settings.epochs = epochs ?? settings.epochs
        settings.minibatch = minibatch ?? settings.minibatch
        settings.learningRate = learningRate ?? settings.learningRate
        settings.weightDecay = weightDecay ?? settings.weightDecay
        settings.folds = folds
        let layout = try maps.library.layout(map)
        let library = maps.library
        let samples = try HumanSamples(file: trials, layout: layout, input: settings.plan.input) { try? library.layout($0) }
        Terminal.say("\(samples.count) ticks of \(samples.pairs.count) pairs of people")
        let result = try BehaviourCloning(samples, layout: layout, settings: settings)
            .run(workers: Workers(jobs), report: Terminal.say)
        let name = name ?? (recipe == .plain ? "human-plain-\(layout.name)" : "human-\(layout.name)")
        let evaluation = result.evaluation
        let left = String(
            format: "%.3f nats a tick, accuracy %.3f", evaluation.meanNegativeLogLikelihood, evaluation.accuracy)
        let about = recipe == .plain ? "features only, the field's recipe" : "features and the ticks before"
        try PolicyFiles(
            name: name, kind: HumanProxyKind.name, model: result.model,
            description: "Plays \(layout.name) as people did; \(about). On people left out: \(left).",
            provenance: "brigade train bc, \(URL(fileURLWithPath: trials).lastPathComponent), seed \(seed), \(result.epochs) epochs",
            kitchens: [layout.name], parameters: recipe == .plain ? ["unstick: true"] : []
        ).write(into: into)
        print("\(into)/\(name).yaml: on people left out \(left), after \(result.epochs) epochs")
    }
}
