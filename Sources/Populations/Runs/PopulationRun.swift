import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning

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
    /// - Throws: `LearningError` for a folder of another run.
    public init(folder: String, method: Method) throws {
        self.folder = folder
        self.method = method
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
        try snapshots.removeUnfinished()
        for member in method.members {
            for key in member.keys where snapshots.has(key) { try snapshots.dropMoments(before: key) }
        }
    }

    /// Segments that are done, and all there are.
    public var progress: (done: Int, all: Int) {
        let keys = method.members.flatMap(\.keys)
        return (keys.count(where: snapshots.has), keys.count)
    }

    /// Learns until done or asked to stop. When done, writes the agents and `metrics.csv`.
    /// - Parameters:
    ///   - jobs: threads; they change nothing in the result.
    ///   - report: called after every segment, on any thread, one call at a time.
    /// - Returns: the agents' files, the main one first; nil when stopped.
    public func run(
        jobs: Int, report: @escaping @Sendable (PopulationRunProgress) -> Void, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> [String]? {
        let queue = SegmentQueue(method, snapshots)
        Workers(jobs).run(jobs) { _ in
            while let task = queue.next(jobs: jobs) {
                do {
                    let needs = try method.needs(task.key).map { ($0, try snapshots.snapshot($0)) }
                    let before = SegmentKey(task.key.member, task.key.segment - 1)
                    let context = SegmentContext(
                        own: task.key.segment > 0 ? try snapshots.snapshot(before) : nil,
                        others: Dictionary(needs) { first, _ in first }, workers: Workers(task.threads), shouldStop: shouldStop)
                    let snapshot = try method.learn(naming: task.key, context)
                    try snapshots.put(snapshot, at: task.key)
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
        let agents = try method.agents(snapshots)
        for agent in agents.reversed() { try agent.write(into: folder) }
        try WholeFile.write(metrics(), to: folder + "/metrics.csv")
        return agents.map { "\(folder)/\($0.name).yaml" }
    }

    /// All members' metrics as comma-separated values.
    private func metrics() throws -> Data {
        var rows = [["member", "segment"] + FormerColumns.heading(method.columns)]
        for key in method.members.flatMap(\.keys) {
            rows += try snapshots.snapshot(key).rows.map { [key.member, "\(key.segment)"] + FormerColumns.cells($0, method.columns) }
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
    private var failure: (any Error)?

    init(_ method: some PopulationMethod, _ snapshots: SnapshotStore) {
        needs = method.needs
        all = method.members.enumerated().flatMap { place, member in member.keys.map { (place, $0) } }
            .sorted { ($0.1.segment, $0.0) < ($1.1.segment, $1.0) }.map(\.1)
        done = Set(all.filter(snapshots.has))
    }

    var problem: (any Error)? { condition.withLock { failure } }

    /// Waits for a segment that can be learned; nil when there will be none.
    func next(jobs: Int) -> Task? {
        condition.withLock {
            while failure == nil && done.count + running.count < all.count {
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
            report(done.count, all.count)
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
