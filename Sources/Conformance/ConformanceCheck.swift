import Basics
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

/// Replays a folder of recorded episodes and compares every state, reward, event and encoding.
///
/// The folder has `layouts.json`, `traj_*.jsonl.gz` (of OvercookedV2 `traj.jsonl.gz`) and, if encodings are to be compared,
/// `encodings.jsonl.gz`; `docs/conformance.md` describes them.
public struct ConformanceCheck {
    private let folder: String
    private let layouts: [String: Layout]
    private let encodings: [String: [(line: Data, number: Int)]]
    private var kitchens: [String: Kitchen] = [:]
    private var compared: Set<String> = []
    private var report = ReplayReport()

    /// Compares everything in `folder`.
    /// - Parameter every: of OvercookedV2's episodes only each so many is compared, for a quick look.
    /// - Throws: `RecordError` where a file is missing or unreadable.
    public static func run(folder: String, every: Int = 1) throws -> ReplayReport {
        if FileManager.default.fileExists(atPath: ConformanceCheckV2.trajectories(folder)) {
            return try ConformanceCheckV2.run(folder: folder, every: every)
        }
        var check = try ConformanceCheck(folder: folder)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasPrefix("traj_") && ($0.hasSuffix(".jsonl.gz") || $0.hasSuffix(".jsonl")) }.sorted()
        guard !files.isEmpty else {
            throw RecordError(file: folder, message: "no traj_*.jsonl.gz in this folder; there is nothing to compare")
        }
        for file in files { try check.compare(file: "\(folder)/\(file)") }
        if let missing = check.encodings.keys.filter({ !check.compared.contains($0) }).min() {
            throw RecordError(
                file: check.encodingsFile, message: "encodes episode '\(missing)', which no traj_*.jsonl.gz holds")
        }
        return check.report
    }

    private var encodingsFile: String { "\(folder)/encodings.jsonl.gz" }

    private init(folder: String) throws {
        guard FileManager.default.isFolder(folder) else { throw RecordError(file: folder, message: "there is no such folder") }
        self.folder = folder
        layouts = try LayoutsFile.read("\(folder)/layouts.json")
        var encodings: [String: [(Data, Int)]] = [:]
        let file = "\(folder)/encodings.jsonl.gz"
        if FileManager.default.fileExists(atPath: file) {
            try GzipLines.forEach(in: file) { line, number in
                let id = try GzipLines.object(line, file: file, number: number)["id"] as? String ?? ""
                encodings[id, default: []].append((line, number))
            }
        }
        self.encodings = encodings
    }

    private mutating func compare(file: String) throws {
        var result = report
        var check = self
        try GzipLines.forEach(in: file) { line, number in
            try autoreleased {
                let episode = try RecordedEpisode(line, file: file, number: number)
                let kitchen = try check.kitchen(for: episode)
                let encoded = try (check.encodings[episode.id] ?? []).map {
                    try EncodedState($0.line, file: check.encodingsFile, number: $0.number)
                }
                check.compared.insert(episode.id)
                result.add(try EpisodeComparison(episode, kitchen: kitchen, encoded: encoded).report)
            }
        }
        guard result.episodes > report.episodes else {
            throw RecordError(file: file, message: "holds no episodes; fetch the file again, or remove it")
        }
        self = check
        report = result
    }

    private mutating func kitchen(for episode: RecordedEpisode) throws -> Kitchen {
        let key = "\(episode.layout)/\(episode.dynamics)"
        if let kitchen = kitchens[key] { return kitchen }
        guard let layout = layouts[episode.layout] else {
            throw RecordError(
                file: episode.file, line: episode.number, message: "layouts.json has no layout '\(episode.layout)'")
        }
        do {
            let kitchen = try Kitchen(layout, dynamics: episode.dynamics)
            kitchens[key] = kitchen
            return kitchen
        } catch {
            throw RecordError(file: "\(folder)/layouts.json", message: "layout '\(episode.layout)': \(error)")
        }
    }
}

/// Runs `body` and returns what it does; on Darwin, temporary objects of the JSON reader go at once.
func autoreleased<T>(_ body: () throws -> T) rethrows -> T {
    #if canImport(ObjectiveC)
        try autoreleasepool(invoking: body)
    #else
        try body()
    #endif
}
