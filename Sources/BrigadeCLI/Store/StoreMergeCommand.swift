import ArgumentParser
import Basics
import EpisodeStore
import Foundation

/// `brigade store merge`: shards into one store.
struct StoreMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Put shards together: the same store, row by row, as an undivided tournament makes.",
        discussion: """
            In any order, any number of times, also into a store with other runs; what is there already stays, and no episode is \
            there twice. Each file is merged whole or not at all. A folder means all whole shards in it.

            Refused is a shard in which an episode went otherwise than in the store, and, unless --allow-mixed is given, one that \
            another build of Brigade played or a machine on which the plan's canary episodes went otherwise.

            Exits 75 while shards are missing, and says which, as a list that schedulers take; 1 when a file could not be merged.

            Examples:
              brigade store merge shards/ --into runs/all.sqlite
              brigade store merge shards/1-of-4.sqlite shards/2-of-4.sqlite --into runs/all.sqlite
            """)

    @Argument(help: "Shards, and folders of them.", completion: .file(extensions: ["sqlite"]))
    var shards: [String]
    @Option(help: "The store that gets the episodes; it is made where there is none.", completion: .file(extensions: ["sqlite"]))
    var into: String
    @Flag(help: "Merge shards of one plan that several builds played, or machines that play differently; reports say so.")
    var allowMixed = false

    func run() throws {
        let files = ShardFiles.all(shards).filter { !isTarget($0) }
        guard !files.isEmpty else {
            Terminal.say("no shard is whole in \(shards.joined(separator: ", ")) yet; 'brigade store status' shows what there is")
            throw ExitCode.incomplete
        }
        let store = try EpisodeStore(creating: into)
        let kinds = AgentOptions.catalogue.clockKinds
        var failed = 0
        var line = StatusLine()
        for (number, file) in files.enumerated() {
            do {
                let result = try store.merge(file, allowsMixed: allowMixed, clockKinds: kinds)
                if result.leftOut > 0 {
                    line.end()
                    Terminal.say("\(file): \(result.leftOut) episodes of other runs than tournaments were left out")
                }
                line.show("\(number + 1) of \(files.count) files, \(result.added) episodes new, \(result.known) there already")
            } catch {
                line.end()
                failed += 1
                Terminal.say("error: \(Failure.words(error))")
                // What fails of the store itself fails for all files.
                if let problem = error as? StoreError, problem.file == into { throw problem }
            }
        }
        line.end()
        let runs = try store.shardedRuns()
        try store.close()
        for run in runs {
            printLines(["run \(run.run.id): \(run.run.stored) of \(run.run.planned) episodes in \(into)"] + ShardFiles.missing(run))
        }
        if failed > 0 { throw ExitCode(1) }
        if runs.contains(where: { !$0.isComplete }) { throw ExitCode.incomplete }
    }

    private func isTarget(_ file: String) -> Bool {
        URL(fileURLWithPath: file).resolvingSymlinksInPath().path == URL(fileURLWithPath: into).resolvingSymlinksInPath().path
    }
}
