import Foundation
import Learning
import Neural

/// Which part of whose learning is meant: a member of a population learns in segments, counted from 0.
public struct SegmentKey: Sendable, Hashable, CustomStringConvertible {
    public let member: String
    public let segment: Int

    public init(_ member: String, _ segment: Int) {
        self.member = member
        self.segment = segment
    }

    public var description: String { "\(member)@\(segment)" }
}

/// What a member is after a segment, and how that went: one safetensors file.
public struct Snapshot: Sendable, Hashable {
    /// A learner's checkpoint, or whatever else the method keeps.
    public var tensors: [String: Tensor]
    /// Words that belong to the tensors.
    public var metadata: [String: String]
    /// A line an iteration, in the columns of the method's heading: numbers as a row of comma-separated values.
    public var metrics: [String]
    /// The same, cell by cell.
    var metricRows: [[String]] { metrics.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } }
    /// What the method wants to remember, and what is shown of the run.
    public var notes: [String: String]

    public init(_ state: Safetensors, metrics: [String] = [], notes: [String: String] = [:]) {
        tensors = state.tensors
        metadata = state.metadata
        self.metrics = metrics
        self.notes = notes
    }

    /// The learner's checkpoint.
    public var state: Safetensors { Safetensors(tensors, metadata: metadata) }

    /// The number called `name` among the notes.
    public func number(_ name: String) -> Double? { notes[name].flatMap(Double.init) }

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

    /// The same without what only the member's own next segment needs.
    var withoutMemory: Snapshot {
        var lean = self
        lean.tensors = tensors.filter { !$0.key.hasSuffix("/mean") && !$0.key.hasSuffix("/square") }
        return lean
    }
}
