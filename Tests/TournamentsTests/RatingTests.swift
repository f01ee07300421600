import Basics
import Foundation
import Testing

@testable import Tournaments

/// Skills against closed forms and against tournaments whose truth is known.
@Suite struct RatingTests {
    /// Scores of a table without chance, each as often.
    private func exact(_ skills: [Double], levels: [Double] = [50], scales: [Double] = [1], episodes: Int = 2) -> PairScores {
        var scores = PairScores(players: skills.indices.map { "p\($0)" }, kitchens: levels.indices.map { "k\($0)" })
        for kitchen in levels.indices {
            for first in skills.indices {
                for second in skills.indices {
                    for _ in 0..<episodes {
                        let score = levels[kitchen] + scales[kitchen] * (skills[first] + skills[second])
                        scores.add(score, kitchen: kitchen, first: first, second: second)
                    }
                }
            }
        }
        return scores
    }

    @Test func matricesAreSolvedAndInverted() throws {
        var matrix = SquareMatrix(size: 3, diagonal: [4, 5, 6])
        for (row, column, value) in [(0, 1, 1.0), (0, 2, -2.0), (1, 2, 0.5)] {
            matrix[row, column] = value
            matrix[column, row] = value
        }
        let factor = try #require(Cholesky(matrix))
        let x = factor.solve(matrix.times([1, -2, 3]))
        #expect(zip(x, [1.0, -2, 3]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs(factor.logDeterminant - log(91.0)) < 1e-12)
        let inverse = factor.inverse
        #expect(zip(inverse.times(matrix.times([5, 7, 11])), [5.0, 7, 11]).allSatisfy { abs($0 - $1) < 1e-12 })
        matrix[2, 2] = 0.1
        #expect(Cholesky(matrix) == nil)
    }

    @Test func withoutChanceSkillsAreTheRowEffects() throws {
        let rating = try #require(Rating(exact([10, 2, -4, -8], episodes: 1000)))
        let deviation = rating.fit.scales[0].deviation
        #expect(zip(rating.skills, [10.0, 2, -4, -8]).allSatisfy { abs($0 * deviation - $1) < 0.01 })
        #expect(rating.order == [0, 1, 2, 3] && rating.isSettled && rating.explained > 0.98)
        #expect(rating.standings.map(\.aboveNext) == [1, 1, 1, nil] && rating.standings.map(\.episodesToNext) == [0, 0, 0, nil])
        let interval = rating.skill(0)
        #expect(interval.high - interval.low < 0.01 && rating.fits(5).isEmpty)
    }

    /// Two episodes that happen to be alike do not say that there is no chance: intervals have a width, which more of them close.
    @Test func aFewEqualEpisodesLeaveChanceOpen() throws {
        let widths = try [2, 4, 16, 64].map { episodes in
            let interval = try #require(Rating(exact([10, 2, -4, -8], episodes: episodes))).skill(0)
            return interval.high - interval.low
        }
        #expect(widths[0] > 0.2 && widths[3] > 0, "\(widths)")
        #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 > 1.5 * $1 }, "\(widths)")
        // Of two that are nearly as good the better is not known yet, which it was with an interval without a width.
        let close = try #require(Rating(exact([5, 0.1, 0, -5])))
        #expect(!close.tellsApart(1, 2) && !close.isSettled && close.standings[1].episodesToNext != 0)
        #expect(!close.nextEpisodes(8) { _, _, _ in true }.isEmpty)
    }

    /// Where chance is seldom, all episodes of a pair are often alike; intervals contain the truth nonetheless.
    @Test func intervalsContainTheTruthWhereEpisodesAreOftenAlike() throws {
        var random = RandomStream(8)
        var (all, contained, empty) = (0, 0, 0)
        for _ in 0..<300 {
            let skills = (0..<4).map { _ in 20 * random.normal() }
            var scores = PairScores(players: (0..<4).map { "p\($0)" }, kitchens: ["k"])
            for first in 0..<4 {
                for second in 0..<4 where first != second {
                    for _ in 0..<2 {
                        let lost = random.chance(0.05) ? 20.0 : 0
                        scores.add(skills[first] + skills[second] - lost, kitchen: 0, first: first, second: second)
                    }
                }
            }
            let rating = try #require(Rating(scores))
            let mean = skills.reduce(0, +) / 4
            for player in 0..<4 {
                let interval = rating.skill(player)
                let truth = (skills[player] - mean) / rating.fit.scales[0].deviation
                all += 1
                if interval.low <= truth && truth <= interval.high { contained += 1 }
                if interval.high - interval.low < 0.01 { empty += 1 }
            }
        }
        #expect(Double(contained) / Double(all) > 0.92 && empty == 0, "\(contained) of \(all), \(empty) without a width")
    }

    @Test func pairsThatFitBadlyAreShown() throws {
        var scores = exact([4, 2, 0, -2, -4])
        var other = PairScores(players: scores.players, kitchens: scores.kitchens)
        for first in 0..<5 {
            for second in 0..<5 {
                let odd = Set([first, second]) == [0, 4] ? -6.0 : 0
                for _ in 0..<2 { other.add(scores[0, first, second].mean + odd, kitchen: 0, first: first, second: second) }
            }
        }
        scores = other
        let rating = try #require(Rating(scores))
        let fits = rating.fits(5)
        #expect(fits.first?.players == ["p0", "p4"] && (fits.first?.effect.high ?? 0) < 0)
        #expect(rating.explained < 0.9)
        // Both lose the same in the mean over their partners, so the order of the others stays.
        #expect(abs(rating.skills[0] - rating.skills[1]) < abs(rating.skills[1] - rating.skills[2]))
    }

