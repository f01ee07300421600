import Foundation
import Testing

/// Referential games as a user meets them.
@Suite struct TalkCommandTests {
    private static let header =
        "speaker,game,round,condition,target_h,target_s,target_l,d1_h,d1_s,d1_l,d2_h,d2_s,d2_l,utterance,human_correct\n"
    private static let rows =
        "p,g,1,far,0,90,50,120,90,50,240,90,50,the red one,1\np,g,2,far,125,80,50,0,90,50,240,90,50,bright green,1\n"
        + "p,g,3,close,240,95,50,240,60,50,240,25,50,the brightest blue,1\n"

    private func file(_ text: String) throws -> String {
        let path = NSTemporaryDirectory() + "brigade-\(UUID().uuidString).csv"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func theShippedListenerUnderstands() throws {
        let path = try file(Self.header + Self.rows)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let result = try Program.run(["talk", "evaluate", "colour-listener", "--corpus", path, "--json"])
        let shown = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(Set(shown.keys) == ["agent", "rounds", "accuracy", "byCondition"])
        #expect(shown["agent"] as? String == "colour-listener" && shown["rounds"] as? Int == 3 && shown["accuracy"] as? Double == 1)
        #expect(shown["byCondition"] as? [String: Double] == ["far": 1, "close": 1])
    }

    @Test func badRowsAreRefusedOrSkipped() throws {
        let path = try file(Self.header + Self.rows + "p,g,4,far,500,90,50,120,90,50,240,90,50,red,1\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let refused = try Program.run(["talk", "evaluate", "colour-listener", "--corpus", path])
        #expect(refused.status != 0 && refused.talk.contains("\(path):5: target_h is 500; it must be from 0 to 360"))
        let skipped = try Program.run(["talk", "evaluate", "colour-listener", "--corpus", path, "--bad-rows", "skip"])
        #expect(skipped.status == 0 && skipped.talk.contains(":5:") && skipped.output.contains("colour-listener as listener: 3 rounds"))
    }

    @Test func whoCannotTalkIsTold() throws {
        let path = try file(Self.header + Self.rows)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let cook = try Program.run(["talk", "evaluate", "greedy", "--corpus", path])
        #expect(cook.status != 0 && cook.talk.contains("'greedy' is of kind greedy and plays no referential game"))
        let talker = try Program.run(["agents", "try", "colour-listener", "--horizon", "2"])
        #expect(talker.status != 0 && talker.talk.contains("plays referential games and no kitchen"))
    }

    private static let session = #"""
        {"pair": 0, "rounds": [
        {"round": 1, "repetition": 1, "target": "E", "choice": "E", "messages": [{"from": "speaker", "text": "bunny ears"}]},
        {"round": 2, "repetition": 1, "target": "B", "choice": "C", "messages": [{"from": "speaker", "text": "the gargoyle"}]},
        {"round": 3, "repetition": 2, "target": "B", "choice": "B", "messages": [{"from": "speaker", "text": "gargoyle"}]},
        {"round": 4, "repetition": 2, "target": "E", "choice": "E", "messages": []}]}
        """#.replacing("\n", with: "")

    @Test func theShippedPartnerAdapts() throws {
        let path = try file(Self.session)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let result = try Program.run(["talk", "evaluate", "tangram-partner", "--corpus", path, "--once-each", "--json"])
        let shown = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(shown["agent"] as? String == "tangram-partner" && shown["rounds"] as? Int == 4 && shown["wordless"] as? Int == 1)
        #expect((shown["accuracy"] as? Double ?? 0) >= 0.5 && (shown["byPhase"] as? [String: Double])?.keys.sorted() == ["0"])
        #expect((shown["people"] as? [String: Double]) == ["1": 0.5, "2": 1])
        let speaker = try Program.run(["talk", "evaluate", "tangram-partner", "--corpus", path, "--as", "speaker"])
        #expect(speaker.status == 0 && speaker.output.contains("tangram-partner as speaker to tangram-partner: 4 rounds of 1 sessions"))
    }

    @Test func badRoundsOfSessionsAreNamed() throws {
        let path = try file(Self.session.replacing("\"target\": \"B\"", with: "\"target\": \"Z\""))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let refused = try Program.run(["talk", "evaluate", "tangram-partner", "--corpus", path])
        #expect(refused.status != 0 && refused.talk.contains("\(path):1: rounds[1]: target is 'Z'"))
        let skipped = try Program.run(["talk", "evaluate", "tangram-partner", "--corpus", path, "--bad-rows", "skip"])
        #expect(skipped.status == 0 && skipped.output.contains("2 rounds of 1 sessions"))
    }

    @Test func namesFormInATerminal() throws {
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = folder + "/t.sqlite"
        let long = String(repeating: "x", count: 5000)
        let play = try Program.run(
            [
                "talk", "play", "tangram-partner", "--as", "speaker", "--candidates", "2", "--repetitions", "2", "--partners", "2", "--db",
                store,
            ], input: long + "\nzofa\n밤 kruki\nzofa\nzofa\nzofa\nzofa\nzofa\nzofa\n")
        #expect(play.status == 0, "\(play.talk)")
        #expect(play.output.contains("say it in at most 4096") && play.output.contains("round 8 of 8, phase 2, repetition 2"))
        #expect(
            play.output.contains("tangram-partner 2 picks") && play.output.contains("of 8 correct") && play.output.contains("\nnames:\n"))
        #expect(play.output.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) }, "figures are drawn")
        // Who leaves in the middle loses nothing.
        let left = try Program.run(
            ["talk", "play", "tangram-partner", "--candidates", "2", "--rounds", "3", "--db", store], input: "zofa\n")
        #expect(left.status == 0 && left.output.contains("of 1 correct"))
        let tooMany = try Program.run(["talk", "play", "tangram-partner", "--candidates", "13", "--db", store])
        #expect(tooMany.status != 0 && tooMany.talk.contains("a round of figures has 2 to 12 candidates, not 13"))
    }

    @Test func sessionsMakeMatricesAndCurves() throws {
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (store, corpus) = (folder + "/t.sqlite", folder + "/s.jsonl")
        try Self.session.write(toFile: corpus, atomically: true, encoding: .utf8)
        let matrix = try Program.run(["talk", "matrix", "tangram-partner", "--corpus", corpus, "--db", store])
        #expect(matrix.status == 0 && matrix.output.contains("people to people"), "\(matrix.talk)")
        #expect(matrix.output.contains("people to tangram-partner") && matrix.output.contains("tangram-partner to tangram-partner"))
        let again = try Program.run(["talk", "matrix", "tangram-partner", "--corpus", corpus, "--db", store])
        #expect(again.output == matrix.output && again.talk.contains("0 sessions; 1 were there"))
        let figures = try Program.run([
            "talk", "matrix", "tangram-partner", "--candidates", "2", "--sessions", "1", "--repetitions", "2", "--db", store,
        ])
        #expect(figures.status == 0 && figures.output.contains("figures, sessions of repeated reference"), "\(figures.talk)")
        let page = try Program.run(["report", "--talk", "--db", store, "--out", folder + "/page.html"])
        let html = try String(contentsOfFile: folder + "/page.html", encoding: .utf8)
        #expect(
            page.status == 0 && html.contains("Sessions of tangrams, by repetition") && html.contains("Sessions of figures, by repetition"))
        #expect(html.contains("<polyline") && html.contains("people to people") && !html.contains("%SESSIONS%"))
        let mixed = try Program.run(["talk", "matrix", "tangram-partner", "colour-listener", "--db", store])
        #expect(mixed.status != 0 && mixed.talk.contains("name agents of one kind"))
    }

    private static let games: [String: String] = [
        "languages": "", "reconstruction": "attributes: 3\nvalues: 3\n", "relations": "", "attributes": "attributes: 3\nvalues: 3\n",
    ]

    /// Each game goes through every command, and rounds that are kept are not played again.
    @Test(arguments: ["languages", "reconstruction", "relations", "attributes"]) func everyGameIsTrainedJudgedShownAndPlayed(game: String)
        throws
    {
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let text =
            "game: \(game)\narms: [supervised]\nseeds: 1\nhuman-rounds: 60\nsteps: 40\ngames: 10\nwarm-up: 10\nbatch: 8\nhidden: 8\n"
            + "embedding: 4\n" + (Self.games[game] ?? "")
        try text.write(toFile: folder + "/e.yaml", atomically: true, encoding: .utf8)
        let trained = try Program.run(["talk", "train", folder + "/e.yaml", "--run", folder + "/runs", "--jobs", "1"])
        #expect(trained.status == 0 && trained.output.contains("supervised"), "\(trained.talk)")
        let agent = folder + "/runs/supervised-0/supervised-0.yaml"
        let name = ["reconstruction": "attributes-3x3-built", "attributes": "attributes-3x3-of-3"][game] ?? game
        let description = "description: \"Method supervised of experiment e, which learned \(name).\""
        #expect(try String(contentsOfFile: agent, encoding: .utf8).contains(description))
        let judged = try Program.run(["talk", "evaluate", agent, "--json"])
        let figures = try #require(try JSONSerialization.jsonObject(with: Data(judged.output.utf8)) as? [String: Any], "\(judged.talk)")
        #expect(figures["rounds"] as? Int == 3000 && (figures["interval"] as? [Double])?.count == 2)
        let groups = try #require(figures["byHeldOut"] as? [String: Double])
        #expect(Set(["new combinations", "seen combinations", "people who were heard"]).isSubset(of: groups.keys))
        let show = try Program.run(["talk", "show", agent, "--rounds", "1"])
        #expect(show.output.contains("supervised-0 says: ") && show.output.contains("to be said: ") == (game == "languages"))
        #expect(show.output.contains("supervised-0 reconstructs: ") == (game == "reconstruction"))
        let matrix = ["talk", "matrix", agent, "--rounds", "20", "--db", folder + "/t.sqlite"]
        #expect(try Program.run(matrix).talk.contains("supervised-0 has spoken to 1\n"))
        #expect(try Program.run(matrix).talk.contains("supervised-0 has spoken to 0; 1 had heard it before"))
        let play = ["talk", "play", agent, "--db", folder + "/t.sqlite", "--rounds", "1", "--as"]
        let listened = try Program.run(play + ["listener"], input: game == "reconstruction" ? "9\n0 1 2\n" : "1\n")
        #expect(listened.status == 0 && listened.output.contains("of 1 correct"), "\(listened.talk)")
        let spoken = try Program.run(play + ["speaker"], input: "a0 b1 c2\n")
        #expect(spoken.status == 0 && spoken.output.contains("supervised-0 \(game == "reconstruction" ? "reconstructs" : "picks")"))
        if game == "reconstruction" || game == "languages" {
            let window = try Program.run(play + ["speaker", "--window"])
            #expect(window.status != 0 && window.talk.contains("play this game in the terminal"))
        }
    }

    /// A speaker learned from a few rounds, shown, exported, heard by the shipped listener, and played with by a person whose
    /// rounds are kept.
    @Test func aSpeakerIsLearnedShownHeardAndPlayedWith() throws {
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let rows = (0..<200).map { index -> String in
            let hue = index * 37 % 360
            return "p\(index % 4),g,\(index),far,\(hue),90,50,\((hue + 120) % 360),90,50,\((hue + 240) % 360),90,50,"
                + ["red", "green", "blue"][hue / 120] + ",1"
        }
        let path = try file(Self.header + rows.joined(separator: "\n") + "\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let learned = try Program.run([
            "talk", "learn", "--corpus", path, "--role", "speaker", "--name", "s", "--into", folder, "--folds", "2", "--passes", "20",
            "--hidden", "16", "--jobs", "1",
        ])
        #expect(learned.status == 0 && learned.output.contains("on people left out:") && learned.output.contains("far"))
        let speaker = folder + "/s.yaml"
        let likelihood = try Program.run(["talk", "evaluate", speaker, "--corpus", path, "--json"])
        let shown = try #require(try JSONSerialization.jsonObject(with: Data(likelihood.output.utf8)) as? [String: Any])
        #expect(Set(shown.keys) == ["agent", "rounds", "logLikelihood", "perWord", "byCondition"])
        let show = try Program.run(["talk", "show", speaker, "--rounds", "2"])
        #expect(show.output.contains("s says: ") && show.output.contains("> ") && !show.output.contains("\u{1B}["))
        let export = try Program.run(["talk", "export", speaker, "--rounds", "3"])
        let lines = export.output.split(separator: "\n")
        #expect(lines.count == 3 && lines.allSatisfy { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) is [Int] })
        let store = folder + "/t.sqlite"
        let matrix = try Program.run([
            "talk", "matrix", speaker, "Agents/colour-listener.yaml", "--rounds", "20", "--db", store, "--csv",
        ])
        #expect(matrix.output.contains("colours,first,s,colour-listener,20,"), "\(matrix.output)")
        let again = try Program.run(["matrix", "--talk", "--seats", "first", "--csv", "--db", store])
        #expect(again.output.contains("colours,first,s,colour-listener,20,"))
        let page = try Program.run(["report", "--talk", "--db", store, "--out", folder + "/page.html"])
        let html = try String(contentsOfFile: folder + "/page.html", encoding: .utf8)
        #expect(page.status == 0 && html.contains("Who understands whom") && html.contains("row speaks, column listens"))
        #expect(!html.contains("ticks an episode") && !html.contains("%WORDS%") && !html.contains("IQM is"))
        let play = try Program.run(
            ["talk", "play", "colour-listener", "--as", "speaker", "--db", store, "--rounds", "2"], input: "red\nblue\n")
        #expect(play.status == 0 && play.output.contains("colour-listener picks") && play.output.contains("of 2 correct"))
    }
}
