import Basics
import EpisodeStore
import Foundation

/// The files of shards that arguments mean.
enum ShardFiles {
    /// Files as they are, and of folders the stores in them, those called `3-of-32.sqlite` in the order of their numbers.
    ///
    /// A listing of a shared folder may be seconds late, so that of shards of which one is listed all are looked for.
    /// - Parameter parts: whether shards that are not done count, too.
    static func all(_ arguments: [String], parts: Bool = false) -> [String] {
        arguments.flatMap { argument -> [String] in
            guard FileManager.default.isFolder(argument) else { return [argument] }
            let listed = ((try? FileManager.default.contentsOfDirectory(atPath: argument)) ?? []).filter { name in
                !name.hasPrefix(".") && !FileManager.default.isFolder("\(argument)/\(name)")
            }
            var names = Set(listed.filter { $0.hasSuffix(".sqlite") || parts && $0.hasSuffix(".sqlite.part") })
            for count in Set(names.compactMap(count)) {
                for number in 1...count where isFile("\(argument)/\(number)-of-\(count).sqlite") {
                    names.insert("\(number)-of-\(count).sqlite")
                }
            }
            return names.sorted { $0.compare($1, options: .numeric) == .orderedAscending }.map {
                (argument as NSString).appendingPathComponent($0)
            }
        }
    }

    private static func isFile(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path) && !FileManager.default.isFolder(path)
    }

    /// How many shards the name of one says there are.
    private static func count(_ name: String) -> Int? {
        name.wholeMatch(of: #/[0-9]+-of-([0-9]{1,6})\.sqlite/#).flatMap { Int($0.1) }.flatMap { $0 > 0 && $0 <= 100_000 ? $0 : nil }
    }

    /// Numbers as schedulers write them: `3,7-9`.
    static func array(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, last.upperBound >= number - 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(number, last.upperBound)
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }

    /// What a run lacks, a line for each number of shards that it was divided into.
    static func missing(_ run: ShardedRun) -> [String] {
        Set(run.shards.map(\.count)).sorted().compactMap { count in
            let missing = run.missing(of: count)
            guard !missing.isEmpty, !run.isComplete else { return nil }
            return "missing: shard\(missing.count == 1 ? "" : "s") \(array(missing)) of \(count) (for Slurm: --array=\(array(missing)))"
        }
    }
}
