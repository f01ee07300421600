import ArgumentParser
import Basics
import Foundation
import KitchenMaps
import Planning
import Tournaments

/// `brigade experience evaluate`: what experience gains.
struct ExperienceEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Compare what planners score with an experience and without it.",
        discussion: """
            The same episodes are played with and without it, in every seat. The difference is printed with its 95 % interval: a \
            bootstrap over episodes, each partner counting the same. Without --maps the kitchens are those classic ones that \
            no example comes from.

            Examples:
              brigade experience evaluate mine.jsonl
              brigade experience evaluate mine.jsonl --with greedy Agents/human-proxies --episodes 20 --json
            """)

    @OptionGroup var options: ExperienceTrialOptions
    @Argument(help: "The file.", completion: .file(extensions: ["jsonl"]))
    var file: String
    @Option(parsing: .upToNextOption, help: "Kitchens to play in. Default: the classic ones that the examples do not come from.")
    var maps: [String] = []
    @Flag(help: "Print rows as a JSON array.")
    var json = false

    private struct Row: Encodable {
        let kitchen: String
        /// Whether examples come from it.
        let isKnown: Bool
        /// Counted from one; nil for all seats.
        let seat: Int?
        let episodes: Int
        let with: Double
        let without: Double
        let difference: Statistics.Estimate
    }

    /// Scores of a pairing's episodes in their order, and the difference that experience makes in each.
    private struct Scores {
        var with: [Double]
        var without: [Double]
        var differences: [Double] { zip(with, without).map { $0 - $1 } }
    }

    func run() throws {
        let experience = try Experience(reading: file)
        let names = maps.isEmpty ? MapLibrary.classicNames.filter { !experience.kitchens.contains($0) } : maps
        guard !names.isEmpty else {
            throw ValidationError("examples come from every classic kitchen; --maps names those to play in")
        }
        let trial = try options.trial(names)
        var plain = options.settings
        plain.experience = ExperienceUse()
        let planners = (with: PlannerKind(options.settings, experience: experience), without: PlannerKind(plain))
        var scores: [ExperienceTrial.Pairing: Scores] = [:]
        var status = StatusLine()
        for (index, pairing) in trial.pairings.enumerated() {
            scores[pairing] = Scores(
                with: try trial.play(planners.with, pairing).map(\.score), without: try trial.play(planners.without, pairing).map(\.score))
            status.show(done: index + 1, of: trial.pairings.count, since: 0, what: "pairings")
        }
        let rows = rows(trial, scores, known: Set(experience.kitchens))
        guard !json else { return print(try JSONText.pretty(rows)) }
        var table = TextTable(["kitchen", "known", "seat", "episodes", "with", "without", "difference", "95 % interval"], words: 3)
        for row in rows {
            table.add([
                row.kitchen, row.isKnown ? "yes" : "no", row.seat.map { "\($0)" } ?? "all", "\(row.episodes)",
                String(format: "%.1f", row.with), String(format: "%.1f", row.without), String(format: "%+.1f", row.difference.value),
                String(format: "[%+.1f, %+.1f]", row.difference.low, row.difference.high),
            ])
        }
        printLines(table.lines(.standardOutput))
    }

    /// A row a kitchen and seat, a row a kitchen, and one of all.
    private func rows(_ trial: ExperienceTrial, _ scores: [ExperienceTrial.Pairing: Scores], known: Set<String>) -> [Row] {
        var rows: [Row] = []
        func add(_ name: String, seat: Int?, _ meant: (ExperienceTrial.Pairing) -> Bool) {
            let found = trial.pairings.filter(meant).compactMap { scores[$0] }
            guard !found.isEmpty else { return }
            func mean(_ values: (Scores) -> [Double]) -> Double { Statistics.mean(found.map { Statistics.mean(values($0)) }) }
            rows.append(
                Row(
                    kitchen: name, isKnown: known.contains(name), seat: seat.map { $0 + 1 },
                    episodes: found.reduce(0) { $0 + $1.with.count }, with: mean(\.with), without: mean(\.without),
                    difference: Statistics.meanOfMeans(found.map(\.differences), Statistics.Bootstrap(), key: UInt64(rows.count))))
        }
        for (index, kitchen) in trial.kitchens.enumerated() {
            for seat in 0..<kitchen.players { add(kitchen.layout.name, seat: seat) { $0.kitchen == index && $0.seat == seat } }
            add(kitchen.layout.name, seat: nil) { $0.kitchen == index }
        }
        if trial.kitchens.count > 1 { add("all", seat: nil) { _ in true } }
        return rows
    }
}
