import Agents
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import TestSupport
import Testing

@testable import Adapting

/// Agents that adapt to whom they meet: whom they recognise, what they do about it, and what they say.
@Suite struct AdaptiveTests {
    /// The partner is one of the models.
    @Test(arguments: ["greedy", "ppo-cramped_room", "stay", "random"]) func aKnownPartnerIsRecognised(name: String) throws {
        let kitchen = try Kitchens.make("cramped_room")
        for seat in 0..<2 {
            let pair = try [Kitchens.adaptive(ways: "greedy, ppo-{kitchen}", "search: false"), Kitchens.agents.agent(name)]
            let (_, team) = try Kitchens.play(kitchen, seat == 0 ? pair : pair.reversed(), horizon: 150)
            let recognised = try #require(team[seat] as? any RecognisingAgent).recognised
            let probability = recognised.models.first { $0.name == name }?.probability ?? 0
            #expect(probability > 0.5, "\(name) in seat \(2 - seat): \(recognised)")
        }
    }

    /// Left out of its library, the same partner is none of the models, or one that it plays much like.
    @Test func whoIsLeftOutIsNotKnown() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let file = try Kitchens.adaptive()
        let greedy = try Kitchens.agents.agent("greedy")
        let kind = try #require(file.kind as? AdaptiveKind).leavingOut([greedy.contentHash])
        let library = try kind.library(in: kitchen)
        #expect(library.models.map(\.name) == ["ppo-cramped_room", "random", "stay"])
        #expect(library.ways.map(\.name) == ["planner", "ppo-cramped_room"])
    }

    /// A partner that plays like nobody in the library is taken for none of them.
    @Test func aStrangerIsNoneOfTheModels() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let file = try Kitchens.adaptive(models: "random, stay", ways: "ppo-{kitchen}, greedy", "search: false")
        let (_, team) = try Kitchens.play(kitchen, [file, Kitchens.agents.agent("greedy")], horizon: 150)
        let recognised = try #require(team[0] as? any RecognisingAgent).recognised
        #expect(recognised.none > 0.5, "\(recognised)")
    }

    @Test func anEpisodeFollowsFromItsSeed() throws {
        let kitchen = try Kitchens.make("coordination_ring")
        let file = try Kitchens.adaptive(ways: "greedy, ppo-{kitchen}", "certainty: 0.2", "lookahead: 20", "games: 1")
        let partner = try Kitchens.agents.agent("ppo-coordination_ring")
        var agents = [try file.makeAgent(), try partner.makeAgent()]
        var match = try Match(kitchen, horizon: 120, seed: 5)
        let first = try match.play(&agents)
        // The same agents again, after another episode.
        var other = try Match(kitchen, horizon: 60, seed: 6)
        _ = try other.play(&agents)
        var again = try Match(kitchen, horizon: 120, seed: 5)
        let second = try again.play(&agents)
        #expect(first.actions == second.actions)
        #expect(try Kitchens.play(kitchen, [file, partner], seed: 5, horizon: 120).episode.actions == first.actions)
    }

    /// In the next game of a series a partner is known from the beginning; a partner who is not said to be the same is not.
    @Test func aSeriesRemembersThePartner() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let file = try Kitchens.adaptive(ways: "greedy, ppo-{kitchen}", "search: false")
        var agents = [try file.makeAgent(), try Kitchens.agents.agent("greedy").makeAgent()]
        var first = try Match(kitchen, horizon: 100, seed: 1)
        _ = try first.play(&agents)
        func begun() throws -> Double {
            try agents[0].begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 2, horizon: 100))
            let known = try #require(agents[0] as? any RecognisingAgent).recognised
            return try #require(known.models.first { $0.name == "greedy" }).probability
        }
        var own = try #require(agents[0] as? any SeriesAgent)
        own.rememberPartner()
        agents[0] = own
        #expect(try begun() > 0.5)
        #expect(try begun() < 0.3, "said once, it counts for one episode")
    }

    @Test func itSaysWhomItTakesThePartnerFor() throws {
        let kitchen = try Kitchens.make("cramped_room")
        var agents = [
            try Kitchens.adaptive(ways: "greedy, ppo-{kitchen}", "search: false").makeAgent(),
            try Kitchens.agents.agent("stay").makeAgent(),
        ]
        var match = try Match(kitchen, horizon: 100, seed: 1)
        _ = try match.play(&agents)
        let explanation = try #require(agents[0].explain())
        #expect(explanation.reason?.contains("I think you play like one who never moves, ") == true, "\(explanation)")
        #expect(explanation.beliefs.first?.what == "plays like one who never moves" && explanation.beliefs.first?.seat == 1)
    }

    /// Where nothing was measured and no network was made it plays, and says that it knows little.
    @Test func anUnknownKitchenIsPlayedAsThePlannerPlays() throws {
        let kitchen = try Kitchens.make("five_by_five")
        let (episode, team) = try Kitchens.play(
            kitchen, [Kitchens.adaptive("measured: none.jsonl"), Kitchens.agents.agent("planner")], horizon: 150)
        let alone = try Kitchens.play(kitchen, [Kitchens.agents.agent("planner"), Kitchens.agents.agent("planner")], horizon: 150).episode
        #expect(episode.score > 0.8 * alone.score)
        #expect((team[0] as? any RecognisingAgent)?.way != nil)
        let remarks = episode.notes.filter { $0.kind == .remark }.map(\.text)
        #expect(remarks.contains { $0.contains("nothing was measured in five_by_five, where it plays as planner") }, "\(remarks)")
        #expect(remarks.contains { $0.contains("what was measured cannot be read") && $0.contains("none.jsonl") }, "\(remarks)")
    }

    @Test func whatIsMissingInItsFileIsSaid() throws {
        let file = try Kitchens.adaptive(models: "greedy, nobody-knows", ways: "greedy")
        let (episode, _) = try Kitchens.play(Kitchens.make("cramped_room"), [file, Kitchens.agents.agent("greedy")], horizon: 10)
        #expect(episode.notes.contains { $0.text.contains("its library has no nobody-knows") })
        #expect(throws: SourceDiagnostics.self) { try Kitchens.adaptive(ways: "") }
    }

    /// A planner believes what it is told of its partner.
    @Test func aPlannerTakesAForecastOver() throws {
        let kitchen = try Kitchens.make("cramped_room")
        for (index, cell) in kitchen.layout.cells(of: .onionDispenser).enumerated() {
            var planner = try #require(Kitchens.agents.agent("planner").makeAgent() as? any ForecastTakingAgent)
            try planner.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 1, horizon: 400))
            let station = try #require(kitchen.motion.station(at: cell))
            planner.expect(PartnerForecast(next: [0, 0, 0, 0, 1, 0], stations: [station: 1]))
            _ = planner.act(try KitchenGame(kitchen, horizon: 400))
            let belief = try #require(planner.explain()?.beliefs.first)
            #expect(belief.seat == 1 && belief.probability > 0.8 && belief.what.contains("onion"), "dispenser \(index): \(belief)")
        }
    }

    /// Who watched what somebody else did in its seat knows as much as who did it.
    @Test func aNetworkThatRemembersWatches() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let episode = EpisodeContext(kitchen: kitchen, seat: 0, seed: 3, horizon: 400)
        let file = try Kitchens.agents.agent("in-context-cramped_room")
        func begun() throws -> any WatchingAgent {
            var agent = try #require(file.makeAgent() as? any WatchingAgent)
            try agent.begin(episode)
            return agent
        }
        var (player, watcher, newcomer) = (try begun(), try begun(), try begun())
        #expect(watcher.remembers)
        var partner = try Kitchens.agents.agent("greedy").makeAgent()
        try partner.begin(EpisodeContext(kitchen: kitchen, seat: 1, seed: 3, horizon: 400))
        var game = try KitchenGame(kitchen, horizon: 400)
        for _ in 0..<50 {
            let action = player.act(game).action
            watcher.watch(game)
            try game.step([action, partner.act(game).action])
        }
        let expected = player.prediction(game)
        #expect(watcher.prediction(game) == expected)
        #expect(newcomer.prediction(game) != expected)
    }

    /// Ways that remember are shown every tick of an episode, once, whoever is played.
    @Test func waysThatRememberMissNoTick() throws {
        try inScratchFolder { folder in
            for (name, text) in [
                ("greedy", "kind: greedy"), ("watching", "kind: watching"), ("stay", "kind: stay"),
                ("adapting", "kind: adaptive\nparameters: {models: [greedy, stay], ways: [greedy, watching], search: false}"),
            ] {
                try (text + "\n").write(toFile: "\(folder)/\(name).yaml", atomically: true, encoding: .utf8)
            }
            let catalogue = AgentCatalogue([GreedyKind.self, StayKind.self, AdaptiveKind.self, WatchingKind.self])
            let team = try ["stay", "adapting"].map { try AgentFile.read("\(folder)/\($0).yaml", catalogue: catalogue) }
            // In the second seat nobody can earn anything beside one who stays, so that the ways take turns.
            let episode = try Kitchens.play(Kitchens.make("cramped_room"), team, horizon: 300, explains: true).episode
            #expect(episode.notes.contains { $0.kind == .explanation && $0.text.contains("I play as watching") })
            #expect(episode.notes.filter { $0.kind == .fault }.map(\.text) == [])
        }
    }

    /// Copies that are played on with in thought change nothing of the original.
    @Test(arguments: ["greedy", "greedy-plain", "ppo-cramped_room", "human-cramped_room", "in-context-cramped_room", "planner", "random"])
    func forksLeaveTheOriginalAlone(name: String) throws {
        let kitchen = try Kitchens.make("cramped_room")
        let file = try Kitchens.agents.agent(name)
        let episode = EpisodeContext(kitchen: kitchen, seat: 0, seed: 3, horizon: 400)
        var actions: [[Action]] = [[], []]
        for isForked in [false, true] {
            var agent = try file.makeAgent()
            try agent.begin(episode)
            var game = try KitchenGame(kitchen, horizon: 400)
            for _ in 0..<60 {
                if isForked, var fork = (agent as? any ReserveAgent)?.forked(seed: 9) {
                    var thought = game
                    for _ in 0..<5 { try thought.step([fork.act(thought).action, .stay]) }
                }
                let action = agent.act(game).action
                actions[isForked ? 1 : 0].append(action)
                try game.step([action, .stay])
            }
        }
        #expect(actions[0] == actions[1])
    }
}

/// Stays, and fails where it was not shown every tick so far once.
private struct WatchingKind: AgentKind {
    static let name = "watching"
    static let summary = "Watches."

    init(_ reader: inout ParameterReader) {}

    func makeAgent() -> any Agent { Watcher() }

    struct Watcher: ReserveAgent {
        private var seen = 0

        mutating func begin(_ episode: EpisodeContext) { seen = 0 }

        mutating func act(_ game: KitchenGame) -> Decision {
            watch(game)
            return seen == game.timestep + 1 ? Decision(.stay) : .failed(.nonsense, "saw \(seen) of \(game.timestep + 1) ticks")
        }

        func forked(seed: UInt64) -> any Agent { self }
        mutating func resume() {}
        var remembers: Bool { true }
        mutating func watch(_ game: KitchenGame) { seen += 1 }
    }
}
