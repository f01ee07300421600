import Basics
import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import EpisodeStore

/// What an analyst does with a store: import, export, find what is damaged, read its description.
@Suite final class AnalysisTests: Sendable {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "brigade-analysis-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func episode(_ seed: UInt64) throws -> Episode {
        let layout = try MapFile.parseYAML("name: tiny\ngrid: |\n  XPX\n  O1X\n  X2S\n  XDX\n", file: "tiny", name: "tiny")
        var random = RandomStream(seed)
        var recorder = try EpisodeRecorder(Kitchen(layout, dynamics: .new), horizon: 60, seed: 0)
        while !recorder.game.isOver {
            try recorder.step((0..<2).map { _ in Action(rawValue: UInt8(random.next() % 8)) ?? .interact })
        }
        return recorder.episode()
    }

    private func foreign(_ seeds: [UInt64], _ collection: String) throws -> [EpisodeStore.Foreign] {
        try seeds.map { .init(try episode($0), collection: collection, source: "\(collection).jsonl:\($0)") }
    }

    @Test func importingTwiceAddsNothing() throws {
        let store = try EpisodeStore(creating: folder + "/import.sqlite")
        #expect(try store.importPeople(foreign([1, 2], "a"), settings: "{}") == .init(stored: 2, known: 0, alsoElsewhere: 0))
        #expect(try store.importPeople(foreign([1, 2], "a"), settings: "{}") == .init(stored: 0, known: 2, alsoElsewhere: 0))
        // A file of the same name with one more, and another file with one of them.
        #expect(try store.importPeople(foreign([1, 2, 3], "a"), settings: "[1]") == .init(stored: 1, known: 2, alsoElsewhere: 0))
        #expect(try store.importPeople(foreign([3, 4, 4], "b"), settings: "[2]") == .init(stored: 2, known: 1, alsoElsewhere: 1))
        #expect(try store.summaries().map(\.id) == [1, 2, 3, 4, 5])
        #expect(try store.summaries().allSatisfy { $0.players == ["human", "human"] })
        #expect(try store.runs().map(\.kind) == ["import", "import", "import"])
        #expect(try store.episode(5).source == "b.jsonl:4")
        let names = try store.names()
        #expect(names.maps == ["tiny"] && names.players == ["human"])
        var filter = EpisodeFilter()
        filter.firstID = 4
        #expect(try store.summaries(filter).map(\.id) == [4, 5])
    }

    @Test func listsAndExportsTellTheTimeThatAGameTook() throws {
        let store = try EpisodeStore(creating: folder + "/pace.sqlite")
        var timed = try episode(1)
        let pace = Pace(planned: 9, seconds: 12.5, slipped: 4)
        timed.notes.append(pace.note(ticks: timed.ticks))
        let untimed = try episode(2)
        _ = try store.importPeople(
            [.init(timed, collection: "a", source: "a:1"), .init(untimed, collection: "a", source: "a:2")], settings: "{}")
        #expect(try store.summaries().map(\.pace) == [pace, nil])
        #expect(try EpisodeExport(store.episode(1)).json().contains("\"pace\":{\"planned\":9,\"seconds\":12.5,\"slipped\":4}"))
        #expect(try !EpisodeExport.json(store.summaries()[1]).contains("pace"))
    }

    /// A program beside a person is an agent of its own; the same once a collection.
    @Test func programsInTrialsAreAgents() throws {
        let store = try EpisodeStore(creating: folder + "/programs.sqlite")
        let trial = EpisodeStore.Foreign(try episode(1), collection: "a", source: "a.jsonl:1", agents: [nil, "ppo_bc"])
        #expect(try store.importPeople([trial], settings: "{}").stored == 1)
        #expect(try store.importPeople([trial], settings: "{}") == .init(stored: 0, known: 1, alsoElsewhere: 0))
        #expect(try store.summaries().map(\.players) == [["human", "ppo_bc"]])
    }

    /// Every kind of damage to a row is that row's problem and nobody else's.
    @Test(arguments: [
        "UPDATE episodes SET actions = x'ff' WHERE id = 2", "UPDATE episodes SET events = '[[1,2]]' WHERE id = 2",
        "UPDATE episodes SET events = '[[99999999999,0,3]]' WHERE id = 2", "UPDATE episodes SET events = '3$' WHERE id = 2",
        "UPDATE episodes SET dynamics = 'odd' WHERE id = 2",
        "UPDATE episodes SET ticks = 59 WHERE id = 2", "UPDATE episodes SET horizon = -3 WHERE id = 2",
        "UPDATE episodes SET state_hash = 'xyz' WHERE id = 2", "UPDATE episodes SET start = '[]' WHERE id = 2",
        "UPDATE episodes SET ticks = 4611686018427387904, horizon = 4611686018427387904 WHERE id = 2",
        "DELETE FROM seats WHERE episode = 2 AND seat = 1",
    ])
    func aDamagedRowIsNamed(sql: String) throws {
        let path = folder + "/damaged.sqlite"
        let store = try EpisodeStore(creating: path)
        _ = try store.importPeople(foreign([1, 2, 3], "a"), settings: "{}")
        try store.write { try $0.execute(sql: sql) }
        var good: [EpisodeID] = []
        var problems: [String] = []
        try store.forEachRow { id, row in
            switch row {
            case .success: good.append(id)
            case .failure(let problem): problems.append(problem.message)
            }
        }
        #expect(good == [1, 3] && problems.count == 1 && problems.allSatisfy { $0.hasPrefix("episode 2: ") }, "\(problems)")
        #expect(throws: StoreError.self) { try store.episode(2) }
    }

    @Test func anExportedEpisodeHasAllOfIt() throws {
        let store = try EpisodeStore(creating: folder + "/export.sqlite")
        _ = try store.importPeople(foreign([7], "a"), settings: "{}")
        let stored = try store.episode(1)
        let export = EpisodeExport(stored)
        #expect(try JSONDecoder().decode(EpisodeExport.self, from: Data(export.json().utf8)) == export)
        #expect(try !export.json().contains("\n") && export.json(pretty: true).contains("\n"))
        #expect(export.players.map(\.actions.count) == [60, 60] && export.events.count == stored.episode.events.count)
        let letters: [Character: Action] = ["N": .north, "S": .south, "E": .east, "W": .west, ".": .stay, "I": .interact]
        let first = Array(export.players[0].actions)
        let second = Array(export.players[1].actions)
        #expect((0..<60).flatMap { [letters[first[$0]], letters[second[$0]]] } == stored.episode.actions)
        #expect(export.players[0].figures["moves"] == stored.episode.seats[0].moves)
    }

    /// `docs/episode-store.md` has a section for each table and view, with a line for each column, and no others; the
    /// meaning of counted figures stands there word for word.
    @Test func theDescriptionAgreesWithTheSchema() throws {
        let text = try String(contentsOfFile: Checkout.path("docs/episode-store.md"), encoding: .utf8)
        var described: [String: [String]] = [:]
        var section: String?
        for line in text.split(separator: "\n") {
            if line.hasPrefix("#") { section = nil }
            if line.hasPrefix("### `") { section = String(line.dropFirst(5).prefix { $0 != "`" }) }
            if let section, line.hasPrefix("| `") { described[section, default: []].append(String(line.dropFirst(3).prefix { $0 != "`" })) }
        }
        let store = try EpisodeStore(creating: folder + "/schema.sqlite")
        let actual = try store.read { database in
            let names = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'grdb%' AND name NOT LIKE 'sqlite%'")
            return try Dictionary(
                uniqueKeysWithValues: names.map { name in
                    (name, try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [name]))
                })
        }
        #expect(Set(described.keys) == Set(actual.keys))
        for (name, columns) in actual { #expect(described[name] == columns, "\(name)") }
        for count in SeatFigures.counts { #expect(text.contains("| `\(count.column)` | \(count.meaning) |"), "\(count.column)") }
    }

    /// The questions of `docs/episode-store.md` can be asked.
    @Test func theExamplesRun() throws {
        let text = try String(contentsOfFile: Checkout.path("docs/episode-store.md"), encoding: .utf8)
        let blocks = text.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 && $0.element.hasPrefix("sql\n") }
        #expect(blocks.count >= 6)
        let store = try EpisodeStore(creating: folder + "/examples.sqlite")
        _ = try store.importPeople(foreign([1, 2, 3], "a"), settings: "{}")
        try store.read { database in
            for block in blocks { _ = try Row.fetchAll(database, sql: String(block.element.dropFirst(4))) }
        }
    }
}
