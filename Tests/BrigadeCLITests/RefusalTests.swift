import Foundation
import Testing

/// What a command does not do it refuses in a sentence, rather than do something else.
@Suite struct RefusalTests {
    private let folder = NSTemporaryDirectory() + "brigade-refusals-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Options of which one would change nothing.
    static let idle: [(arguments: [String], told: String)] = [
        (["play", "--study", "s.yaml", "cramped_room"], "--study goes without the map: the study's file says what is played"),
        (
            ["play", "--study", "s.yaml", "--horizon", "10", "--with", "stay", "--seat", "2"],
            "--study goes without --with, --seat and --horizon:"
        ),
        (["play", "--study", "s.yaml", "--two-players", "--seed", "1"], "--study goes without --two-players and --seed:"),
        (["play", "--study", "s.yaml", "--coach", "show"], "--study goes without --coach:"),
        (["play", "--study", "s.yaml", "--settings", "x"], "--study goes without --settings:"),
        (["play", "--study", "s.yaml", "--lesson"], "--study goes without --lesson:"),
        (["play", "--continue", "1", "--tick", "5", "--horizon", "9"], "--continue goes without --horizon: kitchen, dynamics, length"),
        (["play", "--continue", "1", "--tick", "5", "--seed", "9", "cramped_room"], "--continue goes without the map and --seed:"),
        (["play", "--continue", "1", "--tick", "5", "--with", "stay", "--with", "random"], "--continue has one agent for all seats"),
        (["play", "--continue", "1"], "--continue and --tick need each other"),
        (["play", "--practice", "--with", "greedy"], "--practice goes without --with: the agent is chosen by the games of one person"),
        (["play", "--practice", "--two-players"], "--practice goes without --two-players:"),
        (["play", "cramped_room", "--two-players", "--seat", "2"], "--two-players are on seats 1 and 2, and hints are for one person"),
        (["play", "--two-players", "--coach", "show"], "leave --seat and --coach out"),
        (["play", "--lesson", "--seat", "2"], "--lesson goes without --seat: it waits for you"),
        (["play", "--lesson", "cramped_room", "--horizon", "20", "--coach", "show"], "--lesson goes without --coach and --horizon:"),
        (["play", "cramped_room", "--participant", "P01"], "a game in one kitchen goes without --participant:"),
        (["play", "--horizon", "20"], "the menu goes without --horizon: speed, dynamics and length are chosen there; name a map"),
        (["play", "--companion", "P02"], "--companion and --new-version are for a study"),
        (["watch", "1", "--horizon", "20", "--seed", "2"], "--horizon, --seed: for --live; an episode is shown as it was played"),
        (["watch", "--live", "stay", "cramped_room", "--from", "3"], "--from: for episodes of the store; leave it out with --live"),
        (["watch", "1", "2", "--with", "stay", "--from", "3"], "--from and --with: for one episode; two are shown from their beginning"),
        (["tournament", "--adaptive", "100000000"], "The value '100000000' is invalid for '--adaptive"),
    ]

    @Test(arguments: idle.indices) func idleOptionsAreRefused(index: Int) throws {
        defer { remove() }
        let (arguments, told) = Self.idle[index]
        let result = try Program.run(arguments + ["--db", folder + "/db.sqlite"])
        #expect(result.status == 64 && result.talk.contains(told), "\(result.talk)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    /// An agent that talks is no cook, wherever a cook is named.
    @Test func whoPlaysNoKitchensIsNamed() throws {
        defer { remove() }
        let db = ["--db", folder + "/db.sqlite"]
        let played = try Program.run(
            ["tournament", "--agents", "stay", "--maps", "cramped_room", "--episodes", "1", "--horizon", "5", "--quiet"] + db)
        #expect(played.status == 0)
        for arguments in [
            ["play", "cramped_room", "--with", "colour-listener"], ["play", "--with", "colour-listener"],
            ["play", "--lesson", "cramped_room", "--with", "colour-listener"],
            ["play", "--continue", "1", "--tick", "2", "--with", "colour-listener"],
            ["watch", "--live", "colour-listener", "stay", "cramped_room"], ["watch", "1", "--with", "colour-listener"],
        ] {
            let result = try Program.run(arguments + db, environment: ["SDL_VIDEODRIVER": "none-such"])
            #expect(
                result.status == 1
                    && result.talk.contains("'colour-listener' is of kind 'talker', which plays no kitchens; name a cook, such as greedy"),
                "\(arguments): \(result.talk)")
        }
        let study = folder + "/study.yaml"
        try "title: A\nconsent: B\nkitchens: [cramped_room]\npartners: [stay, colour-listener]\n"
            .write(toFile: study, atomically: true, encoding: .utf8)
        let check = try Program.run(["study", "check", study])
        #expect(check.status == 1 && check.talk.contains("study.yaml:4:18: error: 'colour-listener' is of kind 'talker'"), "\(check.talk)")
    }

