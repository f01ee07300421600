import Basics
import Foundation
import Learning

/// A run of any method as a reader wants it: curves of every member, and the lineage of weights.
public struct RunStory: Sendable {
    /// A member's numbers along the way.
    public struct Curve: Sendable {
        public let member: String
        /// One for each line of metrics.
        public let scores: [Double]
        /// Notes of every segment: hyperparameters, parents, and what else the method keeps.
        public let notes: [[String: String]]
    }

    /// A copy of weights in population based training.
    public struct Descent: Sendable, Hashable {
        public let child: SegmentKey
        public let parent: SegmentKey
    }

    /// The name of the command, e.g. `pbt`.
    public let method: String
    public let map: String
    public let curves: [Curve]
    /// Columns of all metrics.
    public let columns: [String]
    /// Lines of all metrics, each with its values in the order of `columns`; of earlier versions with fewer of them.
    public let lines: [(member: String, values: [String])]

    /// Reads a run's folder, finished or not.
    /// - Throws: `LearningError` for a folder that holds no run.
    public init(folder: String) throws {
        guard let data = InputFile.dataIfPresent(folder + "/run.json", .runSettings),
            let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { throw LearningError("\(folder): there is no run here; a run's folder has a run.json") }
        method = json["method"] as? String ?? "ppo"
        map = json["map"] as? String ?? ""
        if json["method"] == nil {
            let text = InputFile.dataIfPresent(folder + "/metrics.csv", .runMetrics).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let rows = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
            columns = PPO.Metrics.columns
            // Beyond the columns there are only those with former names.
            lines = rows.dropFirst().map { ("learner", Array($0.prefix(PPO.Metrics.columns.count))) }
            curves = [Curve(member: "learner", scores: RunStory.scores(columns, lines.map(\.values)), notes: [])]
            return
        }
        columns = method == Neuroevolution.name ? Neuroevolution.columns : PPO.Metrics.columns
        let snapshots = SnapshotStore(run: folder)
        var curves: [Curve] = []
        var lines: [(member: String, values: [String])] = []
        for member in try snapshots.members() {
            var (own, notes): ([[String]], [[String: String]]) = ([], [])
            try snapshots.forEach(of: member) { _, snapshot in
                own += snapshot.rows
                notes.append(snapshot.notes)
            }
            lines += own.map { (member, $0) }
            curves.append(Curve(member: member, scores: RunStory.scores(columns, own), notes: notes))
        }
        self.curves = curves
        self.lines = lines
    }

    private static func scores(_ columns: [String], _ rows: [[String]]) -> [Double] {
        guard let column = columns.firstIndex(of: "score") else { return [] }
        return rows.compactMap { column < $0.count ? Double($0[column]) : nil }
    }

    /// All copies of weights, in the order of segments.
    public var descents: [Descent] {
        curves.flatMap { curve in
            curve.notes.enumerated().compactMap { segment, notes in
                notes[Snapshot.NoteKey.parent.rawValue].flatMap(SegmentKey.init).map {
                    Descent(child: SegmentKey(curve.member, segment), parent: $0)
                }
            }
        }.sorted { ($0.child.segment, $0.child.member) < ($1.child.segment, $1.child.member) }
    }

    /// The member that scored most in its last segment.
    public var best: Curve? {
        curves.max { ($0.notes.last?["score"].flatMap(Double.init) ?? 0) < ($1.notes.last?["score"].flatMap(Double.init) ?? 0) }
    }

    /// The hyperparameters that the best member's weights were learned with, whenever they changed.
    public var schedule: [(key: SegmentKey, values: [String: Double])] {
        guard method == PopulationBasedTraining.name, let best else { return [] }
        var steps: [(key: SegmentKey, values: [String: Double])] = []
        for key in ancestry(of: best.member) {
            let notes = curves.first { $0.member == key.member }?.notes[key.segment] ?? [:]
            let values = PopulationBasedTraining.hyperparameters(notes)
            if steps.last?.values != values { steps.append((key, values)) }
        }
        return steps
    }

    /// The segments that the weights of `member` went through, from the first on: its own and its ancestors'.
    public func ancestry(of member: String) -> [SegmentKey] {
        guard let curve = curves.first(where: { $0.member == member }) else { return [] }
        var path: [SegmentKey] = []
        var place: SegmentKey? = SegmentKey(member, curve.notes.count - 1)
        while let key = place, key.segment >= 0 {
            path.append(key)
            let notes = curves.first { $0.member == key.member }?.notes ?? []
            let parent = key.segment < notes.count ? notes[key.segment]["parent"].flatMap(SegmentKey.init) : nil
            place = parent ?? SegmentKey(key.member, key.segment - 1)
        }
        return path.reversed()
    }
}

extension SegmentKey {
    /// Reads what `description` writes.
    public init?(_ text: String) {
        let parts = text.split(separator: "@")
        guard parts.count == 2, let segment = Int(parts[1]) else { return nil }
        self.init(String(parts[0]), segment)
    }
}
