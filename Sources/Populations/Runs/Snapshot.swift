import Foundation
import Learning
import Neural

/// A segment of a member's learning, counted from 0.
public struct SegmentKey: Sendable, Hashable, CustomStringConvertible {
    public let member: String
    public let segment: Int

    public init(_ member: String, _ segment: Int) {
        self.member = member
        self.segment = segment
    }

    public var description: String { "\(member)@\(segment)" }
}

/// A member after a segment, with the segment's metrics: one safetensors file.
public struct Snapshot: Sendable, Hashable {
    /// A learner's checkpoint, or whatever else the method keeps.
    public var tensors: [String: Tensor]
    /// Text that belongs to the tensors.
    public var metadata: [String: String]
    /// A line an iteration, comma-separated, in the method's columns; of earlier versions with fewer of them.
    public var metrics: [String]
    /// What the method keeps for later segments, and what is shown of the run.
    public var notes: [String: String]

    public init(_ state: Safetensors, metrics: [String] = [], notes: [String: String] = [:]) {
        tensors = state.tensors
        metadata = state.metadata
        self.metrics = metrics
        self.notes = notes
    }

    /// The learner's checkpoint.
    public var state: Safetensors { Safetensors(tensors, metadata: metadata) }

    /// Notes that several methods write, under their names in files.
    public enum NoteKey: String, Sendable {
        /// The score of the segment's last iterations.
        case score
        /// Mean scores with partners, in their order, separated by spaces.
        case partnerScores = "met"
        /// How often a biased agent caused each event, an episode, separated by spaces.
        case events
        /// The snapshot that a member of population based training copied.
        case parent
    }

    public subscript(_ key: NoteKey) -> String? {
        get { notes[key.rawValue] }
        set { notes[key.rawValue] = newValue }
    }

    /// A note that is a number.
    public func number(_ key: NoteKey) -> Double? { self[key].flatMap(Double.init) }

    /// The cells of `metrics`.
    var rows: [[String]] {
        metrics.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    private static let (metricsKey, notePrefix) = ("metrics", "note ")

    /// - Throws: `LearningError` for a damaged file.
    static func read(_ path: String) throws -> Snapshot {
        let file = try Checkpoint.read(path)
        var snapshot = Snapshot(Safetensors(file.tensors))
        for (name, words) in file.metadata {
            if name == metricsKey {
                snapshot.metrics = words.split(separator: "\n").map(String.init)
            } else if name.hasPrefix(notePrefix) {
                snapshot.notes[String(name.dropFirst(notePrefix.count))] = words
            } else {
                snapshot.metadata[name] = words
            }
        }
        return snapshot
    }

    /// Writes the file whole or not at all.
    func write(to path: String) throws {
        var metadata = metadata
        metadata[Snapshot.metricsKey] = metrics.joined(separator: "\n")
        for (name, words) in notes { metadata[Snapshot.notePrefix + name] = words }
        try Checkpoint.write(Safetensors(tensors, metadata: metadata), to: path)
    }

    /// The same without the optimisers' moments, which only the member's own next segment needs.
    var withoutMoments: Snapshot {
        var lean = self
        let moments = [PPO.CheckpointKey.firstMoment, PPO.CheckpointKey.secondMoment].map { "/" + $0 }
        lean.tensors = tensors.filter { tensor in !moments.contains { tensor.key.hasSuffix($0) } }
        return lean
    }
}
