import ArgumentParser
import Basics
import Conformance
import EpisodeStore
import Episodes
import Foundation
import HumanTrials
import KitchenMaps
import SourceFiles

/// `brigade import human-trials`: recorded trials of people.
struct ImportTrialsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "human-trials", abstract: "Replay, verify and store recorded trials of people.",
        discussion: """
            Every state and reward must be what a replay gives; a trial that differs is named and left out, and the exit \
            code is 1. Nobody's id is stored, and importing a file again adds nothing. docs/human-trials.md describes \
            the format; Tools/fetch_human_trials.py makes such a file from tables and trajectories of overcooked_ai. What a \
            trial does not have (states, rewards, the dynamics) is replayed, and named as not compared.

            Examples:
              brigade import human-trials runs/2019_hh_train.jsonl.gz
              brigade import human-trials trials/*.jsonl --db runs/people.sqlite
            """)

    @OptionGroup var file: StoreOptions
    @OptionGroup var maps: MapOptions
    @Argument(help: "Files of trials, .jsonl or .jsonl.gz.", completion: .file(extensions: ["jsonl", "gz"]))
    var files: [String]

    func run() throws {
        let store = try file.create()
        var refused = 0
        for file in files {
            let (trials, untold, wrong) = try read(file)
            refused += wrong
            let imported = try store.importPeople(trials, settings: settings(file, trials))
            let ticks = trials.reduce(0) { $0 + $1.episode.ticks }
            let twice = imported.alsoElsewhere == 0 ? "" : " (\(imported.alsoElsewhere) of them from another file, too)"
            print(
                "\(file): \(trials.count) trials of \(ticks) ticks match, \(wrong) refused; \(imported.stored) stored\(twice), "
                    + "\(imported.known) there already")
            if !untold.isEmpty {
                let parts = HumanTrial.Untold.allCases.compactMap { part in untold[part].map { "\(part.rawValue) of \($0) trials" } }
                print("  replayed, but not compared, since the file does not have them: \(parts.joined(separator: ", "))")
            }
        }
        try store.close()
        if refused > 0 { throw ExitCode(1) }
    }

    /// The trials of a file that match, and how many do not; says what is wrong with those.
    private func read(
        _ file: String
    ) throws -> (trials: [EpisodeStore.Foreign], untold: [HumanTrial.Untold: Int], refused: Int) {
        let library = maps.library
        var trials: [EpisodeStore.Foreign] = []
        var untold: [HumanTrial.Untold: Int] = [:]
        var refused = 0
        try HumanTrial.forEachLine(in: file, maps: { try? library.layout($0) }) { line in
            do {
                let trial = try line.get()
                let agents = trial.seats.map { seat -> String? in if case .agent(let name) = seat { name } else { nil } }
                trials.append(.init(try trial.episode(), collection: trial.collection, source: trial.origin, agents: agents))
                for part in trial.untold { untold[part, default: 0] += 1 }
            } catch {
                Terminal.sayLines("\(error)")
                refused += 1
            }
        }
        guard trials.count + refused > 0 else { throw RecordError(file: file, message: "holds no trials; fetch the file again") }
        return (trials, untold, refused)
    }

    /// What names the run: the file, and what is in it.
    private func settings(_ file: String, _ trials: [EpisodeStore.Foreign]) throws -> String {
        let content = ContentHash.of(trials.map { Data("\($0.source) \($0.episode.stateHash)".utf8) })
        return try EpisodeExport.json(["file": URL(fileURLWithPath: file).lastPathComponent, "trials": content])
    }
}
