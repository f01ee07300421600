import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning
import Synchronization

/// How far a run is.
public struct PopulationRunProgress: Sendable {
    /// Segments that are done, and all there are.
    public let done: Int
    public let all: Int
    /// What was learned last.
    public let key: SegmentKey
    /// The last line of its metrics by column.
    public let metrics: [String: String]
}

/// A method at work in a folder: learns the segments that are missing, several at a time.
public struct PopulationRun<Method: PopulationMethod>: Sendable {
    public let folder: String
    public let method: Method
    public let snapshots: SnapshotStore
    /// The one member that is learned here, while others may be learned elsewhere; nil for all.
    public let only: String?
    /// The weights of every so many-th snapshot of a member stay for good; those of others only as long as somebody may read them.
    /// It decides nothing in the result.
    public let keepEvery: Int

    /// The most snapshots that a folder takes.
    private static var maxSegments: Int { 1_000_000 }

    /// What decides the result.
    private struct Identity: Codable, Hashable {
        let method: String
        let map: String
        /// Hash of the map's file.
        let content: String
        let dynamics: String
        let settings: Method.Settings
    }

    /// Opens the folder, or makes it.
    /// - Parameters:
    ///   - only: the member to learn, of those that need nothing from members that are learning; nil for all.
    ///   - keepEvery: of how many snapshots one keeps its weights; 1 for all.
    /// - Throws: `LearningError` for a folder of another run, and for a member that the method does not have.
    public init(folder: String, method: Method, only: String? = nil, keepEvery: Int = 1) throws {
        self.folder = folder
        self.keepEvery = max(1, keepEvery)
        self.method = method
        self.only = only
        let names = method.members.map(\.name)
        if let only, !names.contains(only) {
            let hint = nearMiss(to: only, among: names).map { "did you mean '\($0)'?" } ?? "there are \(names.joined(separator: ", "))"
            throw LearningError("\(Method.name) has no member '\(only)'; \(hint)")
        }
        snapshots = SnapshotStore(run: folder)
        let segments = method.members.reduce(0) { $0 + $1.segments }
        guard segments <= Self.maxSegments else {
            throw LearningError(
                "the run would have \(segments) segments, and at most \(Self.maxSegments) can be kept; lower the steps, or make segments longer"
            )
        }
        let layout = method.kitchen.layout
        try RunFolder(folder).claim(
            Identity(
                method: Method.name, map: layout.name, content: layout.contentHash,
                dynamics: method.kitchen.dynamics.rawValue, settings: method.settings))
        // What another member's process is just writing is its own.
        for member in method.members where only == nil || member.name == only {
            try snapshots.removeUnfinished(member.name)
            let learned = snapshots.learned(member.keys)
            // A kill may have come between a snapshot and this; earlier ones were seen to when they were made.
            for key in member.keys.prefix(while: learned.contains).suffix(2) { try snapshots.dropMoments(before: key) }
        }
    }

    /// Segments that are done, and all there are, of the members that are learned here.
    public var progress: (done: Int, all: Int) {
        let keys = method.members.filter { only == nil || $0.name == only }.flatMap(\.keys)
        return (snapshots.learned(keys).count, keys.count)
    }

    /// The members, in their order, that have to be done before `only` can learn and are not.
    public var missing: [String] {
        guard let only, let own = method.members.first(where: { $0.name == only }) else { return [] }
        let keys = method.readsTheSame(only) ? Array(own.keys.prefix(1)) : own.keys
        let needs = Set(keys.flatMap(method.needs)).filter { $0.member != only }
        let names = Set(needs.subtracting(snapshots.learned(Array(needs))).map(\.member))
        return method.members.map(\.name).filter(names.contains)
    }

