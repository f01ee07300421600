import Basics
import EpisodeStore
import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps
import TestSupport
import Testing

/// `brigade episodes` and `brigade import` as an analyst meets them.
@Suite final class EpisodesCommandTests: Sendable {
    private let folder: String
    private let db: String

    /// A store of six episodes: `ann` and `bob` on two maps, the last by a person.
    init() throws {
        folder = NSTemporaryDirectory() + "brigade-episodes-\(UUID().uuidString)"
        db = folder + "/episodes.sqlite"
        let store = try EpisodeStore(creating: db)
        let ann = try store.register(AgentRecord(name: "ann", kind: "random", hash: "1"))
        let bob = try store.register(AgentRecord(name: "bob", kind: "random", hash: "2"))
        let run = try store.run(kind: "tournament", settings: "{}", planned: 6)
        let library = MapLibrary(folder: Checkout.path("Maps"))
        for index in 0..<6 {
            let kitchen = try Kitchen(library.layout(index < 3 ? "cramped_room" : "forced_coordination"), dynamics: .old)
            var random = RandomStream(UInt64(index))
            var recorder = try EpisodeRecorder(kitchen, horizon: 200, seed: UInt64(index))
            recorder.notes = [.init(tick: 1, seat: 1, kind: .explanation, text: "fetches an onion")]
            while !recorder.game.isOver {
                try recorder.step((0..<2).map { _ in Action(rawValue: UInt8(random.next() % 8)) ?? .interact })
            }
            let second: Occupant = index == 5 ? .person(nil) : .agent(bob)
            try store.write([
                NewEpisode(
                    id: run.firstEpisode + index, run: run.id, map: store.register(kitchen.layout),
                    occupants: [.agent(ann), second], episode: recorder.episode())
            ])
        }
        try store.close()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Without the Python package the command says how to get it, and writes nothing.
    @Test func parquetFilesAreThePythonPackages() throws {
        let unnamed = try episodes("export", ["--format", "parquet"])
        #expect(unnamed.status == 64 && unnamed.talk.contains("a Parquet file needs a name: --out episodes.parquet"))
        #expect(try episodes("export", ["--out", folder + "/x"]).talk.contains("--out is for --format parquet"))
        let python = "#!/bin/sh\necho \"$*\" > \(folder)/asked\ncat \"$8\" > \(folder)/numbers 2>/dev/null\n"
        try FileManager.default.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
        func run(_ ending: String, _ options: [String] = []) throws -> Program.Result {
            try (python + ending).write(toFile: folder + "/bin/python3", atomically: true, encoding: .utf8)
            chmod(folder + "/bin/python3", 0o755)
            return try Program.run(
                ["episodes", "export", "--db", db, "--format", "parquet", "--out", folder + "/it.parquet"] + options,
                environment: ["PATH": folder + "/bin:/usr/bin:/bin"])
        }
        let missing = try run("echo \"No module named 'brigade_kitchen'\" >&2; exit 1")
        #expect(
            missing.status == 64 && missing.talk.contains("the Python package brigade-kitchen, which \(folder)/bin/python3 does not have"))
        let failed = try run("echo 'error: the disk is full' >&2; exit 1")
        #expect(failed.status == 1 && failed.talk.contains("error: the disk is full"))
        #expect(try run("exit 0").status == 0)
        func text(_ name: String) throws -> String { try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }
        #expect(try text("asked") == "-m brigade_kitchen.store export \(db) --out \(folder)/it.parquet\n")
        #expect(try run("exit 0", ["--map", "forced_coordination", "--limit", "2"]).status == 0)
        #expect(try text("asked").contains("--ids ") && text("numbers") == "5\n6\n")
    }

    private func episodes(_ arguments: String...) throws -> Program.Result { try episodes("", arguments) }

    private func episodes(_ command: String, _ arguments: [String]) throws -> Program.Result {
        try Program.run(["episodes"] + (command.isEmpty ? [] : [command]) + arguments + ["--db", db])
    }

