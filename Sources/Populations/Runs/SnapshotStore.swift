import Foundation
import Learning

/// The snapshots of a run by their keys, as files in its folder.
public struct SnapshotStore: Sendable {
    let folder: String

    /// - Parameter run: the run's folder.
    public init(run: String) { folder = run + "/snapshots" }

    private func path(_ key: SegmentKey) -> String { String(format: "%@/%@/%04d.safetensors", folder, key.member, key.segment) }

    /// Whether the segment `key` has been learned.
    public func has(_ key: SegmentKey) -> Bool { FileManager.default.fileExists(atPath: path(key)) }

    /// Names of all members that have a snapshot, in alphabetical order, numbers by their value.
    func members() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    }

    /// - Throws: `LearningError` for one that is not there or damaged.
    public func snapshot(_ key: SegmentKey) throws -> Snapshot { try Snapshot.read(path(key)) }

    /// Keeps a snapshot; the member's segment before the last then needs no optimiser any more.
    func put(_ snapshot: Snapshot, at key: SegmentKey) throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(key.member)", withIntermediateDirectories: true)
        try snapshot.write(to: path(key))
        try dropMoments(before: key)
    }

    /// Removes what a kill left of a member's files that were being written.
    func removeUnfinished(_ member: String) throws {
        let place = "\(folder)/\(member)"
        guard FileManager.default.fileExists(atPath: place) else { return }
        for file in try FileManager.default.contentsOfDirectory(atPath: place) where file.hasPrefix(".") {
            try FileManager.default.removeItem(atPath: "\(place)/\(file)")
        }
    }

    /// Takes the optimisers' moments out of the snapshot two segments before `key`.
    func dropMoments(before key: SegmentKey) throws {
        let old = SegmentKey(key.member, key.segment - 2)
        guard old.segment >= 0, has(old) else { return }
        let whole = try snapshot(old)
        let lean = whole.withoutMoments
        if lean.tensors.count < whole.tensors.count { try lean.write(to: path(old)) }
    }
}
