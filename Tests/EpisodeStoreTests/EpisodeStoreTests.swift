import Basics
import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps
import Testing

@testable import EpisodeStore

/// What is written is read back, and what cannot be is explained.
@Suite final class EpisodeStoreTests: Sendable {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "brigade-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func episode(_ seed: UInt64, ticks: Int = 120) throws -> Episode {
        let layout = try MapFile.parseYAML(
            "name: tiny\ngrid: |\n  XPX\n  O1X\n  X2S\n  XDX\n", file: "tiny", name: "tiny")
        let kitchen = try Kitchen(layout, dynamics: .new)
        var random = RandomStream(seed)
        var recorder = try EpisodeRecorder(kitchen, horizon: 120, seed: seed)
        for _ in 0..<ticks { try recorder.step((0..<2).map { _ in Action(rawValue: UInt8(random.next() % 8)) ?? .interact }) }
        recorder.notes = [.init(tick: 3, seat: 1, kind: .message, text: "mind the onion", data: nil)]
        return recorder.episode()
    }

    private func fill(_ store: EpisodeStore, _ seeds: Range<UInt64>) throws -> RunRecord {
        let map = try store.register(episode(0).layout)
        let ann = try store.register(AgentRecord(name: "ann", kind: "random", hash: "1"))
        let bob = try store.register(AgentRecord(name: "bob", kind: "stay", hash: "2"))
        let run = try store.run(kind: "tournament", settings: "{\"seed\": 1}", planned: seeds.count)
        let episodes = try seeds.map { seed in
            NewEpisode(
                id: run.firstEpisode + Int(seed), run: run.id, map: map,
                occupants: seed % 2 == 0 ? [.agent(ann), .agent(bob)] : [.agent(bob), .person("p7")], episode: try episode(seed))
        }
        try store.write(episodes)
        return run
    }

    @Test func episodesReadBackAndReplay() throws {
        let store = try EpisodeStore(creating: folder + "/a.sqlite")
        let run = try fill(store, 0..<6)
        #expect(try store.runs().map(\.stored) == [6])
        var count: UInt64 = 0
        try store.forEachEpisode { stored in
            let original = try episode(count)
            #expect(stored.episode == original && stored.run == run.id && stored.map == "tiny")
            #expect(try stored.episode.difference() == nil)
            #expect(stored.players == (count % 2 == 0 ? ["ann", "bob"] : ["bob", "p7"]))
            count += 1
        }
        #expect(count == 6)
        try store.close()
        let reader = try EpisodeStore(reading: folder + "/a.sqlite")
        #expect(try reader.episode(2).episode == episode(1))
        #expect(throws: StoreError.self) { try reader.write([]) }
    }

    /// Words are counted where a channel was open, and nowhere else.
    @Test func whoSaidHowMuchIsCounted() throws {
        let store = try EpisodeStore(creating: folder + "/talk.sqlite")
        let run = try fill(store, 0..<2)
        #expect(try store.talkCounts().isEmpty)
        var recorder = try EpisodeRecorder(Kitchen(episode(0).layout, dynamics: .new), horizon: 120, seed: 9, channel: TalkChannel(.text))
        recorder.say("mind the onion", seat: 1)
        for _ in 0..<120 { try recorder.step([.stay, .stay]) }
        let map = try store.register(episode(0).layout)
        let cat = try store.register(AgentRecord(name: "cat+text", kind: "random", hash: "3"))
        try store.write([
            NewEpisode(
                id: run.firstEpisode + 7, run: run.id, map: map, occupants: [.person("p7"), .agent(cat)], episode: recorder.episode())
        ])
        let counts = try store.talkCounts()
        #expect(
            counts == [
                .init(player: "cat+text", seats: 1, messages: 1, characters: 14), .init(player: "p7", seats: 1, messages: 0, characters: 0),
            ])
        #expect(counts.map(\.words) == ["cat+text said 1.0 messages an episode, of 14.0 characters", "p7 said nothing, though it could"])
        var others = EpisodeFilter()
        others.with = ["ann"]
        #expect(try store.talkCounts(others).isEmpty)
    }

    @Test(arguments: ["16", "true", "x:", "x\ncook_time: 3", "a # b", "\u{1B}[31m", "", "name: x"])
    func aMapOfAnyNameReadsBack(name: String) throws {
        let store = try EpisodeStore(creating: folder + "/names.sqlite")
        let layout = try Layout(name: name, grid: episode(0).layout.grid)
        var recorder = try EpisodeRecorder(Kitchen(layout, dynamics: .new), horizon: 3, seed: 1)
        while !recorder.game.isOver { try recorder.step([.stay, .stay]) }
        let map = try store.register(layout)
        let run = try store.run(kind: "play", settings: "{}", planned: 0)
        let new = NewEpisode(run: run.id, map: map, occupants: [.person(nil), .person(nil)], episode: recorder.episode())
        let id = try store.write([new])[0]
        #expect(try store.episode(id).episode == recorder.episode() && store.register(layout) == map)
    }

    @Test func filtersRestrict() throws {
        let store = try EpisodeStore(creating: folder + "/b.sqlite")
        let run = try fill(store, 0..<6)
        func ids(_ change: (inout EpisodeFilter) -> Void) throws -> [EpisodeID] {
            var filter = EpisodeFilter()
            change(&filter)
            return try store.summaries(filter).map(\.id)
        }
        #expect(try ids { _ in } == [1, 2, 3, 4, 5, 6])
        #expect(try ids { $0.with = ["ann"] } == [1, 3, 5])
        #expect(try ids { $0.with = ["p7"] } == [2, 4, 6])
        #expect(try ids { $0.among = ["bob", "p7"] } == [2, 4, 6])
        #expect(try ids { $0.maps = ["elsewhere"] } == [])
        #expect(try ids { $0.run = run.id } == [1, 2, 3, 4, 5, 6])
        #expect(try ids { $0.runKind = "tournament" } == [1, 2, 3, 4, 5, 6])
        #expect(try ids { $0.runKind = "play" } == [])
        #expect(try ids { $0.status = .unfinished } == [])
        #expect(try ids { $0.since = "9999" } == [])
        #expect(try ids { $0.until = "9999" } == [1, 2, 3, 4, 5, 6])
        #expect(try store.summaries(limit: 2).map(\.id) == [5, 6])
    }

    @Test func aRunGoesOnAndReservesItsRows() throws {
        let store = try EpisodeStore(creating: folder + "/c.sqlite")
        let first = try fill(store, 0..<3)
        let again = try store.run(kind: "tournament", settings: "{\"seed\": 1}", planned: 3)
        #expect(again.id == first.id && again.firstEpisode == first.firstEpisode && again.stored == 3)
        let other = try store.run(kind: "tournament", settings: "{\"seed\": 2}", planned: 10)
        #expect(other.firstEpisode == 4)
        let map = try store.register(episode(0).layout)
        let rows = try store.write([NewEpisode(run: other.id, map: map, occupants: [.person(nil), .person(nil)], episode: episode(9))])
        #expect(rows == [14], "an episode without a row of its own keeps out of reserved ones")
        #expect(try store.episode(14).players == ["human", "human"])
    }

    @Test func roundsAreKeptOnceAndCounted() throws {
        let store = try EpisodeStore(creating: folder + "/rounds.sqlite")
        let ann = try store.register(AgentRecord(name: "ann", kind: "talker", hash: "1"))
        let run = try store.run(kind: "talk", settings: "{}", planned: 0).id
        let rounds = (0..<4).map { number in
            StoredRound(
                game: "colours", condition: "far", seed: .max, number: number, speaker: nil, listener: ann,
                candidates: "[[0,0,50],[120,50,50]]", target: 0, picked: number == 3 ? 1 : 0, utterance: "red \(number)")
        }
        try store.write(rounds, run: run)
        try store.write(rounds, run: run)
        #expect(try store.rounds(run) == rounds)
        let lines = try store.read { try Row.fetchAll($0, sql: "SELECT speaker, listener, rounds, accuracy FROM talk_scores") }
        let line = try #require(lines.first)
        let speaker: String? = line["speaker"]
        let listener: String? = line["listener"]
        let (count, accuracy): (Int, Double) = (line["rounds"], line["accuracy"])
        #expect(lines.count == 1 && speaker == nil && listener == "ann" && count == 4 && accuracy == 0.75)
    }

    @Test func viewsAnswerAnAnalyst() throws {
        let store = try EpisodeStore(creating: folder + "/d.sqlite")
        _ = try fill(store, 0..<6)
        try store.read { database in
            #expect(try Int.fetchOne(database, sql: "SELECT SUM(episodes) FROM cross_play") == 6)
            let events = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM events")
            #expect(events == (try (0..<6).reduce(0) { $0 + (try episode($1)).events.count }))
            #expect(try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM messages WHERE text = 'mind the onion'") == 6)
            let worst = try Row.fetchOne(database, sql: "SELECT * FROM seat_figures WHERE player = 'p7'")
            #expect(worst?["moves"] as Int? ?? 0 > 0)
        }
    }

    @Test func whatIsNoStoreIsExplained() throws {
        func reason(_ name: String, _ open: (String) throws -> EpisodeStore) -> StoreError.Reason? {
            do { _ = try open(folder + "/" + name) } catch let problem as StoreError {
                #expect(problem.description.contains(name))
                return problem.reason
            } catch {}
            return nil
        }
        let read = { try EpisodeStore(reading: $0) }
        let write = { try EpisodeStore(creating: $0) }
        #expect(reason("missing.sqlite", read) == .missing)
        try Data("no database at all, just a text that is long enough".utf8).write(to: URL(fileURLWithPath: folder + "/text"))
        #expect(reason("text", read) == .noDatabase && reason("text", write) == .noDatabase)
        let foreign = try DatabaseQueue(path: folder + "/foreign")
        try foreign.write { try $0.execute(sql: "CREATE TABLE t (x)") }
        try foreign.close()
        #expect(reason("foreign", read) == .foreign && reason("foreign", write) == .foreign)
        let store = try EpisodeStore(creating: folder + "/newer")
        try store.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 the future')") }
        try store.close()
        #expect(reason("newer", read) == .newer && reason("newer", write) == .newer)
    }

    @Test func aCutOffFileIsExplained() throws {
        let path = folder + "/cut.sqlite"
        let store = try EpisodeStore(creating: path)
        _ = try fill(store, 0..<200)
        try store.close()
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.self) {
            let reader = try EpisodeStore(reading: path)
            try reader.forEachEpisode { _ in }
        }
    }

    @Test(arguments: 1...9) func actionsOfAnyNumberOfPlayersReadBack(players: Int) {
        var random = RandomStream(UInt64(players))
        let actions = (0..<(players * 50)).map { _ in Action.allCases[Int(random.next() % 6)] }
        let bytes = ActionCode.encode(actions, players: players)
        #expect(bytes.count == 50 * ((players + 2) / 3))
        #expect(ActionCode.decode(bytes, players: players) == actions)
        #expect(ActionCode.decode([255], players: 1) == nil)
    }
}
