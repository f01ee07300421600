import Agents
import Basics
import Kitchen
import Learning

/// A way to train a population, as segments of its members' learning.
///
/// A segment is a function of the member's snapshot before it and of other members' snapshots, which `needs` names. So a
/// run may be stopped anywhere and its segments learned in any order on any number of threads: the result is the same.
public protocol PopulationMethod: Sendable {
    /// With the kitchen, everything that decides the result.
    associatedtype Settings: Codable & Hashable & Sendable

    /// The name of the command.
    static var name: String { get }
    var kitchen: Kitchen { get }
    var settings: Settings { get }
    /// Columns of the snapshots' metrics.
    var columns: [String] { get }
    /// Everybody who learns, with the number of segments.
    var members: [Member] { get }
    /// The snapshots that a segment needs besides the member's own last one.
    func needs(_ key: SegmentKey) -> [SegmentKey]
    /// Which of the snapshots that a segment needs are read for it; without a definition of its own, all of them.
    /// - Parameter snapshots: of the run; everything that the segment needs is there.
    func reads(_ key: SegmentKey, _ snapshots: SnapshotStore) throws -> [SegmentKey]
    /// Whether all segments of a member read the same, so that what they read is chosen once.
    func readsTheSame(_ member: String) -> Bool
    /// The segments of a member whose weights somebody may still read, besides its last ones; nil for all of them, as without a
    /// definition of its own.
    /// - Parameters:
    ///   - key: the member's segment just learned.
    ///   - snapshot: of this segment.
    func wanted(after key: SegmentKey, _ snapshot: Snapshot) -> Set<Int>?
    /// Whether snapshots of such runs can lose their weights (`wanted`).
    static var foldsSnapshots: Bool { get }
    /// So many of a member's last snapshots are read while the others learn theirs.
    var reach: Int { get }
    /// Learns a segment.
    /// - Throws: `Interrupted` when asked to stop; whatever learners object to.
    func learn(_ key: SegmentKey, _ context: SegmentContext) throws -> Snapshot
    /// The agents that the run makes, the main one first.
    func agents(_ snapshots: SnapshotStore) throws -> [PolicyFiles]
}

extension PopulationMethod {
    public var columns: [String] { PPO.Metrics.columns }
}

/// A member of a population: somebody who learns.
public struct Member: Sendable, Hashable {
    public let name: String
    public let segments: Int

    public init(_ name: String, segments: Int) {
        self.name = name
        self.segments = segments
    }

    /// The key of the last segment.
    public var last: SegmentKey { SegmentKey(name, segments - 1) }
    /// The keys of all segments, in order.
    public var keys: [SegmentKey] { (0..<segments).map { SegmentKey(name, $0) } }
}

/// What a segment is learned from.
public struct SegmentContext: Sendable {
    /// The member's snapshot after the segment before; nil for the first.
    public let own: Snapshot?
    /// The other snapshots that the segment needs.
    public let others: [SegmentKey: Snapshot]
    /// Threads that this segment may use; they change nothing in the result.
    public let workers: Workers
    let shouldStop: @Sendable () -> Bool

    public init(own: Snapshot?, others: [SegmentKey: Snapshot], workers: Workers, shouldStop: @escaping @Sendable () -> Bool = { false }) {
        self.own = own
        self.others = others
        self.workers = workers
        self.shouldStop = shouldStop
    }

    /// To be called often.
    /// - Throws: `Interrupted` when the run is to stop.
    public func checkForStop() throws { if shouldStop() { throw Interrupted() } }

    /// The snapshot of `key`, which is among the method's `needs`.
    public func snapshot(_ key: SegmentKey) throws -> Snapshot {
        guard let snapshot = others[key] else { throw LearningError("\(key) is not among the needs of this segment") }
        return snapshot
    }

    /// The same with another snapshot to go on from, and without those of others.
    func goingOn(from own: Snapshot?) -> SegmentContext {
        SegmentContext(own: own, others: [:], workers: workers, shouldStop: shouldStop)
    }
}

extension PopulationMethod {
    public func reads(_ key: SegmentKey, _ snapshots: SnapshotStore) throws -> [SegmentKey] { needs(key) }

    public func readsTheSame(_ member: String) -> Bool { false }

    public func wanted(after key: SegmentKey, _ snapshot: Snapshot) -> Set<Int>? { nil }

    public static var foldsSnapshots: Bool { false }

    public var reach: Int { 2 }
}

/// The run is to stop; what a segment has begun is done again later.
public struct Interrupted: Error {}
