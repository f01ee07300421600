import Agents
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Tournaments

/// Fails in every fifth tick.
struct FailingKind: AgentKind {
    static let name = "failing"
    static let summary = "Fails in every fifth tick."

    init(_ reader: inout ParameterReader) {}

    func makeAgent() -> any Agent { FailingAgent() }
}

struct FailingAgent: Agent {
    mutating func begin(_ episode: EpisodeContext) {}
    mutating func act(_ game: KitchenGame) -> Decision {
        game.timestep % 5 == 4 ? Decision(.stay, fault: .late, faultDetail: "no answer in time") : Decision(.interact)
    }
}

/// Plays no map but cramped_room.
struct RefusingKind: AgentKind {
    static let name = "refusing"
    static let summary = "Plays no map but cramped_room."

    init(_ reader: inout ParameterReader) {}

    func makeAgent() -> any Agent { RefusingAgent() }
}

struct RefusingAgent: Agent {
    mutating func begin(_ episode: EpisodeContext) throws {
        if episode.kitchen.layout.name != "cramped_room" { throw AgentError("only knows cramped_room") }
    }
    mutating func act(_ game: KitchenGame) -> Decision { Decision(.stay) }
}

/// Has a model that decides a share of its ticks, from the first on.
struct AdvisedKind: AgentKind {
    static let name = "advised"
    static let summary = "Has a model that decides a share of its ticks."
    private let share: Double

    init(_ reader: inout ParameterReader) { share = reader.number("share", 0, in: 0...1) }

    func makeAgent() -> any Agent { AdvisedAgent(share: share) }
}

struct AdvisedAgent: Agent {
    let share: Double
    private var horizon = 0

    init(share: Double) { self.share = share }

    mutating func begin(_ episode: EpisodeContext) { horizon = episode.horizon }
    mutating func act(_ game: KitchenGame) -> Decision {
        var decision = Decision(.stay)
        decision.source = Double(game.timestep) < share * Double(horizon) ? .model : .planner
        return decision
    }
}

