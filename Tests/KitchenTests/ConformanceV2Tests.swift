import Conformance
import Episodes
import Foundation
import Kitchen
import SourceFiles
import Testing

/// OvercookedV2's rules and encodings against episodes recorded from JaxMARL.
@Suite struct ConformanceV2Tests {
    /// Without optimisation only a part, of every layout and setting.
    #if DEBUG
        static let share = 61
    #else
        static let share = 1
    #endif

    @Test(.enabled(if: Paths.exists(Paths.recordingsV2), "needs ../shared/conformance-v2"))
    func recordingsReplayWithoutDifference() throws {
        let report = try ConformanceCheck.run(folder: Paths.recordingsV2, every: ConformanceV2Tests.share)
        #expect(report.differences == 0, "\(report.firstDifference ?? "")")
        #expect(report.steps > 450_000 / ConformanceV2Tests.share / 2)
        #expect(report.observations > 16_000 / ConformanceV2Tests.share / 2, "\(report.observations)")
    }

    private static let layouts =
        #"{"layouts":{"tiny":{"grid":["WPWW","0AAX","WBWW"],"possible_recipes":[[0,0,0]],"swap_agents":false}}}"#
    private static let episode =
        #"{"id":0,"layout":"tiny","n":2,"negative":0,"start_cooking":0,"resample":0,"reset":"layout","max_steps":400,"#
        + #""init":{"agents":[[1,1,0,0],[2,1,0,0]],"cells":[],"recipe":12},"a":"24","ag":[[1,1,3,0,2,1,0,0]],"c":[[]],"p":[12],"#
        + #""r":[],"sh":[],"ok":[],"done":[],"end":[]}"#

    /// A folder of one quiet episode and `encoding`, compared.
    private func compare(_ encoding: String) throws -> ReplayReport {
        let folder = try Paths.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try ConformanceV2Tests.layouts.write(toFile: folder + "/layouts.json", atomically: true, encoding: .utf8)
        try ConformanceV2Tests.episode.write(toFile: folder + "/traj.jsonl.gz", atomically: true, encoding: .utf8)
        try encoding.write(toFile: folder + "/encodings.jsonl.gz", atomically: true, encoding: .utf8)
        return try ConformanceCheck.run(folder: folder)
    }

    private func grid(id: Int = 0, t: Int = 1, shape: String = "[3,3,30]", first: String, second: String) -> String {
        #"{"id":\#(id),"t":\#(t),"layout":"tiny","obs":"default","view":1,"indicate":0,"shape":\#(shape),"e":[\#(first),\#(second)]}"#
    }

    @Test func aDifferentObservationIsExplained() throws {
        let wrong = try compare(grid(first: "[17,1]", second: "[17,1]"))
        #expect(wrong.observations == 2 && wrong.encodedStates == 1 && wrong.differences == 2)
        #expect(
            wrong.firstDifference
                == "episode 0, timestep 1, grid of view 1, player 0, row 0, column 0, channel 16: recorded 0.0, here 1.0")
        let shape = try compare(grid(shape: "[3,4,30]", first: "[]", second: "[]"))
        #expect(shape.firstDifference?.contains("has shape [3, 3, 30], recorded is [3, 4, 30]") == true)
    }

    /// An encoded state that cannot be compared is no silent pass.
    @Test func observationsThatFitNothingAreRefused() throws {
        for (line, message) in [
            (grid(id: 1, first: "[]", second: "[]"), "encodes episode 1, which traj.jsonl.gz does not hold"),
            (grid(t: 2, first: "[]", second: "[]"), "the episode has 1 steps, but a state of timestep 2 is encoded"),
            (grid(first: "[9000,1]", second: "[]"), "e leaves the shape"), (grid(first: "[1]", second: "[]"), "pairs of a gap and a value"),
            (#"{"id":0,"t":0,"obs":"sound"}"#, "obs 'sound' is unknown"), (#"{"id":0,"t":0,"obs":"featurized"}"#, "features need f"),
        ] {
            let error = #expect(throws: RecordError.self) { try compare(line) }
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "nothing") for \(message)")
        }
    }
}
