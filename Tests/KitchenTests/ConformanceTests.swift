import Conformance
import Episodes
import Foundation
import HumanTrials
import Kitchen
import KitchenMaps
import SourceFiles
import Testing

/// The rules against episodes recorded from overcooked_ai.
@Suite struct ConformanceTests {
    @Test func fixturesReplayWithoutDifference() throws {
        let report = try ConformanceCheck.run(folder: Paths.conformanceFixtures)
        #expect(report.differences == 0, "\(report.firstDifference ?? "")")
        #expect(report.episodes > 300 && report.steps > 90_000 && report.encodedStates > 300)
    }

    /// Soups of up to five, infinite and negative worths, unfinished soups anywhere, one to nine players.
    @Test func randomKitchensReplayWithoutDifference() throws {
        let report = try ConformanceCheck.run(folder: Paths.randomFixtures)
        #expect(report.differences == 0, "\(report.firstDifference ?? "")")
        #expect(report.episodes > 250 && report.steps > 14_000 && report.encodedStates > 800)
    }

    @Test(.enabled(if: Paths.exists(Paths.recordings), "needs ../shared/conformance; the fixtures cover the same rules"))
    func allRecordingsReplayWithoutDifference() throws {
        let report = try ConformanceCheck.run(folder: Paths.recordings)
        print(
            "conformance: \(report.episodes) episodes, \(report.steps) steps, \(report.encodedStates) encoded states, "
                + "\(report.differences) differences")
        #expect(report.differences == 0, "\(report.firstDifference ?? "")")
        #expect(report.episodes == 3984 && report.steps == 1_148_000 && report.encodedStates == 10_863)
    }

