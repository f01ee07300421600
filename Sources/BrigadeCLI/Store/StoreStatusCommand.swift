import ArgumentParser
import EpisodeStore
import Foundation

/// `brigade store status`: how far the shards in a folder are.
struct StoreStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How far the shards in a folder are: done, missing, the rate, and the time that is left.",
        discussion: """
            Nothing but the files in the folder is asked: whole shards, and the parts that jobs keep every few minutes. So the time \
            that is left is known some minutes after the first job began. Exits 75 while shards are missing.

            Examples:
              brigade store status shards/
            """)

    @Argument(help: "Folders of shards, and shards.")
    var shards: [String]

    /// All that is known of one plan.
    private struct Plan {
        var planned = 0
        /// By number of shards, what is known of each.
        var shards: [Int: [Int: ShardRecord]] = [:]
        var began: Date?

        func stored(_ count: Int) -> Int { (shards[count] ?? [:]).values.reduce(0) { $0 + $1.stored } }
    }

    func run() throws {
        var plans: [String: Plan] = [:]
        var failed = 0
        let files = ShardFiles.all(shards, parts: true)
        for file in files {
            do {
                let store = try EpisodeStore(reading: file)
                for run in try store.shardedRuns() { add(run, to: &plans[run.plan, default: Plan()]) }
                try store.close()
            } catch {
                failed += 1
                Terminal.say("error: \(Failure.words(error))")
            }
        }
        guard !plans.isEmpty else {
            print("no shard and no part of one is in \(shards.joined(separator: ", ")) yet")
            throw failed > 0 ? ExitCode(1) : .incomplete
        }
        var isComplete = true
        for (hash, plan) in plans.sorted(by: { $0.key < $1.key }) {
            for count in plan.shards.keys.sorted() {
                let known = plan.shards[count] ?? [:]
                let missing = (1...count).filter { known[$0]?.isComplete != true }
                let begun = missing.filter { known[$0] != nil }
                print(
                    "plan \(hash.prefix(8)): \(count - missing.count) of \(count) shards, \(plan.stored(count)) of \(plan.planned) episodes"
                )
                guard !missing.isEmpty else { continue }
                isComplete = false
                if !begun.isEmpty { print("  begun: \(ShardFiles.array(begun))") }
                print("  missing: \(ShardFiles.array(missing)) (for Slurm: --array=\(ShardFiles.array(missing)))")
                if let words = pace(plan, count) { print("  \(words)") }
            }
        }
        if failed > 0 { throw ExitCode(1) }
        if !isComplete { throw ExitCode.incomplete }
    }

    private func add(_ run: ShardedRun, to plan: inout Plan) {
        plan.planned = run.run.planned
        for shard in run.shards {
            let known = plan.shards[shard.count]?[shard.number]
            if known.map({ $0.stored < shard.stored }) ?? true { plan.shards[shard.count, default: [:]][shard.number] = shard }
        }
        if let date = try? Date(run.run.started, strategy: .iso8601) { plan.began = min(plan.began ?? date, date) }
    }

    /// The rate since the first job began, and the time that is left at it.
    private func pace(_ plan: Plan, _ count: Int) -> String? {
        let stored = plan.stored(count)
        guard let began = plan.began, stored > 0, case let seconds = Date().timeIntervalSince(began), seconds > 0 else { return nil }
        let rate = Double(stored) / seconds
        return String(
            format: "%.1f episodes/s since the first job began, %@ left", rate, StatusLine.time(Double(plan.planned - stored) / rate))
    }
}
