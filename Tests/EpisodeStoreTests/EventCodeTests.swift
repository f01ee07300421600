import Basics
import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps
import Testing

@testable import EpisodeStore

/// Packed events, what becomes of those of older stores, and what an index alone answers.
@Suite final class EventCodeTests: Sendable {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "brigade-events-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private typealias Logged = Episode.LoggedEvent

    @Test func eventsReadBack() {
        #expect(EventCode.encode([Logged(tick: 91, seat: 1, event: .onionPickup)]) == "3$$A")
        #expect(EventCode.encode([]) == "3" && EventCode.decode("3", ticks: 0, players: 2) == [])
        var random = RandomStream(7)
        for (ticks, players) in [(8_100, 3), (8_101, 3), (400, 4), (1_000_000, 64), (1, 1)] {
            let events = (0..<200).map { _ in
                Logged(
                    tick: random.below(ticks), seat: random.below(players), event: Event.allCases[random.below(Event.allCases.count)])
            }
            let all = events + [Logged(tick: ticks - 1, seat: players - 1, event: .uselessTomatoPotting)]
            let text = EventCode.encode(all)
            #expect(text.utf8.count == 1 + all.count * (ticks > 8_100 || players > 3 ? 6 : 3), "\(ticks) \(players)")
            #expect(EventCode.decode(text, ticks: ticks, players: players) == all)
            #expect(EventCode.decode(text, ticks: ticks - 1, players: players) == nil)
            #expect(EventCode.decode(text, ticks: ticks, players: players - 1) == nil)
        }
    }

    @Test func whatIsNoEventsIsRefused() {
        #expect(EventCode.decode("[]", ticks: 9, players: 2) == [])
        #expect(EventCode.decode("[[1,0,5],[8,1,24]]", ticks: 9, players: 2)?.count == 2)
        for text in [
            "", "3$", "3$$$$", "3 $A", "6$$A", "3$$}", "4$$$", "[[1,2]]", "[[1,0,25]]", "[[9,0,3]]", "[[1,2,3]]", "[[1,0,5],]", "[1,0,5]",
            "[[99999999999,0,3]]", "[[1,0,5]] ", "[[-1,0,5]]", "[[1.0,0,5]]", "[[,,]]", "[[11,0,5",
        ] {
            #expect(EventCode.decode(text, ticks: 9, players: 2) == nil, "\(text)")
        }
    }

    /// The view `events` says what Swift reads, in both lengths.
    @Test func theViewTakesThemApart() throws {
        let store = try EpisodeStore(creating: folder + "/view.sqlite")
        let layout = try MapFile.parseYAML("name: tiny\ngrid: |\n  XPX\n  O1X\n  X2S\n  XDX\n", file: "tiny", name: "tiny")
        let (kitchen, map) = (try Kitchen(layout, dynamics: .new), try store.register(layout))
        let run = try store.run(kind: "play", settings: "{}", planned: 0).id
        for horizon in [300, 9_000] {
            var random = RandomStream(UInt64(horizon))
            var recorder = try EpisodeRecorder(kitchen, horizon: horizon, seed: 1)
            while !recorder.game.isOver { try recorder.step((0..<2).map { _ in Action(rawValue: UInt8(random.next() % 8)) ?? .interact }) }
            try store.write([
                NewEpisode(run: run, map: map, occupants: [.person(nil), .person(nil)], episode: recorder.episode())
            ])
        }
        for id in Int64(1)...2 {
            let episode = try store.episode(EpisodeID(id)).episode
            #expect(try !episode.events.isEmpty && episode.difference() == nil)
            let rows = try store.read { database in
                try Row.fetchAll(database, sql: "SELECT tick, seat, event FROM events WHERE episode = ?", arguments: [id])
            }
            #expect(
                rows.map { "\($0["tick"] as Int) \($0["seat"] as Int) \($0["event"] as String)" }
                    == episode.events.map { "\($0.tick) \($0.seat) \($0.event.name)" })
        }
    }

    /// An episode that was changed before its store was brought up to date is found afterwards as well.
    @Test func packingBlessesNothing() throws {
        let path = try SchemaTests.copy(9, to: folder)
        let database = try DatabaseQueue(path: path)
        try database.write { try $0.execute(sql: "UPDATE notes SET text = text || '!' WHERE episode = 5 AND kind = 'explanation'") }
        try database.close()
        let store = try EpisodeStore(creating: path)
        let texts = try store.read { try String.fetchAll($0, sql: "SELECT events FROM episodes ORDER BY id") }
        #expect(texts.count == 8 && texts[4].hasPrefix("[[") && texts.enumerated().allSatisfy { $0 == 4 || $1 == "3" })
        #expect(try store.episode(5).episode.events.count == 19)
        var problems: [String] = []
        let found = try store.verify { problems.append($0) }
        #expect(found.differing == 1 && found.faults == 0 && problems.first?.hasPrefix("episode 5: ") == true, "\(problems)")
    }

    /// What a tournament asks about episodes that are there is answered by an index alone, however large these are.
    @Test func whatIsStoredIsReadFromAnIndex() throws {
        let store = try EpisodeStore(creating: folder + "/index.sqlite")
        for query in [EpisodeStore.entriesQuery, EpisodeStore.seedsQuery] {
            let plan = try store.read { database in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + query, arguments: [400]).map { $0["detail"] as String }
            }
            #expect(plan.first?.contains("USING COVERING INDEX episodes_by_score") == true, "\(plan)")
            #expect(!plan.contains { $0.contains("ORDER BY") }, "\(plan)")
        }
    }
}
