import Agents
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Tournaments

/// Agents that were given the whole state keep the mark of it wherever their episodes go.
@Suite final class OmniscientTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-omniscient-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test func theMarkStaysWithTheEpisodes() throws {
        let catalogue = AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self])
        let agents = AgentLibrary(folder: Checkout.path("Agents"), catalogue: catalogue)
        let kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout("cramped_room"), dynamics: .old)
        let store = try EpisodeStore(creating: folder + "/store")
        func play(_ names: [String]) throws -> Tournament.Progress {
            let plan = try TournamentPlan(agents: agents.agents(names), kitchens: [kitchen], episodes: 1, horizon: 40)
            return try Tournament(plan, store: store).play(jobs: 1)
        }
        #expect(try play(["greedy", "random"]).played == 4)
        #expect(try play(["greedy+all", "random"]).played == 3, "who sees all is another player; random with itself is there already")
        #expect(try play(["greedy+all", "random"]).played == 0)
        var filter = EpisodeFilter()
        filter.among = ["greedy+all", "random"]
        let table = try CrossPlay(store.scores(filter))
        #expect(Set(table.agents) == ["greedy+all", "random"] && table.remarks.contains(OmniscientName.legend))
        filter.among = ["greedy", "random"]
        #expect(try CrossPlay(store.scores(filter)).remarks.isEmpty)
        var episodes: [StoredEpisode] = []
        try store.forEachEpisode(EpisodeFilter()) { episodes.append($0) }
        let marked = episodes.filter { $0.players.contains("greedy+all") }
        #expect(episodes.count == 7 && marked.count == 3)
        for stored in marked {
            #expect(try stored.episode.difference() == nil)
            #expect(try EpisodeExport(stored).json().contains(#""greedy+all""#))
        }
    }
}
