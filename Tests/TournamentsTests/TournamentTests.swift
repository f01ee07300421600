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

/// What a tournament stores depends on its plan alone.
@Suite final class TournamentTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-tournament-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func plan(_ names: [String] = ["random", "greedy-noisy"], episodes: Int = 6) throws -> TournamentPlan {
        let agents = AgentLibrary(
            folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self]))
        let maps = MapLibrary(folder: Checkout.path("Maps"))
        return try TournamentPlan(
            agents: agents.agents(names),
            kitchens: ["cramped_room", "coordination_ring"].map { try Kitchen(maps.layout($0), dynamics: .old) }, episodes: episodes,
            horizon: 120, seed: 7, explains: true)
    }

    private func played(_ name: String, jobs: Int, episodes: Int = 6) throws -> [StoredEpisode] {
        let store = try EpisodeStore(creating: folder + "/" + name)
        let end = try Tournament(plan(episodes: episodes), store: store).play(jobs: jobs)
        #expect(end.stored == end.planned)
        return try content(store)
    }

    @Test func anyNumberOfJobsStoresTheSame() throws {
        let one = try played("one", jobs: 1)
        #expect(one.count == 2 * 4 * 6 && one.map(\.id.row) == Array(1...48))
        let two = try played("two", jobs: 2)
        let three = try played("three", jobs: 3)
        #expect(two == one && three == one)
        #expect(one.contains { !$0.episode.notes.isEmpty }, "greedy explains itself")
        for stored in one { #expect(try stored.episode.difference() == nil) }
    }

    @Test func stoppedAndGoneOnWithIsUndisturbed() throws {
        let store = try EpisodeStore(creating: folder + "/stopped")
        let count = Atomic(0)
        let first = try Tournament(plan(), store: store)
        let half = try first.play(jobs: 2, shouldStop: { count.add(1, ordering: .relaxed).newValue > 2_000 })
        #expect(half.stored < half.planned && half.stored > 0)
        #expect(try store.runs()[0].finished == nil)
        let second = try Tournament(plan(), store: store)
        #expect(second.alreadyStored == half.stored && second.run.id == first.run.id)
        let end = try second.play(jobs: 2)
        #expect(end.played == end.planned - half.stored)
        let interrupted = try content(store)
        let undisturbed = try played("undisturbed", jobs: 1)
        #expect(interrupted == undisturbed)
        #expect(try store.runs()[0].finished != nil)
        #expect(try Tournament(plan(), store: store).play(jobs: 2).played == 0)
    }

    @Test func moreEpisodesAndAgentsAddToWhatIsThere() throws {
        let store = try EpisodeStore(creating: folder + "/more")
        try Tournament(plan(episodes: 2), store: store).play(jobs: 2)
        let more = try Tournament(plan(episodes: 3), store: store)
        #expect(more.alreadyStored == 16)
        try more.play(jobs: 2)
        let wider = try Tournament(plan(["random", "greedy-noisy", "stay"], episodes: 3), store: store)
        #expect(wider.alreadyStored == 24)
        try wider.play(jobs: 2)
        let scores = try store.scores()
        #expect(scores.count == 2 * 9 * 3)
        let pairs = Dictionary(grouping: scores) { "\($0.map) \($0.players)" }
        #expect(pairs.count == 18 && pairs.values.allSatisfy { $0.count == 3 })
    }

    @Test func aMapChangedUnderItsNameIsPlayedAnew() throws {
        let store = try EpisodeStore(creating: folder + "/changed")
        let before = try plan(episodes: 1)
        try Tournament(before, store: store).play(jobs: 2)
        let layout = before.kitchens[0].layout
        var parameters = layout.parameters
        parameters.cookTime = 5
        let changed = try Layout(name: layout.name, grid: layout.grid, parameters: parameters)
        let after = try TournamentPlan(
            agents: before.agents, kitchens: [Kitchen(changed, dynamics: .old), before.kitchens[1]], episodes: 1,
            horizon: before.horizon, seed: before.seed, explains: before.explains)
        let tournament = try Tournament(after, store: store)
        #expect(tournament.alreadyStored == 4)
        let end = try tournament.play(jobs: 2)
        #expect(end.stored == end.planned && end.played == 4)
        #expect(try content(store).count == 12)
    }

    @Test func plansThatMakeNoCrossPlayAreRefused() throws {
        let good = try plan()
        #expect(throws: TournamentError.self) { try TournamentPlan(agents: [], kitchens: good.kitchens, episodes: 1) }
        #expect(throws: TournamentError.self) { try TournamentPlan(agents: good.agents, kitchens: good.kitchens, episodes: 0) }
        #expect(throws: TournamentError.self) {
            try TournamentPlan(agents: good.agents, kitchens: good.kitchens + good.kitchens, episodes: 1)
        }
        for episodes in [Int.max, Int.max - 1, Int.max / 8, TournamentPlan.maxEpisodes / 8 + 1] {
            let problem = #expect(throws: TournamentError.self) {
                try TournamentPlan(agents: good.agents, kitchens: good.kitchens, episodes: episodes)
            }
            #expect(problem?.description.contains("than the 100000000 episodes that a tournament can have; ask for fewer") == true)
        }
    }

    @Test func theFirstEpisodeOfEveryPairComesBeforeTheSecondOfAny() throws {
        let plan = try plan(episodes: 3)
        let entries = (0..<plan.count).map(plan.entry)
        #expect(Set(entries).count == plan.count && plan.round == 8)
        for round in 0..<3 {
            let part = entries[(round * 8)..<(round * 8 + 8)]
            #expect(Set(part.map(\.seed)).count == 1 && Set(part.map { [$0.map] + $0.lineUp }).count == 8)
        }
        let long = try self.plan(episodes: TournamentPlan.maxEpisodes / 8)
        #expect(long.count == TournamentPlan.maxEpisodes && long.entry(long.count - 1).lineUp == [1, 1])
        #expect(long.entry(23) == plan.entry(23))
    }

    /// A store whose run was begun pair after pair, by an earlier version.
    @Test func aRunOfTheOldOrderIsFollowedByANewOne() throws {
        let store = try EpisodeStore(creating: folder + "/old")
        let plan = try plan(episodes: 3)
        let settings = plan.settings.replacing(#""order":"rounds","#, with: "")
        #expect(settings != plan.settings)
        let old = try store.run(kind: "tournament", settings: settings, planned: plan.count)
        let undisturbed = try played("undisturbed-old", jobs: 1, episodes: 3)
        // The old order's first five episodes: three of the first pair, two of the second.
        for (index, place) in [0, 8, 16, 1, 9].enumerated() {
            let episode = undisturbed[place].episode
            let entry = plan.entry(place)
            let agents = try entry.lineUp.map { try Occupant.agent(store.register(plan.agents[$0].record)) }
            try store.write([
                NewEpisode(
                    id: old.firstEpisode + index, run: old.id, map: store.register(episode.layout), occupants: agents,
                    episode: episode)
            ])
        }
        let tournament = try Tournament(plan, store: store)
        #expect(tournament.alreadyStored == 5 && tournament.run.id != old.id && tournament.run.firstEpisode == 25)
        let end = try tournament.play(jobs: 2)
        #expect(end.stored == 24 && end.played == 19)
        let all = try content(store)
        #expect(all.count == 24 && Set(all.map(\.episode)) == Set(undisturbed.map(\.episode)), "nothing is lost, nothing played twice")
    }

    @Test func aLongPlanIsStoppedWithinATickAndKeepsWhatIsWhole() throws {
        let store = try EpisodeStore(creating: folder + "/long")
        let agents = try plan().agents
        let kitchens = try plan().kitchens
        let plan = try TournamentPlan(agents: agents, kitchens: kitchens, episodes: 1_000_000, horizon: 120, seed: 7)
        let count = Atomic(0)
        let half = try Tournament(plan, store: store).play(jobs: 1, shouldStop: { count.add(1, ordering: .relaxed).newValue > 5_000 })
        #expect(half.planned == 8_000_000 && half.stored > 8 && half.stored < 100)
        let cells = Dictionary(grouping: try store.scores()) { [$0.map] + $0.players }.mapValues(\.count)
        #expect(
            cells.count == 8 && (cells.values.max() ?? 0) - (cells.values.min() ?? 0) <= 1, "every pair has been played about equally often"
        )
        #expect(try Tournament(plan, store: store).alreadyStored == half.stored)
        let endless = try TournamentPlan(agents: agents, kitchens: kitchens, episodes: 1, horizon: 1 << 26, seed: 8)
        let ticks = Atomic(0)
        let none = try Tournament(endless, store: store).play(jobs: 2, shouldStop: { ticks.add(1, ordering: .relaxed).newValue > 2_000 })
        #expect(none.stored == 0, "an episode that is not whole is not kept")
    }

    @Test func everyAgentTakesEverySeatOfAKitchenForMany() throws {
        let maps = MapLibrary(folder: Checkout.path("Maps"))
        let agents = try plan().agents
        let one = try Kitchen(maps.layout("cramped_room_single"), dynamics: .old)
        let four = try Kitchen(maps.layout("multiplayer_schelling"))
        let two = try plan().kitchens[0]
        let all = try TournamentPlan(agents: agents, kitchens: [one, two, four], episodes: 2, horizon: 30)
        #expect(all.round == 2 + 4 + 16)
        let lineUps = (0..<all.round).map(all.entry)
        #expect(Set(lineUps.map { [$0.map] + $0.lineUp }).count == 22)
        #expect(lineUps.map { $0.lineUp.count } == [1, 1] + Array(repeating: 2, count: 4) + Array(repeating: 4, count: 16))
        let stay = try plan(["stay"]).agents[0]
        let filled = try TournamentPlan(agents: agents, kitchens: [one, two, four], fill: stay, episodes: 2, horizon: 30)
        #expect(filled.round == 2 + 4 + 4 && filled.players.map(\.name) == ["random", "greedy-noisy", "stay"])
        #expect(filled.entry(9).lineUp == [1, 1, 2, 2] && filled.entry(19).lineUp == [1, 1, 2, 2])
        let own = try TournamentPlan(agents: agents, kitchens: [four], fill: agents[0], episodes: 1, horizon: 30)
        #expect(own.players.count == 2 && own.entry(3).lineUp == [1, 1, 0, 0])

        let store = try EpisodeStore(creating: folder + "/many")
        let end = try Tournament(filled, store: store).play(jobs: 3)
        #expect(end.stored == 20)
        let play = try CrossPlay(store.scores().filter { $0.dynamics == "new" })
        #expect(play.maps == ["multiplayer_schelling"] && play.agents == ["random", "greedy-noisy"])
        #expect(play.remarks == ["multiplayer_schelling has 4 seats: a pair sits in the first two, stay in the others"])
        let mixed = try CrossPlay(store.scores().filter { $0.dynamics == "old" })
        #expect(mixed.maps == [two.layout.name] && mixed.solos.map(\.map) == ["cramped_room_single"])
        #expect(mixed.solos[0].agents == ["random", "greedy-noisy"] && mixed.solos[0].scores.map(\.total) == [2, 2])
        #expect(mixed.remarks.count == 1 && !mixed.hasFaults)
        let solos = SoloTable.all(of: mixed, bootstrap: .init(resamples: 100, confidence: 0.95))
        #expect(solos[0].rows.map(\.episodes) == [2, 2])
        let crowd = try Layout(
            name: "crowd", grid: ["XPPPPPPPX", "O123456 O", "X  789  X", "XDXXSXXXX"], parameters: four.layout.parameters)
        let many = try AgentLibrary(
            folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self])
        )
        .agents(["random", "greedy", "greedy-noisy", "greedy-plain", "greedy-slow", "stay"])
        let nine = try many + (0..<2).map { try copy(many[0], name: "copy\($0)") }
        let problem = #expect(throws: TournamentError.self) { try TournamentPlan(agents: nine, kitchens: [Kitchen(crowd)], episodes: 1) }
        #expect(problem?.description.contains("'crowd' has 9 seats, in which 8 agents can sit in more than") == true)
        #expect(problem?.description.contains("--fill") == true)
        #expect(try TournamentPlan(agents: nine, kitchens: [Kitchen(crowd)], fill: stay, episodes: 1).count == 64)
    }

    /// The same agent under another name.
    private func copy(_ agent: AgentFile, name: String) throws -> AgentFile {
        let path = folder + "/\(name).yaml"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "kind: \(agent.kindName)\n".write(toFile: path, atomically: true, encoding: .utf8)
        return try AgentFile.read(path, catalogue: AgentCatalogue([RandomKind.self]))
    }

    /// An agent that can play no kitchen at all.
    struct Refusing: Agent {
        mutating func begin(_ episode: EpisodeContext) throws { throw AgentError("only knows another kitchen") }
        mutating func act(_ game: KitchenGame) -> Decision { Decision(.stay) }
    }

    @Test func anAgentThatCannotPlayMakesARefusedEpisode() throws {
        let kitchen = try plan().kitchens[0]
        var agents: [any Agent] = [Refusing(), Refusing()]
        var match = try Match(kitchen, horizon: 10, seed: 1)
        let episode = try match.play(&agents)
        #expect(episode.status == .refused && episode.ticks == 0)
        #expect(episode.notes.first?.text == "cannot play this kitchen: only knows another kitchen")
        var one: [any Agent] = [Refusing()]
        #expect(throws: AgentError.self) {
            var match = try Match(kitchen, horizon: 10, seed: 1)
            _ = try match.play(&one)
        }
    }

    /// Asks a model that answers in the first three ticks and then no more.
    struct Advised: Agent {
        mutating func begin(_ episode: EpisodeContext) {}
        mutating func act(_ game: KitchenGame) -> Decision {
            var decision = Decision(.stay)
            decision.source = game.timestep < 3 ? .model : .planner
            if game.timestep >= 3 { (decision.fault, decision.faultDetail) = (.unanswered, "connection refused") }
            return decision
        }
    }

    @Test func whoDecidedIsCountedAndKept() throws {
        let store = try EpisodeStore(creating: folder + "/choices")
        let kitchen = try plan().kitchens[0]
        var agents: [any Agent] = [Advised(), Advised()]
        var match = try Match(kitchen, horizon: 10, seed: 1)
        let episode = try match.play(&agents)
        let notes = episode.notes.filter { $0.kind == .choices }
        #expect(notes.map(\.seat) == [0, 1] && notes.allSatisfy { $0.tick == 9 })
        #expect(notes[0].text == "its own 30.0 % of 10 decisions (model 3, planner 7)")
        #expect(notes[0].data == #"{"by":{"model":3,"planner":7},"decisions":10,"own":3}"#)
        let choices = try #require(Choices(notes[0]))
        #expect(choices.own == 3 && choices.decisions == 10 && choices.ownShare == 0.3)
        #expect(episode.seats.map(\.faults) == [7, 7], "a tick decided without the model's answer is a fault")
        #expect(episode.notes.first { $0.kind == .fault }?.text == "unanswered: connection refused")
        let run = try store.run(kind: "test", settings: "{}", planned: 1)
        let agent = try store.register(AgentRecord(name: "advised", kind: "test", hash: "0"))
        try store.write([
            NewEpisode(
                run: run.id, map: store.register(kitchen.layout), occupants: [.agent(agent), .agent(agent)], episode: episode)
        ])
        #expect(try content(store)[0].episode == episode)
        #expect(try episode.replayed() == episode)
        for data in [#"{"by":{},"decisions":-1,"own":0}"#, #"{"by":{"model":9},"decisions":3,"own":1}"#, "[]"] {
            #expect(Choices(Episode.Note(tick: 0, seat: 0, kind: .choices, text: "", data: data)) == nil)
        }
    }
}