    @Test func listsFilterAndSpeakJSON() throws {
        let list = try episodes("list")
        #expect(list.status == 0 && list.output.split(separator: "\n").count == 7 && list.output.contains("ann + bob"))
        #expect(try episodes("list", "--agent", "human").output.split(separator: "\n").count == 2)
        #expect(try episodes("list", "--map", "cramped_room", "--limit", "2", "--json").output.split(separator: "\n").count == 2)
        let line = try #require(try episodes("list", "--json").output.split(separator: "\n").first)
        let json = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(json["map"] as? String == "cramped_room" && json["players"] as? [String] == ["ann", "bob"])
        let none = try episodes("list", "--min-score", "100000")
        #expect(none.status == 0 && none.output.isEmpty && none.talk.contains("no episode matches") && none.talk.contains("holds 6"))
    }

    /// A person's seat is looked at when no other is named; agents' where nobody played.
    @Test func reviewsFindWhatCostMost() throws {
        let review = try Program.run(["review", "6", "--db", db])
        #expect(review.status == 0 && review.output.contains("Seat 2, human:") && !review.output.contains("Seat 1"))
        #expect(review.output.contains("better: ") && review.output.contains("brigade watch 6 --from "))
        let json = try Program.run(["review", "6", "--seat", "1", "--json", "--db", db])
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let seats = try #require(read["seats"] as? [[String: Any]])
        #expect(seats.count == 1 && seats[0]["player"] as? String == "ann")
        let moments = try #require(seats[0]["moments"] as? [[String: Any]])
        #expect((1...3).contains(moments.count) && moments.allSatisfy { ($0["points"] as? Double ?? -1) > 0 })
        let wrong = try Program.run(["review", "6", "--seat", "3", "--db", db])
        #expect(wrong.status == 64 && wrong.talk.contains("episode 6 has 2 seats"))
    }

    @Test func wrongFiltersAreExplained() throws {
        for (arguments, message) in [
            (["list", "--min-score", "abc"], "The value 'abc' is invalid for '--min-score"),
            (["list", "--map", "crampd_room"], "did you mean 'cramped_room'?"), (["stats", "--agent", "an"], "did you mean 'ann'?"),
            (["list", "--since", "yesterday"], "it must be a year, month, day or moment"),
            (["list", "--limit", "0"], "a whole number from 1 to"),
            (["list", "--min-score", "3", "--max-score", "2"], "nothing can match"), (["list", "--status", "lost"], "'lost' is invalid"),
            (["show", "99"], "there is no episode 99; there are 6, from 1 to 6"), (["verify", "99"], "there is no episode 99"),
            (["replay", "1", "--tick", "201"], "has the states 0 to 200"), (["replay", "1", "--speed", "0"], "a number from 0.01 to 1000"),
        ] {
            let result = try Program.run(["episodes"] + arguments + ["--db", db])
            #expect(result.status != 0 && result.talk.contains(message) && result.output.isEmpty, "\(arguments): \(result.talk)")
        }
    }

    @Test func showTellsAllOfAnEpisode() throws {
        let show = try episodes("show", "4")
        #expect(show.status == 0 && show.output.contains("Episode 4: ann + bob on forced_coordination, score"))
        for text in ["collisions", "idle share", "of the time; idle for", "means to: fetches an onion", "old dynamics, 200 of 200 ticks"] {
            #expect(show.output.contains(text), "\(text)")
        }
        #expect(try episodes("show", "4", "--states").output.contains("\n200: players [("))
        let json = try episodes("show", "4", "--json").output
        #expect(try JSONDecoder().decode(EpisodeExport.self, from: Data(json.utf8)).episode == 4)
    }

