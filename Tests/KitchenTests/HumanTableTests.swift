import Foundation
import HumanTrials
import Kitchen
import KitchenMaps
import SourceFiles
import Testing

@testable import Conformance

/// People's data as overcooked_ai's users have it, through `Tools/fetch_human_trials.py` and in.
///
/// The fixtures are 45 ticks of two greedy cooks, who deliver a soup in tick 37, in tables that pandas 1, 2 and 3 pickled.
@Suite struct HumanTableTests {
    private static let tables = Bundle.module.bundlePath + "/Fixtures/tables/"

    /// What the script makes of a file, and what it says.
    private func convert(_ path: String, _ option: String, _ more: [String] = []) throws -> (trials: [HumanTrial], talk: String) {
        let out = try Paths.temporaryFolder() + "/trials.jsonl"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", Paths.package.path + "/Tools/fetch_human_trials.py", option, path, "--out", out] + more
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let talk = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return ([], talk) }
        let library = MapLibrary(folder: Paths.maps)
        var trials: [HumanTrial] = []
        try HumanTrial.forEach(in: out, maps: { try? library.layout($0) }) { trials.append($0) }
        return (trials, talk)
    }

    @Test(arguments: [
        ("2019-pandas-1.pickle.gz", Dynamics.old, [HumanTrial.Seat.person, .person]),
        ("2020-pandas-2.pickle.gz", .new, [.person, .agent("ppo_bc")]),
        ("2020-pandas-3.pickle.gz", .new, [.person, .agent("ppo_bc")]),
        ("2020.csv.gz", .new, [.person, .agent("ppo_bc")]),
    ])
    func tablesAreReadAndReplay(file: String, dynamics: Dynamics, seats: [HumanTrial.Seat]) throws {
        let (trials, talk) = try convert(Self.tables + file, "--table")
        let trial = try #require(trials.first, "\(talk)")
        #expect(trials.count == 1 && trial.actions.count == 45 && trial.states.count == 45)
        #expect(trial.kitchen.dynamics == dynamics && trial.seats == seats && trial.untold == [])
        let episode = try trial.episode()
        #expect(episode.score == 20)
        // Nobody's id is kept.
        #expect(!"\(trial.id) \(trial.origin)".contains("A1B2") && trial.hasHarmlessID)
    }

    /// Without states and dynamics the replay has to fit what was earned.
    @Test func trialsWithoutStatesAreReplayed() throws {
        let (trials, talk) = try convert(Self.tables + "bare.csv.gz", "--table")
        try #require(trials.count == 2, "\(talk)")
        #expect(trials.map(\.kitchen.dynamics) == [.old, .new])
        // To start a pot that has started does nothing, so the second trial fits both.
        #expect(trials.map(\.untold) == [[.states, .start], [.states, .start, .dynamics]])
        for trial in trials { #expect(try trial.episode().score == 20) }
        let (wrong, _) = try convert(Self.tables + "bare.csv.gz", "--table", ["--dynamics", "new"])
        #expect(throws: RecordError.self) { try wrong[0].episode() }
    }

    @Test func trajectoriesAreRead() throws {
        let (trials, talk) = try convert(Self.tables + "trajectory.json.gz", "--trajectory")
        try #require(trials.count == 2, "\(talk)")
        #expect(trials.map(\.kitchen.dynamics) == [.new, .old])
        #expect(trials.map(\.kitchen.layout.name) == ["cramped_room", "somewhere_else"])
        for trial in trials { #expect(try trial.episode().score == 20 && trial.untold == []) }
    }

    /// A pickle can name any function; those that are none of a table's are refused and not run.
    @Test(arguments: [
        ("cposix\nsystem\n(S'touch /tmp/brigade-pickle-ran'\ntR.", "it names posix.system, which is no part of a table; nothing was run"),
        ("(dp0\n.", "it holds no table of pandas"), ("no pickle", "refused"), ("", "is no table"),
    ])
    func otherPicklesAreRefused(pickle: String, message: String) throws {
        let path = try Paths.temporaryFolder() + "/evil.pickle"
        try Data(pickle.utf8).write(to: URL(fileURLWithPath: path))
        let (trials, talk) = try convert(path, "--table")
        #expect(trials.isEmpty && talk.contains(message) && !talk.contains("Traceback"), "\(talk)")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/brigade-pickle-ran"))
    }

    @Test(arguments: [
        ("a,b\n1,2\n", "no column joint_action"), ("joint_action\n\"[[0,0],[0,0]]\"\n", "neither trial_id nor layout_name"),
        ("joint_action,layout_name\n\"[[0,0],9]\",cramped_room\n", "9 is no action"),
        ("joint_action,layout_name\nx y,cramped_room\n", "rows 1 to 1 of the table"), ("joint_action,trial_id\n1\n", "line 2 has 1 fields"),
    ])
    func wrongTablesAreExplained(csv: String, message: String) throws {
        let path = try Paths.temporaryFolder() + "/t.csv"
        try Data(csv.utf8).write(to: URL(fileURLWithPath: path))
        let (trials, talk) = try convert(path, "--table")
        #expect(trials.isEmpty && talk.contains(message) && !talk.contains("Traceback"), "\(talk)")
    }
}
