import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps
import Testing

@testable import EpisodeStore

/// Stores of every released version of the schema open, and become what a new store is.
///
/// `Stores/version1.sqlite` to `version4.sqlite` and `version9.sqlite` hold eight episodes: four of `random` and `gone`, a program that never starts,
/// one of `greedy` with explanations, three on maps whose names are not plain words; from version 2 on a study, from 4 on
/// rounds.
@Suite final class SchemaTests: Sendable {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "brigade-schema-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A copy of the stored file of a version.
    static func copy(_ version: Int, to folder: String) throws -> String {
        let stores = Bundle.module.bundleURL.appendingPathComponent("Stores")
        let path = folder + "/version\(version)-\(UUID().uuidString).sqlite"
        try FileManager.default.copyItem(atPath: stores.appendingPathComponent("version\(version).sqlite").path, toPath: path)
        return path
    }

    private func schema(_ path: String) throws -> [String] {
        let store = try EpisodeStore(reading: path)
        return try store.read { try String.fetchAll($0, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name") }
    }

    @Test(arguments: [1, 2, 3, 4, 9]) func aStoreOfEachReleasedVersionOpensAndGoesOn(version: Int) throws {
        let path = try SchemaTests.copy(version, to: folder)
        // For reading, the file stays as it is.
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let reader = try EpisodeStore(reading: path)
        #expect(try reader.summaries().map(\.id.row) == Array(1...8))
        let faultsBefore = try reader.seatFaults()
        try reader.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)

        let store = try EpisodeStore(creating: path)
        for id in Int64(1)...8 { #expect(try store.episode(EpisodeID(id)).episode.difference() == nil, "episode \(id)") }
        // Names that older versions wrote so that they could not be read again, or were read as rules.
        #expect(try [6, 7, 8].map { try store.episode($0).map } == ["16", "x\ncook_time: 3", "x:"])
        #expect(try store.episode(7).episode.layout.parameters.cookTime == nil)
        let faults = try store.seatFaults()
        #expect(faults == faultsBefore && faults.map(\.key.player) == ["gone", "gone", "gone", "gone"])
        #expect(faults.map(\.key.seat) == [1, 0, 0, 1] && faults.allSatisfy { $0.faultyTicks == 20 && $0.ticks == 20 && $0.key.run == 1 })
        let reason = faults[0].firstReason
        #expect(reason.kind == "died" && reason.detail?.hasPrefix("before its hello, exit status 2; ") == true)

        let old = try store.episode(5)
        let run = try store.run(kind: "tournament", settings: "{\"again\":\(version)}", planned: 1)
        let map = try store.register(old.episode.layout)
        try store.write([
            NewEpisode(
                id: run.firstEpisode, run: run.id, map: map, occupants: [.person("ann"), .person(nil)], episode: old.episode)
        ])
        #expect(try store.episode(run.firstEpisode).episode == old.episode)
        #expect(try store.run(3)?.stored == 3 && store.run(run.id)?.stored == 1 && store.run(99) == nil)
        try store.close()

        _ = try EpisodeStore(creating: folder + "/new.sqlite").close()
        #expect(try schema(path) == schema(folder + "/new.sqlite"))
    }

    /// A figure or an event that is added needs a migration of its own.
    @Test func theFrozenTextHoldsWhatTodaysCodeWrites() throws {
        let store = try EpisodeStore(creating: folder + "/today.sqlite")
        try store.read { database in
            let names = try String.fetchAll(database, sql: "SELECT event || ' ' || name FROM event_names ORDER BY event")
            #expect(names == Event.allCases.map { "\($0.rawValue) \($0.name)" })
            let columns = try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info('seats')")
            #expect(columns == ["episode", "seat", "agent", "person", "sparse", "shaped"] + SeatFigures.counts.map(\.column))
        }
    }

    @Test func faultsAreDataAndCounted() throws {
        let store = try EpisodeStore(creating: folder + "/faults.sqlite")
        let layout = try MapFile.parseYAML("name: tiny\ngrid: |\n  XPX\n  O1X\n  X2S\n  XDX\n", file: "tiny", name: "tiny")
        let (kitchen, map) = (try Kitchen(layout, dynamics: .new), try store.register(layout))
        let ann = try store.register(AgentRecord(name: "ann", kind: "process", hash: "1"))
        let bob = try store.register(AgentRecord(name: "bob", kind: "language-model", hash: "2"))
        let run = try store.run(kind: "tournament", settings: "{}", planned: 4)
        for index in 0..<4 {
            var recorder = try EpisodeRecorder(kitchen, horizon: 10, seed: UInt64(index))
            if index == 3 {
                recorder.refuse(seat: 0, "it cooks elsewhere: never here")
            } else {
                for tick in 0..<10 {
                    if index > 0 && tick == 2 { recorder.fault(seat: 0, kind: "late", detail: "no answer: tick 2") }
                    if index > 0 && tick > 4 { recorder.fault(seat: 0, kind: "unseated", detail: "gone: for good") }
                    recorder.countDecision(of: tick < 3 ? "model" : "planner", isOwn: tick < 3, seat: 1)
                    try recorder.step([.stay, .stay])
                }
            }
            let episode = recorder.episode(status: index == 3 ? .refused : nil)
            try store.write([
                NewEpisode(
                    id: run.firstEpisode + index, run: run.id, map: map, occupants: [.agent(ann), .agent(bob)], episode: episode)
            ])
        }
        let faults = try store.seatFaults()
        #expect(
            faults == [
                SeatFaults(
                    key: SeatKey(run: 1, map: "tiny", dynamics: "new", horizon: 10, players: ["ann", "bob"], seat: 0), episodes: 4,
                    faultyEpisodes: 3, refusedEpisodes: 1, faultyTicks: 12, ticks: 30, firstEpisode: 2, firstTick: 2,
                    firstReason: .init(kind: "late", detail: "no answer: tick 2", ticks: 1))
            ])
        var filter = EpisodeFilter()
        filter.ids = [4]
        let refusal = try store.seatFaults(filter).first?.firstReason
        #expect(refusal == .init(kind: "refused", detail: "it cooks elsewhere: never here", ticks: 0))
        filter.ids = [1]
        #expect(try store.seatFaults(filter).isEmpty)
        let choices = try store.seatChoices()
        #expect(choices.map(\.key.player) == ["bob"] && choices.map(\.episodes) == [3] && choices.map(\.choices.own) == [9])
        #expect(choices.map(\.choices.by) == [["model": 9, "planner": 21]])
        #expect(try store.episode(2).episode.notes.compactMap(\.fault).map(\.ticks) == [1, 5])
        try store.read { database in
            let rows = try String.fetchAll(
                database, sql: "SELECT kind || '|' || detail || '|' || ticks FROM faults WHERE episode = 3 ORDER BY tick")
            #expect(rows == ["late|no answer: tick 2|1", "unseated|gone: for good|5"])
            let seats = try Row.fetchAll(database, sql: "SELECT episode, seat, faults, ticks, reason FROM faulty_seats ORDER BY episode")
            #expect(seats.map { $0["faults"] as Int } == [6, 6, 0])
            #expect(seats.map { $0["reason"] as String }.last == "cannot play this kitchen: it cooks elsewhere: never here")
            #expect(try Int.fetchOne(database, sql: "SELECT SUM(count) FROM choices WHERE source = 'model'") == 9)
        }
    }
}