    @Test(.enabled(if: Paths.exists(Paths.trials), "needs ../shared/human, people's trials that are not ours to publish"))
    func allHumanTrialsReplayWithoutDifference() throws {
        let library = MapLibrary(folder: Paths.maps)
        var trials = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: Paths.trials).filter({ $0.hasSuffix(".gz") }) {
            try HumanTrial.forEach(
                in: "\(Paths.trials)/\(file)", maps: { try? library.layout($0) }
            ) { trial in
                let report = try trial.verify()
                trials += 1
                #expect(report.differences == 0, "\(report.firstDifference ?? "")")
                #expect(report.steps == trial.actions.count)
            }
        }
        print("human trials: \(trials) replayed")
        #expect(trials == 45)
    }

    /// Each kind of difference is found and explained.
    @Test(arguments: [
        ("\"s\":[[[[1,1,1,0]],[]]]", "states differ", "\"s\":[[[[1,1,0,0]],[]]]"),
        ("\"r\":[[0]]", "sparse rewards differ", "\"r\":[[20]]"),
        ("\"sh\":[[0]]", "shaped rewards differ", "\"sh\":[[3]]"),
        ("\"ev\":[[]]", "events differ", "\"ev\":[[[10,0]]]"),
    ])
    func aDifferenceIsExplained(recorded: String, explanation: String, changed: String) throws {
        let folder = try Paths.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let layouts = #"{"layouts":{"tiny":{"grid":["XPX","O1S","XDX"],"params":{}}}}"#
        let line =
            #"{"id":"tiny/0","layout":"tiny","dynamics":"new","start":[[[1,1,0,0]],[]],"a":["1"],"#
            + #""s":[[[[1,1,1,0]],[]]],"r":[[0]],"sh":[[0]],"ev":[[]]}"#
        try layouts.write(toFile: folder + "/layouts.json", atomically: true, encoding: .utf8)
        try line.write(toFile: folder + "/traj_new.jsonl", atomically: true, encoding: .utf8)
        #expect(try ConformanceCheck.run(folder: folder).differences == 0)
        try line.replacingOccurrences(of: recorded, with: changed)
            .write(toFile: folder + "/traj_new.jsonl", atomically: true, encoding: .utf8)
        let report = try ConformanceCheck.run(folder: folder)
        #expect(report.differences == 1)
        #expect(report.firstDifference?.contains("episode tiny/0, step 0, actions south") == true)
        #expect(report.firstDifference?.contains(explanation) == true)
    }

    private static let episode =
        #"{"id":"tiny/0","layout":"tiny","dynamics":"new","start":[[[1,1,0,0],[2,1,0,0]],[]],"a":["44"],"#
        + #""s":[[[[1,1,0,0],[2,1,0,0]],[]]],"r":[[0,0]],"sh":[[0,0]],"ev":[[]]}"#

    /// A folder of one quiet episode and `encoding`, compared.
    private func compare(encoding: String) throws -> ReplayReport {
        let folder = try Paths.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try #"{"layouts":{"tiny":{"grid":["XPXX","O12S","XDXX"],"params":{}}}}"#
            .write(toFile: folder + "/layouts.json", atomically: true, encoding: .utf8)
        try ConformanceTests.episode.write(toFile: folder + "/traj_new.jsonl", atomically: true, encoding: .utf8)
        try encoding.write(toFile: folder + "/encodings.jsonl.gz", atomically: true, encoding: .utf8)
        return try ConformanceCheck.run(folder: folder)
    }

    private func encoding(id: String = "tiny/0", t: Int = 0, shape: String = "[4,3,26]", l0: String = "[11,1]") -> String {
        let features = "[\(Array(repeating: "0", count: 96).joined(separator: ","))]"
        return #"{"id":"\#(id)","t":\#(t),"horizon":400,"shape":\#(shape),"l0":\#(l0),"l1":[],"f0":\#(features),"f1":\#(features)}"#
    }

    @Test func differentEncodingsAreExplained() throws {
        let report = try compare(encoding: encoding())
        #expect(report.encodedStates == 1 && report.differences == 2)
        let place = "episode tiny/0, timestep 0: lossless encoding, player 0, cell (0, 1), channel 12: recorded 0, here 1"
        #expect(report.firstDifference == place)
        let shape = try compare(encoding: encoding(shape: "[3,4,26]"))
        #expect(shape.firstDifference?.contains("has shape [4, 3, 26], recorded is [3, 4, 26]") == true)
    }

    /// An encoded state that cannot be compared is no silent pass.
    @Test func encodingsThatFitNothingAreRefused() throws {
        for (line, message) in [
            (encoding(id: "tiny/1"), "encodes episode 'tiny/1', which no traj_*.jsonl.gz holds"),
            (encoding(t: 2), "the episode has 1 steps, but a state of timestep 2 is encoded"),
            (encoding(l0: "[11]"), "pairs within the shape"), (encoding(l0: "[9000,1]"), "pairs within the shape"),
            (encoding(shape: "[4,9223372036854775807,26]"), "pairs within the shape"),
        ] {
            let error = #expect(throws: RecordError.self) { try compare(encoding: line) }
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "nothing") for \(message)")
        }
    }

    @Test func aCutOffFileIsNamed() throws {
        let folder = try Paths.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let source = Paths.conformanceFixtures
        try FileManager.default.copyItem(atPath: source + "/layouts.json", toPath: folder + "/layouts.json")
        let data = try Data(contentsOf: URL(fileURLWithPath: source + "/traj_old.jsonl.gz"))
        try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: folder + "/traj_old.jsonl.gz"))
        let error = #expect(throws: RecordError.self) { try ConformanceCheck.run(folder: folder) }
        #expect(error?.file.hasSuffix("traj_old.jsonl.gz") == true)
        #expect(error?.message.contains("cut off") == true)
    }

    @Test func missingFilesAreNamed() throws {
        let folder = try Paths.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(throws: RecordError(file: folder + "/layouts.json", message: "there is no such file; a conformance folder needs one")) {
            try ConformanceCheck.run(folder: folder)
        }
        #expect(throws: RecordError(file: "/no/such/folder", message: "there is no such folder")) {
            try ConformanceCheck.run(folder: "/no/such/folder")
        }
    }
}
