import Agents
import EpisodeStore
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Tournaments

/// Where in a plan an episode is, and which of a plan a store has.
@Suite final class StoredEntriesTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-entries-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func agents(_ names: [String] = ["stay", "random", "greedy"]) throws -> [AgentFile] {
        try AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self]))
            .agents(names)
    }

    private func kitchens(_ maps: [String]) throws -> [Kitchen] {
        let library = MapLibrary(folder: Checkout.path("Maps"))
        return try maps.map { try Kitchen(library.layout($0), dynamics: .old) }
    }

    /// Every entry's place is found again by what a store knows of it.
    @Test func entriesAreFoundAgain() throws {
        let agents = try agents()
        let mixed = try kitchens(["cramped_room", "multiplayer_schelling", "coordination_ring"])
        let pairs = [
            PairRequest(map: "cramped_room", first: "stay", second: "random", after: 3, episodes: 2),
            PairRequest(map: "coordination_ring", first: "greedy", second: "greedy", after: 0, episodes: 5),
            PairRequest(map: "cramped_room", first: "random", second: "stay", after: 1, episodes: 2),
        ]
        let plans = [
            try TournamentPlan(agents: agents, kitchens: mixed, episodes: 2),
            try TournamentPlan(agents: agents, kitchens: mixed, fill: agents[1], episodes: 3),
            try TournamentPlan(agents: Array(agents.prefix(2)), kitchens: mixed, fill: agents[2], episodes: 2),
            try TournamentPlan(pairs: pairs, agents: agents, kitchens: kitchens(["cramped_room", "coordination_ring"])),
        ]
        for plan in plans {
            let entries = (0..<plan.count).map(plan.entry)
            let numbers = plan.numbers(of: Set(entries.map(\.seed)))
            let found = entries.map { entry in numbers[entry.seed].flatMap { plan.index(map: entry.map, lineUp: entry.lineUp, number: $0) }
            }
            #expect(found == Array(0..<plan.count))
            #expect(plan.index(map: 0, lineUp: [0, 0], number: 99) == nil && plan.index(map: 0, lineUp: [0], number: 0) == nil)
            #expect(plan.numbers(of: [12345]).isEmpty)
        }
    }

    /// What other plans stored counts where it is the same episode, and nothing else does.
    @Test func whatOtherPlansStoredCounts() throws {
        let store = try EpisodeStore(creating: folder + "/store.sqlite")
        let maps = try kitchens(["cramped_room"])
        func plan(_ names: [String], episodes: Int, seed: UInt64 = 1, horizon: Int = 10) throws -> TournamentPlan {
            try TournamentPlan(agents: agents(names), kitchens: maps, episodes: episodes, horizon: horizon, seed: seed)
        }
        try Tournament(plan(["stay", "random"], episodes: 2), store: store).play(jobs: 1)
        try Tournament(plan(["greedy", "random"], episodes: 1, seed: 2), store: store).play(jobs: 1)
        try Tournament(plan(["stay"], episodes: 3, horizon: 11), store: store).play(jobs: 1)
        let larger = try Tournament(plan(["random", "stay", "greedy"], episodes: 3), store: store)
        #expect(larger.alreadyStored == 8 && larger.planned == 27)
        let end = try larger.play(jobs: 2)
        #expect(end.stored == 27 && end.played == 19)
        #expect(try Tournament(plan(["random", "stay", "greedy"], episodes: 3), store: store).alreadyStored == 27)
        #expect(try store.scores().count == 8 + 4 + 3 + 19)
    }
}
