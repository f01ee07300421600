import Foundation
import Learning

/// The snapshots of a run by their keys, as files in its folder.
///
/// A member's segment has a file of its own, such as `0007.safetensors`, or is one of several without weights in a file such as
/// `0008-0015.safetensors` (`fold`).
public struct SnapshotStore: Sendable {
    let folder: String

    /// - Parameter run: the run's folder.
    public init(run: String) { folder = run + "/snapshots" }

    private static let ending = ".safetensors"

    private func path(_ key: SegmentKey) -> String { path(key.member, String(format: "%04d", key.segment)) }

    private func path(_ member: String, _ segments: ClosedRange<Int>) -> String {
        path(member, String(format: "%04d-%04d", segments.lowerBound, segments.upperBound))
    }

    private func path(_ member: String, _ name: String) -> String { "\(folder)/\(member)/\(name)\(SnapshotStore.ending)" }

    /// Whether the segment `key` has been learned.
    public func has(_ key: SegmentKey) -> Bool { hasFile(key) || folded(key) != nil }

    /// Those of `keys` that have been learned, by one look at each member's folder.
    public func learned(_ keys: [SegmentKey]) -> Set<SegmentKey> {
        var known: [String: (single: Set<Int>, folded: [ClosedRange<Int>])] = [:]
        return Set(
            keys.filter { key in
                let member = known[key.member] ?? files(key.member)
                known[key.member] = member
                return member.single.contains(key.segment) || member.folded.contains { $0.contains(key.segment) }
            })
    }

    private func files(_ member: String) -> (single: Set<Int>, folded: [ClosedRange<Int>]) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(member)")) ?? []
        let single = names.filter { $0.hasSuffix(SnapshotStore.ending) }.compactMap { Int($0.dropLast(SnapshotStore.ending.count)) }
        return (Set(single), names.compactMap(SnapshotStore.segments))
    }

    /// Whether it has a file of its own.
    private func hasFile(_ key: SegmentKey) -> Bool { FileManager.default.fileExists(atPath: path(key)) }

    /// The segments that `key` shares a file with.
    private func folded(_ key: SegmentKey) -> ClosedRange<Int>? {
        files(key.member).folded.first { $0.contains(key.segment) }
    }

    /// The segments in a file of several, by its name.
    private static func segments(_ name: String) -> ClosedRange<Int>? {
        guard name.hasSuffix(ending) else { return nil }
        let ends = name.dropLast(ending.count).split(separator: "-").map { Int($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return nil }
        return first...last
    }

    /// Names of all members that have a snapshot, in alphabetical order, numbers by their value.
    func members() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    }

    /// - Throws: `LearningError` for one that is not there or damaged.
    public func snapshot(_ key: SegmentKey) throws -> Snapshot {
        if !hasFile(key), let range = folded(key), let snapshot = try Snapshot.readFolded(path(key.member, range))[key.segment] {
            return snapshot
        }
        return try Snapshot.read(path(key))
    }

    /// All snapshots of a member in their order, as far as it has learned; none of them is read before it is asked for.
    func forEach(of member: String, _ body: (SegmentKey, Snapshot) throws -> Void) throws {
        var folded: [Int: Snapshot] = [:]
        var key = SegmentKey(member, 0)
        while true {
            if hasFile(key) {
                try body(key, Snapshot.read(path(key)))
            } else {
                if folded[key.segment] == nil, let range = self.folded(key) { folded = try Snapshot.readFolded(path(member, range)) }
                guard let snapshot = folded[key.segment] else { return }
                try body(key, snapshot)
            }
            key = SegmentKey(member, key.segment + 1)
        }
    }

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
        guard old.segment >= 0, hasFile(old) else { return }
        let whole = try snapshot(old)
        let lean = whole.withoutMoments
        if lean.tensors.count < whole.tensors.count { try lean.write(to: path(old)) }
    }

    /// Takes the weights out of a member's snapshots, but for those of segments that `isKept` names, and puts neighbours of the others
    /// into one file. A kill in between leaves segments twice, which does no harm.
    /// - Parameter segments: those that may be folded.
    func fold(_ member: String, _ segments: Range<Int>, isKept: (Int) -> Bool) throws {
        let known = files(member)
        var first = segments.lowerBound
        for segment in segments where known.single.contains(segment) && isKept(segment) {
            try fold(member, first..<segment, known)
            first = segment + 1
        }
        try fold(member, first..<segments.upperBound, known)
    }

    private func fold(_ member: String, _ segments: Range<Int>, _ known: (single: Set<Int>, folded: [ClosedRange<Int>])) throws {
        let single = segments.filter(known.single.contains)
        let folded = known.folded.filter { segments.contains($0.lowerBound) }
        guard !single.isEmpty || folded.count > 1 else { return }
        var snapshots = try Dictionary(uniqueKeysWithValues: single.map { ($0, try Snapshot.read(path(SegmentKey(member, $0)))) })
        for range in folded { snapshots.merge(try Snapshot.readFolded(path(member, range))) { own, _ in own } }
        guard let first = snapshots.keys.min(), let last = snapshots.keys.max() else { return }
        let place = path(member, first...last)
        try Snapshot.writeFolded(snapshots, to: place)
        for old in single.map({ path(SegmentKey(member, $0)) }) + folded.map({ path(member, $0) }) where old != place {
            try FileManager.default.removeItem(atPath: old)
        }
    }
}
