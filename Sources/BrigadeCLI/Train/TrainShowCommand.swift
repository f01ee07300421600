import ArgumentParser
import Basics
import Foundation
import Learning
import Populations

/// `brigade train show`: what a run was like.
struct TrainShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a training run: curves, lineage and discovered schedules.",
        discussion: """
            Of a run of any method, finished or not. The lineage of population based training shows which member copied whose \
            weights, and the schedule shows the hyperparameters with which the best member's weights were learned.

            Examples:
              brigade train show runs/pbt-cramped_room-0
              brigade train show runs/fcp-cramped_room-0 --html fcp.html
              brigade train show runs/ppo-cramped_room-0 --tensorboard runs/tensorboard/ppo
              brigade train show runs/ppo-cramped_room-0 --csv > curve.csv
            """)

    @Argument(help: "The run's folder.") var folder: String
    @Option(help: "Write a page with everything to this file.") var html: String?
    @Option(help: "Write TensorBoard event files, one a member, into this folder.") var tensorboard: String?
    @Flag(help: "Print all metrics as comma-separated values.") var csv = false

    func run() throws {
        let story = try RunStory(folder: folder)
        if let html { try WholeFile.write(RunPage(story).html, to: html) }
        if let tensorboard { try story.writeTensorBoard(into: tensorboard) }
        if csv {
            printData(CSV.row(["member"] + FormerColumns.heading(story.columns)))
            for line in story.lines { printData(CSV.row([line.member] + FormerColumns.cells(line.values, story.columns))) }
        } else {
            show(story)
        }
    }

    private func show(_ story: RunStory) {
        let terminal = Terminal.standardOutput
        printLine(terminal.style("\(story.method) on \(story.map)", .bold))
        var table = TextTable(["member", "scores", "iterations", "last", "best"], words: 2)
        for curve in story.curves {
            table.add([
                curve.member, Self.sparkline(curve.scores, width: 40), "\(curve.scores.count)", Self.number(curve.scores.last),
                Self.number(curve.scores.max()),
            ])
        }
        printLines(table.lines(terminal))
        for curve in story.curves {
            for (name, words) in (curve.notes.last ?? [:]).sorted(by: { $0.key < $1.key }) where name.hasPrefix("scores") {
                printLine("\(curve.member): \(name): \(words)")
            }
        }
        let descents = story.descents
        if !descents.isEmpty {
            print(terminal.style("\nlineage", .bold))
            for descent in descents { printLine("\(descent.child) took the weights of \(descent.parent)") }
        }
        let schedule = story.schedule
        guard let names = schedule.first?.values.keys.sorted() else { return }
        print(terminal.style("\nschedule of the best member's weights", .bold))
        var steps = TextTable(["segment"] + names, words: 1)
        for step in schedule { steps.add(["\(step.key)"] + names.map { String(format: "%.4g", step.values[$0] ?? 0) }) }
        printLines(steps.lines(terminal))
    }

    private static func number(_ value: Double?) -> String { value.map { String(format: "%.1f", $0) } ?? "" }

    /// A curve in one line of bars, each the mean of its part of the curve.
    static func sparkline(_ values: [Double], width: Int) -> String {
        let bars = Array("▁▂▃▄▅▆▇█")
        guard !values.isEmpty, let top = values.max(), top > 0 else { return String(repeating: bars[0], count: min(width, values.count)) }
        let columns = min(width, values.count)
        func place(_ column: Int) -> Int { column * values.count / columns }
        return String(
            (0..<columns).map { column in
                let part = values[
                    (column * values.count / columns)..<max((column + 1) * values.count / columns, column * values.count / columns + 1)]
                let mean = part.reduce(0, +) / Double(part.count)
                return bars[min(bars.count - 1, Int(max(mean, 0) / top * Double(bars.count - 1) + 0.5))]
            })
    }
}