/// Figures of episodes in which agents failed say so.
@Suite final class FaultTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-faults-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static let catalogue = AgentCatalogue([
        StayKind.self, RandomKind.self, FailingKind.self, RefusingKind.self, AdvisedKind.self,
    ])

    private func agent(_ name: String, _ text: String) throws -> AgentFile {
        let path = "\(folder)/\(name).yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try AgentFile.read(path, catalogue: Self.catalogue)
    }

    private func plan(_ agents: [AgentFile], maps: [String] = ["cramped_room", "coordination_ring"]) throws -> TournamentPlan {
        let library = MapLibrary(folder: Checkout.path("Maps"))
        return try TournamentPlan(
            agents: agents, kitchens: maps.map { try Kitchen(library.layout($0), dynamics: .old) }, episodes: 2, horizon: 50)
    }

    private func crossPlay(_ plan: TournamentPlan, _ name: String) throws -> CrossPlay {
        let store = try EpisodeStore(creating: folder + "/" + name)
        let end = try Tournament(plan, store: store).play(jobs: 2)
        #expect(end.stored == plan.count)
        return try CrossPlay(store.scores(), seats: store.notableSeats())
    }

    private func table(_ play: CrossPlay, map: Int? = nil, seats: CrossPlay.Seats = .averaged) -> CrossPlayTable {
        CrossPlayTable(play, map: map, seats: seats, bootstrap: .init(resamples: 100, confidence: 0.95))
    }

    @Test func cellsWithFaultsAreMarked() throws {
        let play = try crossPlay(plan([agent("random", "kind: random"), agent("bad", "kind: failing")]), "cells")
        #expect(play.hasFaults)
        let overall = table(play)
        #expect(overall.isFaulty && overall.marks[0][0] == nil)
        // Two maps, two orders, two episodes of 50 ticks, of which every fifth fails.
        #expect(overall.marks[0][1]?.faultySeats == 8 && overall.marks[0][1]?.faultyTicks == 80)
        #expect(overall.marks[1][1]?.faultySeats == 8 && overall.marks[1][1]?.faultyTicks == 80)
        #expect(table(play, map: 0, seats: .first).marks[0][1]?.faultySeats == 2)
        #expect(overall.marginals[0].crossPlayMark?.faultySeats == 8 && overall.marginals[0].selfPlayMark == nil)
        #expect(overall.marginals[1].selfPlayMark?.faultySeats == 8)
        #expect(overall.conduct.map(\.words) == ["bad: faults in 160 of 800 ticks (16 of 16 seats); first: late: no answer in time"])
        let csv = CrossPlayTable.csv([overall])
        #expect(csv.contains("\nall,averaged,random,bad,8,") && csv.contains(",8,80,0,0,0\n"))
        let json = try CrossPlayTable.json([overall], of: play)
        #expect(json.contains("\"hasFaults\" : true") && json.contains("\"faultySeats\" : 8") && json.contains("\"faults\" : 160"))
        let page = try ReportPage(title: "t", tables: [overall], of: play, descriptions: [:]).html
        #expect(page.contains("no answer in time") && page.contains("agents failed in"))
    }

    @Test func episodesWithoutFaultsAreNot() throws {
        let play = try crossPlay(plan([agent("random", "kind: random"), agent("still", "kind: stay")]), "clean")
        let overall = table(play)
        #expect(!play.hasFaults && !overall.isFaulty && overall.conduct.isEmpty && overall.marks.allSatisfy { $0.allSatisfy { $0 == nil } })
        #expect(CrossPlayTable.csv([overall]).split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix(",0,0,0,0,0") })
    }

    @Test func refusalsAreToldThoughTheyHaveNoFigures() throws {
        let play = try crossPlay(plan([agent("random", "kind: random"), agent("picky", "kind: refusing")]), "refused")
        #expect(play.hasFaults)
        let ring = table(play, map: 1)
        #expect(ring.cells[0][1] == nil || play.maps[1] == "cramped_room")
        let overall = table(play)
        #expect(overall.cells[0][1] == nil && overall.marks[0][1]?.refused == 4 && overall.marks[0][0] == nil)
        // With itself it refuses twice, once an episode; beside random twice in each seat.
        #expect(
            overall.conduct.map(\.words) == [
                "picky: did not play 6 of 14 times; first: cannot play this kitchen: only knows cramped_room"
            ])
        #expect(CrossPlayTable.csv([overall]).contains("all,averaged,random,picky,0,,,,,0,0,4,0,0\n"))
        let nothing = try plan([agent("picky", "kind: refusing")], maps: ["coordination_ring"])
        let problem = #expect(throws: TournamentError.self) { try crossPlay(nothing, "nothing") }
        #expect(problem?.description.contains("picky on coordination_ring: did not play") == true)
    }

    @Test func theShareOfItsOwnDecisionsIsTold() throws {
        let agents = try [
            agent("half", "kind: advised\nparameters: {share: 0.5}"), agent("dead", "kind: advised"),
        ]
        let play = try crossPlay(plan(agents, maps: ["cramped_room"]), "shares")
        let overall = table(play)
        #expect(
            overall.conduct.map(\.words) == [
                "dead: its own 0 % of 400 decisions (planner 400)", "half: its own 50.0 % of 400 decisions (model 200, planner 200)",
            ])
        #expect(overall.conduct.map(\.conduct.isFaulty) == [true, false], "a model that made no decision is a fault")
        #expect(overall.marks[0][0]?.isFaulty == false && overall.marks[0][0]?.ownDecisions == 100)
        #expect(overall.marks[0][1]?.isFaulty == true)
    }

    @Test func statisticsAndListsTellFaults() throws {
        let store = try EpisodeStore(creating: folder + "/statistics")
        let plan = try plan([agent("random", "kind: random"), agent("bad", "kind: failing")], maps: ["cramped_room"])
        try Tournament(plan, store: store).play(jobs: 2)
        var statistics = EpisodeStatistics()
        try store.forEachEpisode { statistics.add($0.episode, map: $0.map, players: $0.players) }
        #expect(statistics.conducts.keys.sorted() == ["bad"])
        #expect(statistics.conducts["bad"]?.words == "faults in 80 of 400 ticks (8 of 8 seats); first: late: no answer in time")
        #expect(try store.summaries().map(\.faults) == [0, 10, 10, 20, 0, 10, 10, 20])
    }

    @Test func aStrictTournamentStopsAtTheFirstFault() throws {
        for (name, text, words) in [
            ("bad", "kind: failing", "bad failed as player"), ("dead", "kind: advised", "its own 0 % of 50 decisions"),
            ("picky", "kind: refusing", "cannot play this kitchen: only knows cramped_room"),
        ] {
            let plan = try plan([agent("random", "kind: random"), agent(name, text)], maps: ["coordination_ring"])
            let store = try EpisodeStore(creating: folder + "/strict-\(name)")
            let stop = #expect(throws: FaultyEpisode.self) { try Tournament(plan, store: store).play(jobs: 2, isStrict: true) }
            #expect(stop?.description.contains(words) == true && stop?.description.contains("coordination_ring, seed") == true)
            #expect(try store.notableSeats().isEmpty, "what is faulty is not kept")
            #expect(throws: FaultyEpisode.self) { try Tournament(plan, store: store).play(jobs: 1, isStrict: true) }
        }
    }
}
