import Basics
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import EpisodeStore
@testable import Tournaments

/// Games that are suggested to a person.
@Suite struct PracticeTests {
    private typealias Game = EpisodeStore.Game

    /// Games of three agents in kitchens of different levels.
    private func agentGames(_ levels: [String: Double] = ["easy": 100, "middle": 100, "hard": 100]) -> [Game] {
        var random = RandomStream(5)
        let skills = ["weak": -25.0, "fair": 0, "strong": 25]
        return levels.sorted { $0.key < $1.key }.flatMap { map, level in
            skills.sorted { $0.key < $1.key }.flatMap { first, one in
                skills.sorted { $0.key < $1.key }.flatMap { second, other in
                    (0..<4).map { _ in
                        Game(
                            map: map, dynamics: "old", horizon: 400, players: [.agent(first), .agent(second)],
                            score: max(0, level + one + other + 10 * random.normal()))
                    }
                }
            }
        }
    }

    private func game(_ map: String, _ partner: String, _ score: Double, person: String? = nil) -> Game {
        Game(map: map, dynamics: "old", horizon: 400, players: [.person(person), .agent(partner)], score: score)
    }

    private func options(_ maps: [String], _ partners: [String] = ["weak", "fair", "strong"]) -> [PracticeOption] {
        maps.flatMap { map in partners.map { PracticeOption(map: map, dynamics: "old", horizon: 400, partner: $0) } }
    }

    /// The filter without drift is the regression of all games at once, in any order.
    @Test func correctionsAreTheRegressionOfAllGames() throws {
        let games = [(0, 0.8, 0.5), (1, -0.2, 1.0), (0, 0.1, 0.7), (1, 0.4, 0.3), (0, 1.5, 2.0)]
        // Precision and right side of skill and two kitchens.
        var matrix = SquareMatrix(
            size: 3, diagonal: [1 / SkillTracker.skillVariance, 1 / SkillTracker.kitchenVariance, 1 / SkillTracker.kitchenVariance])
        var right = [0.0, 0, 0]
        for (kitchen, value, variance) in games {
            for row in [0, kitchen + 1] {
                right[row] += value / variance
                for column in [0, kitchen + 1] { matrix[row, column] += 1 / variance }
            }
        }
        let factor = try #require(Cholesky(matrix))
        let (mean, covariance) = (factor.solve(right), factor.inverse)
        for order in [games, games.reversed()] {
            var tracker = SkillTracker(kitchens: 2, drift: .none)
            for (kitchen, value, variance) in order { tracker.add(value, kitchen: kitchen, variance: variance) }
            #expect(zip(tracker.mean, mean).allSatisfy { abs($0 - $1) < 1e-12 })
            #expect(zip(tracker.covariance.values, covariance.values).allSatisfy { abs($0 - $1) < 1e-12 })
        }
        var drifting = SkillTracker(kitchens: 2)
        for (kitchen, value, variance) in games { drifting.add(value, kitchen: kitchen, variance: variance) }
        #expect(drifting.skill(in: 0).variance > factor.inverse[0, 0] + 2 * factor.inverse[0, 1] + factor.inverse[1, 1])
    }

    @Test func whatIsNeitherTooHardNorTooEasyIsSuggested() throws {
        // In the hard kitchen the best two reach 300, others hardly anything; in the easy one everybody gets nearly all.
        var games = agentGames(["middle": 90])
        func add(_ map: String, _ first: String, _ second: String, _ score: Double) {
            games.append(Game(map: map, dynamics: "old", horizon: 400, players: [.agent(first), .agent(second)], score: score))
        }
        for first in ["strong", "fair", "weak"] {
            for second in ["strong", "fair", "weak"] {
                for episode in 0..<3 {
                    let (both, chance) = (Double([first, second].count { $0 == "strong" }), Double(episode))
                    add("hard", first, second, chance + (both == 2 ? 300 : 5 * both))
                    add("easy", first, second, chance + 200 + 2 * both)
                }
            }
        }
        let suggestion = try #require(Practice(games, person: nil).suggestion(among: options(["easy", "hard", "middle"])))
        #expect(suggestion.option.map == "middle")
        let share = try #require(suggestion.share)
        #expect(share.value > 0.25 && share.value < 0.9 && share.low <= share.value && share.value <= share.high)
        #expect(suggestion.sentence.hasPrefix("Practice: middle with ") && suggestion.sentence.contains("of the best known score"))
    }