    /// A recurrent learner's runs learn apart in self-play.
    @Test func runsOfALearnerAreRefusedWithWhatTheyCannotDo() throws {
        defer { remove() }
        let cases = [
            (["--augmented", "3"], "--augmented is for several runs"), (["--runs", "2", "--with", "stay"], "--runs is for self-play"),
            (["--runs", "2", "--learners", "2"], "leave out partners and further learners"),
            (["--runs", "2", "--augmented", "9", "--steps", "60000"], "choose 1 to 3 stages"),
            (["--self-play", "0.5"], "--self-play is for learning beside partners"),
            (["--with", "ppo-cramped_room"], "choose partners that learned in such a kitchen"),
        ]
        for (arguments, told) in cases {
            let result = try Program.run(["train", "recurrent", "test_time_simple_5x5", "--run", folder + "/run"] + arguments)
            #expect(result.status != 0 && result.talk.contains(told), "\(result.talk)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    /// What is wrong with settings is told over lines of its own.
    @Test func brokenSettingsAreToldInLines() throws {
        defer { remove() }
        let settings = folder + "/settings.yaml"
        try "played: perhaps\n".write(toFile: settings, atomically: true, encoding: .utf8)
        let result = try Program.run(
            ["play", "cramped_room", "--settings", settings, "--db", folder + "/db.sqlite"], environment: ["SDL_VIDEODRIVER": "none-such"])
        #expect(
            !result.talk.contains("␊") && result.talk.contains("mend or remove the file.\n\(settings):1:9: error: played"), "\(result.talk)"
        )
    }

    /// Who waits for a store that another program has locked is told so while waiting.
    @Test func aLockedStoreIsWaitedForAloud() throws {
        defer { remove() }
        let db = folder + "/db.sqlite"
        let study = folder + "/study.yaml"
        try "title: A\nconsent: B\nkitchens: [cramped_room]\npartners: [stay]\n".write(toFile: study, atomically: true, encoding: .utf8)
        let arguments = ["play", "--study", study, "--db", db]
        let environment = ["SDL_VIDEODRIVER": "none-such"]
        let free = try Program.run(arguments, environment: environment)
        #expect(!free.talk.contains("waiting"), "\(free.talk)")
        let locker = Process()
        locker.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script = """
            import sqlite3, sys, time
            other = sqlite3.connect(sys.argv[1], isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            print("locked", flush=True)
            time.sleep(3)
            """
        locker.arguments = ["python3", "-c", script, db]
        let pipe = Pipe()
        locker.standardOutput = pipe
        try locker.run()
        _ = try pipe.fileHandleForReading.read(upToCount: 6)
        let locked = try Program.run(arguments, environment: environment)
        locker.waitUntilExit()
        #expect(
            locked.talk.hasPrefix("\(db): another program has it locked; waiting for that to end, for 60 s at most\n"), "\(locked.talk)")
    }

    /// A model that never answers is a fault, as everywhere.
    @Test func aModelThatNeverAnswersIsAFault() throws {
        defer { remove() }
        let result = try Program.run([
            "evaluate", "model", "--base-url", "http://127.0.0.1:1/v1", "--model", "gone", "--maps", "cramped_room", "--with", "itself",
            "--episodes", "1", "--horizon", "20", "--tick-ms", "0",
        ])
        #expect(result.status == 3 && result.output.contains("How gone answered:"), "\(result.output) \(result.talk)")
        #expect(result.talk.contains("! gone: "), "\(result.talk)")
    }
}
