import Adapting
import Agents
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import Planning
import TestSupport

/// Kitchens and agents for tests of adapting.
enum Kitchens {
    static let maps = MapLibrary(folder: Checkout.path("Maps"))
    static let catalogue = AgentCatalogue([
        StayKind.self, RandomKind.self, GreedyKind.self, PolicyKind.self, HumanProxyKind.self, PlannerKind.self, AdaptiveKind.self,
    ])
    static let agents = AgentLibrary(folder: Checkout.path("Agents"), catalogue: catalogue)

    static func make(_ map: String, _ dynamics: Dynamics = .old) throws -> Kitchen {
        try Kitchen(maps.layout(map), dynamics: dynamics)
    }

    /// An adaptive agent of a few models and ways, with further lines of parameters.
    static func adaptive(
        models: String = "greedy, ppo-{kitchen}, random, stay", ways: String = "planner, greedy, ppo-{kitchen}", _ parameters: String...
    ) throws -> AgentFile {
        let folder = NSTemporaryDirectory() + "brigade-adapting-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lines = [
            "name: adapting", "kind: adaptive", "parameters:", "  agents: \(Checkout.path("Agents"))",
            "  models: [\(list(models))]", "  ways: [\(list(ways))]",
        ]
        let text = (lines + parameters.map { "  " + $0 }).joined(separator: "\n") + "\n"
        try text.write(toFile: folder + "/adapting.yaml", atomically: true, encoding: .utf8)
        return try AgentFile.read(folder + "/adapting.yaml", catalogue: catalogue)
    }

    /// Names in quotes, since braces mean something in YAML.
    private static func list(_ names: String) -> String {
        names.split(separator: ", ").map { "'\($0)'" }.joined(separator: ", ")
    }

    /// Plays an episode; returns it with the team as it is then.
    static func play(
        _ kitchen: Kitchen, _ team: [AgentFile], seed: UInt64 = 1, horizon: Int = 400, explains: Bool = false
    ) throws -> (episode: Episode, team: [any Agent]) {
        var agents = try team.map { try $0.makeAgent() }
        var match = try Match(kitchen, horizon: horizon, seed: seed, explains: explains)
        let episode = try match.playWithoutRefusal(&agents)
        return (episode, agents)
    }
}
