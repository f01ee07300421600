import Agents
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import Synchronization
import TestSupport
import Testing

@testable import Tournaments

/// Tournaments that play into one store at the same time.
@Suite final class SharedStoreTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-shared-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func plan(_ names: [String]) throws -> TournamentPlan {
        let agents = AgentLibrary(
            folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self]))
        let kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout("cramped_room"), dynamics: .old)
        return try TournamentPlan(agents: agents.agents(names), kitchens: [kitchen], episodes: 20, horizon: 40, seed: 7)
    }

    /// Plays every plan at the same time, each with a connection of its own.
    private func playTogether(_ plans: [TournamentPlan]) throws -> [Tournament.Progress] {
        let path = folder + "/shared.sqlite"
        let ends = Mutex<[Int: Result<Tournament.Progress, any Error>]>([:])
        let group = DispatchGroup()
        for (index, plan) in plans.enumerated() {
            group.enter()
            Thread {
                let end = Result {
                    let store = try EpisodeStore(creating: path)
                    let end = try Tournament(plan, store: store).play(jobs: 2)
                    try store.close()
                    return end
                }
                ends.withLock { $0[index] = end }
                group.leave()
            }.start()
        }
        group.wait()
        return try ends.withLock { ends in try plans.indices.compactMap { try ends[$0]?.get() } }
    }

    private func seeds(_ store: EpisodeStore) throws -> [String] { try store.summaries().map { "\($0.players) \($0.seed)" } }

    @Test func whatTwoTournamentsShareIsPlayedOnce() throws {
        let plans = try [plan(["random", "greedy", "stay"]), plan(["greedy", "stay", "greedy-noisy"])]
        let ends = try playTogether(plans)
        #expect(ends.allSatisfy { $0.stored == $0.planned && $0.planned == 9 * 20 })
        // 9 pairs each, 4 of them shared.
        #expect(ends.reduce(0) { $0 + $1.played } == 14 * 20)
        let store = try EpisodeStore(reading: folder + "/shared.sqlite")
        let seeds = try seeds(store)
        #expect(seeds.count == 14 * 20 && Set(seeds).count == seeds.count)
        #expect(try store.runs().count == 2 && store.runs().allSatisfy { $0.finished != nil })
    }

    @Test func oneTournamentStartedThreeTimesIsPlayedOnce() throws {
        let same = try plan(["random", "greedy"])
        let ends = try playTogether([same, same, same])
        #expect(ends.allSatisfy { $0.stored == 80 } && ends.reduce(0) { $0 + $1.played } == 80)
        let store = try EpisodeStore(reading: folder + "/shared.sqlite")
        #expect(try store.summaries().map(\.id.row) == Array(1...80))
        #expect(try store.verify { _ in }.isSound)
    }

    /// What another plays is waited for; what it gives up is played.
    @Test func theQueueWaitsForOthersAndTakesOver() throws {
        let asked = Mutex<[Int: Int]>([:])
        let next = Atomic(0)
        let queue = EpisodeQueue(
            source: { next.load(ordering: .relaxed) < 5 ? .number(next.add(1, ordering: .relaxed).oldValue) : .end },
            claim: { numbers in
                asked.withLock { asked in
                    numbers.map { number in
                        asked[number, default: 0] += 1
                        switch number {
                        case 1: return asked[1] ?? 0 < 3 ? .taken : .stored
                        case 3: return asked[3] ?? 0 < 2 ? .taken : .granted
                        default: return .granted
                        }
                    }
                }
            })
        var played: [Int] = []
        while let number = try queue.next(isEnding: { false }) { played.append(number) }
        #expect(played == [0, 2, 4, 3])
        #expect(try queue.next(isEnding: { true }) == nil)
    }
}
