import Foundation
import TestSupport
import Testing

/// The commands as a user meets them: what they print, where, and how they exit.
@Suite struct CommandTests {
    /// What an empty file should be is said by its kind.
    @Test(arguments: [
        (["maps", "check"], "a map, with a 'grid'"), (["agents", "check"], "an agent file, with a 'kind'"),
        (["talk", "train"], "an experiment of talk, such as 'game' and 'methods'"),
        (["play", "--participant", "P01", "--study"], "a study, with a 'title'"),
        (["play", "--keys"], "key bindings, such as 'player 1' and 'pause'"),
    ])
    func emptyFilesAreExplained(command: [String], expected: String) throws {
        let path = NSTemporaryDirectory() + "brigade-\(UUID().uuidString).yaml"
        defer { try? FileManager.default.removeItem(atPath: path) }
        for text in ["", "# nothing\n", "\n\n"] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let result = try Program.run(command + [path])
            let told = result.output + result.talk
            #expect(result.status != 0 && told.contains("error: the file is empty; expected: \(expected)"), "\(told)")
        }
    }

    @Test(arguments: [
        ["maps"], ["maps", "list"], ["maps", "show"], ["maps", "check"], ["maps", "convert"],
        ["agents"], ["agents", "list"], ["agents", "show"], ["agents", "check"], ["agents", "kinds"], ["agents", "try"],
        ["agents", "import"],
        ["bench", "kitchen"], ["bench", "tournament"], ["bench", "all"],
        ["conformance"],
        ["tournament"], ["matrix"], ["report"],
        ["episodes"], ["episodes", "list"], ["episodes", "show"], ["episodes", "stats"], ["episodes", "export"],
        ["episodes", "replay"], ["episodes", "verify"], ["review"], ["evaluate", "coach"], ["episodes", "exchanges"], ["import"],
        ["import", "human-trials"],
        ["play"], ["watch"], ["render"], ["gallery"], ["study", "export"], ["bench", "window"],
        ["agents", "beliefs"], ["bench", "planning"], ["experience"],
        ["experience", "build"], ["experience", "list"], ["experience", "prune"], ["experience", "evaluate"],
        ["agents", "evaluate"], ["train"], ["train", "ppo"], ["train", "bc"], ["bench", "learning"],
        ["train", "fcp"], ["train", "mep"], ["train", "hsp"], ["train", "pbt"], ["train", "meta"], ["train", "evolution"],
        ["train", "show"],
        ["solve"],
        ["talk"], ["talk", "learn"], ["talk", "evaluate"], ["talk", "train"], ["talk", "matrix"], ["talk", "play"],
        ["talk", "show"], ["talk", "export"], ["bench", "language"],
    ])
    func everyCommandExplainsItselfWithAnExample(command: [String]) throws {
        let help = try Program.run(command + ["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("Example") && help.output.contains("brigade \(command.joined(separator: " "))"))
    }

    @Test func mapsAreListedAndShown() throws {
        let list = try Program.run(["maps", "list"])
        #expect(list.status == 0 && list.output.split(separator: "\n").count >= 49)
        let show = try Program.run(["maps", "show", "cramped_room"])
        #expect(show.output.contains("cramped_room: 5 x 4, 2 players, new dynamics"))
        #expect(show.output.contains("onion+onion+onion: 20, 20 ticks"))
        #expect(show.output.contains("player 2 at (3, 1): onion dispenser 1, dish dispenser 3, pot 2, serving station 1"))
        #expect(!show.output.contains("\u{1B}["), "no colour where there is no terminal")
    }

    @Test func everyShippedMapIsRight() throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: Checkout.path("Maps")).filter { $0.hasSuffix(".yaml") }
        let check = try Program.run(["maps", "check", "Maps"])
        #expect(check.status == 0 && check.talk == "\(files.count) maps checked, 0 wrong\n")
    }

    @Test func mapsOfOvercookedV2AreListedShownAndConverted() throws {
        let list = try Program.run(["maps", "list"])
        #expect(list.output.contains("v2/test_time_wide") && list.output.contains("OvercookedV2, 2 recipes"))
        let show = try Program.run(["maps", "show", "grounded_coord_ring"])
        #expect(show.output.contains("v2/grounded_coord_ring: 9 x 9, 2 players, OvercookedV2, old dynamics"))
        #expect(
            show.output.contains(
                "One of 2 recipes is wanted, drawn at random at the start, for the whole episode: onion+onion+onion, tomato+tomato+tomato.")
        )
        #expect(
            show.output.contains("it shows the recipe for 10 ticks, and every press costs 5.")
                && !show.output.contains("What player 1 sees"))
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let yaml =
            "name: small\nfamily: overcooked-v2\ngrid: |\n  WWPWWWW\n  0A  A R\n  WBWWWXW\npossible_recipes: [[0, 0, 0]]\nagent_view_size: 1\n"
        try yaml.write(toFile: folder + "/small.yaml", atomically: true, encoding: .utf8)
        let seen = try Program.run(["maps", "show", folder + "/small.yaml"])
        #expect(seen.output.contains("A cook sees 1 cell in each direction, a square of 3 x 3."))
        #expect(seen.output.contains("What player 2 sees at the start:\n  ······▒▒▒▒▒▒··\n  ······  ↑2  ··\n  ······▒▒▒▒Se··\n"))
        let text = try Program.run(["maps", "convert", folder + "/small.yaml", "--output", folder + "/small.py"])
        #expect(text.status == 0 && text.output.isEmpty && text.talk.contains("agent_view_size=1"))
        let back = try Program.run(["maps", "convert", folder + "/small.py"])
        #expect(back.status == 0 && back.output == yaml.replacing("agent_view_size: 1\n", with: ""))
        let wrong = try Program.run(["maps", "convert", "Maps/cramped_room.yaml", "--to", "jaxmarl"])
        #expect(wrong.status != 0 && wrong.talk.contains("this kitchen follows Overcooked-AI's rules"))
    }

    @Test func wrongMapsAreTold() throws {
        let check = try Program.run(["maps", "check", "Maps/cramped_room.yaml", "nowhere.yaml"])
        #expect(check.status == 1)
        #expect(check.output == "nowhere.yaml: error: there is no such file\n")
        let show = try Program.run(["maps", "show", "crampd_room"])
        #expect(show.status != 0 && show.talk.contains("did you mean 'cramped_room'?"))
    }

    @Test func agentsAreListedShownAndChecked() throws {
        let list = try Program.run(["agents", "list"])
        #expect(list.status == 0 && list.output.contains("stay") && list.output.contains("random"))
        let show = try Program.run(["agents", "show", "stay", "--json"])
        let shown = try #require(try JSONSerialization.jsonObject(with: Data(show.output.utf8)) as? [String: Any])
        #expect(shown["kind"] as? String == "stay" && (shown["contentHash"] as? String)?.count == 16)
        #expect((shown["file"] as? String)?.contains("kind: stay") == true)
        let near = try Program.run(["agents", "show", "randm"])
        #expect(near.status != 0 && near.talk.contains("did you mean 'random'?"))
        let wrong = try Program.run(["agents", "check", "Agents/stay.yaml", "nowhere.yaml"])
        #expect(wrong.status == 1 && wrong.output == "nowhere.yaml: error: there is no such agent file\n")
        #expect(try Program.run(["agents", "kinds"]).output.contains("each action equally likely"))
    }

    @Test func aTrialTellsFaults() throws {
        let good = try Program.run(["agents", "try", "greedy", "--horizon", "100"])
        #expect(good.status == 0 && good.output.contains("score 40 in 100 ticks of cramped_room, old dynamics"))
        let path = NSTemporaryDirectory() + "brigade-\(UUID().uuidString).yaml"
        try "kind: process\nparameters:\n  command: [\"true\"]\n".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bad = try Program.run(["agents", "try", path, "--horizon", "3", "--partner", "stay"])
        #expect(bad.status == 3)
        #expect(bad.output.contains("died 1 of 3 ticks, first at tick 0: before its hello, exit status 0"))
        #expect(bad.output.contains("unseated 2 of 3 ticks, first at tick 1"))
    }

    /// Killed in the middle, the program leaves no agent's processes behind.
    @Test func aKilledProgramLeavesNoAgentsBehind() throws {
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "setsid sleep 1000 & echo $! > pids.new; echo $$ >> pids.new; mv pids.new pids; while :; do sleep 1000; done"
        try script.write(toFile: folder + "/agent.sh", atomically: true, encoding: .utf8)
        let file = "kind: process\nparameters:\n  command: [/bin/sh, agent.sh]\n  start_ms: 600000\n"
        try file.write(toFile: folder + "/agent.yaml", atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = ["agents", "try", folder + "/agent.yaml", "--partner", "stay"]
        process.currentDirectoryURL = URL(fileURLWithPath: Checkout.path)
        try process.run()
        func waitUntil(_ condition: () -> Bool) -> Bool {
            for _ in 0..<3000 where !condition() { usleep(10_000) }
            return condition()
        }
        func processes() -> [String] {
            (try? String(contentsOfFile: folder + "/pids", encoding: .utf8))?.split(separator: "\n").map(String.init) ?? []
        }
        func isAlive(_ process: String) -> Bool { FileManager.default.fileExists(atPath: "/proc/\(process)") }
        #expect(waitUntil { processes().count == 2 })
        #expect(processes().allSatisfy(isAlive))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(waitUntil { !processes().contains(where: isAlive) })
    }

    @Test func everyShippedAgentIsRight() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Checkout.path("Agents"))
            .filter { $0.hasSuffix(".yaml") }.map { "Agents/\($0)" }
        let check = try Program.run(["agents", "check"] + files)
        #expect(check.status == 0 && check.talk == "\(files.count) agents checked, 0 wrong\n", "\(check.output)")
    }

    @Test func conformanceCountsAndExits() throws {
        let good = try Program.run(["conformance", "Tests/KitchenTests/Fixtures/conformance"])
        #expect(good.status == 0 && good.output.contains(" 0 differences"))
        let missing = try Program.run(["conformance", "no/such/folder"])
        #expect(missing.status != 0 && missing.talk.contains("no/such/folder: there is no such folder"))
    }

    @Test func benchRowsAreJSON() throws {
        let bench = try Program.run(["bench", "kitchen", "--json", "--maps", "cramped_room", "--scale", "0.001"])
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(bench.output.utf8)) as? [[String: Any]])
        let keys: Set = ["kitchen", "batch", "cores", "observation", "actions", "stepsPerSecond", "checksum"]
        #expect(rows.count > 20 && rows.allSatisfy { Set($0.keys) == keys })
        let sums = Dictionary(grouping: rows) { "\($0["batch"] ?? "")/\($0["actions"] ?? "")" }
        for (_, rows) in sums where rows[0]["actions"] as? String == "random" {
            let sameWork = Dictionary(grouping: rows) { $0["observation"] as? String ?? "" }
            for (_, rows) in sameWork { #expect(Set(rows.compactMap { $0["checksum"] as? String }).count == 1) }
        }
    }
}
