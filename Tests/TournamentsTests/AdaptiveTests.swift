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

/// Further episodes for the pairs on which a ranking depends.
@Suite final class AdaptiveTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-adaptive-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static let catalogue = AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self])

    /// Four greedy cooks who differ so little that a few episodes tell nobody apart.
    private func similar() throws -> [String] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try [15, 20, 25, 30].map { noise in
            let path = folder + "/noisy-\(noise).yaml"
            if !FileManager.default.fileExists(atPath: path) {
                try "kind: greedy\nparameters:\n  noise: 0.\(noise)\n".write(toFile: path, atomically: true, encoding: .utf8)
            }
            return path
        }
    }

    private func plan(_ names: [String]? = nil, adaptive: Int = 40) throws -> TournamentPlan {
        let agents = AgentLibrary(folder: Checkout.path("Agents"), catalogue: AdaptiveTests.catalogue)
        let maps = MapLibrary(folder: Checkout.path("Maps"))
        return try TournamentPlan(
            agents: agents.agents(names ?? similar()),
            kitchens: ["cramped_room", "coordination_ring"].map { try Kitchen(maps.layout($0), dynamics: .old) }, episodes: 2,
            adaptive: adaptive, horizon: 150, seed: 7)
    }

    private func played(_ name: String, jobs: Int, adaptive: Int = 40) throws -> [StoredEpisode] {
        let store = try EpisodeStore(creating: folder + "/" + name)
        let end = try Tournament(plan(adaptive: adaptive), store: store).play(jobs: jobs)
        #expect(end.stored == end.planned)
        return try content(store)
    }

    @Test func anyNumberOfJobsStoresTheSame() throws {
        let one = try played("one", jobs: 1)
        #expect(one.count == 64 + 40 && one.map(\.id.row) == Array(1...104))
        #expect(try played("three", jobs: 3) == one)
        let further = one[64...]
        #expect(further.allSatisfy { $0.players[0] != $0.players[1] }, "with itself no agent says anything about a ranking")
        #expect(Set(one.map { "\($0.map) \($0.players) \($0.episode.seed)" }).count == one.count)
        // A larger number goes on from the smaller one.
        let store = try EpisodeStore(creating: folder + "/longer")
        try Tournament(plan(adaptive: 20), store: store).play(jobs: 2)
        let longer = try Tournament(plan(), store: store)
        #expect(longer.alreadyStored >= 64 + 16)
        let end = try longer.play(jobs: 2)
        #expect(end.stored == 104 && end.played == 20)
        #expect(try Set(content(store).map(\.episode)) == Set(one.map(\.episode)))
        let other = try Tournament(plan(adaptive: 41), store: store)
        #expect(other.alreadyStored == 104)
    }

    @Test func stoppedAndGoneOnWithIsUndisturbed() throws {
        let undisturbed = try played("undisturbed", jobs: 1)
        let store = try EpisodeStore(creating: folder + "/stopped")
        var stops = 0
        for limit in [5_000, 6_500, 2_500] {
            let count = Atomic(0)
            let tournament = try Tournament(plan(), store: store)
            let part = try tournament.play(jobs: 2, shouldStop: { count.add(1, ordering: .relaxed).newValue > limit })
            if part.stored < part.planned { stops += 1 }
            #expect(try store.runs()[0].finished == nil || part.stored == part.planned)
        }
        let end = try Tournament(plan(), store: store).play(jobs: 2)
        #expect(stops > 1 && end.stored == 104)
        #expect(try content(store) == undisturbed)
        #expect(try store.runs().count == 1 && store.runs()[0].finished != nil)
        #expect(try Tournament(plan(), store: store).play(jobs: 2).played == 0)
    }

    @Test func twoAtOncePlayEveryEpisodeOnce() throws {
        let path = folder + "/together"
        let plan = try plan()
        let ends = Mutex<[Tournament.Progress]>([])
        let group = DispatchGroup()
        for _ in 0..<2 {
            group.enter()
            Thread { [path] in
                if let store = try? EpisodeStore(creating: path), let end = try? Tournament(plan, store: store).play(jobs: 1) {
                    ends.withLock { $0.append(end) }
                }
                group.leave()
            }.start()
        }
        group.wait()
        let progress = ends.withLock { $0 }
        #expect(progress.map(\.stored) == [104, 104] && progress.reduce(0) { $0 + $1.played } == 104)
        #expect(try content(EpisodeStore(reading: path)) == played("alone", jobs: 2))
    }

    @Test func aRankingThatIsClearNeedsFewMore() throws {
        // Cooks without chance, which two episodes do not show yet.
        let store = try EpisodeStore(creating: folder + "/clear")
        let clear = try plan(["greedy", "greedy-slow", "stay"], adaptive: 400)
        let end = try Tournament(clear, store: store).play(jobs: 2)
        #expect(end.stored == end.planned && end.stored > clear.count && end.stored < clear.count + 100, "\(end)")
        #expect(try store.runs()[0].finished != nil)
        #expect(try Tournament(clear, store: store).play(jobs: 2).played == 0)
    }

    @Test func plansWithoutARankingAreRefused() throws {
        let good = try plan()
        func refusal(_ agents: Int = 4, episodes: Int = 2, map: String = "cramped_room", adaptive: Int = 5) throws -> String? {
            let kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout(map))
            let error = #expect(throws: TournamentError.self) {
                try TournamentPlan(
                    agents: Array(good.agents.prefix(agents)), kitchens: [kitchen], episodes: episodes, adaptive: adaptive)
            }
            return error?.description
        }
        #expect(try refusal(2)?.contains("at least 3 agents, here are 2") == true)
        #expect(try refusal(episodes: 1)?.contains("at least 2 episodes for each pair") == true)
        #expect(try refusal(map: "cramped_room_single")?.contains("a map for two") == true)
        #expect(try refusal(map: "multiplayer_schelling")?.contains("--fill") == true)
        #expect(
            try refusal(adaptive: TournamentPlan.maxEpisodes)?.contains("and 100000000 further ones, are more than the 100000000") == true)
        // What the option takes can be had.
        #expect(try plan(adaptive: TournamentPlan.maxAdaptive).adaptive == TournamentPlan.maxAdaptive)
        #expect(try plan(adaptive: 0).settings.contains("adaptive") == false, "plans of earlier versions keep their runs")
    }

    @Test func pairsThatRefuseGetNoMore() throws {
        let plan = try plan()
        var rounds = AdaptiveRounds(plan)
        var random = RandomStream(3)
        for index in 0..<plan.count {
            let entry = plan.entry(index)
            let isRefused = entry.map == 0 && entry.lineUp.contains(0)
            let score = 20 * Double(entry.lineUp[0] + entry.lineUp[1] + random.below(6))
            rounds.add(entry, isRefused ? .refused : .score(score))
        }
        let next = rounds.next(atMost: 100)
        #expect(next.count == rounds.size && !next.contains { $0.map == 0 && $0.lineUp.contains(0) })
        #expect(next.allSatisfy { $0.seed != plan.episodeSeed(0) && $0.seed != plan.episodeSeed(1) })
        #expect(rounds.next(atMost: 3) == Array(next.prefix(3)), "the last round is the beginning of a whole one")
    }

    /// Episodes until all neighbours are told apart or as good as each other, in the same world.
    private func needed(_ seed: UInt64, isAdaptive: Bool) throws -> Int {
        var world = SimulatedTournament(players: 5, kitchens: 2, seed: seed)
        var scores = world.scores
        world.playAll(&scores, 2)
        var episodes = 0
        while episodes < 2_000, let rating = Rating(scores), !rating.isSettled {
            if isAdaptive {
                for wanted in rating.nextEpisodes(10, isOpen: { _, _, _ in true }) {
                    world.play(&scores, wanted.kitchen, wanted.first, wanted.second)
                    episodes += 1
                }
            } else {
                world.playAll(&scores, 1)
                episodes += 40
            }
        }
        return episodes
    }

    @Test func fewerEpisodesSettleARanking() throws {
        let seeds = (0..<8).map { UInt64(700 + $0) }
        let even = try seeds.map { try needed($0, isAdaptive: false) }
        let adaptive = try seeds.map { try needed($0, isAdaptive: true) }
        #expect(Double(adaptive.reduce(0, +)) < 0.8 * Double(even.reduce(0, +)), "\(adaptive) against \(even)")
    }
}
