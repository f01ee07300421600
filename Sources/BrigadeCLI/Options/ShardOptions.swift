import Agents
import ArgumentParser
import Basics
import EpisodeStore
import Foundation
import Tournaments

extension ExitCode {
    /// Something that others still have to make is not there yet (EX_TEMPFAIL of sysexits).
    static let incomplete = ExitCode(75)
}

/// How a tournament is divided among jobs, and which of its pairs it plays.
struct ShardOptions: ParsableArguments {
    @Option(
        name: .customLong("shard"),
        help: ArgumentHelp(
            "Play one part of the plan, such as 3/32, into the file of --db, which appears whole at the end.", valueName: "i/n"))
    var shardText: String?
    @Option(
        help: ArgumentHelp(
            "Folder on a disk of this machine in which a shard is worked on.",
            discussion: "Default: $SLURM_TMPDIR or $TMPDIR where the scheduler sets them, else /tmp.", valueName: "folder"))
    var work: String?
    @Option(.from(1, to: 86_400), help: "Seconds after which a shard's FILE.part appears again, with which any machine goes on.")
    var keepEvery = 300
    @Option(
        help: ArgumentHelp(
            "Play the pairs in this file, as 'brigade store next' writes it, and no others.",
            discussion: "It names maps, agents and numbers of episodes; --agents says where agents are that have no name here."),
        completion: .file(extensions: ["csv"]))
    var pairs: String?
    @Flag(help: "Go on with a shard that another build of Brigade began, or a machine that plays otherwise.")
    var allowMixed = false

    func validate() throws {
        if let shardText, shard == nil {
            throw ValidationError(
                "--shard \(shardText): shards are counted from 1, such as --shard 1/4 to 4/4, and there are at most \(Shard.maxCount)")
        }
    }

    /// The part to play; nil for all.
    var shard: Shard? { shardText.flatMap(Shard.init(_:)) }

    private var place: String {
        let environment = ProcessInfo.processInfo.environment
        return work ?? environment["SLURM_TMPDIR"] ?? environment["TMPDIR"] ?? "/tmp"
    }

    /// Plays a shard.
    /// - Throws: `ExitCode` 130 when stopped before its end.
    func play(
        _ plan: TournamentPlan, _ shard: Shard, file: String, jobs: Int?, isStrict: Bool, _ interruption: Interruption,
        _ catalogue: AgentCatalogue
    ) throws {
        if try ShardRun.isDone(plan, shard, file: file) { return Terminal.say("shard \(shard) is in \(file) already, whole") }
        interruption.takeRepeatsAsOne()
        let run = try ShardRun(
            plan, shard, file: file, work: place, origin: ThisProgram.origin, pause: .seconds(keepEvery), allowsMixed: allowMixed,
            clockKinds: catalogue.clockKinds)
        Terminal.say(
            "shard \(shard): \(run.tournament.planned) of the plan's \(plan.count) episodes"
                + (run.alreadyStored > 0 ? ", \(run.alreadyStored) of them kept from an earlier job" : "") + " into \(file)")
        var line = StatusLine()
        defer { line.end() }
        let end: Tournament.Progress
        do {
            end = try run.play(
                jobs: jobs ?? AvailableCores.count(), isStrict: isStrict,
                report: { line.show(done: $0.stored, of: $0.planned, since: run.alreadyStored, what: "episodes") },
                shouldStop: { interruption.hasHappened }, willKeep: { interruption.allow(seconds: 25) })
        } catch let stop as FaultyEpisode {
            line.end()
            Terminal.say("error: \(stop)")
            throw ExitCode.faults
        }
        line.end()
        guard end.stored == end.planned else {
            Terminal.say(
                "stopped: \(end.stored) of \(end.planned) episodes are in \(file).part; the same command goes on from there, on any machine"
            )
            throw ExitCode(Interruption.exitCode)
        }
        Terminal.say("\(end.played) episodes played; all \(end.planned) are in \(file)")
    }
}
