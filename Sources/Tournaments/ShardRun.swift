import Basics
import EpisodeStore
import Foundation

/// A shard of a tournament on its way into a file of its own, which appears whole or not at all.
///
/// It is played into a store on a disk of this machine. Every few minutes, and when it is asked to end, what there is appears as
/// FILE.part, with which any machine goes on; at the end FILE appears and FILE.part goes. Of a shared folder nothing is needed but
/// that files can be written and renamed there.
public final class ShardRun {
    public let plan: TournamentPlan
    public let shard: Shard
    /// The file to be made.
    public let file: String
    public let tournament: Tournament
    /// Episodes that came from what an earlier job left.
    public var alreadyStored: Int { tournament.alreadyStored }
    private let store: EpisodeStore
    private let folder: WorkFolder
    private let origin: Origin
    private let canary: String?
    private let pause: Duration
    private var lastPart = ContinuousClock.now

    private var part: String { file + ".part" }

    /// Begins the shard, or takes up what an earlier job left.
    /// - Parameters:
    ///   - work: a folder on a disk of this machine.
    ///   - pause: how often FILE.part is to appear.
    ///   - clockKinds: kinds of agents that go by the clock.
    /// - Throws: `TournamentError` where the file, or its part, is of something else or of another build; `StoreError`,
    ///   `OutputError`, and what agents throw who cannot play.
    public init(
        _ plan: TournamentPlan, _ shard: Shard, file: String, work: String, origin: Origin, pause: Duration, allowsMixed: Bool,
        clockKinds: Set<String>
    ) throws {
        self.plan = plan
        self.shard = shard
        self.file = file
        self.origin = origin
        self.pause = pause
        try ShardRun.checkPlace(file)
        let place = URL(fileURLWithPath: file).standardizedFileURL.path
        let key = ContentHash.of([Data(place.utf8), Data(plan.hash.utf8), Data("\(shard)".utf8)])
        folder = try WorkFolder(in: work, for: "brigade-\(key)")
        let canary = try plan.canary()
        self.canary = canary
        store = try EpisodeStore(creating: folder.path + "/shard.sqlite")
        if FileManager.default.fileExists(atPath: file + ".part") {
            let known = try ShardRun.record(in: file + ".part", plan, shard)
            if let known, !allowsMixed {
                guard known.builds == [origin.build] else {
                    throw TournamentError(
                        description:
                            "\(file).part was played by build \(known.builds.joined(separator: " and ")), this is \(origin.build); go on "
                            + "with that one, remove the file, or mix them with --allow-mixed")
                }
                guard known.canary == canary else {
                    throw TournamentError(
                        description:
                            "\(file).part comes from a machine on which the plan's canary episodes went otherwise; this machine or that "
                            + "one computes differently. Remove the file, or mix them with --allow-mixed")
                }
            }
            try store.merge(file + ".part", allowsMixed: allowsMixed, clockKinds: clockKinds)
        }
        tournament = try Tournament(plan, store: store, shard: shard, origin: origin)
    }

    /// Whether the shard's file is there, whole.
    /// - Throws: `TournamentError` where it holds something else; `StoreError` where it cannot be read.
    public static func isDone(_ plan: TournamentPlan, _ shard: Shard, file: String) throws -> Bool {
        guard FileManager.default.fileExists(atPath: file) else { return false }
        guard let record = try record(in: file, plan, shard), record.isComplete else {
            throw TournamentError(description: "\(file) is no whole shard; name another file, or remove this one")
        }
        return true
    }

    /// What a file says about the shard.
    /// - Throws: `TournamentError` where it is of another plan, or of another shard.
    private static func record(in file: String, _ plan: TournamentPlan, _ shard: Shard) throws -> ShardRecord? {
        let store = try EpisodeStore(reading: file)
        let runs = try store.shardedRuns()
        try store.close()
        guard runs.count == 1, runs[0].plan == plan.hash else {
            throw TournamentError(
                description:
                    "\(file) holds another plan, perhaps since an agent or a map has changed; name another file, or remove this one")
        }
        guard let record = runs[0].shards.first(where: { $0.number == shard.number && $0.count == shard.count }) else {
            let others = runs[0].shards.map { "\($0.number)/\($0.count)" }.joined(separator: ", ")
            throw TournamentError(description: "\(file) holds shard \(others), not \(shard); name another file, or remove this one")
        }
        return record
    }

    /// Makes the file's folder, and refuses one in which it could not be put at the end.
    private static func checkPlace(_ file: String) throws {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard access(folder, W_OK) == 0 else { throw OutputError(file, errno) }
    }

    /// Plays what is missing and puts the file, or its part, in place.
    /// - Parameters:
    ///   - isStrict: as in `Tournament.play`.
    ///   - willKeep: called before FILE.part is written after a request to stop.
    /// - Returns: how far it came.
    /// - Throws: as `Tournament.play`; `OutputError` where the file cannot be written. What was played is kept on this machine then.
    public func play(
        jobs: Int, isStrict: Bool, report: (Tournament.Progress) -> Void, shouldStop: @escaping @Sendable () -> Bool, willKeep: () -> Void
    ) throws -> Tournament.Progress {
        lastPart = .now
        var problem: (any Error)?
        let end: Tournament.Progress
        do {
            end = try tournament.play(
                jobs: jobs, isStrict: isStrict,
                report: { progress in
                    report(progress)
                    guard ContinuousClock.now - lastPart > pause, !shouldStop(), progress.stored < progress.planned else { return }
                    // A full disk now need not be one at the end.
                    do { try keep(progress, at: part) } catch { problem = error }
                    lastPart = .now
                }, shouldStop: shouldStop)
        } catch {
            try? keep(Tournament.Progress(stored: alreadyStored, played: 0, planned: tournament.planned), at: part)
            throw error
        }
        if end.stored < end.planned {
            willKeep()
            try keep(end, at: part)
            if let problem, !shouldStop() { throw problem }
        } else {
            try keep(end, at: file)
            unlink(part)
        }
        try store.close()
        folder.remove()
        return end
    }

    private func keep(_ progress: Tournament.Progress, at path: String) throws {
        try store.note(
            ShardRecord(
                number: shard.number, count: shard.count, planned: progress.planned, stored: progress.stored, builds: [origin.build],
                canary: canary), of: tournament.run.id)
        do {
            try store.publish(to: path, through: folder.path)
        } catch {
            throw TournamentError(
                description: "\(error); what was played is in \(folder.path), and the same command on this machine goes on from there")
        }
    }
}
