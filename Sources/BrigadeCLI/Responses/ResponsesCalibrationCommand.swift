import Adapting
import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen

/// `brigade responses calibration`: how far what an adaptive agent believes of its partners can be relied on.
struct ResponsesCalibrationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibration", abstract: "Measure whether what an adaptive agent believes of its partners is as likely as it says.",
        discussion: """
            Every partner plays beside another agent while the library of an adaptive agent looks on, once with the partner in it and once \
            with the partner left out, when it should say that the partner is none of those it knows. For some ticks of the episode the \
            table has the mean confidence of what was believed, the share that was right, the expected calibration error over ten bins of \
            confidence, the mean squared error, the share that was right beside known and left-out partners, and how likely 'none of them' \
            was beside each. Known and left-out partners count in the proportion that the agent expects at first. A second table has the bins.

            Examples:
              brigade responses calibration forced_coordination
              brigade responses calibration cramped_room --agent my/adaptive.yaml --episodes 4 --json
            """)

    @Argument(help: "Kitchens: names of maps or files.")
    var maps: [String]
    @OptionGroup var options: KnownResponseOptions
    @Option(help: "An agent of kind adaptive, whose library looks on.")
    var agent = "adaptive"
    @Option(help: "Who plays beside the partners; {kitchen} stands for the kitchen's name.")
    var beside = "planner"
    @Option(name: .customLong("with"), parsing: .upToNextOption, help: "Partners, likewise. Default: the models of the library.")
    var partners: [String] = []
    @Option(.episodes, help: "Episodes of each partner, with it and without.") var episodes = 1
    @Option(.from(0, to: 999_999), help: "Ticks after which beliefs are taken. Default: 25, 50, 100, 200 and the last.")
    var ticks: [Int] = []
    @Option(.seed, help: "Seed of all random numbers.") var seed: UInt64 = 1
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Flag(help: "Print rows as a JSON array.")
    var json = false

    private struct Row: Encodable {
        let map: String
        /// Nil for all ticks from the first of them on.
        let tick: Int?
        let confidence: Double
        let accuracy: Double
        let error: Double
        let brier: Double
        let rightKnown: Double
        let rightLeftOut: Double
        let noneKnown: Double
        let noneLeftOut: Double
        /// Share of all, mean confidence and share that is right, by tenths of confidence.
        let bins: [[Double]]

        init(_ map: String, _ tick: Int?, _ calibration: Calibration) {
            (self.map, self.tick) = (map, tick)
            confidence = calibration.bins.reduce(0) { $0 + $1.weight * $1.confidence }
            accuracy = calibration.bins.reduce(0) { $0 + $1.weight * $1.accuracy }
            (error, brier) = (calibration.error, calibration.brier)
            (rightKnown, rightLeftOut) = (calibration.rightKnown, calibration.rightLeftOut)
            (noneKnown, noneLeftOut) = (calibration.noneKnown, calibration.noneLeftOut)
            bins = calibration.bins.map { [$0.weight, $0.confidence, $0.accuracy] }
        }
    }

    func validate() throws {
        guard ticks.allSatisfy((0..<options.horizon).contains) else {
            throw ValidationError("beliefs are taken after 0 to \(options.horizon - 1) ticks of an episode of \(options.horizon)")
        }
    }

    func run() throws {
        let kind = try options.adaptive(agent)
        var rows: [Row] = []
        for kitchen in try options.kitchens(maps) { rows += try measure(kind, kitchen) }
        if json { return print(try JSONText.pretty(rows)) }
        printLines(table(rows) + [""] + bins(rows.filter { $0.tick == nil }))
    }

    private func measure(_ kind: AdaptiveKind, _ kitchen: Kitchen) throws -> [Row] {
        let others = try partners.isEmpty ? kind.library(in: kitchen).models : options.named(partners, in: kitchen)
        let observer = try options.named([beside], in: kitchen)[0]
        let episodes = (0..<episodes).flatMap { episode in others.map { ($0, seed &+ UInt64(episode)) } }
        let horizon = options.horizon
        let trials = Workers(jobs).map(episodes.count) { place in
            let (partner, seed) = episodes[place]
            return Result {
                try [kind, kind.leavingOut([partner.contentHash])].map {
                    try RecognitionTrial($0, kitchen, [observer, partner], isQuick: false, horizon: horizon, seed: seed).beliefs
                }
            }
        }
        let beliefs = try trials.map { try $0.get() }
        func row(_ tick: Int?, _ chosen: Range<Int>) -> Row {
            let (known, leftOut) = (beliefs.flatMap { $0[0][chosen] }, beliefs.flatMap { $0[1][chosen] })
            return Row(kitchen.layout.name, tick, Calibration(known: known, leftOut: leftOut, strangers: kind.strangers))
        }
        let chosen = ticks.isEmpty ? [25, 50, 100, 200].filter { $0 < horizon - 1 } + [horizon - 1] : ticks
        return chosen.map { row($0, $0..<($0 + 1)) } + [row(nil, (chosen.min() ?? 0)..<horizon)]
    }

    private func table(_ rows: [Row]) -> [String] {
        var table = TextTable(
            ["map", "tick", "confidence", "right", "error", "brier", "known: right", "left out: right", "known: none", "left out: none"],
            words: 1)
        for row in rows {
            table.add(
                [row.map, row.tick.map { "\($0)" } ?? "all"]
                    + [row.confidence, row.accuracy].map(\.percent) + [row.error, row.brier].map { String(format: "%.3f", $0) }
                    + [row.rightKnown, row.rightLeftOut, row.noneKnown, row.noneLeftOut].map(\.percent))
        }
        return table.lines(.standardOutput)
    }

    private func bins(_ rows: [Row]) -> [String] {
        var table = TextTable(["map", "confidence", "share of beliefs", "mean", "right"], words: 1)
        for row in rows {
            for (tenth, bin) in row.bins.enumerated() where bin[0] > 0 {
                table.add([row.map, "\(10 * tenth) to \(10 * tenth + 10) %"] + bin.map(\.percent))
            }
        }
        return table.lines(.standardOutput)
    }
}
