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
        let play = try Program.run(
            ["talk", "play", "colour-listener", "--as", "speaker", "--db", store, "--rounds", "2"], input: "red\nblue\n")
        #expect(play.status == 0 && play.output.contains("colour-listener picks") && play.output.contains("of 2 understood"))
    }
}
