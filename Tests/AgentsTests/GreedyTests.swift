import Agents
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

/// Greedy cooks: what they achieve, and that an episode is a function of its seed.
@Suite struct GreedyTests {
    private func team(_ count: Int, _ text: String = "kind: greedy\n") throws -> [any Agent] {
        try (0..<count).map { _ in try Play.agent(text) }
    }

    @Test func theyDeliverInEveryKitchenAlsoWhereTheyMustHandThingsOver() throws {
        for map in try Play.maps.names() {
            let kitchen = try Play.kitchen(map)
            var agents = try team(kitchen.players)
            let scores = try (1...3).map { try Play.episode(kitchen, &agents, seed: $0).score }
            #expect(scores.allSatisfy { $0 > 0 }, "\(map): \(scores)")
        }
    }

    /// Below the least of 200 episodes (docs/benchmarks.md has means), so that a loss of skill is seen.
    @Test(arguments: [
        ("cramped_room", 220.0), ("asymmetric_advantages", 360), ("coordination_ring", 180), ("forced_coordination", 180),
        ("counter_circuit_o_1order", 120),
    ])
    func theyAreGoodAtTheClassicKitchens(map: String, least: Double) throws {
        let kitchen = try Play.kitchen(map)
        var agents = try team(2)
        for seed in 1...10 as ClosedRange<UInt64> {
            #expect(try Play.episode(kitchen, &agents, seed: seed).score >= least, "\(map), seed \(seed)")
        }
    }

    @Test(arguments: ["stay", "random", "greedy-slow", "greedy-noisy"])
    func theyCookBesideAnyPartnerWhereverOneCookCan(partner: String) throws {
        let kitchen = try Play.kitchen("asymmetric_advantages")
        for seat in 0..<2 {
            var agents = try [Play.agents.agent("greedy").makeAgent(), Play.agents.agent(partner).makeAgent()]
            agents.swapAt(0, seat)
            #expect(try Play.episode(kitchen, &agents, seed: 1).score >= 160)
        }
    }

    @Test(arguments: ["", "  noise: 0.3\n", "  slowness: 0.3\n", "  rationality: 2\n", "  deterministic: true\n"])
    func anEpisodeFollowsFromItsSeed(parameters: String) throws {
        let kitchen = try Play.kitchen("coordination_ring")
        let text = "kind: greedy\n" + (parameters.isEmpty ? "" : "parameters:\n" + parameters)
        var used = try team(2, text)
        let first = try Play.episode(kitchen, &used, seed: 1)
        let other = try Play.episode(kitchen, &used, seed: 2)
        _ = try Play.episode(Play.kitchen("forced_coordination"), &used, seed: 3)
        var fresh = try team(2, text)
        #expect(try Play.episode(kitchen, &fresh, seed: 1).actions == first.actions)
        #expect(try Play.episode(kitchen, &used, seed: 1).actions == first.actions)
        #expect((other.actions == first.actions) == parameters.contains("deterministic"))
    }

    @Test func slownessIsAShareOfStanding() throws {
        let kitchen = try Play.kitchen("asymmetric_advantages")
        var agents = try [Play.agent("kind: greedy\nparameters:\n  slowness: 0.25\n"), Play.agents.agent("stay").makeAgent()]
        let actions = Array(try Play.episode(kitchen, &agents, seed: 1).actions[0])
        let stays = actions.count { $0 == Action.stay.digit }
        #expect((100...180).contains(stays), "a quarter of 400 ticks, and what it waits for pots: \(stays)")
        var all = try [Play.agent("kind: greedy\nparameters:\n  slowness: 1\n"), Play.agents.agent("stay").makeAgent()]
        #expect(try Play.episode(kitchen, &all, seed: 1).actions[0].allSatisfy { $0 == Action.stay.digit })
    }

    @Test func noiseIsAShareOfRandomActions() throws {
        let kitchen = try Play.kitchen("cramped_room")
        var agents = try team(2, "kind: greedy\nparameters:\n  noise: 1\n")
        let actions = try (1...20).flatMap { try Play.episode(kitchen, &agents, seed: $0).actions }.joined()
        for action in Action.allCases {
            let share = Double(actions.count { $0 == action.digit }) / Double(actions.count)
            #expect(abs(share - 1.0 / 6) < 0.02, "\(action): \(share)")
        }
    }

