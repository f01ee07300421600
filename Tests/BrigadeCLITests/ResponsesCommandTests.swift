import Foundation
import Testing

/// `brigade responses`, learning a best response, and scores in percent of what is known.
@Suite struct ResponsesCommandTests {
    private let folder = NSTemporaryDirectory() + "brigade-responses-" + UUID().uuidString
    private var file: String { folder + "/responses.jsonl" }

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func remove() { try? FileManager.default.removeItem(atPath: folder) }

    private func measure(_ agents: String...) throws -> Program.Result {
        try Program.run(
            ["responses", "measure", "cramped_room", "--partners", "greedy", "stay", "--agents"] + agents
                + ["--episodes", "2", "--horizon", "100", "--responses", file, "--jobs", "1"])
    }

    @Test func whatIsMeasuredIsKeptListedAndComparedWith() throws {
        defer { remove() }
        let first = try measure("greedy")
        #expect(first.status == 0 && first.talk.contains("cramped_room, beside greedy: greedy "), "\(first.talk)")
        let before = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try measure("greedy").talk.isEmpty, "what is known is not played again")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == before)
        #expect(try measure("greedy", "stay").status == 0)
        let list = try Program.run(["responses", "list", "--responses", file])
        #expect(list.output.split(separator: "\n").count == 5 && list.output.contains("cramped_room  greedy   greedy"), "\(list.output)")
        let all = try Program.run(["responses", "list", "cramped_room", "--all", "--json", "--responses", file])
        #expect(try #require(try JSONSerialization.jsonObject(with: Data(all.output.utf8)) as? [[String: Any]]).count == 8)

        let store = folder + "/games.sqlite"
        let played = try Program.run([
            "tournament", "--agents", "greedy", "--maps", "cramped_room", "--episodes", "2", "--horizon", "100", "--db", store, "--quiet",
        ])
        #expect(played.status == 0, "\(played.talk)")
        let options = ["matrix", "--db", store, "--relative", "best-response", "--cache", folder]
        let shares = try Program.run(options + ["--responses", file])
        #expect(shares.status == 0 && shares.output.contains("in percent of the best response"), "\(shares.talk)")
        let missing = try Program.run(options + ["--responses", folder + "/none.jsonl"])
        #expect(missing.status != 0 && missing.talk.contains("'brigade responses measure' makes one"), "\(missing.talk)")
    }

    @Test func agentsAreJudgedBesidePartnersTheyDoNotKnow() throws {
        defer { remove() }
        #expect(try measure("greedy", "planner").status == 0)
        let evaluate = [
            "responses", "evaluate", "cramped_room", "--partners", "greedy", "--agents", "planner", "adaptive-no-search", "--episodes", "1",
            "--horizon", "100", "--responses", file, "--jobs", "1",
        ]
        let result = try Program.run(evaluate + ["--json"])
        #expect(result.status == 0, "\(result.talk)")
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
        #expect(rows.count == 4 && rows.allSatisfy { ($0["best"] as? Double ?? 0) > 0 })
        let known = rows.compactMap { $0["recognised"] as? [String: Double] }.filter { !$0.isEmpty }
        #expect(known.count == 2 && known.allSatisfy { $0["greedy"] == nil && $0["greedy-plain"] != nil && $0["nobody"] != nil })
        let series = try Program.run(evaluate.map { $0 == "planner" ? "stay" : $0 } + ["--series", "2"])
        #expect(series.output.contains("share of the best known") && series.output.contains("adaptive-no-search"), "\(series.talk)")
        let table = try Program.run(evaluate)
        #expect(table.output.contains("95 % interval") && table.output.contains("microseconds a tick"), "\(table.output)")
    }

    /// A map's bonus may be infinite: such scores are shown, and nothing is kept of them.
    @Test func infiniteScoresAreShownAndNotKept() throws {
        defer { remove() }
        let pair = [
            "tutorial_3", "--dynamics", "new", "--agents", "planner", "--partners", "greedy", "--episodes", "1", "--responses", file,
        ]
        let measured = try Program.run(["responses", "measure"] + pair)
        #expect(measured.status == 1, "\(measured.talk)")
        let said = "planner beside greedy in tutorial_3 is left out: no share can be told of an infinite score"
        #expect(measured.talk.contains(said), "\(measured.talk)")
        #expect(!FileManager.default.fileExists(atPath: file))
        let shown = try Program.run(["responses", "evaluate"] + pair + ["--json"])
        #expect(shown.status == 0 && shown.output.contains("\"inf\""), "\(shown.talk)")
    }

    @Test func aBestResponseIsLearnedAndEntered() throws {
        defer { remove() }
        let learn = [
            "train", "best-response", "cramped_room", "--with", "ppo-cramped_room", "--from", "ppo-cramped_room", "--starts", "1",
            "--steps",
            "6400", "--horizon", "50", "--episodes", "1", "--run", folder + "/run", "--responses", file, "--jobs", "1",
        ]
        let result = try Program.run(learn)
        #expect(result.status == 0 && result.output.contains("br-ppo-cramped_room-1.yaml: "), "\(result.talk)")
        let list = try Program.run(["responses", "list", "--all", "--responses", file]).output
        #expect(list.contains("train best-response, seed 0"), "\(list)")
        let refused = try Program.run(["train", "best-response", "cramped_room", "--with", "greedy", "--run", folder + "/other"])
        #expect(refused.status != 0 && refused.talk.contains("partners must be of kind policy or human-proxy"), "\(refused.talk)")
    }

    @Test func theFieldsProtocolJudgesAndRaisesWhatIsKnown() throws {
        defer { remove() }
        #expect(try measure("stay").status == 0)
        let evaluate = [
            "evaluate", "zsc", "cramped_room", "--partners", "greedy", "--agents", "greedy-plain", "stay", "--episodes", "2", "--horizon",
            "100", "--responses", file, "--jobs", "1",
        ]
        let first = try Program.run(evaluate + ["--json"])
        #expect(first.status == 0, "\(first.talk)")
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [[String: Any]])
        #expect(rows.count == 2 && rows.allSatisfy { $0["pairs"] as? Int == 2 && $0["episodes"] as? Int == 4 })
        let clipped = rows.compactMap { ($0["clipped"] as? [String: Double])?["value"] }
        let unclipped = rows.compactMap { ($0["unclipped"] as? [String: Double])?["value"] }
        #expect(clipped.allSatisfy { $0 <= 1 } && zip(clipped, unclipped).allSatisfy { $0 <= $1 }, "\(first.output)")
        #expect(rows.map { $0["empty"] as? Int } == [1, 1], "one who stays earns nothing in one of the seats")
        let before = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try Program.run(evaluate + ["--raise", "--pairs"]).output.contains("beaten"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) != before)
        let list = try Program.run(["responses", "list", "--all", "--responses", file]).output
        #expect(list.contains("evaluate zsc"), "\(list)")
        let second = try Program.run(evaluate + ["--json"])
        let raised = try #require(try JSONSerialization.jsonObject(with: Data(second.output.utf8)) as? [[String: Any]])
        #expect(raised.map { $0["empty"] as? Int } == [0, 0] && raised.map { $0["beaten"] as? Int } == [0, 0], "\(second.output)")
        let unknown = try Program.run(["evaluate", "zsc", "cramped_room", "--partners", "planner", "--responses", file])
        #expect(unknown.status != 0 && unknown.talk.contains("knows no response to planner"), "\(unknown.talk)")
        let none = try Program.run(["evaluate", "zsc", "multiplayer_schelling", "--responses", file])
        #expect(none.status != 0 && none.talk.contains("for two; leave it out"), "\(none.talk)")
    }

    /// The protocol's kitchens that have partners, old and new dynamics, which follow from the map.
    @Test func allKitchensOfTheProtocolHavePartners() throws {
        let maps = [
            "cramped_room", "asymmetric_advantages", "coordination_ring", "forced_coordination", "counter_circuit_o_1order",
            "random0_medium", "random1_m", "random3_m",
        ]
        let result = try Program.run(["evaluate", "zsc"] + maps + ["--agents", "greedy", "--episodes", "1", "--json"])
        #expect(result.status == 0, "\(result.talk)")
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
        #expect(rows.compactMap { $0["map"] as? String } == maps && rows.allSatisfy { $0["pairs"] as? Int == 20 }, "\(result.output)")
    }

    @Test func whatHasNoLibraryIsRefused() throws {
        defer { remove() }
        let result = try Program.run(["responses", "measure", "cramped_room", "--library", "greedy", "--responses", file])
        #expect(result.status != 0 && result.talk.contains("greedy is of kind greedy; name an agent of kind adaptive"), "\(result.talk)")
        let many = try Program.run(["responses", "measure", "multiplayer_schelling", "--responses", file])
        #expect(many.status != 0 && many.talk.contains("rules for two; leave it out"), "\(many.talk)")
    }
}
