import Adapting
import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps

/// `brigade bench adapting`: how long recognising a partner takes, and how often it is right.
struct AdaptingBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapting", abstract: "How long an adaptive agent takes to recognise its partner, a tick.",
        discussion: """
            For each kitchen under old dynamics a planner plays beside each partner, and all models of the library look on: percentiles of \
            what a tick of recognition takes, in microseconds of the thread's processor time, over all games. The quick models are those that \
            don't take a planner's time. Then come the share of ticks after the first fifty in which the partner was the most likely model, \
            where it is one, and how well its actions were predicted (nats a tick, lower being better; a guess has 1.79), while it is \
            in the library and when it is left out.

            Examples:
              brigade bench adapting
              brigade bench adapting --maps cramped_room --with greedy human-cramped_room --json
            """)

    @OptionGroup var mapOptions: MapOptions
    @OptionGroup var agentOptions: AgentOptions
    @Option(help: "The agent of kind adaptive, by name or file.")
    var agent = "adaptive"
    @Option(name: .customLong("with"), parsing: .upToNextOption, help: "Partners; {kitchen} stands for the kitchen's name.")
    var partners = ["greedy", "ppo-{kitchen}", "human-plain-{kitchen}"]
    @Option(parsing: .upToNextOption, help: "Kitchens.")
    var maps = MapLibrary.classicNames
    @Flag(help: "Print rows as a JSON array.")
    var json = false

    private struct Row: Encodable {
        let map: String
        let models: Int
        let isQuick: Bool
        /// Microseconds of processor time.
        let median: Double
        let p90: Double
        let p99: Double
        let accuracy: Double?
        let logLoss: Double
        let logLossLeftOut: Double
        let checksum: String
    }

    func run() throws {
        let library = agentOptions.library
        guard let kind = try library.agent(agent).kind as? AdaptiveKind else {
            throw ValidationError("\(agent) is not of kind \(AdaptiveKind.name)")
        }
        var rows: [Row] = []
        for map in maps {
            let kitchen = try Kitchen(mapOptions.library.layout(map), dynamics: .old)
            guard kitchen.players == 2 else {
                throw ValidationError("\(map) is for \(kitchen.players); partners are recognised one at a time")
            }
            let others = try library.agents(partners.map { $0.replacing("{kitchen}", with: kitchen.layout.name) })
            for isQuick in [true, false] {
                let team = try others.map { [try library.agent("planner"), $0] }
                let trials = try team.map { try RecognitionTrial(kind, kitchen, $0, isQuick: isQuick) }
                let strange = try team.map {
                    try RecognitionTrial(kind.leavingOut([$0[1].contentHash]), kitchen, $0, isQuick: isQuick)
                }
                rows.append(row(kitchen.layout.name, trials, strange, isQuick: isQuick))
            }
        }
        if json { return print(try JSONText.pretty(rows)) }
        var table = TextTable(["map", "models", "", "median us", "p90 us", "p99 us", "right", "nats", "left out", "checksum"], words: 1)
        for row in rows {
            table.add([
                row.map, "\(row.models)", row.isQuick ? "quick" : "all", String(format: "%.1f", row.median),
                String(format: "%.1f", row.p90),
                String(format: "%.1f", row.p99), row.accuracy.map(\.percent) ?? "-", String(format: "%.2f", row.logLoss),
                String(format: "%.2f", row.logLossLeftOut), row.checksum,
            ])
        }
        printLines(table.lines(.standardOutput))
    }

    private func row(_ map: String, _ trials: [RecognitionTrial], _ strange: [RecognitionTrial], isQuick: Bool) -> Row {
        let times = trials.flatMap(\.microseconds).sorted()
        func percentile(_ share: Double) -> Double { times[min(times.count - 1, Int(Double(times.count) * share))] }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
        let known = trials.compactMap(\.accuracy)
        return Row(
            map: map, models: trials.first?.models ?? 0, isQuick: isQuick, median: percentile(0.5), p90: percentile(0.9),
            p99: percentile(0.99),
            accuracy: known.isEmpty ? nil : mean(known), logLoss: mean(trials.map(\.logLoss)), logLossLeftOut: mean(strange.map(\.logLoss)),
            checksum: ContentHash.hexadecimal(trials.reduce(0) { $0 &+ $1.checksum }))
    }
}