    @Test func twoWhoMeetInACorridorPassEachOther() throws {
        let grid = ["XXXXPXXXXX", "O1      2D", "XXXXX XXXX", "XXXXXSXXXX"]
        var parameters = LayoutParameters()
        parameters.orders = [Recipe(onions: 3, tomatoes: 0)]
        let kitchen = try Kitchen(Layout(name: "pass", grid: grid, parameters: parameters), dynamics: .old)
        var agents = try team(2)
        for seed in 1...5 as ClosedRange<UInt64> {
            #expect(try Play.episode(kitchen, &agents, seed: seed).score >= 40)
        }
        var stubborn = try team(2, "kind: greedy\nparameters:\n  unblock: false\n  around: false\n")
        #expect(try Play.episode(kitchen, &stubborn, seed: 1).score == 0)
    }

    /// Each side has its own pot and lacks something else.
    private static let twoPots = ["XXXXXOX", "P1 X 2P", "X  X  S", "XDXXXXX"]
    /// A lane in which nobody can pass: one cook keeps the dishes, the other the serving station.
    private static let lane = ["XOXXXXX", "P     X", "P1XXX X", "D2X   X", "XDXSXXX"]

    @Test(arguments: [
        ("greedy", twoPots, 200.0), ("greedy-plain", twoPots, 200), ("greedy-slow", twoPots, 120), ("python-greedy", twoPots, 20),
        ("greedy", lane, 240), ("greedy-plain", lane, 240), ("greedy-slow", lane, 120), ("python-greedy", lane, 20),
    ])
    func theyDivideTheWorkByWhatEachCanReach(agent: String, grid: [String], least: Double) throws {
        var parameters = LayoutParameters()
        parameters.orders = [Recipe(onions: 3, tomatoes: 0)]
        for dynamics in [Dynamics.old, .new] {
            let kitchen = try Kitchen(Layout(name: "split", grid: grid, parameters: parameters), dynamics: dynamics)
            let file = try Play.agents.agent(agent)
            var agents = try [file.makeAgent(), file.makeAgent()]
            let score = try Play.episode(kitchen, &agents, seed: 1).score
            for seat in agents.indices { agents[seat].close() }
            #expect(score >= least, "\(dynamics) dynamics")
        }
    }

    @Test func explanationsSayWhereTheyGo() throws {
        let kitchen = try Play.kitchen("cramped_room")
        var agents = try team(2)
        var intentions: Set<String> = []
        _ = try Play.episode(kitchen, &agents, seed: 1) { game, agents in
            let explanation = try #require(agents[0].explain())
            intentions.insert(explanation.intention)
            #expect(explanation.reason?.isEmpty == false)
            guard let first = explanation.path.first else { return }
            #expect(first == [game.player(0).cell.x, game.player(0).cell.y])
            for (a, b) in zip(explanation.path, explanation.path.dropFirst()) {
                #expect(abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1)
            }
        }
        #expect(
            intentions.isSuperset(of: [
                "takes an onion from the onion dispenser at (0, 1)", "brings an ingredient to the pot at (2, 0)",
                "delivers a soup to the serving station at (3, 3)",
            ]))
    }

    @Test func theRandomAgentDoesEverythingAlike() throws {
        let kitchen = try Play.kitchen("cramped_room")
        var agents = try [Play.agents.agent("random").makeAgent(), Play.agents.agent("random").makeAgent()]
        let played = try (1...20).map { try Play.episode(kitchen, &agents, seed: $0).actions }
        for seat in 0..<2 {
            let actions = played.map { $0[seat] }.joined()
            for action in Action.allCases {
                let share = Double(actions.count { $0 == action.digit }) / Double(actions.count)
                #expect(abs(share - 1.0 / 6) < 0.02, "\(action): \(share)")
            }
        }
        #expect(played[0][0] != played[0][1], "seats have streams of their own")
    }

    /// Recorded in `Tests/Golden/expected`, so that any change of behaviour shows as a diff.
    @Test func playthroughsAreAsRecorded() throws {
        var lines = ["# map, agents, seed: score and final state; then each player's actions, a digit a tick."]
        for map in ["cramped_room", "coordination_ring", "forced_coordination", "counter_circuit", "multiplayer_schelling"] {
            let kitchen = try Play.kitchen(map)
            for name in ["greedy", "greedy-noisy", "greedy-slow"] {
                var agents = try (0..<kitchen.players).map { _ in try Play.agents.agent(name).makeAgent() }
                let episode = try Play.episode(kitchen, &agents, seed: 1, horizon: 200)
                lines.append("\(map), \(name), 1: \(Int(episode.score)) \(String(episode.checksum, radix: 16))")
                lines += episode.actions
            }
        }
        try GoldenFile("expected/greedy.txt").expect(lines)
    }
}
