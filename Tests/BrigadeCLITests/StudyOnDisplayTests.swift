import EpisodeStore
import Foundation
import Testing

/// Studies in the real window, driven by real keys from outside.
@Suite(.serialized) final class StudyOnDisplayTests {
    private let folder = NSTemporaryDirectory() + "brigade-study-" + UUID().uuidString
    private var db: String { folder + "/store.sqlite" }
    private var file: String { folder + "/study.yaml" }

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func with(_ arguments: [String], _ body: (Display) throws -> Void) throws {
        let display = try Display(arguments + ["--db", db])
        defer { display.close() }
        try body(display)
    }

    private func write(horizon: Int, _ more: String = "") throws {
        let study = """
            title: Strangers
            consent: You may stop at any time.
            tick_ms: 50
            horizon: \(horizon)
            kitchens: [cramped_room]
            partners: [stay, random]
            questions:
              - {id: fluent, text: We worked fluently together., scale: 7}
              - {id: comment, text: Anything else?}

            """ + more
        try Data(study.utf8).write(to: URL(fileURLWithPath: file))
    }

    private func agree(_ display: Display) throws {
        try display.until(title: "Strangers")
        // Nothing is chosen at first.
        try display.press("Return")
        try display.press("Right", "Return")
    }

    private func games() throws -> [String] {
        let export = try Program.run(["study", "export", file, "--db", db, "--out", folder])
        #expect(export.status == 0, "\(export.talk)")
        return try String(contentsOfFile: folder + "/games.csv", encoding: .utf8).split(separator: "\r\n").map(String.init)
    }

    /// A study of one kitchen and two partners: it is left in the second game, and goes on there.
    @Test func aStudyGoesOnWhereItStopped() throws {
        try write(horizon: 10)
        try with(["play", "--study", file]) { display in
            try display.until(title: "participant's code")
            try display.press("p", "7", "Return")
            try agree(display)
            try display.until(title: "Game 1 of 2")
            try display.press("Return")
            try display.until(title: "question 1 of 2")
            try display.press("Return", "6", "Return")
            try display.until(title: "question 2 of 2")
            try display.press("n", "o", "Return")
            try display.until(title: "Game 2 of 2")
            try display.press("Return")
            try display.until(title: "cramped_room, score")
            display.terminate()
            #expect(try display.end() == 130)
        }
        try with(["play", "--study", file, "--participant", "p7"]) { display in
            try display.until(title: "Game 2 of 2")
            try display.press("Return")
            try display.until(title: "question 1 of 2")
            try display.press("1", "Return", "Return")
            try display.until(title: "That was all")
            try display.press("Return")
            #expect(try display.end() == 0)
        }
        let rows = try games()
        let columns =
            "participant,position,kitchen,partner,blind_name,episode,score,seconds,planned_seconds,late_ticks,ran_slow,item,status,"
        #expect(rows[0].hasPrefix(columns) && rows[0].hasSuffix(",fluent,comment"))
        let whole = rows.filter { $0.contains(",finished,") }
        #expect(whole.count == 2 && whole[0].hasPrefix("p7,1,cramped_room,") && whole[0].hasSuffix(",6,no") && whole[1].hasSuffix(",1,"))
        let sessions = try String(contentsOfFile: folder + "/sessions.csv", encoding: .utf8)
        #expect(sessions.contains(",left,") && sessions.contains(",finished,") && sessions.contains(",1280,720,"))
    }

    /// The program is killed in a game: what was played is there up to its last ticks, and the participant goes on.
    @Test func aGameThatRanWhenTheProgramDiedIsKept() throws {
        try write(horizon: 400)
        var played = 0
        try with(["play", "--study", file, "--participant", "p8"]) { display in
            try agree(display)
            try display.until(title: "Game 1 of 2")
            try display.press("Return")
            try display.until(title: "cramped_room, score")
            try display.press("Left", "Up", "Return")
            // In a pause the title says the tick.
            Thread.sleep(forTimeInterval: 0.5)
            try display.press("p")
            try display.until(title: "paused at tick")
            played = try #require(Int(display.title().components(separatedBy: "at tick ").last?.prefix { $0.isNumber } ?? ""))
            Thread.sleep(forTimeInterval: 0.3)
            display.kill()
        }
        let status = try Program.run(["study", "status", file, "--db", db])
        #expect(status.status == 0 && status.talk.contains("the program died in 1 session; 1 game that ran then is kept as unfinished"))
        #expect(status.output.contains("p8: row 0, 0 of 2 games, left, next: game 1"), "\(status.output)")
        let rows = try games()
        #expect(rows.count == 2 && rows[1].contains("game 1 attempt 1,unfinished,\(played),"), "\(rows)")
        let episode = try EpisodeStore(reading: db).episode(1)
        #expect(episode.players.contains("p8") && episode.episode.ticks == played)
        #expect(try episode.episode.difference() == nil, "it replays bit for bit")
        let verified = try Program.run(["episodes", "verify", "--db", db])
        #expect(verified.status == 0, "\(verified.output)")
        try with(["play", "--study", file, "--participant", "p8"]) { display in
            try display.until(title: "Game 1 of 2")
            display.terminate()
            #expect(try display.end() == 130)
        }
    }