    @Test func aConstantAScaleAndTheOrderOfEpisodesChangeNothing() throws {
        var world = SimulatedTournament(players: 5, kitchens: 2, seed: 4)
        var episodes: [(Double, Int, Int, Int)] = []
        for kitchen in 0..<2 {
            for first in 0..<5 {
                for second in 0..<5 where first != second {
                    for _ in 0..<3 {
                        var one = world.scores
                        world.play(&one, kitchen, first, second)
                        episodes.append((one[kitchen, first, second].mean, kitchen, first, second))
                    }
                }
            }
        }
        func rating(_ episodes: [(Double, Int, Int, Int)]) throws -> Rating {
            var scores = world.scores
            for (score, kitchen, first, second) in episodes { scores.add(score, kitchen: kitchen, first: first, second: second) }
            return try #require(Rating(scores))
        }
        let plain = try rating(episodes)
        let changed = try rating(episodes.map { $0.1 == 1 ? (500 + 3 * $0.0, $0.1, $0.2, $0.3) : $0 })
        let backwards = try rating(episodes.reversed())
        for other in [changed, backwards] {
            #expect(zip(plain.skills, other.skills).allSatisfy { abs($0 - $1) < 1e-9 })
            #expect(zip(plain.covariance.values, other.covariance.values).allSatisfy { abs($0 - $1) < 1e-9 })
        }
    }

    @Test func whatSaysNothingIsLeftOut() throws {
        var scores = PairScores(players: ["a", "b", "c"], kitchens: ["zero", "good"])
        for first in 0..<3 {
            for second in 0..<3 {
                for episode in 0..<2 {
                    scores.add(0, kitchen: 0, first: first, second: second)
                    scores.add(Double(first + second + episode), kitchen: 1, first: first, second: second)
                }
            }
        }
        let rating = try #require(Rating(scores))
        #expect(rating.leftOut == ["zero"] && rating.kitchens == ["good"] && rating.order == [2, 1, 0])
        #expect(Rating(exact([1, 2])) == nil && Rating(exact([1, 1, 1])) == nil)
        #expect(RatingTable.whyNot(exact([1, 2])).contains("at least 3 players"))
        // One cell alone, and cells that were never played, leave skills as open as they are.
        var sparse = PairScores(players: ["a", "b", "c", "d"], kitchens: ["k"])
        for (first, second, score) in [(0, 1, 10.0), (0, 1, 14), (1, 2, 3), (1, 2, 5)] {
            sparse.add(score, kitchen: 0, first: first, second: second)
        }
        let open = try #require(Rating(sparse))
        let unseen = open.skill(3)
        #expect(unseen.low < -0.5 && unseen.high > 0.5 && !open.isSettled && open.standings.allSatisfy { $0.cells == 6 })
    }

    /// Intervals of 95 % contain the truth about so often, whatever pairs and chance are like.
    @Test(arguments: [(2, 0.3, 0.7), (4, 0.3, 0.7), (10, 0.3, 0.7), (4, 0.0, 1.5), (4, 0.8, 0.2)])
    func intervalsContainTheTruth(episodes: Int, fit: Double, noise: Double) throws {
        var (skills, pairs, all, allPairs, wrong, told) = (0, 0, 0, 0, 0, 0)
        for seed in 0..<60 {
            var world = SimulatedTournament(players: 6, kitchens: 2, fit: fit, noise: noise, seed: UInt64(seed))
            var scores = world.scores
            world.playAll(&scores, episodes)
            let rating = try #require(Rating(scores))
            let truth = world.skills(rating)
            for player in truth.indices {
                let interval = rating.skill(player)
                all += 1
                if interval.low <= truth[player] && truth[player] <= interval.high { skills += 1 }
                for other in truth.indices where other > player {
                    let (mean, deviation) = rating.difference(player, other)
                    allPairs += 1
                    if abs(truth[player] - truth[other] - mean) <= Normal.width95 * deviation { pairs += 1 }
                    if rating.tellsApart(player, other) {
                        told += 1
                        if (mean > 0) != (truth[player] > truth[other]) { wrong += 1 }
                    }
                }
            }
        }
        let (share, pairShare) = (Double(skills) / Double(all), Double(pairs) / Double(allPairs))
        #expect(share > 0.92 && pairShare > 0.92, "skills \(share), differences \(pairShare)")
        #expect(Double(wrong) <= 0.025 * Double(told))
    }

    @Test func theNumberOfEpisodesToTellTwoApartIsAboutRight() throws {
        var (enough, count) = (0, 0)
        for seed in 0..<150 {
            var world = SimulatedTournament(
                players: 4, kitchens: 2, skills: [0.9, 0.2, 0, -1], fit: 0.05, noise: 1, seed: 1000 + UInt64(seed))
            var scores = world.scores
            world.playAll(&scores, 3)
            let rating = try #require(Rating(scores))
            let truth = world.skills(rating)
            // Only where the difference is about what it seems, which is what the number assumes.
            guard let more = rating.episodes(toTellApart: 1, 2), more > 0,
                abs(rating.difference(1, 2).mean / (truth[1] - truth[2]) - 1) < 0.3
            else { continue }
            let cells = 2 * 4 * (4 - 2)
            #expect(more % cells == 0)
            for kitchen in 0..<2 {
                for first in 0..<4 {
                    for second in 0..<4 where first != second && [first, second].count(where: { $0 == 1 || $0 == 2 }) == 1 {
                        for _ in 0..<(more / cells) { world.play(&scores, kitchen, first, second) }
                    }
                }
            }
            count += 1
            if try #require(Rating(scores)).tellsApart(1, 2) { enough += 1 }
        }
        // The difference that is found then is as often above the one that is needed as below.
        #expect(count > 15 && Double(enough) / Double(count) > 0.3 && Double(enough) / Double(count) < 0.8)
    }
}
