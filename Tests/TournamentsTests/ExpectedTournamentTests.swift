import Agents
import Basics
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing
import Tournaments

/// A small tournament, played by one, two and three threads, against what was recorded of it in `Tests/Golden/expected`.
///
/// Promised on every processor: nothing here computes with more than sums and comparisons. `states` is the hash of all that
/// happens in the kitchens, `log` of what agents say about it too.
@Suite struct ExpectedTournamentTests {
    private func plan() throws -> TournamentPlan {
        let agents = AgentLibrary(
            folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self]))
        let maps = MapLibrary(folder: Checkout.path("Maps"))
        return try TournamentPlan(
            agents: agents.agents(["random", "greedy", "greedy-noisy"]),
            kitchens: ["cramped_room", "forced_coordination"].map { try Kitchen(maps.layout($0), dynamics: .old) }, episodes: 2,
            horizon: 150, seed: 11, explains: true)
    }

    private func episodes(jobs: Int, in folder: String) throws -> [Episode] {
        let store = try EpisodeStore(creating: "\(folder)/\(jobs).sqlite")
        try Tournament(plan(), store: store).play(jobs: jobs)
        var episodes: [Episode] = []
        try store.forEachEpisode { episodes.append($0.episode) }
        return episodes
    }

    @Test func aTournamentIsAsRecordedByAnyNumberOfThreads() throws {
        let plan = try plan()
        try inScratchFolder { folder in
            let episodes = try episodes(jobs: 1, in: folder)
            for jobs in 2...3 { #expect(try self.episodes(jobs: jobs, in: folder) == episodes, "\(jobs) threads") }
            var lines = ["# map, players: scores"]
            var scores: [[String]: [String]] = [:]
            for (index, episode) in episodes.enumerated() {
                let players = plan.entry(index).lineUp.map { plan.players[$0].name }
                scores[[episode.layout.name] + players, default: []].append(episode.score.plain)
            }
            lines += scores.sorted { $0.key.lexicographicallyPrecedes($1.key) }
                .map { "\($0.joined(separator: ", ")): \($1.joined(separator: " "))" }
            lines += ["states: \(hash(episodes, logs: false))", "log: \(hash(episodes, logs: true))"]
            try GoldenFile("expected/tournament.txt").expect(lines)
        }
    }

    private func hash(_ episodes: [Episode], logs: Bool) -> String {
        ContentHash.of(
            episodes.map { episode in
                let events = episode.events.map { "\($0.tick) \($0.seat) \($0.event)" }
                let notes = logs ? episode.notes.map { "\($0.tick) \($0.seat) \($0.kind) \($0.text) \($0.data ?? "")" } : []
                let actions = String(episode.actions.map(\.digit))
                let lines = ["\(episode.seed) \(episode.score) \(episode.stateHash)", actions] + events + notes
                return Data(lines.joined(separator: "\n").utf8)
            })
    }
}