    @Test func aPersonsGamesMoveTheSuggestion() throws {
        let base = agentGames(["middle": 90])
        func share(_ games: [Game], person: String? = nil) throws -> Double {
            try #require(Practice(base + games, person: person).suggestion(among: options(["middle"], ["fair"]))?.share).value
        }
        let none = try share([])
        #expect(try share([game("middle", "fair", 10), game("middle", "fair", 20)]) < none - 0.1)
        #expect(try share([game("middle", "fair", 140), game("middle", "fair", 135)]) > none + 0.1)
        #expect(try share([game("middle", "fair", 10, person: "Ada")]) == none, "other people's games do not count")
        #expect(try share([game("middle", "fair", 10, person: "Ada")], person: "Ada") < none)
        // A weak person is given a strong partner sooner than a strong one.
        let partner = { (scores: [Double]) in
            Practice(base + scores.map { game("middle", "fair", $0) }, person: nil).suggestion(among: options(["middle"]))?.option.partner
        }
        #expect(partner([5, 0, 5, 0]) == "strong" && partner([180, 190, 185, 190]) != "strong")
    }

    @Test func noKitchenComesThreeTimesInARow() throws {
        var games = agentGames(["a": 100, "b": 100])
        var maps: [String] = []
        for _ in 0..<12 {
            let suggestion = try #require(Practice(games, person: nil).suggestion(among: options(["a", "b"])))
            maps.append(suggestion.option.map)
            games.append(game(suggestion.option.map, suggestion.option.partner, 60))
        }
        #expect((2..<12).allSatisfy { Set(maps[($0 - 2)...$0]).count > 1 }, "\(maps)")
        #expect(try #require(Practice(games, person: nil).suggestion(among: options(["a"]))).option.map == "a", "unless there is no other")
        #expect(Practice(games, person: nil).suggestion(among: []) == nil)
    }

