import Agents
import Foundation
import Kitchen
import KitchenMaps
import TestSupport

/// Episodes played for tests.
enum Play {
    static let maps = MapLibrary(folder: Checkout.path("Maps"))
    static let catalogue = AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self, ProcessKind.self])
    static let agents = AgentLibrary(folder: Checkout.path("Agents"), catalogue: catalogue)

    struct Episode {
        /// The actions of each player, a digit a tick.
        var actions: [String]
        var score = 0.0
        var checksum: UInt64 = 0
    }

    /// The map's kitchen under old dynamics where it allows them.
    static func kitchen(_ map: String) throws -> Kitchen {
        let layout = try maps.layout(map)
        return try (try? Kitchen(layout, dynamics: .old)) ?? Kitchen(layout)
    }

    /// An agent as `text` describes it.
    static func agent(_ text: String) throws -> any Agent {
        let path = NSTemporaryDirectory() + "brigade-agent-\(UUID().uuidString).yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try AgentFile.read(path, catalogue: catalogue).makeAgent()
    }

    /// Plays one episode; `agents` keep what they are for the next.
    static func episode(
        _ kitchen: Kitchen, _ agents: inout [any Agent], seed: UInt64, horizon: Int = 400,
        watch: @escaping (KitchenGame, [any Agent]) throws -> Void = { _, _ in }
    ) throws -> Episode {
        var match = try Match(kitchen, horizon: horizon, seed: seed)
        var watcher = DecisionWatcher(watch)
        let played = try match.playWithoutRefusal(&agents, observer: &watcher)
        let actions = agents.indices.map { seat in String((0..<played.ticks).map { played.jointAction($0)[seat].digit }) }
        return Episode(actions: actions, score: played.score, checksum: match.game.checksum)
    }
}
