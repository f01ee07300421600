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
        /// How often a biased agent, or a learner beside partners, caused each event, an episode, separated by spaces.
        case events
        /// The snapshot that a member of population based training copied.
        case parent
        /// What a learner knows of each partner of its library (`Acquaintance.text`), separated by spaces.
        case acquaintances
        /// The hidden utility of a biased agent that came of another, as JSON.
        case utility
        /// The segments so far that scored more than all before them, as `segment:score`, separated by spaces.
        case bests
    }

    public subscript(_ key: NoteKey) -> String? {
        get { notes[key.rawValue] }
        set { notes[key.rawValue] = newValue }
    }

    /// What `bests` says; nil in snapshots of versions that did not note it.
    var bests: [(segment: Int, score: Double)]? {
        self[.bests]?.split(separator: " ").compactMap { entry in
            let parts = entry.split(separator: ":")
            guard parts.count == 2, let segment = Int(parts[0]), let score = Double(parts[1]) else { return nil }
            return (segment, score)
        }
    }

    /// How often the learner caused each event, an episode, in the order of `Event`; empty where it was not counted.
    var events: [Double] { self[.events]?.split(separator: " ").compactMap { Double($0) } ?? [] }

    /// Notes that the segment scored more than all before it, if it did.
    /// - Parameter before: the snapshot before it; nil for the first.
    mutating func noteBest(_ segment: Int, after before: Snapshot?) {
        guard let score = self[.score] else { return }
        // A run that an older version began goes on without.
        guard before == nil || before?[.bests] != nil else { return }
        let last = before?.bests?.last?.score
        let isBest = last.map { (Double(score) ?? 0) > $0 } ?? true
        self[.bests] = [before?[.bests], isBest ? "\(segment):\(score)" : nil].compactMap { $0 }.joined(separator: " ")
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
        return Snapshot(tensors: file.tensors, words: file.metadata)
    }

    /// Writes the file whole or not at all.
    func write(to path: String) throws { try Checkpoint.write(Safetensors(tensors, metadata: words), to: path) }

    /// Everything but the tensors, as the metadata of a file.
    private var words: [String: String] {
        var words = metadata
        words[Snapshot.metricsKey] = metrics.joined(separator: "\n")
        for (name, note) in notes { words[Snapshot.notePrefix + name] = note }
        return words
    }

    private init(tensors: [String: Tensor], words: [String: String]) {
        self.init(Safetensors(tensors))
        for (name, text) in words {
            if name == Snapshot.metricsKey {
                metrics = text.split(separator: "\n").map(String.init)
            } else if name.hasPrefix(Snapshot.notePrefix) {
                notes[String(name.dropFirst(Snapshot.notePrefix.count))] = text
            } else {
                metadata[name] = text
            }
        }
    }

    /// Metrics and notes of several segments as one file without weights.
    static func writeFolded(_ snapshots: [Int: Snapshot], to path: String) throws {
        var words: [String: String] = [:]
        for (segment, snapshot) in snapshots {
            for (name, text) in snapshot.words where name == metricsKey || name.hasPrefix(notePrefix) { words["\(segment) \(name)"] = text }
        }
        try Checkpoint.write(Safetensors([:], metadata: words), to: path)
    }

    /// Reads what `writeFolded` writes.
    /// - Throws: `LearningError` for a damaged file.
    static func readFolded(_ path: String) throws -> [Int: Snapshot] {
        var words: [Int: [String: String]] = [:]
        for (name, text) in try Checkpoint.read(path).metadata {
            let parts = name.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let segment = Int(parts[0]) else { continue }
            words[segment, default: [:]][String(parts[1])] = text
        }
        return words.mapValues { Snapshot(tensors: [:], words: $0) }
    }

    /// The same without the optimisers' moments, which only the member's own next segment needs.
    var withoutMoments: Snapshot {
        var lean = self
        let moments = [PPO.CheckpointKey.firstMoment, PPO.CheckpointKey.secondMoment].map { "/" + $0 }
        lean.tensors = tensors.filter { tensor in !moments.contains { tensor.key.hasSuffix($0) } }
        return lean
    }
}
