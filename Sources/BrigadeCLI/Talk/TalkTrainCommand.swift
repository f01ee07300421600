import ArgumentParser
import Basics
import Foundation
import Language
import Learning
import Referential
import Tournaments

/// `brigade talk train`: methods of an experiment.
struct TalkTrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train with the methods of an experiment, and print how they compare.",
        discussion: """
            An experiment file names a game, methods and seeds (docs/language.md). All methods learn from the same rounds of people \
            and spend the same gradient steps and batches of games, which are printed. Ctrl-C saves; the same command \
            continues, also after a kill, and ends in the same bytes, whatever --jobs is. Intervals are bootstraps over seeds and the people who judge. \
            \(MessageRules.definition)

            Several jobs can share a folder: each does one run, a method with a seed, with --only, and --table prints the table when all are \
            done; 'brigade plan' writes such jobs.

            Examples:
              brigade talk train Studies/talk-scenes.yaml
              brigade talk train Studies/talk-colours.yaml --run runs/colours --jobs 1 --json
              brigade talk train Studies/talk-scenes.yaml --only s2p-sched-2
            """)

    @Argument(help: "Experiment file, .yaml.", completion: .file(extensions: ["yaml"]))
    var experiment: String
    @Option(name: .customLong("run"), help: "Folder of the runs. Default: runs/talk-NAME.") var place: String?
    @Option(
        help: ArgumentHelp(
            "Do this run alone: a method with a seed, such as supervised-0, for one of several jobs on one folder.", valueName: "member"))
    var only: String?
    @Flag(help: "List the runs by the names that --only takes, and train nothing.")
    var listMembers = false
    @Flag(help: "Train nothing; print the table, or exit 75 and say which runs are missing.")
    var table = false
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Flag(help: "Print all results as a JSON array.") var json = false

    func validate() throws {
        if [only != nil, listMembers, table].count(where: { $0 }) > 1 {
            throw ValidationError("--only does a run, --list-members lists them, --table prints what all came to; give one of them")
        }
        if json && (only != nil || listMembers) { throw ValidationError("--json prints results of all runs; leave it out here") }
    }

    func run() throws {
        let read = try Experiment.read(experiment)
        if listMembers { return printLines(ExperimentRun.members(of: read).map(\.description)) }
        let member = try only.map { try chosen($0, of: read) }
        if read.corpus == nil, let game = GameCatalogue.standard.family(read.game), game.hasCorpus {
            Terminal.say("no corpus is named: simulated speakers describe the \(read.game), and the results say nothing about people")
        }
        let run = try ExperimentRun(read, folder: place ?? "runs/talk-\(read.name)")
        let interruption = Interruption()
        if table {
            let missing = try run.missing()
            guard missing.isEmpty else {
                Terminal.say("\(missing.count) of \(run.members.count) runs are not done in \(run.folder): \(ListWords.few(missing))")
                throw ExitCode.incomplete
            }
        }
        let results = try run.run(only: member, workers: Workers(jobs), report: { Terminal.say($0) }) { interruption.hasHappened }
        if interruption.hasHappened, let member, try run.result(member.method, member.seed) == nil {
            Terminal.say("stopped; the same command continues")
            throw ExitCode(Interruption.exitCode)
        }
        if let member { return Terminal.say("\(member) is done in \(run.folder)") }
        if json { return print(try JSONText.pretty(results.map(PrintedResult.init))) }
        printLines(MethodTable(results).lines(.standardOutput))
        guard !interruption.hasHappened else {
            Terminal.say("stopped; the same command continues")
            throw ExitCode(Interruption.exitCode)
        }
    }

    private func chosen(_ name: String, of experiment: Experiment) throws -> ExperimentRun.Member {
        let members = ExperimentRun.members(of: experiment)
        if let member = members.first(where: { $0.description == name }) { return member }
        let names = members.map(\.description)
        let hint = nearMiss(to: name, among: names).map { "did you mean '\($0)'?" } ?? "there are \(ListWords.few(names))"
        throw ValidationError("\(self.experiment) has no run '\(name)'; \(hint)")
    }
}

extension TalkTrainCommand: DivisibleCommand {
    func parts() throws -> CommandParts? {
        guard only == nil, !listMembers, !table else { return nil }
        let members = try ExperimentRun.members(of: Experiment.read(experiment))
        return CommandParts(jobs: members.map { ["--only", "\($0)"] }, last: ["--table"])
    }
}

/// A result as it is printed: `arm` is the name of the release before for `method`.
private struct PrintedResult: Encodable {
    let result: MethodResult

    private enum Keys: String, CodingKey { case method }

    func encode(to encoder: any Encoder) throws {
        try result.encode(to: encoder)
        var values = encoder.container(keyedBy: Keys.self)
        try values.encode(result.method, forKey: .method)
    }
}

/// Results of methods, a row a method: means over seeds with intervals.
struct MethodTable {
    private let results: [MethodResult]

    init(_ results: [MethodResult]) { self.results = results }

    private static let columns: [(name: String, value: @Sendable (MethodResult) -> Double?, factor: Double)] = [
        ("unheard", { $0.unheardPeople }, 100), ("heard", { $0.heardPeople }, 100), ("own", { $0.ownPartner }, 100),
        ("buffer", { $0.buffer }, 100), ("new combinations", { $0.byHeldOut["new combinations"]?.accuracy }, 100),
        ("unknown words", { $0.byHeldOut["unknown words"]?.accuracy }, 100), ("k=0", { $0.kShot["0"] }, 100),
        ("k=1", { $0.kShot["1"] }, 100), ("k=5", { $0.kShot["5"] }, 100),
        ("k=10", { $0.kShot["10"] }, 100), ("nats/word", { $0.perWord }, 1), ("BLEU", { $0.bleu }, 1), ("chrF", { $0.chrF }, 1),
        ("ROUGE-L", { $0.rougeL }, 100), ("F1", { $0.attributeF1 }, 100), ("length", { $0.length }, 1),
        ("words", { Double($0.differentWords) }, 1), ("apart", { $0.bufferDistance }, 1),
    ]

    func lines(_ terminal: Terminal) -> [String] {
        var table = TextTable(["method", "seeds", "steps", "games", "unheard, interval"] + Self.columns.dropFirst().map(\.name), words: 1)
        let methods = results.reduce(into: [TrainingMethod]()) { if !$0.contains($1.method) { $0.append($1.method) } }
        for (index, method) in methods.enumerated() {
            let own = results.filter { $0.method == method }
            let people = Set(own.flatMap(\.bySpeaker.keys)).sorted()
            let counts = own.map { result in people.map { (result.bySpeaker[$0]?.correct ?? 0, result.bySpeaker[$0]?.rounds ?? 0) } }
            let unheard = Statistics.crossed(counts, .init(resamples: 2000, confidence: 0.95), key: UInt64(index))
            var row = [method.rawValue, "\(own.count)", "\(own[0].gradientSteps)", "\(own[0].games)"]
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