    /// Tables of a study stay as they are where a store has none of it, and all of them where one cannot be written.
    @Test func anExportLosesNoTables() throws {
        try write(horizon: 10)
        try with(["play", "--study", file, "--participant", "P01"]) { display in
            try display.until(title: "Strangers")
            try display.press("Left", "Return")
            #expect(try display.end() == 0)
        }
        let out = folder + "/tables"
        let export = ["study", "export", file, "--out", out, "--db"]
        #expect(try Program.run(export + [db]).status == 0)
        func tables() throws -> [String: Data] {
            let names = try FileManager.default.contentsOfDirectory(atPath: out)
            return Dictionary(uniqueKeysWithValues: names.map { ($0, FileManager.default.contents(atPath: out + "/" + $0) ?? Data()) })
        }
        let before = try tables()
        #expect(before.count == 8 && before["participants.csv"]?.range(of: Data("P01".utf8)) != nil)
        let other = folder + "/other.sqlite"
        try EpisodeStore(creating: other).close()
        let none = try Program.run(export + [other])
        #expect(none.status != 0 && none.talk.contains("other.sqlite has no study 'Strangers'; it has none; --db names another"))
        #expect(try tables() == before)
        try with(["play", "--study", file, "--participant", "P02"]) { display in
            try display.until(title: "Strangers")
            try display.press("Left", "Return")
            #expect(try display.end() == 0)
        }
        // A folder in the place of the last table.
        let last = out + "/study-1.yaml"
        try FileManager.default.removeItem(atPath: last)
        try FileManager.default.createDirectory(atPath: last, withIntermediateDirectories: true)
        let half = try Program.run(export + [db])
        #expect(half.status != 0 && half.talk.contains("study-1.yaml: cannot be written: it is a folder"))
        try FileManager.default.removeItem(atPath: last)
        #expect(try tables() == before.filter { $0.key != "study-1.yaml" }, "none is newer than the others")
    }

    @Test func commandsCheckRefuseAndDelete() throws {
        try write(horizon: 10)
        let check = try Program.run(["study", "check", file])
        #expect(check.status == 0 && check.output.contains("2 games in 1 block") && check.output.contains("even after 2 participants"))
        let preview = try Program.run(["study", "preview", file, "--row", "1"])
        #expect(preview.status == 0 && preview.output.contains("game 2\n    cramped_room with ") && preview.output.contains("fluent: "))
        let none = try Program.run(["study", "status", file, "--db", db])
        #expect(none.status != 0 && none.talk.contains("there is no such file"))
        try with(["play", "--study", file, "--participant", "zebra-nine"]) { display in
            try display.until(title: "Strangers")
            try display.press("Left", "Return")
            #expect(try display.end() == 0)
        }
        let status = try Program.run(["study", "status", file, "--db", db])
        #expect(status.output.contains("zebra-nine: row 0, 0 of 2 games, refused"))
        #expect(status.output.contains("next rows of the design: 0, 1,"))
        try write(horizon: 11)
        let changed = try Program.run(["play", "--study", file, "--db", db])
        #expect(changed.status != 0 && changed.talk.contains("line 4 is now: horizon: 11") && changed.talk.contains("--new-version"))
        let asked = try Program.run(["study", "withdraw", "Strangers", "zebra-nine", "--db", db])
        #expect(asked.status != 0 && asked.talk.contains("say --yes"))
        let gone = try Program.run(["study", "withdraw", file, "zebra-nine", "--yes", "--db", db])
        #expect(gone.status == 0 && gone.output.contains("deleted of 'zebra-nine': 0 steps, 1 session"), "\(gone.output) \(gone.talk)")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: db))
        #expect(bytes.range(of: Data("zebra-nine".utf8)) == nil)
        let again = try Program.run(["study", "withdraw", file, "zebra-nine", "--yes", "--db", db])
        #expect(again.status != 0 && again.talk.contains("has no participant 'zebra-nine'"))
        let elsewhere = try Program.run(["study", "withdraw", "Strangres", "zebra-nine", "--yes", "--db", db])
        #expect(
            elsewhere.status != 0 && elsewhere.talk.contains("has no study 'Strangres'; did you mean 'Strangers'?"), "\(elsewhere.talk)")
        try write(horizon: 10, "partner: [x]\nhide: [everything]\n")
        let wrong = try Program.run(["study", "check", file])
        #expect(wrong.status != 0 && wrong.talk.contains("did you mean 'partners'?") && wrong.talk.contains("'everything'"))
    }
}