    /// Learns until done or asked to stop. When all members are done, writes the agents and `metrics.csv`.
    /// - Parameters:
    ///   - jobs: threads; they change nothing in the result.
    ///   - report: called after every segment, on any thread, one call at a time.
    /// - Returns: the agents' files, the main one first, or none while other members are not done; nil when stopped.
    /// - Throws: `MissingMembers` where `only` needs others; whatever learners object to.
    public func run(
        jobs: Int, report: @escaping @Sendable (PopulationRunProgress) -> Void, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> [String]? {
        let missing = missing
        guard missing.isEmpty else { throw MissingMembers(member: only ?? "", needs: missing) }
        let queue = SegmentQueue(method, snapshots, only: only)
        let chosen = ChosenSnapshots()
        Workers(jobs).run(jobs) { _ in
            while let task = queue.next(jobs: jobs) {
                // Another process may have learned it since this one began.
                if snapshots.has(task.key) {
                    queue.finish(task.key) { _, _ in }
                    continue
                }
                do {
                    let needs = try chosen.keys(for: task.key, method, snapshots).map { ($0, try snapshots.snapshot($0)) }
                    let before = SegmentKey(task.key.member, task.key.segment - 1)
                    let context = SegmentContext(
                        own: task.key.segment > 0 ? try snapshots.snapshot(before) : nil,
                        others: Dictionary(needs) { first, _ in first }, workers: Workers(task.threads), shouldStop: shouldStop)
                    var snapshot = try method.learn(naming: task.key, context)
                    snapshot.noteBest(task.key.segment, after: context.own)
                    try snapshots.put(snapshot, at: task.key)
                    try fold(after: task.key, snapshot)
                    queue.finish(task.key) { done, all in
                        report(PopulationRunProgress(done: done, all: all, key: task.key, metrics: method.lastLine(snapshot)))
                    }
                } catch {
                    queue.fail(error)
                }
            }
        }
        if queue.problem is Interrupted { return nil }
        if let problem = queue.problem { throw problem }
        let all = method.members.flatMap(\.keys)
        guard snapshots.learned(all).count == all.count else { return [] }
        let agents = try method.agents(snapshots)
        for agent in agents.reversed() { try agent.write(into: folder) }
        try WholeFile.write(metrics(), to: folder + "/metrics.csv")
        return agents.map { "\(folder)/\($0.name).yaml" }
    }

    /// Takes the weights out of a member's snapshots that nobody reads any more: each time that so many are there, and at its end.
    private func fold(after key: SegmentKey, _ snapshot: Snapshot) throws {
        let end = key.segment + 1 - method.reach
        let isDone = method.members.contains { $0.last == key }
        guard keepEvery > 1, end > 0, isDone || end % keepEvery == 0, let wanted = method.wanted(after: key, snapshot) else { return }
        try snapshots.fold(key.member, 0..<end) { ($0 + 1) % keepEvery == 0 || wanted.contains($0) }
    }

    /// All members' metrics as comma-separated values.
    private func metrics() throws -> Data {
        var rows = [["member", "segment"] + FormerColumns.heading(method.columns)]
        for member in method.members {
            try snapshots.forEach(of: member.name) { key, snapshot in
                rows += snapshot.rows.map { [key.member, "\(key.segment)"] + FormerColumns.cells($0, method.columns) }
            }
        }
        return Data(CSV.text(rows).utf8)
    }
}

extension PopulationMethod {
    /// Learns a segment; the message of what a learner objects to names the segment.
    fileprivate func learn(naming key: SegmentKey, _ context: SegmentContext) throws -> Snapshot {
        do {
            return try learn(key, context)
        } catch let problem as LearningError {
            throw LearningError("\(key): \(problem)")
        }
    }

    /// The last line of a snapshot's metrics by column.
    func lastLine(_ snapshot: Snapshot) -> [String: String] {
        Dictionary(zip(columns, snapshot.rows.last ?? [])) { first, _ in first }
    }
}

/// A member that cannot learn yet, since others have to be done first.
public struct MissingMembers: Error, Hashable, Sendable, CustomStringConvertible {
    public let member: String
    public let needs: [String]

    public var description: String {
        "\(member) needs \(needs.joined(separator: ", ")), which \(needs.count == 1 ? "is" : "are") not done yet"
    }
}

/// Which snapshots the segments of members read, where all of a member's read the same.
private final class ChosenSnapshots: Sendable {
    private let known = Mutex<[String: [SegmentKey]]>([:])

    func keys(for key: SegmentKey, _ method: some PopulationMethod, _ snapshots: SnapshotStore) throws -> [SegmentKey] {
        if let keys = known.withLock({ $0[key.member] }) { return keys }
        let keys = try method.reads(key, snapshots)
        if method.readsTheSame(key.member) { known.withLock { $0[key.member] = keys } }
        return keys
    }
}

/// Hands out segments whose needs are met, the least advanced members' first.
private final class SegmentQueue: @unchecked Sendable {
    // Sendable: everything is touched under `condition` only.
    struct Task {
        let key: SegmentKey
        let threads: Int
    }

    private let condition = NSCondition()
    private let needs: (SegmentKey) -> [SegmentKey]
    private let all: [SegmentKey]
    private var done: Set<SegmentKey>
    private var running: Set<SegmentKey> = []
    /// How many of `all` are done.
    private var doneHere: Int
    private var failure: (any Error)?

    /// - Parameter only: the member whose segments are handed out; nil for all.
    init(_ method: some PopulationMethod, _ snapshots: SnapshotStore, only: String?) {
        needs = method.needs
        all = method.members.enumerated().filter { only == nil || $0.element.name == only }.flatMap { place, member in
            member.keys.map { (place, $0) }
        }
        .sorted { ($0.1.segment, $0.0) < ($1.1.segment, $1.0) }.map(\.1)
        done = snapshots.learned(method.members.flatMap(\.keys))
        doneHere = all.count(where: done.contains)
    }

    var problem: (any Error)? { condition.withLock { failure } }

    /// Waits for a segment that can be learned; nil when there will be none.
    func next(jobs: Int) -> Task? {
        condition.withLock {
            while failure == nil && doneHere + running.count < all.count {
                let ready = all.lazy.filter { self.isReady($0) }.prefix(2)
                if let key = ready.first {
                    // Alone, it may have every thread.
                    let threads = running.isEmpty && ready.count == 1 ? jobs : 1
                    running.insert(key)
                    return Task(key: key, threads: threads)
                }
                condition.wait()
            }
            return nil
        }
    }

    private func isReady(_ key: SegmentKey) -> Bool {
        guard !done.contains(key), !running.contains(key) else { return false }
        let before = SegmentKey(key.member, key.segment - 1)
        return (key.segment == 0 || done.contains(before)) && needs(key).allSatisfy(done.contains)
    }

    func finish(_ key: SegmentKey, _ report: (Int, Int) -> Void) {
        condition.withLock {
            running.remove(key)
            done.insert(key)
            doneHere += 1
            report(doneHere, all.count)
            condition.broadcast()
        }
    }

    func fail(_ error: any Error) {
        condition.withLock {
            // A failure counts more than a request to stop.
            if failure == nil || failure is Interrupted { failure = error }
            condition.broadcast()
        }
    }
}
