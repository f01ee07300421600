import Basics
import Agents
import Kitchen
import Learning

/// A way to train a population, told as segments of its members' learning.
///
/// A segment is a function of the member's snapshot before it and of other members' snapshots, named by `needs`. So a
/// run may be stopped anywhere and its segments played in any order on any number of threads: the result is the same.
public protocol PopulationMethod: Sendable {
    /// With the kitchen, everything that decides the result.
    associatedtype Settings: Codable & Hashable & Sendable

    /// The command's word for it.
    static var name: String { get }
    var kitchen: Kitchen { get }
    var settings: Settings { get }
    /// Columns of the snapshots' metrics.
    var heading: [String] { get }
    /// Everyone who learns, with the number of segments.
    var members: [Member] { get }
    /// Whose snapshots a segment needs besides the member's own last one.
    func needs(_ key: SegmentKey) -> [SegmentKey]
    /// Learns a segment.
    /// - Throws: `Interrupted` when asked to stop; whatever learners object to.
    func learn(_ key: SegmentKey, _ desk: Desk) throws -> Snapshot
    /// The agents that come of the run, the one that it is about first.
    func agents(_ shelf: Shelf) throws -> [PolicyFiles]
}

extension PopulationMethod {
    public var heading: [String] { PPO.Metrics.heading }
}

/// Someone who learns.
public struct Member: Sendable, Hashable {
    public let name: String
    public let segments: Int

    public init(_ name: String, segments: Int) {
        self.name = name
        self.segments = segments
    }

    /// The key of the last segment.
    public var last: SegmentKey { SegmentKey(name, segments - 1) }
    public var keys: [SegmentKey] { (0..<segments).map { SegmentKey(name, $0) } }
}

/// What a segment is learned with.
public struct Desk: Sendable {
    /// The member's snapshot after the segment before; nil for the first.
    public let own: Snapshot?
    /// What the segment needs of others.
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
    public func goOn() throws { if shouldStop() { throw Interrupted() } }

    /// The snapshot of `key`, which the method said that it needs.
    public func other(_ key: SegmentKey) throws -> Snapshot {
        guard let snapshot = others[key] else { throw LearningError("\(key) was not asked for") }
        return snapshot
    }
}

/// The run is to stop; what a segment had begun is done again later.
public struct Interrupted: Error {}
