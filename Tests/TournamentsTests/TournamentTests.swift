import Agents
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import Synchronization
import Testing

@testable import Tournaments

/// What a tournament stores depends on its plan alone.
@Suite final class TournamentTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-tournament-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private func plan(_ names: [String] = ["random", "greedy-noisy"], episodes: Int = 6) throws -> TournamentPlan {
        let agents = AgentLibrary(
            folder: Self.package + "/Agents", catalogue: AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self]))
        let maps = MapLibrary(folder: Self.package + "/Maps")
        return try TournamentPlan(
            agents: agents.agents(names),
            kitchens: ["cramped_room", "coordination_ring"].map { try Kitchen(maps.layout($0), dynamics: .old) }, episodes: episodes,
            horizon: 120, seed: 7, explains: true)
    }

    /// Everything that a store holds, but for the times of its runs.
    private func content(_ store: EpisodeStore) throws -> [StoredEpisode] {
        var episodes: [StoredEpisode] = []
        try store.forEachEpisode { episodes.append($0) }
        for index in episodes.indices { episodes[index].date = "" }
        return episodes
    }

    private func played(_ name: String, jobs: Int, episodes: Int = 6) throws -> [StoredEpisode] {
        let store = try EpisodeStore(creating: folder + "/" + name)
        let end = try Tournament(plan(episodes: episodes), store: store).play(jobs: jobs)
        #expect(end.stored == end.planned)
        return try content(store)
    }

    @Test func anyNumberOfJobsStoresTheSame() throws {
        let one = try played("one", jobs: 1)
        #expect(one.count == 2 * 4 * 6 && one.map(\.id) == Array(1...48))
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
        let half = try first.play(jobs: 2, shouldStop: { count.add(1, ordering: .relaxed).newValue > 17 })
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
        #expect(throws: TournamentProblem.self) { try TournamentPlan(agents: [], kitchens: good.kitchens, episodes: 1) }
        #expect(throws: TournamentProblem.self) { try TournamentPlan(agents: good.agents, kitchens: good.kitchens, episodes: 0) }
        let four = try Kitchen(MapLibrary(folder: Self.package + "/Maps").layout("multiplayer_schelling"))
        let problem = #expect(throws: TournamentProblem.self) {
            try TournamentPlan(agents: good.agents, kitchens: [four], episodes: 1)
        }
        #expect(problem?.description.contains("'multiplayer_schelling' has 4 players") == true)
    }

    /// An agent that can play no kitchen at all.
    struct Refusing: Agent {
        mutating func begin(_ episode: EpisodeContext) throws { throw AgentProblem("only knows another kitchen") }
        mutating func act(_ game: KitchenGame) -> Decision { Decision(.stay) }
    }

    @Test func anAgentThatCannotPlayMakesARefusedEpisode() throws {
        let kitchen = try plan().kitchens[0]
        var agents: [any Agent] = [Refusing(), Refusing()]
        let episode = try Match(kitchen, horizon: 10, seed: 1).play(&agents)
        #expect(episode.status == .refused && episode.ticks == 0)
        #expect(episode.notes.first?.text == "cannot play this kitchen: only knows another kitchen")
        var one: [any Agent] = [Refusing()]
        #expect(throws: TournamentProblem.self) { try Match(kitchen, horizon: 10, seed: 1).play(&one) }
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
        let episode = try Match(kitchen, horizon: 10, seed: 1).play(&agents)
        let notes = episode.notes.filter { $0.kind == .choices }
        #expect(notes.map(\.seat) == [0, 1] && notes.allSatisfy { $0.tick == 9 })
        #expect(notes[0].text == "its own 3 of 10 decisions (model 3, planner 7)")
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
