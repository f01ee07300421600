import Agents
import Basics
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import Synchronization
import TestSupport
import Testing

@testable import Tournaments

/// Tournaments with agents that play many games at once store what they store one by one.
@Suite final class LockstepTournamentTests: Sendable {
    /// Agents that play by seed and tick.
    private struct TogetherKind: AgentKind {
        static let name = "together"
        static let summary = "For tests."
        let games: Int

        init(_ reader: inout ParameterReader) { games = reader.count("games", 1, in: 1...100) }

        func makeAgent() throws -> any Agent { TogetherAgent() }
    }

    private struct TogetherAgent: LockstepAgent {
        /// The most games that were played at once in this process.
        static let most = Atomic(0)

        private var episodes: [EpisodeContext] = []
        private var ticks: [Int] = []

        mutating func begin(_ episodes: [EpisodeContext]) throws {
            self.episodes = episodes
            ticks = Array(repeating: -1, count: episodes.count)
            TogetherAgent.most.max(episodes.count, ordering: .relaxed)
        }

        mutating func show(_ game: KitchenGame, at place: Int) { ticks[place] = game.timestep }

        mutating func ask() {}

        mutating func answers() -> [Decision] {
            zip(episodes, ticks).map { episode, tick in
                var random = RandomStream(episode.random.key, UInt64(tick))
                return Decision(Action.allCases[random.below(Action.allCases.count)])
            }
        }
    }

    private let folder = NSTemporaryDirectory() + "brigade-lockstep-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The episodes of a tournament of the agent with a noisy greedy cook on two maps.
    private func played(games: Int, jobs: Int, stopAfter: Int = .max) throws -> [Episode] {
        let place = "\(folder)/\(games)-\(jobs)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try "kind: together\nparameters:\n  games: \(games)\n".write(toFile: place + "/it.yaml", atomically: true, encoding: .utf8)
        let catalogue = AgentCatalogue([TogetherKind.self, GreedyKind.self])
        let agents = [
            try AgentFile.read(place + "/it.yaml", catalogue: catalogue),
            try AgentFile.read(Checkout.path("Agents/greedy-noisy.yaml"), catalogue: catalogue),
        ]
        let maps = MapLibrary(folder: Checkout.path("Maps"))
        let plan = try TournamentPlan(
            agents: agents, kitchens: ["cramped_room", "coordination_ring"].map { try Kitchen(maps.layout($0), dynamics: .old) },
            episodes: 7, horizon: 40, seed: 3)
        let store = try EpisodeStore(creating: place + "/log.sqlite")
        let count = Atomic(0)
        try Tournament(plan, store: store).play(jobs: jobs, shouldStop: { count.add(1, ordering: .relaxed).newValue > stopAfter })
        if stopAfter < .max { try Tournament(plan, store: store).play(jobs: jobs) }
        var episodes: [Episode] = []
        try store.forEachEpisode(EpisodeFilter()) { episodes.append($0.episode) }
        return episodes
    }

    @Test func gamesInStepAreStoredAsGamesAlone() throws {
        let alone = try played(games: 1, jobs: 1)
        #expect(alone.count == 2 * 4 * 7 && TogetherAgent.most.load(ordering: .relaxed) == 1)
        #expect(try played(games: 5, jobs: 1) == alone)
        #expect(TogetherAgent.most.load(ordering: .relaxed) == 5)
        #expect(try played(games: 50, jobs: 2) == alone)
        #expect(try played(games: 3, jobs: 1, stopAfter: 150) == alone)
    }
}
