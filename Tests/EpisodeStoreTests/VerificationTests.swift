import Basics
import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps
import Testing

@testable import EpisodeStore

/// Nothing that is stored changes or vanishes unnoticed, and no damaged row stops what is read of the others.
@Suite final class VerificationTests: Sendable {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "brigade-verification-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A closed store with a bit of everything: three episodes of agents and one with a person, notes, rounds, a study.
    private func filled(_ name: String) throws -> String {
        let path = "\(folder)/\(name).sqlite"
        let store = try EpisodeStore(creating: path)
        let layout = try MapFile.parseYAML("name: tiny\ngrid: |\n  XPX\n  O1X\n  X2S\n  XDX\n", file: "tiny", name: "tiny")
        let (kitchen, map) = (try Kitchen(layout, dynamics: .new), try store.register(layout))
        let ann = try store.register(AgentRecord(name: "ann", kind: "process", hash: "1", description: "d", provenance: "p", file: "f"))
        let bob = try store.register(AgentRecord(name: "bob", kind: "language-model", hash: "2"))
        let run = try store.run(kind: "tournament", settings: "{\"seed\": 1}", planned: 4)
        for index in 0..<4 {
            var random = RandomStream(UInt64(index))
            var recorder = try EpisodeRecorder(kitchen, horizon: 30, seed: UInt64(index))
            while !recorder.game.isOver {
                if recorder.game.timestep == 7 { recorder.fault(seat: 0, kind: "late", detail: "no answer") }
                try recorder.step((0..<2).map { _ in Action(rawValue: UInt8(random.next() % 8)) ?? .interact })
            }
            recorder.notes.append(.init(tick: 3, seat: 1, kind: .message, text: "mind the onion"))
            recorder.notes.append(.init(tick: 4, seat: 1, kind: .explanation, text: "fetches", data: #"{"intention":"fetches"}"#))
            try store.write([
                NewEpisode(
                    id: run.firstEpisode + index, run: run.id, map: map,
                    occupants: [.agent(ann), index == 3 ? .person("p7") : .agent(bob)], episode: recorder.episode(),
                    source: index == 3 ? "a.jsonl:1" : nil)
            ])
        }
        try store.finish(run.id)
        let talk = try store.run(kind: "talk", settings: "{}", planned: 0).id
        try store.write(
            (0..<3).map { number in
                StoredRound(
                    game: "colours", condition: "far", seed: 5, number: number, speaker: ann, listener: bob, candidates: "[1,2]", target: 0,
                    picked: number % 2, utterance: "red \(number)")
            }, run: talk)
        _ = try store.enrol("p1", in: "pilot")
        try store.write(StudyStep(study: "pilot", participant: "p1", item: "game 1", position: 1, episode: 2, answers: ["fun": "4"]))
        try store.close()
        return path
    }

    private func verify(_ path: String) throws -> (found: EpisodeStore.Verification, problems: [String]) {
        var problems: [String] = []
        let found = try EpisodeStore(reading: path).verify { problems.append($0) }
        return (found, problems)
    }

    @Test func aSoundStoreIsSound() throws {
        let (found, problems) = try verify(filled("sound"))
        #expect(found.isSound && found.episodes == 4 && found.unsealed == 0 && problems.isEmpty, "\(problems)")
    }

    /// Anything that can be changed or taken away with SQL is found.
    @Test(arguments: [
        "UPDATE notes SET text = 'mind the pot' WHERE kind = 'message' AND episode = 2",
        "UPDATE notes SET data = '{}' WHERE kind = 'explanation' AND episode = 2", "UPDATE notes SET kind = 'message' WHERE id = 3",
        "UPDATE notes SET tick = 5 WHERE id = 3", "UPDATE notes SET episode = 3 WHERE id = 3", "DELETE FROM notes WHERE id = 3",
        "UPDATE episodes SET seed = '77' WHERE id = 2", "UPDATE episodes SET source = 'b' WHERE id = 4",
        "UPDATE episodes SET run = 2 WHERE id = 2", "UPDATE episodes SET horizon = 31 WHERE id = 2",
        "UPDATE episodes SET status = 'unfinished' WHERE id = 2", "UPDATE episodes SET id = 9 WHERE id = 4",
        "UPDATE seats SET person = 'p8' WHERE episode = 4 AND seat = 1", "UPDATE seats SET faults = 2 WHERE episode = 2 AND seat = 0",
        "UPDATE seats SET agent = 2 WHERE episode = 2 AND seat = 0", "DELETE FROM seats WHERE episode = 2",
        "DELETE FROM seats WHERE episode = 2; DELETE FROM notes WHERE episode = 2; DELETE FROM episodes WHERE id = 2",
        "UPDATE runs SET started = '2020-01-01T00:00:00Z' WHERE id = 1", "UPDATE runs SET finished = NULL WHERE id = 1",
        "UPDATE runs SET settings = '{}', plan_hash = 'x' WHERE id = 1", "UPDATE runs SET planned = 3 WHERE id = 1",
        "DELETE FROM runs WHERE id = 1", "UPDATE runs SET id = 7 WHERE id = 1", "UPDATE agents SET name = 'anna' WHERE id = 1",
        "UPDATE agents SET file = 'g' WHERE id = 1", "UPDATE agents SET description = '' WHERE id = 1", "DELETE FROM agents WHERE id = 2",
        "UPDATE maps SET name = 'small'", "UPDATE maps SET yaml = yaml || ' '", "UPDATE maps SET yaml = yaml || 'cook_time: 7'",
        "DELETE FROM maps", "UPDATE rounds SET utterance = 'blue' WHERE id = 1", "UPDATE rounds SET picked = 1 WHERE id = 1",
        "UPDATE rounds SET seed = 6 WHERE id = 2", "DELETE FROM rounds WHERE id = 3", "UPDATE study_steps SET answers = '{}'",
        "UPDATE study_steps SET episode = 1", "DELETE FROM study_steps", "UPDATE study_participants SET enrolled = '2020'",
        "DELETE FROM study_steps; DELETE FROM study_participants", "UPDATE event_names SET name = 'x' WHERE event = 3",
        "DELETE FROM event_names WHERE event = 24", "DROP VIEW cross_play", "DROP INDEX episodes_by_run", "DELETE FROM content_hashes",
        "UPDATE content_hashes SET hash = hash + 1 WHERE part = 'episode' AND id = 2",
        "UPDATE content_hashes SET part = 'epi' WHERE part = 'episode' AND id = 2",
        "DELETE FROM grdb_migrations WHERE identifier = '2 studies'",
    ])
    func everyChangeIsFound(sql: String) throws {
        let path = try filled("changed")
        let database = try DatabaseQueue(path: path)
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA foreign_keys = OFF; " + sql) }
        try database.close()
        let (found, problems) = try verify(path)
        #expect(!found.isSound && !problems.isEmpty)
    }

    /// Columns that hold another type or an extreme value: the episode is named and left out, the others are read.
    @Test(arguments: [
        (
            "UPDATE seats SET idle = 'x' WHERE episode = 2 AND seat = 1",
            "table seats, episode 2 seat 1, column idle: it should be a whole number"
        ),
        ("UPDATE seats SET moves = 9223372036854775807 WHERE episode = 2 AND seat = 0", "column moves: it should be a number from 0 to 60"),
        ("UPDATE seats SET sparse = x'00' WHERE episode = 2 AND seat = 0", "column sparse: it should be a number, here is 1 bytes"),
        ("UPDATE episodes SET pot_ready = 9223372036854775807 WHERE id = 2", "table episodes, row 2, column pot_ready"),
        ("UPDATE episodes SET ticks = -9223372036854775808 WHERE id = 2", "episode 2"),
        ("UPDATE episodes SET map = 99 WHERE id = 2", "column map"), ("UPDATE episodes SET run = 99 WHERE id = 2", "column run"),
        ("UPDATE episodes SET seed = 'many' WHERE id = 2", "column seed: it should be a whole number, here is \"many\""),
        ("UPDATE episodes SET line_up = '1,1' WHERE id = 2", "column line_up: it should be the seats' 1,2"),
        ("UPDATE episodes SET actions = 'x' WHERE id = 2", "column actions: it should be bytes"),
        ("UPDATE episodes SET score = 'x' WHERE id = 2", "column score: it should be a number"),
        ("UPDATE episodes SET score = NULL WHERE id = 2", "column score: it should be a number"),
        ("UPDATE episodes SET source = x'00' WHERE id = 2", "column source: it should be text"),
        ("UPDATE notes SET tick = 9223372036854775807 WHERE episode = 2", "column tick: it should be a number from 0 to 30"),
        ("UPDATE notes SET seat = 9223372036854775807 WHERE episode = 2", "column seat: it should be a number from 0 to 1"),
        ("UPDATE notes SET text = x'00' WHERE episode = 2", "table notes"),
        ("UPDATE notes SET kind = 'x' WHERE episode = 2", "table notes"),
        ("DELETE FROM seats WHERE episode = 2 AND seat = 0", "table seats"),
        ("UPDATE seats SET seat = 9223372036854775807 WHERE episode = 2 AND seat = 1", "table seats"),
    ])
    func aDamagedEpisodeIsNamedAndLeftOut(sql: String, words: String) throws {
        let path = try filled("damaged")
        let database = try DatabaseQueue(path: path)
        try database.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; " + sql)
        }
        try database.close()
        let store = try EpisodeStore(reading: path)
        var read: [EpisodeID] = []
        try store.forEachEpisode { read.append($0.id) }
        #expect(read == [1, 3, 4] && store.damage.count == 1)
        #expect(store.damage.allSatisfy { $0.contains("episode 2") && $0.contains(words) }, "\(store.damage)")
        #expect(throws: StoreError.self) { try store.episode(2) }
        #expect(try store.summaries().count >= 3 && store.scores().count >= 2)
        _ = try store.seatFaults()
        try store.forEachEntry(horizon: 30) { _ in }
    }

    /// Stores with one damaged byte each: whatever is read of them, nothing crashes, and what is changed is found.
    ///
    /// BRIGADE_STORE_FUZZ sets how many.
    @Test func oneDamagedByteCrashesNothingAndIsFound() throws {
        let count = ProcessInfo.processInfo.environment["BRIGADE_STORE_FUZZ"].flatMap(Int.init) ?? 100
        let packed = try DatabaseQueue(path: filled("original"))
        // Small pages, so that most bytes are content and not empty room.
        try packed.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM") }
        try packed.close()
        let original = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/original.sqlite"))
        let before = try #require(content("\(folder)/original.sqlite"))
        let path = "\(folder)/byte.sqlite"
        var random = RandomStream(0xB17E)
        var changed = 0
        for _ in 0..<count {
            var data = original
            let place = Int(random.next() % UInt64(data.count))
            data[place] ^= UInt8(1 + random.next() % 255)
            try data.write(to: URL(fileURLWithPath: path))
            let isChanged = content(path) != before
            if isChanged { changed += 1 }
            let isFound = isDamageFound(path)
            #expect(isFound || !isChanged, "byte \(place) is \(data[place]), was \(original[place])")
        }
        #expect(changed > count / 4 && changed < count)
    }

    /// Everything that SQL sees of a file, or nil where SQLite cannot read it to its end.
    private func content(_ path: String) -> [String]? {
        var configuration = Configuration()
        configuration.readonly = true
        guard let database = try? DatabaseQueue(path: path, configuration: configuration) else { return nil }
        return try? database.read { database in
            let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            // The root pages in the schema are the file's business, not the content's.
            let queries = ["SELECT type, name, tbl_name, sql FROM sqlite_master"] + tables.map { "SELECT * FROM \"\($0)\"" }
            return try queries.flatMap { sql -> [String] in
                let rows = try Row.fetchCursor(database, sql: sql)
                var lines: [String] = []
                while let row = try rows.next() {
                    let cells = try (0..<row.count).map { index -> String in
                        guard case .string = (row[index] as DatabaseValue? ?? .null).storage else { return "\(row[index] ?? "NULL")" }
                        return try row.withUnsafeData(atIndex: index) { "\($0.map(Array.init) ?? [])" }
                    }
                    lines.append(cells.joined(separator: "|"))
                }
                return lines
            }
        }
    }

    /// Reads a store in every way; whether verifying finds anything wrong.
    private func isDamageFound(_ path: String) -> Bool {
        do {
            let store = try EpisodeStore(reading: path)
            var statistics = EpisodeStatistics()
            try? store.forEachEpisode { stored in
                statistics.add(stored.episode, map: stored.map, players: stored.players)
                _ = try EpisodeExport(stored).json()
                _ = try? Replay(stored.episode)
            }
            _ = (statistics.teams, statistics.players)
            _ = try? (store.summaries(), store.scores(), store.talkScores(), store.runs(), store.agents(), store.names())
            _ = try? (store.seatFaults(), store.seatChoices(), store.studySteps("pilot"), store.seeds(horizon: 30))
            try? store.forEachEntry(horizon: 30) { _ in }
            for id in Int64(1)...4 { _ = try? store.episode(EpisodeID(id)) }
            return try !store.verify { _ in }.isSound
        } catch {
            return true
        }
    }

    /// A store of an older version is sealed as soon as somebody writes to it.
    @Test(arguments: 1...4) func olderStoresAreSealed(version: Int) throws {
        let path = try SchemaTests.copy(version, to: folder)
        let before = try verify(path)
        #expect(before.found.isSound && before.found.episodes == 8 && before.found.unsealed > 10, "\(before.problems)")
        try EpisodeStore(creating: path).close()
        let after = try verify(path)
        #expect(after.found.isSound && after.found.unsealed == 0, "\(after.problems)")
        let database = try DatabaseQueue(path: path)
        try database.write { try $0.execute(sql: "UPDATE notes SET text = text || '!' WHERE kind = 'explanation'") }
        try database.close()
        #expect(try verify(path).found.differing == 1)
    }

    @Test func aNulCutsNoText() throws {
        let store = try EpisodeStore(creating: folder + "/nul.sqlite")
        let layout = try MapFile.parseYAML("name: tiny\ngrid: |\n  XPX\n  O1X\n  X2S\n  XDX\n", file: "tiny", name: "tiny")
        var recorder = try EpisodeRecorder(Kitchen(layout, dynamics: .new), horizon: 1, seed: 1)
        recorder.notes = [.init(tick: 0, seat: 0, kind: .message, text: "a\0b")]
        try recorder.step([.stay, .stay])
        let run = try store.run(kind: "play", settings: "{}", planned: 0).id
        let rows = try store.write([
            NewEpisode(run: run, map: store.register(layout), occupants: [.person("c\0d"), .person(nil)], episode: recorder.episode())
        ])
        let stored = try store.episode(rows[0])
        #expect(stored.episode.notes.map(\.text) == ["a\u{FFFD}b"] && stored.players == ["c\u{FFFD}d", "human"])
    }
}
