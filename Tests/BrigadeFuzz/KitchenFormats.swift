import Conformance
import Foundation
import HumanTrials
import Kitchen
import KitchenMaps
import SourceFiles

extension FuzzFormat {
    static let maps = FuzzFormat(
        name: "maps", ending: ".yaml", inputs: 6_000, seeds: { try $0.files("Maps", ending: ".yaml") },
        read: { try play(MapFile.check($0.path()).layout) })

    static let layouts = FuzzFormat(
        name: "layouts", ending: ".layout", inputs: 6_000,
        seeds: { folders in
            let library = MapLibrary(folder: folders.checkout + "/Maps")
            return try library.names().map { Array(PythonLayout.text(try library.layout($0)).utf8) }
        },
        read: { try play(MapFile.check($0.path()).layout) })

    static let jaxMARL = FuzzFormat(
        name: "jaxmarl", ending: ".py", inputs: 6_000,
        seeds: { folders in
            let library = MapLibrary(folder: folders.checkout + "/Maps")
            let layouts = try library.allNames().map(library.layout).filter { $0.family == .overcookedV2 }
            return try layouts.flatMap {
                [Array(try MapFile.text($0, as: .jaxmarl).text.utf8), Array($0.grid.joined(separator: "\n").utf8)]
            }
        },
        read: { try play(MapFile.check($0.path()).layout) })

    static let trials = FuzzFormat(
        name: "trials", ending: ".jsonl", inputs: 3_000,
        seeds: { folders in
            try ["cramped_room", "forced_coordination"].flatMap { map in
                try (1...3).map { (seed: UInt64) in
                    let episode = try FuzzEpisode.random(folders, map: map, ticks: 12, seed: seed)
                    return Array(try HumanTrial.line(of: episode, id: "trial-\(seed)", source: "fuzz").utf8)
                }
            }
        },
        read: { input in
            try HumanTrial.forEachLine(in: input.path(), maps: { _ in nil }) { line in _ = try? line.get().episode() }
        })

    static let recordings = FuzzFormat(
        name: "recordings", ending: ".jsonl", inputs: 300,
        seeds: { try recordedEpisodes($0).map { [UInt8]($0) } },
        read: { input in
            let folder = input.folders.scratch + "/recordings"
            if !FileManager.default.fileExists(atPath: folder) {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: input.folders.checkout + "/" + conformanceFixtures + "/layouts.json", toPath: folder + "/layouts.json")
            }
            try input.data.write(to: URL(fileURLWithPath: folder + "/traj_fuzz.jsonl"))
            _ = try ConformanceCheck.run(folder: folder)
        })

    /// A map that is accepted can be played, and what is written of it reads back as the same map.
    private static func play(_ layout: Layout) throws {
        let written = MapFile.yaml(layout)
        guard try MapFile.parseYAML(written, file: "written", name: "another") == layout else {
            throw BrokenPromise("a map reads back as another from:\n\(written)")
        }
        var game = try KitchenGame(Kitchen(layout), horizon: 8)
        let actions = Array(repeating: Action.interact, count: game.kitchen.players)
        while !game.isOver { try game.advance(actions) }
    }

    private static let conformanceFixtures = "Tests/KitchenTests/Fixtures/conformance"

    /// The shortest of the recorded episodes that the kitchen's tests use.
    private static func recordedEpisodes(_ folders: FuzzFolders) throws -> [Data] {
        var lines: [Data] = []
        try GzipLines.forEach(in: "\(folders.checkout)/\(conformanceFixtures)/traj_old.jsonl.gz") { line, _ in lines.append(line) }
        return Array(lines.sorted { $0.count < $1.count }.prefix(6))
    }
}
