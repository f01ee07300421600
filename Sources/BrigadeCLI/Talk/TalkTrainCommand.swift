import Basics
import ArgumentParser
import Foundation
import Language
import Learning
import Referential
import Tournaments

/// `brigade talk train`: arms of an experiment.
struct TalkTrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train the arms of an experiment, and print how they compare.",
        discussion: """
            An experiment file names a game, arms and seeds (docs/language.md). All arms learn from the same rounds of people \
            and spend the same gradient steps and batches of games, which are printed. Ctrl-C saves; the same command goes \
            on, also after a kill, and ends in the same bytes, whatever --jobs is. Intervals are bootstraps over seeds and the people who judge. \
            \(MessageRules.definition)

            Examples:
              brigade talk train Studies/talk-scenes.yaml
              brigade talk train Studies/talk-colours.yaml --run runs/colours --jobs 1 --json
            """)

    @Argument(help: "Experiment file, .yaml.", completion: .file(extensions: ["yaml"]))
    var experiment: String
    @Option(name: .customLong("run"), help: "Folder of the runs. Default: runs/talk-NAME.") var place: String?
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: as many as there are cores.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print all results as a JSON array.") var json = false

    func run() throws {
        let read = try TalkExperiment.read(experiment)
        if read.game == .colours && read.corpus == nil {
            Terminal.say("no corpus is named: stand-ins describe the colours, and what comes out says nothing about people")
        }
        let folder = place ?? "runs/talk-\(read.name)"
        let interruption = Interruption()
        let results = try ExperimentRun(read, folder: folder).run(workers: Workers(jobs), report: { Terminal.say($0) }) {
            interruption.hasHappened
        }
        if json { return print(try JSONText.pretty(results)) }
        printLines(TalkTable(results).lines(.standardOutput))
        guard !interruption.hasHappened else {
            Terminal.say("stopped; the same command goes on")
            throw ExitCode(130)
        }
    }
}

/// Results of arms, a row an arm: means over seeds with intervals.
struct TalkTable {
    private let results: [ArmResult]

    init(_ results: [ArmResult]) { self.results = results }

    private static let columns: [(name: String, value: @Sendable (ArmResult) -> Double?, factor: Double)] = [
        ("unheard", { $0.unheardPeople }, 100), ("heard", { $0.heardPeople }, 100), ("own", { $0.ownPartner }, 100),
        ("buffer", { $0.buffer }, 100), ("new combinations", { $0.byHeldOut["new combinations"]?.accuracy }, 100),
        ("unknown words", { $0.byHeldOut["unknown words"]?.accuracy }, 100), ("k=0", { $0.kShot["0"] }, 100),
        ("k=1", { $0.kShot["1"] }, 100), ("k=5", { $0.kShot["5"] }, 100),
        ("k=10", { $0.kShot["10"] }, 100), ("nats/word", { $0.perWord }, 1), ("BLEU", { $0.bleu }, 1), ("chrF", { $0.chrF }, 1),
        ("ROUGE-L", { $0.rougeL }, 100), ("F1", { $0.attributeF1 }, 100), ("length", { $0.length }, 1),
        ("words", { Double($0.differentWords) }, 1), ("apart", { $0.bufferDistance }, 1),
    ]

    func lines(_ terminal: Terminal) -> [String] {
        var table = TextTable(["arm", "seeds", "steps", "games", "unheard, interval"] + Self.columns.dropFirst().map(\.name), words: 1)
        let arms = results.reduce(into: [Arm]()) { if !$0.contains($1.arm) { $0.append($1.arm) } }
        for (index, arm) in arms.enumerated() {
            let own = results.filter { $0.arm == arm }
            let people = Set(own.flatMap(\.bySpeaker.keys)).sorted()
            let counts = own.map { result in people.map { (result.bySpeaker[$0]?.right ?? 0, result.bySpeaker[$0]?.rounds ?? 0) } }
            let unheard = Statistics.crossed(counts, .init(resamples: 2000, confidence: 0.95), key: UInt64(index))
            var row = [arm.rawValue, "\(own.count)", "\(own[0].steps)", "\(own[0].games)"]
            row.append(String(format: "%.1f [%.1f, %.1f]", 100 * unheard.value, 100 * unheard.low, 100 * unheard.high))
            for column in Self.columns.dropFirst() {
                let values = own.compactMap(column.value)
                let mean = values.reduce(0, +) / Double(max(values.count, 1)) * column.factor
                row.append(values.isEmpty ? "-" : String(format: column.factor == 1 ? "%.2f" : "%.1f", mean))
            }
            table.add(row)
        }
        return table.lines(terminal)
    }
}
