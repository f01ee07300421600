import Agents
import EpisodeStore
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Window

/// Whole ways through studies by a simulated participant, with what is kept of them.
@Suite final class StudyPathTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-study-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static let text = """
        title: Everything
        consent: You may stop at any time.
        debriefing: It was about partners.
        seed: 5
        tick_ms: 50
        horizon: 8
        dynamics: old
        tutorial:
          - {kitchen: cramped_room, text: Bring onions., horizon: 6, soups: 1, attempts: 2}
        comprehension:
          - {id: bell, text: Where do soups go?, choice: [the bin, the bell], answer: the bell, hint: Look for the bell.}
        kitchens: [cramped_room]
        partners: [stay, random]
        seat: alternate
        hide: [score, kitchen]
        probes:
          - {ticks: [3], questions: [{id: sure, text: How sure are you?, slider: [0, 100], step: 5}]}
        questions:
          - {set: fluency}
          - {id: four, text: Choose four., scale: 7, answer: 7}
        pair_questions:
          - {id: better, text: "{first} or {second}?", choice: ["{first}", "{second}"]}
        block_questions:
          - {id: order, text: Order them., ranking: [a, b, c], shuffle: true}
        closing_questions:
          - {id: seen, text: What did you see?, several: [pots, plates, people]}
          - {id: age, text: How old are you?}
        shuffle_questions: true
        break: {blocks: 1, text: Rest., seconds: 2}
        """

    private func file(_ text: String = StudyPathTests.text) throws -> StudyFile {
        let path = folder + "/\(UUID().uuidString).yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try StudyFile(path)
    }

    private func materials(_ file: StudyFile) throws -> StudyMaterials {
        let agents = AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self, RandomKind.self]))
        return try StudyMaterials(
            file, kitchen: { try Kitchen(MapLibrary.standard.layout($0), dynamics: .old) }, partner: { try agents.agent($0) })
    }

    private func log(_ store: EpisodeStore, _ file: StudyFile) throws -> (StoreStudyLog, StoreLog) {
        (
            try StoreStudyLog(store, file: file, beginsNewVersion: false, program: "test"),
            StoreLog(store, kind: "study", settings: "{\"n\":\"\(UUID().uuidString)\"}")
        )
    }

    @discardableResult
    private func walk(
        _ codes: [String], _ file: StudyFile, _ store: EpisodeStore, _ ways: SimulatedParticipant.Ways = .init()
    ) throws -> SimulatedParticipant {
        let (log, games) = try log(store, file)
        let somebody = try SimulatedParticipant(materials(file), codes, log: log, games: games, ways: ways)
        try somebody.walk()
        return somebody
    }

    private func table(_ name: String, _ file: StudyFile, _ store: EpisodeStore) throws -> [[String: String]] {
        let text = try #require(StudyExport(file.study, store: store).tables.first { $0.name == name }).text
        return CSVReading.rows(text)
    }

    @Test func aWholeWayIsKeptWithItsTimes() throws {
        let file = try file()
        let store = try EpisodeStore(creating: folder + "/whole.sqlite")
        var ways = SimulatedParticipant.Ways()
        ways.errs = true
        let somebody = try walk(["P01"], file, store, ways)
        #expect(somebody.titles.contains("Brigade: Not quite") && somebody.titles.contains("Brigade: About this study"))
        #expect(somebody.titles.last == "Brigade: That was all")
        #expect(!somebody.titles.contains { $0.contains("cramped_room") }, "the kitchen's name is hidden")
        let who = try #require(table("participants.csv", file, store).first)
        #expect(who["state"] == "finished" && who["games"] == "2" && who["row"] == "0" && who["next_item"] == "")
        #expect(who["attention_checks"] == "2" && who["comprehension_tries"] == "2" && who["seen"] == "pots | plates")

        let games = try table("games.csv", file, store)
        #expect(games.map { $0["item"] } == ["tutorial 1 attempt 1", "tutorial 1", "game 1", "game 2"])
        #expect(games.suffix(2).map { $0["seat"] } == ["0", "1"] && games.allSatisfy { $0["partner_hash"] != "" })
        #expect(games.suffix(2).allSatisfy { $0["ticks"] == "8" && $0["status"] == "finished" && $0["fluency_fluent"] == "7" })

        let events = try table("events.csv", file, store)
        for item in ["game 1", "game 2"] {
            let ticks = events.filter { $0["item"] == item && $0["kind"] == "tick" }
            #expect(ticks.map { $0["tick"] } == (1...8).map { "\($0)" } && ticks.allSatisfy { $0["what"]?.count == 2 })
            #expect(events.contains { $0["item"] == item && $0["kind"] == "pause" }, "a probe pauses")
            #expect(events.count { $0["item"] == item && $0["kind"] == "press" } >= 4)
        }
        let times = events.compactMap { Int($0["ms"] ?? "") }
        #expect(times == times.sorted() && times.count == events.count)

        let answers = try table("answers.csv", file, store)
        #expect(Set(answers.compactMap { $0["level"] }) == Set(StudyLevel.allCases.map(\.rawValue)))
        #expect(answers.allSatisfy { (Int($0["response_ms"] ?? "") ?? -1) > 0 }, "every answer has its time")
        let check = answers.filter { $0["question"] == "four" }
        #expect(check.count == 2 && check.allSatisfy { $0["expected"] == "7" && ["0", "1"].contains($0["correct"]) })
        #expect(try store.verify { Issue.record("\($0)") }.isSound)
    }

    @Test func everyColumnIsInTheCodebook() throws {
        let file = try file()
        let store = try EpisodeStore(creating: folder + "/codebook.sqlite")
        try walk(["P01"], file, store)
        let export = try StudyExport(file.study, store: store)
        let book = try table("codebook.csv", file, store)
        for (name, text) in export.tables where name.hasSuffix(".csv") && name != "codebook.csv" {
            let columns = text.prefix { !$0.isNewline }.split(separator: ",").map(String.init)
            #expect(book.filter { $0["table"] == name }.map { $0["column"] ?? "" } == columns, "\(name)")
            #expect(book.filter { $0["table"] == name }.allSatisfy { $0["meaning"] != "" })
        }
        #expect(export.tables.last?.text == file.text, "the file itself is there")
        // What a reader of the file alone exports is the same.
        let again = try StudyExport(file.study, store: EpisodeStore(reading: folder + "/codebook.sqlite"))
        #expect(again.tables.map(\.text) == export.tables.map(\.text))
    }

    @Test func whoRefusesOrLeavesIsKeptAndTheRowIsFreed() throws {
        let file = try file()
        let store = try EpisodeStore(creating: folder + "/refused.sqlite")
        var refuser = SimulatedParticipant.Ways()
        refuser.refuses = true
        try walk(["A"], file, store, refuser)
        var leaver = SimulatedParticipant.Ways()
        leaver.closesIn = "game 1"
        try walk(["B"], file, store, leaver)
        var status = try StudyStatus(file.study, store: store)
        #expect(status.participants.map(\.state) == ["refused", "left"] && status.participants.map(\.row) == [0, 0])
        #expect(status.refused == 1 && status.left == 1 && status.nextRows == [1, 2, 3, 4, 5])
        #expect(status.participants[1].next == "game 1")
        let left = try #require(table("games.csv", file, store).last)
        #expect(left["item"] == "game 1 attempt 1" && left["status"] == "unfinished" && (3...5).contains(Int(left["ticks"] ?? "") ?? 0))
        // The one comes back, the other changes their mind.
        try walk(["B"], file, store)
        try walk(["A"], file, store)
        status = try StudyStatus(file.study, store: store)
        #expect(status.participants.map(\.state) == ["finished", "finished"] && status.participants.map(\.row) == [1, 0])
        #expect(status.cells.map(\.games) == [2, 2])
    }

    @Test func aChangedFileIsRefusedWithWhatChanged() throws {
        let file = try file()
        let store = try EpisodeStore(creating: folder + "/versions.sqlite")
        _ = try log(store, file)
        let changed = try self.file(Self.text.replacingOccurrences(of: "horizon: 8", with: "horizon: 9"))
        let refusal = try #require(throws: StoreError.self) { try log(store, changed) }
        for words in ["line 6 was: horizon: 8", "line 6 is now: horizon: 9", "--new-version"] {
            #expect(refusal.message.contains(words), "\(refusal)")
        }
        _ = try StoreStudyLog(store, file: changed, beginsNewVersion: true, program: "test")
        #expect(try store.studyVersions("Everything").map(\.text) == [file.text, changed.text])
        #expect(throws: StoreError.self) { try log(store, file) }
    }

    @Test func twoPeopleTakePartTogether() throws {
        let text = """
            title: Pairs
            consent: You may stop.
            tick_ms: 50
            horizon: 6
            dynamics: old
            people: 2
            kitchens: [cramped_room, coordination_ring]
            probes: [{ticks: [2], questions: [{id: who, text: Who leads?, choice: [me, you]}]}]
            questions: [{id: fluent, text: We worked fluently., scale: 7}]
            """
        let file = try file(text)
        let store = try EpisodeStore(creating: folder + "/pairs.sqlite")
        let both = try walk(["A", "B"], file, store)
        #expect(both.asked == ["who", "who", "fluent", "fluent", "who", "who", "fluent", "fluent"])
        let games = try table("games.csv", file, store)
        #expect(
            games.map { "\($0["participant"] ?? "") \($0["partner"] ?? "") \($0["seat"] ?? "")" } == ["A B 0", "A B 0", "B A 1", "B A 1"])
        #expect(games.allSatisfy { $0["fluent"] == "7" } && Set(games.compactMap { $0["episode"] }).count == 2)
        let who = try store.studyParticipants("Pairs")
        #expect(who.map(\.row) == [0, 0] && who.map(\.companion) == ["B", "A"])
        #expect(try store.episode(1).players == ["A", "B"])
        try walk(["C", "D"], file, store)
        #expect(try store.studyParticipants("Pairs").map(\.row) == [0, 0, 1, 1])
        let gone = try store.withdraw("A", from: "Pairs")
        #expect(gone.companions == ["B"] && gone.episodes == 2)
        #expect(try table("games.csv", file, store).count == 6, "the companion's steps stay, without their games")
        #expect(try store.verify { Issue.record("\($0)") }.isSound)
    }

    /// Nothing of who withdrew is left in the file, and everybody else's tables are as they were.
    @Test func whoWithdrawsLeavesNothing() throws {
        let file = try file()
        let path = folder + "/withdrawn.sqlite"
        let store = try EpisodeStore(creating: path)
        try walk(["Zebedee47"], file, store)
        try walk(["Quentin11"], file, store)
        func others() throws -> [[String: String]] {
            try ["games.csv", "answers.csv", "events.csv"].flatMap { try table($0, file, store) }.filter {
                $0["participant"] == "Quentin11"
            }
        }
        let before = try others()
        func bytes() -> Data {
            ["", "-wal", "-shm"].reduce(into: Data()) { $0 += (try? Data(contentsOf: URL(fileURLWithPath: path + $1))) ?? Data() }
        }
        #expect(bytes().range(of: Data("Zebedee47".utf8)) != nil)
        let gone = try store.withdraw("Zebedee47", from: "Everything")
        #expect(gone.steps > 10 && gone.sessions == 1 && gone.events > 40 && gone.episodes == 4)
        #expect(bytes().range(of: Data("Zebedee47".utf8)) == nil)
        #expect(try others() == before && !before.isEmpty)
        #expect(try StudyStatus(file.study, store: store).withdrawn == 1)
        #expect(try store.summaries().count == 4 && store.verify { Issue.record("\($0)") }.isSound)
        #expect(try store.enrol("Next", in: "Everything", version: 1).row == 0, "the row is free")
        #expect(throws: StoreError.self) { try store.withdraw("Zebedee47", from: "Everything") }
    }
}

/// Tables of an export, read as a program would.
enum CSVReading {
    static func rows(_ text: String) -> [[String: String]] {
        var records: [[String]] = [[]]
        var cell = ""
        var isQuoted = false
        for character in text {
            switch character {
            case "\"":
                isQuoted.toggle()
                if isQuoted && !cell.isEmpty { cell += "\"" }
            case "," where !isQuoted:
                records[records.count - 1].append(cell)
                cell = ""
            case "\r\n" where !isQuoted:
                records[records.count - 1].append(cell)
                cell = ""
                records.append([])
            default: cell.append(character)
            }
        }
        let heading = records[0]
        return records.dropFirst().filter { $0.count == heading.count }.map { Dictionary(uniqueKeysWithValues: zip(heading, $0)) }
    }
}
