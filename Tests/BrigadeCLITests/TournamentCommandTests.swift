import Foundation
import Testing

/// Tournaments as a user meets them: interrupted, killed, gone on with, and asked for their matrix.
@Suite final class TournamentCommandTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-tournament-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func arguments(_ db: String, episodes: Int = 150, jobs: Int = 2) -> [String] {
        ["tournament", "--agents", "random", "greedy-noisy", "--maps", "cramped_room", "--episodes", "\(episodes)", "--jobs", "\(jobs)"]
            + ["--db", folder + "/" + db, "--quiet"]
    }

    private func matrix(_ db: String) throws -> String {
        try Program.run(["matrix", "--db", folder + "/" + db, "--csv"]).output
    }

    @Test func killedAtAnyMomentItGoesOnAndEndsTheSame() throws {
        let undisturbed = try Program.run(arguments("undisturbed", jobs: 1))
        #expect(undisturbed.status == 0, "\(undisturbed.talk)")
        for milliseconds in [60, 110, 170] {
            let process = try Program.start(arguments("killed"))
            Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let end = try Program.run(arguments("killed"))
        #expect(end.status == 0, "\(end.talk)")
        let matrix = try matrix("killed")
        #expect(try matrix == self.matrix("undisturbed") && matrix.split(separator: "\n").count == 13)
        let again = try Program.run(arguments("killed"))
        #expect(again.status == 0 && again.talk.contains("600 of them already in"))
    }

    /// Kitchens of OvercookedV2, from the tournament to the report.
    @Test func kitchensOfOvercookedV2ArePlayedKeptAndReported() throws {
        let map = folder + "/hard.yaml"
        let yaml =
            "name: hard\nfamily: overcooked-v2\ngrid: |\n  WWPRW\n  0A A1\n  L   2\n  WBWXW\npossible_recipes: [[0, 0, 2], [0, 1, 1]]\n"
        try (yaml + "negative_rewards: true\nsample_recipe_on_delivery: true\n")
            .write(toFile: map, atomically: true, encoding: .utf8)
        func tournament(_ db: String, _ episodes: Int, jobs: Int) throws -> (status: Int32, output: String, talk: String) {
            let end = try Program.run(
                ["tournament", "--agents", "random", "stay", "--maps", "v2/cramped_room_v2", "grounded_coord_ring", map, "--episodes"]
                    + ["\(episodes)", "--horizon", "200", "--jobs", "\(jobs)", "--db", folder + "/" + db, "--quiet"])
            return (end.status, end.output, end.talk)
        }
        #expect(try tournament("whole.sqlite", 6, jobs: 2).status == 0)
        #expect(try tournament("parts.sqlite", 2, jobs: 1).status == 0)
        #expect(try tournament("parts.sqlite", 6, jobs: 1).status == 0)
        #expect(try matrix("whole.sqlite") == matrix("parts.sqlite"), "in parts it is the same")
        let db = ["--db", folder + "/whole.sqlite"]
        let verified = try Program.run(["episodes", "verify"] + db)
        #expect(verified.status == 0 && (verified.output + verified.talk).contains("72 episodes"), "\(verified.output) \(verified.talk)")
        let shown = try Program.run(["episodes", "list", "--map", "hard", "--json"] + db)
        let rows = shown.output.split(separator: "\n").compactMap {
            try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(rows.count == 24 && rows.contains { ($0["score"] as? Double ?? 0) < 0 }, "presses cost")
        for command in [["matrix"], ["report", "--out", folder + "/report.html"], ["episodes", "stats"], ["episodes", "export"]] {
            let end = try Program.run(command + db)
            #expect(end.status == 0, "\(command): \(end.talk)")
        }
        let show = try Program.run(["episodes", "show", "1", "--states"] + db)
        #expect(show.status == 0 && show.output.contains("wanted "), "\(show.output.prefix(300)) \(show.talk)")
        #expect(try Program.run(["episodes", "replay", "1", "--tick", "3"] + db).output.contains("R recipe indicator"))
        let trials = try Program.run(["episodes", "export", "--map", "v2/cramped_room_v2", "--format", "trials"] + db)
        #expect(trials.status == 0)
        try trials.output.write(toFile: folder + "/trials.jsonl", atomically: true, encoding: .utf8)
        let imported = try Program.run(["import", "human-trials", folder + "/trials.jsonl", "--db", folder + "/imported.sqlite"])
        #expect(imported.status == 0, "\(imported.talk)")
        let drawn = try Program.run(["episodes", "export", "--map", "hard", "--format", "trials"] + db)
        #expect(drawn.status != 0 && drawn.talk.contains("sample_recipe_on_delivery"))
    }

    @Test func anAdaptiveTournamentKilledAtAnyMomentEndsTheSame() throws {
        let agents = try [15, 20, 25, 30].map { noise in
            let path = folder + "/noisy-\(noise).yaml"
            try "kind: greedy\nparameters:\n  noise: 0.\(noise)\n".write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }
        func arguments(_ db: String, jobs: Int) -> [String] {
            ["tournament", "--agents"] + agents
                + ["--maps", "cramped_room", "--episodes", "2", "--adaptive", "60", "--horizon", "100", "--jobs", "\(jobs)", "--quiet"]
                + ["--db", folder + "/" + db]
        }
        let undisturbed = try Program.run(arguments("undisturbed", jobs: 1))
        #expect(undisturbed.status == 0 && undisturbed.talk.contains("all 60 further episodes were played"), "\(undisturbed.talk)")
        for milliseconds in [150, 350, 450] {
            let process = try Program.start(arguments("killed", jobs: 2))
            Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let end = try Program.run(arguments("killed", jobs: 2))
        #expect(end.status == 0, "\(end.talk)")
        func episodes(_ db: String) throws -> [String] {
            try Program.run(["episodes", "list", "--db", folder + "/" + db, "--json"]).output.split(separator: "\n").map {
                // The run's date is another one.
                String($0).replacing(/"date":"[^"]*"/, with: "")
            }
        }
        let all = try episodes("undisturbed")
        #expect(try episodes("killed") == all && all.count == 32 + 60)
        let again = try Program.run(arguments("killed", jobs: 2))
        #expect(again.status == 0 && again.talk.contains("92 of them already in"), "\(again.talk)")
    }

    @Test func playersAreRanked() throws {
        let db = folder + "/ranked"
        let play = ["tournament", "--agents", "greedy", "greedy-slow", "random", "--maps", "cramped_room", "--horizon", "150", "--db", db]
        let tournament = try Program.run(play + ["--episodes", "2", "--adaptive", "10"])
        #expect(tournament.status == 0 && tournament.output.contains("ranking as partners of others, cramped_room"), "\(tournament.talk)")
        let ranking = try Program.run(["matrix", "--rating", "--db", db])
        #expect(ranking.status == 0 && ranking.output.contains("  1 greedy ") && ranking.output.contains("skills explain"))
        let csv = try Program.run(["matrix", "--rating", "--csv", "--db", db]).output.split(separator: "\n")
        #expect(csv.count == 4 && csv[0].hasPrefix("rank,player,skill,low,high,above_next") && csv[1].hasPrefix("1,greedy,"))
        let json = try Program.run(["matrix", "--rating", "--json", "--db", db])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((object["standings"] as? [Any])?.count == 3 && object["isSettled"] as? Bool != nil)
        let whole = try Program.run(["matrix", "--json", "--db", db])
        #expect(whole.output.contains("\"rating\" : {"))
        #expect(try Program.run(["report", "--db", db, "--out", folder + "/ranked.html"]).status == 0)
        #expect(try String(contentsOfFile: folder + "/ranked.html", encoding: .utf8).contains("id=\"ranking\""))
        for (arguments, words) in [
            (["--people"], "add --rating"), (["--rating", "--talk"], "leave it out with --talk"),
            (["--rating", "--relative", "optimum"], "leave --relative out"),
            (["--rating", "--agents", "greedy", "random"], "at least 3 players"),
        ] {
            let refused = try Program.run(["matrix", "--db", db] + arguments)
            #expect(refused.status == 64 && refused.talk.contains(words), "\(arguments): \(refused.talk)")
        }
        let two = try Program.run(play.filter { $0 != "greedy-slow" } + ["--adaptive", "10"])
        #expect(two.status == 1 && two.talk.contains("adaptive episodes need at least 3 agents, here are 2"), "\(two.talk)")
    }

    @Test func practiceSaysWhy() throws {
        let db = folder + "/practice"
        // No window opens under a driver that there is none of; what is said before is said all the same.
        func practice(_ arguments: [String] = []) throws -> Program.Result {
            try Program.run(["play", "--practice", "--db", db] + arguments, environment: ["SDL_VIDEODRIVER": "none-such"])
        }
        let first = try practice()
        #expect(
            first.talk.contains("Practice: cramped_room with greedy, because you have not cooked there yet, and no agents' games say"),
            "\(first.talk)")
        let play = ["tournament", "--agents", "greedy", "greedy-slow", "random", "--maps", "coordination_ring", "--episodes", "2"]
        #expect(try Program.run(play + ["--db", db, "--quiet"]).status == 0)
        let known = try practice(["coordination_ring"])
        #expect(known.talk.contains("Practice: coordination_ring with ") && known.talk.contains("of the best known score"), "\(known.talk)")
        let study = try practice(["--study", "Studies/example.yaml"])
        #expect(study.status == 64 && study.talk.contains("--study goes without --practice:"))
        #expect(try practice(["cramped_room_single"]).talk.contains("--practice is for kitchens for two"))
    }

    @Test func interruptedItSaysHowToGoOn() throws {
        let process = try Program.start(arguments("interrupted", episodes: 20_000))
        while !FileManager.default.fileExists(atPath: folder + "/interrupted") { Thread.sleep(forTimeInterval: 0.01) }
        // Until the signal has a handler the program just ends; afterwards it exits with 130 of its own accord.
        Thread.sleep(forTimeInterval: 1)
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130 && process.terminationReason == .exit)
        let matrix = try Program.run(["matrix", "--db", folder + "/interrupted"])
        #expect(matrix.status == 0 && matrix.output.contains("random"))
    }

    @Test func matrixAndReportAreMade() throws {
        #expect(try Program.run(arguments("small", episodes: 3)).status == 0)
        let json = try Program.run(["matrix", "--db", folder + "/small", "--json"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((object["tables"] as? [Any])?.count == 3 && object["horizon"] as? Int == 400)
        let table = try Program.run(["matrix", "--db", folder + "/small", "--seats", "first", "--sort", "name"])
        #expect(table.status == 0 && table.output.contains("self-play") && !table.output.contains("\u{1B}["))
        let report = try Program.run(["report", "--db", folder + "/small", "--out", folder + "/page.html"])
        #expect(report.status == 0 && report.output == folder + "/page.html\n")
        #expect(try String(contentsOfFile: folder + "/page.html", encoding: .utf8).contains("greedy-noisy"))
    }

    /// A program that answers the handshake and then misbehaves in `state`.
    private func program(_ name: String, _ misbehaviour: String) throws {
        let text = """
            import json, os, sys, time
            for line in sys.stdin:
                message = json.loads(line)
                if message["type"] == "hello": print(json.dumps({"type": "hello", "protocol": 1}), flush=True)
                elif message["type"] == "begin": print(json.dumps({"type": "ready", "episode": message["episode"]}), flush=True)
                elif message["type"] == "quit": break
                elif message["type"] == "state":
                    \(misbehaviour)
            """
        try text.write(toFile: "\(folder)/\(name).py", atomically: true, encoding: .utf8)
        try "kind: process\nparameters:\n  command: [python3, \(name).py]\n  deadline_ms: 20\n"
            .write(toFile: "\(folder)/\(name).yaml", atomically: true, encoding: .utf8)
    }

    @Test func programsThatFailNeverStopIt() throws {
        let names = ["hangs", "floods", "dies"]
        try program("hangs", "time.sleep(1000)")
        try program("floods", "os.write(1, b'x' * 1000000)")
        try program("dies", "os._exit(3)")
        let result = try Program.run(
            ["tournament", "--agents", "greedy"] + names.map { "\(folder)/\($0).yaml" }
                + ["--maps", "cramped_room", "--episodes", "1", "--horizon", "60", "--db", folder + "/failing", "--quiet"])
        #expect(result.status == 3 && result.talk.contains("16 episodes played"), "\(result.talk)")
        #expect(names.allSatisfy { result.talk.contains("! \($0): faults in") }, "\(result.talk)")
        let matrix = try matrix("failing")
        #expect(matrix.split(separator: "\n").count == 1 + 3 * 16)
        // No program outlives its tournament.
        let running = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { entry in
            let command = try? String(contentsOfFile: "/proc/\(entry)/cmdline", encoding: .utf8)
            return names.contains { command?.contains("\($0).py") == true }
        }
        #expect(running.isEmpty)
    }

    @Test func aPartnerThatNeverStartsIsToldEverywhere() throws {
        let gone = folder + "/gone.yaml"
        try "kind: process\nparameters:\n  command: [python3, no_such_file.py]\n".write(toFile: gone, atomically: true, encoding: .utf8)
        let play = ["tournament", "--agents", "stay", gone, "--maps", "cramped_room", "--episodes", "1", "--horizon", "30"]
        let told = "! gone: faults in 120 of 120 ticks (4 of 4 seats); first: died: before its hello, exit status 2"
        let result = try Program.run(play + ["--db", folder + "/gone.sqlite"])
        #expect(result.status == 3 && result.output.contains(told) && result.output.contains("0.0!"), "\(result.output)")
        for command in [["matrix"], ["report", "--out", folder + "/gone.html"]] {
            let shown = try Program.run(command + ["--db", folder + "/gone.sqlite"])
            #expect(shown.status == 3 && (shown.output + shown.talk).contains(told), "\(command)")
            let strict = try Program.run(command + ["--db", folder + "/gone.sqlite", "--strict"])
            #expect(strict.status == 3 && strict.output.isEmpty && strict.talk.contains("cramped_room: gone: faults in 120"), "\(command)")
        }
        let csv = try Program.run(["matrix", "--db", folder + "/gone.sqlite", "--csv"])
        #expect(csv.status == 3 && csv.output.contains("\ncramped_room,averaged,stay,gone,2,0.0,0.0,0.0,0.0,2,60,0,0,0\n"))
        let json = try Program.run(["matrix", "--db", folder + "/gone.sqlite", "--json"])
        #expect(json.status == 3 && json.output.contains("\"hasFaults\" : true"))
        let strict = try Program.run(play + ["--db", folder + "/strict.sqlite", "--strict", "--jobs", "1"])
        #expect(
            strict.status == 3 && strict.talk.contains("error: gone failed as player 2 of stay + gone on cramped_room"), "\(strict.talk)")
        let one = try Program.run(["agents", "try", gone, "--horizon", "30", "--strict"])
        #expect(one.status == 3 && one.output.contains("no score") && one.output.contains("! died 1 of 1 ticks, first at tick 0"))
    }

    @Test func aKitchenThatAnAgentWasNotMadeForIsWarnedOf() throws {
        let path = folder + "/local.yaml"
        try "kind: stay\nkitchens: [coordination_ring]\n".write(toFile: path, atomically: true, encoding: .utf8)
        let warning = "warning: local was made for coordination_ring, not for cramped_room; what it does there says little about it"
        for command in [
            ["agents", "try", path, "--horizon", "10"],
            [
                "tournament", "--agents", path, "--maps", "cramped_room", "coordination_ring", "--episodes", "1", "--db",
                folder + "/local.sqlite",
            ],
            ["bench", "tournament", "--agents", path, "--episodes", "2"],
            ["solve", "cramped_room", "--dynamics", "old", "--horizon", "5", "--with", path, "--cache", folder + "/oracle"],
        ] {
            let result = try Program.run(command)
            #expect(result.status == 0 && result.talk.contains(warning), "\(command): \(result.talk)")
        }
        #expect(try !Program.run(["agents", "try", path, "--map", "coordination_ring", "--horizon", "10"]).talk.contains("warning"))
    }

    @Test func anEpisodeThatDoesNotEndIsStoppedWithinTwoSeconds() throws {
        try "kind: process\nparameters:\n  command: [sleep, '1000']\n  start_ms: 600000\n"
            .write(toFile: folder + "/waits.yaml", atomically: true, encoding: .utf8)
        for signal in [SIGTERM, SIGINT] {
            let db = folder + "/waits-\(signal)"
            let process = try Program.start(
                ["tournament", "--agents", folder + "/waits.yaml", "--maps", "cramped_room", "--episodes", "1", "--db", db])
            while !FileManager.default.fileExists(atPath: db) { Thread.sleep(forTimeInterval: 0.01) }
            Thread.sleep(forTimeInterval: 1)
            let begin = ContinuousClock.now
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationStatus == 130 && process.terminationReason == .exit)
            // Two seconds are the promise; a busy machine gets as many again.
            #expect(ContinuousClock.now - begin < .seconds(4))
        }
    }

    @Test func mapsForOneAndForManyArePlayedBesideOthers() throws {
        let maps = ["cramped_room_single", "cramped_room", "multiplayer_schelling"]
        let result = try Program.run(
            ["tournament", "--agents", "greedy", "random", "--maps"] + maps
                + ["--dynamics", "new", "--fill", "stay", "--episodes", "2", "--horizon", "60", "--db", folder + "/many"])
        #expect(result.status == 0 && result.talk.contains("3 maps: 20 episodes"), "\(result.talk)")
        #expect(
            result.output.contains("cramped_room_single, alone")
                && result.output.contains("a pair sits in the first two, stay in the others"))
        let csv = try Program.run(["matrix", "--db", folder + "/many", "--csv"]).output
        #expect(csv.contains("\ncramped_room_single,alone,greedy,,2,") && csv.contains("\nmultiplayer_schelling,first,greedy,random,2,"))
        let report = try Program.run(["report", "--db", folder + "/many", "--out", folder + "/many.html"])
        #expect(report.status == 0)
        let alone = try Program.run(
            ["tournament", "--agents", "greedy", "--maps", maps[0], "--dynamics", "new", "--episodes", "1", "--db", folder + "/alone"])
        #expect(alone.status == 0 && alone.output.contains("cramped_room_single, alone"))
        #expect(try Program.run(["matrix", "--db", folder + "/alone"]).status == 0)
        #expect(try Program.run(["report", "--db", folder + "/alone", "--out", folder + "/alone.html"]).status == 0)
    }

    @Test func wrongInputGetsASentence() throws {
        func talk(_ arguments: [String]) throws -> String {
            let result = try Program.run(arguments)
            #expect(result.status != 0 && result.output.isEmpty)
            return result.talk
        }
        #expect(try talk(["matrix", "--db", folder + "/nowhere"]).contains("there is no such file; 'brigade tournament'"))
        #expect(try talk(["tournament", "--agents", "greedi", "--db", folder + "/x"]).contains("did you mean 'greedy'?"))
        #expect(try talk(["tournament", "--maps", "crampd_room", "--db", folder + "/x"]).contains("did you mean 'cramped_room'?"))
        #expect(
            try talk(["tournament", "--maps", "cramped_room_o_3orders", "--agents", "stay", "--db", folder + "/x"]).contains(
                "--dynamics map"))
        for episodes in ["0", "\(Int.max)"] {
            let refused = try talk(["tournament", "--episodes", episodes, "--agents", "stay", "--db", folder + "/x"])
            #expect(refused.contains("it must be a whole number from 1 to 100000000"))
        }
        try Data("a text, no database; long enough to be looked at".utf8).write(to: URL(fileURLWithPath: folder + "/text"))
        #expect(try talk(["tournament", "--agents", "stay", "--db", folder + "/text"]).contains("no SQLite database"))
    }
}
