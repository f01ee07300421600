import Basics
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

/// Replays a folder of episodes that JaxMARL's OvercookedV2 recorded: `layouts.json`, `traj.jsonl.gz` and, if observations are to be
/// compared, `encodings.jsonl.gz` (docs/conformance.md).
package struct ConformanceCheckV2 {
    private let folder: String
    private let layouts: [String: RecordedLayoutV2]
    /// Lines of `encodings.jsonl.gz` by episode.
    private let encodings: [Int: [(line: Data, number: Int)]]
    private var compared: Set<Int> = []
    private var kitchens: [Key: Kitchen] = [:]
    private var report = ReplayReport()

    private struct Key: Hashable {
        let layout: String
        let settings: SettingsV2
    }

    /// The file by which a folder is one of OvercookedV2.
    static func trajectories(_ folder: String) -> String { "\(folder)/traj.jsonl.gz" }

    /// Compares each `every`th episode in `folder`.
    /// - Throws: `RecordError` where a file is missing or unreadable.
    static func run(folder: String, every: Int) throws -> ReplayReport {
        var check = try ConformanceCheckV2(folder: folder)
        let file = trajectories(folder)
        try GzipLines.forEach(in: file) { line, number in
            guard number.isMultiple(of: every) else { return }
            try autoreleased { try check.compare(RecordedEpisodeV2(line, file: file, number: number)) }
        }
        if every == 1, let missing = check.encodings.keys.filter({ !check.compared.contains($0) }).min() {
            throw RecordError(file: check.encodingsFile, message: "encodes episode \(missing), which traj.jsonl.gz does not hold")
        }
        return check.report
    }

    private var encodingsFile: String { ConformanceCheckV2.encodingsFile(folder) }
    private static func encodingsFile(_ folder: String) -> String { "\(folder)/encodings.jsonl.gz" }

    private init(folder: String) throws {
        self.folder = folder
        layouts = try RecordedLayoutV2.read("\(folder)/layouts.json")
        var encodings: [Int: [(Data, Int)]] = [:]
        let file = ConformanceCheckV2.encodingsFile(folder)
        if FileManager.default.fileExists(atPath: file) {
            try GzipLines.forEach(in: file) { line, number in
                let id = try GzipLines.object(line, file: file, number: number)["id"] as? Int
                encodings[id ?? -1, default: []].append((line, number))
            }
        }
        self.encodings = encodings
    }

    private mutating func compare(_ episode: RecordedEpisodeV2) throws {
        compared.insert(episode.id)
        guard let layout = layouts[episode.layout] else {
            throw RecordError(file: episode.file, line: episode.number, message: "layouts.json has no layout '\(episode.layout)'")
        }
        if let reason = layout.refusal {
            report.leftOut["layout \(episode.layout): \(reason)", default: 0] += 1
            return
        }
        let encoded = try (encodings[episode.id] ?? []).map { try EncodedStateV2($0.line, file: encodingsFile, number: $0.number) }
        report.add(try EpisodeComparisonV2(episode, kitchen: kitchen(layout, episode), encoded: encoded).report)
    }

    private mutating func kitchen(_ layout: RecordedLayoutV2, _ episode: RecordedEpisodeV2) throws -> Kitchen {
        let key = Key(layout: episode.layout, settings: episode.settings)
        if let kitchen = kitchens[key] { return kitchen }
        let kitchen = try Kitchen(layout.layout(episode.settings), dynamics: episode.settings.startsByHand ? .new : .old)
        kitchens[key] = kitchen
        return kitchen
    }
}

/// A layout of OvercookedV2's `layouts.json`.
struct RecordedLayoutV2 {
    let name: String
    let grid: [String]
    let possible: [Recipe]
    let swapsPlayers: Bool
    /// Why this engine has no such kitchen: an open border, on whose far side the reference looks round to the other rim.
    let refusal: String?

    /// Every layout of the file, by name.
    /// - Throws: `RecordError` naming the layout that is wrong.
    static func read(_ path: String) throws -> [String: RecordedLayoutV2] {
        let data: Data
        do {
            data = try InputFile.data(path, .recordedLayouts)
        } catch {
            throw RecordError(file: path, message: error.message)
        }
        guard let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let entries = json["layouts"] as? [String: [String: Any]]
        else { throw RecordError(file: path, message: "expected {\"layouts\": {name: {grid, possible_recipes, swap_agents}}}") }
        var layouts: [String: RecordedLayoutV2] = [:]
        for (name, entry) in entries { layouts[name] = try RecordedLayoutV2(name, entry, file: path) }
        return layouts
    }

    private init(_ name: String, _ entry: [String: Any], file: String) throws {
        guard let grid = entry["grid"] as? [String], let recipes = entry["possible_recipes"] as? [[Int]],
            let swaps = entry["swap_agents"] as? Bool,
            recipes.allSatisfy({ $0.allSatisfy(Ingredient.allCases.indices.contains) && $0.count == Recipe.mostUnordered })
        else { throw RecordError(file: file, message: "layout '\(name)' needs grid, possible_recipes and swap_agents") }
        self.name = name
        self.grid = grid
        swapsPlayers = swaps
        possible = recipes.map { Recipe($0.map { Ingredient.allCases[$0] }) }
        refusal = Layout.problems(inGrid: grid, family: .overcookedV2).first?.description
    }

    func layout(_ settings: SettingsV2) throws -> Layout {
        var parameters = LayoutParameters()
        var rules = RecipeRules(possible: possible)
        rules.punishesWrongDishes = settings.punishes
        rules.redrawsOnDelivery = settings.redraws
        parameters.recipes = rules
        return try Layout(name: name, grid: grid, parameters: parameters, family: .overcookedV2, swapsPlayers: swapsPlayers)
    }
}
