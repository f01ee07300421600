import ArgumentParser
import Conformance

struct ConformanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Compare the kitchen with recorded episodes, step by step.",
        discussion: """
            FOLDER holds layouts.json, traj_*.jsonl.gz and, to compare encodings, encodings.jsonl.gz \
            (docs/conformance.md describes them). Exits 1 if anything differs.

            Example:
              brigade conformance Tests/KitchenTests/Fixtures/conformance
            """)

    @Argument(help: "Folder of recorded episodes.")
    var folder: String

    func run() throws {
        let report = try ConformanceCheck.run(folder: folder)
        let encoded = "\(report.encodedStates) encoded states" + (report.observations > 0 ? ", \(report.observations) observations" : "")
        print("\(report.episodes) episodes, \(report.steps) steps, \(encoded), \(report.differences) differences")
        for (reason, episodes) in report.leftOut.sorted(by: { $0.key < $1.key }) {
            print("left out: \(episodes) episode\(episodes == 1 ? "" : "s") of \(reason)")
        }
        if let first = report.firstDifference {
            print("first difference: \(first)")
            throw ExitCode(1)
        }
    }
}
