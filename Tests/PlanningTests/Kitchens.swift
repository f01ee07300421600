import Agents
import Foundation
import Kitchen
import KitchenMaps
import TestSupport

@testable import Planning

/// Kitchens and episodes for tests of planning.
enum Kitchens {
    static let maps = MapLibrary(folder: Checkout.path("Maps"))
    static let agents = AgentLibrary(
        folder: Checkout.path("Agents"),
        catalogue: AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self, PolicyKind.self, PlannerKind.self]))

    static func make(_ map: String, _ dynamics: Dynamics = .old) throws -> Kitchen {
        try Kitchen(maps.layout(map), dynamics: dynamics)
    }

    /// Every map under every dynamics that it allows.
    static func all() throws -> [Kitchen] {
        try maps.names().flatMap { name in
            try [Dynamics.old, .new].compactMap { dynamics in
                let layout = try maps.layout(name)
                return try? Kitchen(layout, dynamics: dynamics)
            }
        }
    }

    /// Plays an episode; returns the score and everyone's actions, a digit each.
    static func play(
        _ kitchen: Kitchen, _ team: [any Agent], seed: UInt64 = 1, horizon: Int = 400,
        watch: @escaping (KitchenGame, [any Agent]) throws -> Void = { _, _ in }
    ) throws -> (score: Double, actions: String) {
        var team = team
        var match = try Match(kitchen, horizon: horizon, seed: seed)
        var watcher = DecisionWatcher(watch)
        let episode = try match.playWithoutRefusal(&team, observer: &watcher)
        return (episode.score, String(episode.actions.map(\.digit)))
    }
}
