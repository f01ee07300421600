import Basics
import Foundation
import Testing

@testable import Tournaments

@Suite struct AdaptiveTests {
    @Test func compare() throws {
        for (players, kitchens) in [(6, 2), (10, 2)] {
        var sums: [[Double]] = [[], []]
        for seed in 0..<12 {
            for kind in 0..<2 {
                var world = SimulatedTournament(players: players, kitchens: kitchens, seed: 500 + UInt64(seed))
                var scores = world.scores
                world.playAll(&scores, 2)
                var more = 0
                let budget = players * (players - 1) * kitchens * 30
                var right: [Double] = []
                var settled = budget
                while more < budget {
                    let rating = try #require(Rating(scores))
                    let truth = world.skills(rating)
                    let order = rating.order
                    var bad = 0
                    for a in 0..<players { for b in (a + 1)..<players where truth[order[a]] < truth[order[b]] { bad += 1 } }
                    right.append(Double(bad))
                    if rating.isSettled { settled = more; break }
                    if kind == 0 { world.playAll(&scores, 1); more += players * (players - 1) * kitchens } else {
                        let size = max(8, players * (players - 1) * kitchens / 4)
                        for wanted in rating.nextEpisodes(size, isOpen: { _, _, _ in true }) { world.play(&scores, wanted.kitchen, wanted.first, wanted.second); more += 1 }
                    }
                }
                sums[kind].append(Double(settled))
                print("run", players, seed, kind == 0 ? "even" : "adaptive", settled, right.last!, right.prefix(kind == 0 ? 6 : 24).enumerated().filter { kind == 0 || $0.offset % 4 == 0 }.map(\.element))
            }
        }
        print("settled", players, kitchens, sums.map { $0.sorted()[$0.count / 2] }, sums.map { Statistics.mean($0) })
        }
    }
}