    @Test func withoutGamesItBeginsWithTheFirst() throws {
        let first = try #require(Practice([], person: nil).suggestion(among: options(["cramped_room", "other"], ["greedy"])))
        #expect(first.option.map == "cramped_room" && first.share == nil)
        #expect(
            first.sentence
                == "Practice: cramped_room with greedy, because you have not cooked there yet, and no agents' games say how hard it is.")
        let next = try #require(
            Practice([game("cramped_room", "greedy", 40)], person: nil).suggestion(among: options(["cramped_room", "other"], ["greedy"])))
        #expect(next.option.map == "other")
    }

    @Test func peopleAreRankedWithAgents() throws {
        let games =
            agentGames(["middle": 90])
            + (0..<8).flatMap { episode in
                ["weak", "fair", "strong"].map { game("middle", $0, 150 + Double(episode), person: "Ada") } + [game("middle", "fair", 10)]
            }
        let table = try #require(RatingTable(PairScores(games)))
        #expect(table.standings.map(\.player).sorted() == ["Ada (person)", "fair", "person without a name", "strong", "weak"])
        let ada = try #require(table.standings.first { $0.player == "Ada (person)" })
        let weak = try #require(table.standings.first { $0.player == "weak" })
        #expect(ada.skill.low > weak.skill.high && ada.playedCells == 3 && ada.cells == 8)
        #expect(ada.skill.high - ada.skill.low > weak.skill.high - weak.skill.low, "who played less is less certain")
    }

    @Test func peoplesGamesAreReadFromTheStore() throws {
        let path = NSTemporaryDirectory() + "brigade-practice-\(UUID().uuidString).sqlite"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let store = try EpisodeStore(creating: path)
        let kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout("cramped_room"), dynamics: .old)
        let run = try store.run(kind: "play", settings: "{}", planned: 0)
        let agent = try Occupant.agent(store.register(AgentRecord(name: "human", kind: "stay", hash: "0")))
        for occupants in [[.person("Ada"), agent], [agent, .person(nil)], [agent, agent]] {
            var recorder = try EpisodeRecorder(kitchen, horizon: 2, seed: 1)
            for _ in 0..<2 { try recorder.step([.stay, .stay]) }
            try store.write([
                NewEpisode(run: run.id, map: store.register(kitchen.layout), occupants: occupants, episode: recorder.episode())
            ])
        }
        let games = try store.games()
        #expect(
            games.map(\.players) == [
                [.person("Ada"), .agent("human")], [.agent("human"), .person(nil)], [.agent("human"), .agent("human")],
            ])
        #expect(games.allSatisfy { $0.map == "cramped_room" && $0.dynamics == "old" && $0.horizon == 2 && $0.score == 0 })
    }

    /// A person who learns from a game the more, the better its difficulty is: skill on the whole and in the kitchen.
    private struct Learner {
        let best: Double
        /// How much a game teaches by the share of the best that is got.
        let lesson: (Double) -> Double
        var skill = -20.0
        var kitchens: [String: Double] = [:]
        var random: RandomStream

        static let partners = ["weak": -25.0, "fair": 0, "strong": 25]

        func expected(_ option: PracticeOption, _ levels: [String: Double]) -> Double {
            min(max(0, (levels[option.map] ?? 0) + skill + (kitchens[option.map] ?? 0) + (Learner.partners[option.partner] ?? 0)), best)
        }

        mutating func play(_ option: PracticeOption, _ levels: [String: Double]) -> Double {
            let mean = expected(option, levels)
            let gain = 4 * lesson(mean / best)
            skill += gain / 4
            kitchens[option.map, default: -10] += gain
            return max(0, mean + 10 * random.normal())
        }
    }

    /// What a learner can do after 30 games, in points over all kitchens and partners.
    private func learnt(_ seed: UInt64, isSuggested: Bool, lesson: @escaping (Double) -> Double) throws -> Double {
        let levels = ["a": 20.0, "b": 50, "c": 80, "d": 110, "e": 150]
        let agents = agentGames(levels)
        let options = options(levels.keys.sorted())
        var learner = Learner(best: 200, lesson: lesson, random: RandomStream(seed, 8))
        var choice = RandomStream(seed, 9)
        var games: [Game] = []
        for _ in 0..<30 {
            let practice = isSuggested ? Practice(agents + games, person: nil).suggestion(among: options)?.option : nil
            let option = try #require(isSuggested ? practice : options[choice.below(options.count)])
            games.append(game(option.map, option.partner, learner.play(option, levels)))
        }
        return options.reduce(0) { $0 + learner.expected($1, levels) } / Double(options.count)
    }

    /// By how much practice beats choice at random, over simulated people, in points.
    private func advantage(_ lesson: @escaping (Double) -> Double) throws -> [Double] {
        try (0..<6).map { seed in
            try learnt(seed, isSuggested: true, lesson: lesson) - learnt(seed, isSuggested: false, lesson: lesson)
        }
    }

    @Test func simulatedPeopleLearnMore() throws {
        /// Where a game teaches most at a share of the best, and little at another.
        func around(_ share: Double) -> (Double) -> Double { { exp(-($0 - share) * ($0 - share) / 0.045) } }
        let middle = try advantage { 4 * $0 * (1 - $0) }
        #expect(middle.allSatisfy { $0 > 5 }, "\(middle)")
        let hard = try advantage(around(0.3))
        #expect(Statistics.mean(hard) > 2, "\(hard)")
        let any = try advantage { _ in 0.5 }
        #expect(any.allSatisfy { $0 > -2 }, "\(any)")
        // Who learns most from what nearly succeeds gains nothing from the rule, and loses little.
        let easy = try advantage(around(0.85))
        #expect(Statistics.mean(easy) > -4, "\(easy)")
    }
}