    @Test func statsCountAndSpeakJSON() throws {
        let stats = try episodes("stats", "--by-seat", "--events")
        #expect(stats.status == 0 && stats.output.contains("cramped_room") && stats.output.contains("onion_pickup"))
        let text = try episodes("stats", "--json", "--map", "cramped_room").output
        let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[String: Any]]])
        #expect(json["maps"]?.count == 1 && json["maps"]?[0]["episodes"] as? Int == 3 && json["players"]?.count == 2)
    }

    @Test func whatIsExportedAsTrialsIsImportedAgain() throws {
        let file = folder + "/trials.jsonl"
        let trials = try episodes("export", "--format", "trials")
        try trials.output.write(toFile: file, atomically: true, encoding: .utf8)
        let back = folder + "/back.sqlite"
        let imported = try Program.run(["import", "human-trials", file, "--db", back])
        #expect(imported.status == 0 && imported.output.contains("6 trials of 1200 ticks match, 0 refused; 6 stored, 0 there already"))
        let again = try Program.run(["import", "human-trials", file, "--db", back])
        #expect(again.status == 0 && again.output.contains("0 stored, 6 there already"))
        #expect(try Program.run(["episodes", "verify", "--db", back]).output == "6 episodes replayed, 0 differ\n")
        let (first, second) = (try EpisodeStore(reading: db), try EpisodeStore(reading: back))
        for id in Int64(1)...6 {
            let (out, back) = (try first.episode(EpisodeID(id)), try second.episode(EpisodeID(id)))
            #expect(out.episode.stateHash == back.episode.stateHash && out.episode.seats == back.episode.seats)
            #expect(back.players == ["human", "human"] && back.source == "trials.jsonl:\(id) episode-\(id)")
        }
        try (trials.output.replacing("\"a\":\"", with: "\"a\":\"4", maxReplacements: 1)).write(
            toFile: file, atomically: true, encoding: .utf8)
        let wrong = try Program.run(["import", "human-trials", file, "--db", folder + "/wrong.sqlite"])
        #expect(wrong.status == 1 && wrong.talk.contains("\(file):1: ") && wrong.output.contains("5 trials"))
        #expect(wrong.output.contains("1 refused; 5 stored"))
    }

    @Test func verifyFindsAndNamesWhatWasChanged() throws {
        #expect(try episodes("verify").output == "6 episodes replayed, 0 differ\n")
        let database = try DatabaseQueue(path: db)
        try database.write {
            try $0.execute(sql: "UPDATE episodes SET score = score + 20 WHERE id = 2")
            try $0.execute(sql: "UPDATE episodes SET actions = x'ff' WHERE id = 3")
            try $0.execute(sql: "UPDATE seats SET idle = 'x' WHERE episode = 5")
        }
        try database.close()
        let verify = try episodes("verify")
        #expect(verify.status == 1 && verify.output.contains("6 episodes replayed, 3 differ"))
        #expect(verify.output.contains("episode 2: the score is"))
        #expect(verify.output.contains("episode 3: table episodes, row 3, column actions: it should be actions of 2 players"))
        #expect(verify.output.contains("episode 5: table seats, episode 5 seat 0, column idle: it should be a whole number, here is \"x\""))
        #expect(try episodes("verify", "1", "4").status == 0)
    }

    /// One damaged episode is named and left out; the others are shown, and the exit code says that something is missing.
    @Test func aDamagedEpisodeStopsNoOther() throws {
        let database = try DatabaseQueue(path: db)
        try database.write { try $0.execute(sql: "UPDATE episodes SET score = 'x', seed = 'y' WHERE id = 2") }
        try database.close()
        for (command, lines) in [(["list"], 6), (["list", "--json"], 5), (["export"], 5)] {
            let result = try episodes(command[0], Array(command.dropFirst()))
            #expect(result.status == 1 && result.output.split(separator: "\n").count == lines, "\(command)")
            #expect(result.talk.contains("left out, since it is damaged") && result.talk.contains("table episodes, row 2, column"))
        }
        let stats = try episodes("stats")
        #expect(stats.status == 1 && stats.output.contains("forced_coordination") && stats.talk.contains("row 2, column"))
        for command in [["matrix"], ["matrix", "--json"], ["report", "--out", folder + "/page.html"]] {
            let result = try Program.run(command + ["--db", db, "--resamples", "100"])
            #expect(result.status == 1 && !result.output.isEmpty && result.talk.contains("row 2, column score"), "\(command)")
        }
        #expect(try episodes("show", "2").talk.contains("column s") && episodes("show", "1").status == 0)
    }

    @Test func badFilesGetASentenceEach() throws {
        func problem(_ file: String, _ command: [String] = ["episodes", "list"]) throws -> String {
            let result = try Program.run(command + ["--db", folder + "/" + file])
            #expect(result.status != 0 && result.output.isEmpty)
            #expect(result.talk.contains(file) && result.talk.split(separator: "\n").count == 1, "\(result.talk)")
            return result.talk
        }
        #expect(try problem("missing.sqlite").contains("there is no such file"))
        try Data("no database at all, just a text that is long enough to be looked at".utf8).write(
            to: URL(fileURLWithPath: folder + "/text"))
        #expect(try problem("text").contains("no SQLite database"))
        let data = try Data(contentsOf: URL(fileURLWithPath: db))
        try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: folder + "/half"))
        #expect(try problem("half", ["episodes", "verify"]).contains("damaged"))
        let damaged = folder + "/damaged.jsonl.gz"
        try Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4]).write(to: URL(fileURLWithPath: damaged))
        let result = try Program.run(["import", "human-trials", damaged, "--db", folder + "/new.sqlite"])
        #expect(result.status != 0 && result.talk.contains("the compressed data is damaged or cut off here"), "\(result.talk)")
    }

    /// A pickle can name any function; the script that reads them runs none.
    @Test func aHarmfulPickleIsRefused() throws {
        let (pickle, harm) = (folder + "/harm.pickle", folder + "/harm")
        try Data("cos\nsystem\n(S'touch \(harm)'\ntR.".utf8).write(to: URL(fileURLWithPath: pickle))
        let process = Process()
        let talk = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", Checkout.path("Tools/fetch_human_trials.py"), "--pickle", pickle, "--out", folder + "/out.jsonl",
        ]
        process.standardError = talk
        try process.run()
        let said = String(decoding: talk.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1 && said.contains("the pickle is refused: it names os.system"), "\(said)")
        #expect(!FileManager.default.fileExists(atPath: harm))
    }

    // MARK: Replay

    @Test func withoutATerminalReplaysArePrinted() throws {
        let plain = try episodes("replay", "4")
        #expect(plain.status == 0 && plain.output.contains("tick 0 of 200") && plain.output.contains("tick 200 of 200"))
        #expect(plain.output.contains("takes an onion") && !plain.output.contains("\u{1B}") && !plain.output.contains("means to"))
        #expect(try episodes("replay", "4", "--explain").output.contains("means to: fetches an onion"))
        let some = try episodes("replay", "4", "--from", "10", "--to", "12").output
        #expect(some.contains("tick 10 of") && some.contains("tick 12 of") && !some.contains("tick 9 of") && !some.contains("tick 13 of"))
        let one = try episodes("replay", "4", "--tick", "7").output
        #expect(one.contains("tick 7 of") && !one.contains("tick 8 of"))
    }

    @Test func aReplayIsSteeredByKeys() throws {
        let terminal = try PseudoTerminal(["episodes", "replay", "4", "--db", db, "--speed", "0.5"])
        try terminal.until("\u{1B}[?1049h")
        try terminal.until("playing, 0.5 ticks a second")
        #expect(!terminal.isAsShellsNeedIt)
        terminal.press(" ")
        try terminal.until("paused")
        terminal.press("\u{1B}[H")
        try terminal.until("tick 0 of 200")
        terminal.press("\u{1B}[C\u{1B}[C\u{1B}[C")
        try terminal.until("tick 3 of 200")
        terminal.press("\u{1B}[D")
        try terminal.until("tick 2 of 200")
        terminal.press("e")
        try terminal.until("means to: fetches an onion")
        terminal.press("$")
        try terminal.until("at the end")
        terminal.press("b")
        try terminal.until("paused")
        terminal.press("++p")
        try terminal.until("playing, 2 ticks a second")
        terminal.press("q")
        #expect(try terminal.end() == 0)
        #expect(terminal.isAsShellsNeedIt && terminal.shown.contains("\u{1B}[?25h\u{1B}[?1049l"))
    }

    /// Ctrl-C, as the terminal sends it; a polite kill; and a closed window.
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func theTerminalIsGivenBackOn(signal: Int32) throws {
        let terminal = try PseudoTerminal(["episodes", "replay", "1", "--db", db])
        try terminal.until("playing")
        if signal == SIGINT { terminal.press("\u{3}") } else { try terminal.signal(signal) }
        #expect(try terminal.end() == 128 + signal)
        #expect(terminal.isAsShellsNeedIt && terminal.shown.contains("\u{1B}[?25h\u{1B}[?1049l"))
    }

    @Test func noColourMeansNone() throws {
        for (environment, hasColour) in [([:], true), (["NO_COLOR": "1"], false)] as [([String: String], Bool)] {
            let terminal = try PseudoTerminal(["episodes", "replay", "1", "--tick", "5", "--db", db], environment: environment)
            #expect(try terminal.end() == 0)
            #expect(terminal.shown.contains("tick 5 of 200") && terminal.shown.contains("\u{1B}[") == hasColour)
        }
    }
}
