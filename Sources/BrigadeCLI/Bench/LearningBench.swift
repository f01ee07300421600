import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning
import Neural

/// `brigade bench learning`: how fast learners learn and networks answer.
struct LearningBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learning",
        abstract: "Environment steps a second of PPO, samples a second of its update, forward passes a second.",
        discussion: """
            PPO rows count whole iterations, playing and updating, with the network 96-64-64-6 and the settings of \
            'brigade train ppo'; its samples are those that went forward and backward. The recurrent rows do so for 'brigade train \
            recurrent' on test_time_simple_5x5, with 5x5 views and a GRU of 64 units. A forward row runs a batch of \
            views through a network; the convolutional one is shaped like overcooked_ai's trained agents. Every row is \
            the median of three.

            Examples:
              brigade bench learning
              brigade bench learning --json --scale 0.2
            """)

    @OptionGroup var maps: MapOptions
    @Option(help: "Map to measure on.") var map = "cramped_room"
    @Flag(help: "Print rows as a JSON array.") var json = false
    @Option(.scale, help: "Work a row, as a multiple of the usual.") var scale = 1.0

    /// A measurement.
    private struct Row: Encodable {
        let what: String
        let cores: Int
        let batch: Int
        let unit: String
        let perSecond: Double
    }

    func run() throws {
        let kitchen = try Kitchen(maps.library.layout(map), dynamics: .old)
        var rows: [Row] = []
        for cores in Set([1, ProcessInfo.processInfo.activeProcessorCount]).sorted() {
            let seconds = try secondsPerIteration(kitchen, cores)
            let settings = PPOSettings()
            let samples = settings.stepsPerIteration * 2 * settings.epochs
            rows.append(
                Row(
                    what: "PPO", cores: cores, batch: settings.games, unit: "environment steps",
                    perSecond: Double(settings.stepsPerIteration) / seconds))
            rows.append(
                Row(what: "PPO", cores: cores, batch: settings.minibatch, unit: "samples", perSecond: Double(samples) / seconds))
        }
        rows += try recurrentRows()
        for batch in [1, 64, 1024] {
            rows.append(try forward("96-64-64-6", PPOSettings(), kitchen, batch))
        }
        var convolutional = PPOSettings()
        convolutional.input = .lossless
        convolutional.hidden = [64, 64, 64]
        for batch in [1, 64] { rows.append(try forward("convolutional", convolutional, kitchen, batch)) }
        try show(rows)
    }

    private func show(_ rows: [Row]) throws {
        if json {
            return print(try JSONText.pretty(rows))
        }
        print("what".padding(16) + "cores".leftPadding(6) + "batch".leftPadding(7) + "a second".leftPadding(14))
        for row in rows {
            print(
                row.what.padding(16) + "\(row.cores)".leftPadding(6) + "\(row.batch)".leftPadding(7)
                    + String(format: "%.0f", row.perSecond).leftPadding(14) + " " + row.unit)
        }
    }

    private func secondsPerIteration(_ kitchen: Kitchen, _ cores: Int) throws -> Double {
        let learner = try PPO(kitchen, settings: PPOSettings(), workers: Workers(cores))
        _ = try learner.iterate()
        let iterations = max(1, Int(10 * scale))
        return try median { for _ in 0..<iterations { _ = try learner.iterate() } } / Double(iterations)
    }

    /// The learner that remembers, on one core and on all.
    private func recurrentRows() throws -> [Row] {
        let layout = try maps.library.layout("test_time_simple_5x5")
        var settings = RecurrentSettings()
        settings.starts = .positions
        return try Set([1, ProcessInfo.processInfo.activeProcessorCount]).sorted().map { cores in
            let learner = try RecurrentPPO(Kitchen(layout, dynamics: .old), settings: settings, workers: Workers(cores))
            _ = try learner.iterate()
            let iterations = max(1, Int(2 * scale))
            let seconds = try median { for _ in 0..<iterations { _ = try learner.iterate() } } / Double(iterations)
            return Row(
                what: "recurrent PPO", cores: cores, batch: settings.games, unit: "environment steps",
                perSecond: Double(settings.stepsPerIteration) / seconds)
        }
    }

    private func forward(_ name: String, _ settings: PPOSettings, _ kitchen: Kitchen, _ batch: Int) throws -> Row {
        var table = ParameterTable()
        let plan = settings.plan
        let network = try Sequential(plan.body + [plan.policy], input: plan.input.shape(kitchen.layout), in: &table)
        var random = RandomStream(1)
        let parameters = Initialisation.normal(table, using: &random) { _ in 1 }
        // About as full as a view is.
        let input = (0..<(batch * network.input.volume)).map { _ in Float(random.next() % 20 == 0 ? 1 : 0) }
        let tape = Sequential.Tape(network, capacity: batch, isForTraining: false)
        Products.useCallingThreadOnly()
        let passes = max(1, Int(scale * 20000) / batch)
        let seconds = median {
            for _ in 0..<passes { _ = network.forward(parameters, input: input, batch: batch, tape: tape, isSparse: true) }
        }
        return Row(what: name, cores: 1, batch: batch, unit: "views forward", perSecond: Double(passes * batch) / seconds)
    }

    /// The median of three runs, in seconds.
    private func median(_ body: () throws -> Void) rethrows -> Double {
        var seconds: [Double] = []
        for _ in 0..<3 {
            let begin = ContinuousClock.now
            try body()
            seconds.append((ContinuousClock.now - begin) / .seconds(1))
        }
        return seconds.sorted()[1]
    }
}
