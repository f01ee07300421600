import Foundation
import Testing

/// `brigade solve`, and scores in percent of what it finds.
@Suite struct SolveCommandTests {
    private static func folder() -> String { NSTemporaryDirectory() + "solve-" + UUID().uuidString }

    private static let keys: Set = [
        "map", "dynamics", "horizon", "abstraction", "lowerBound", "upperBound", "states", "seconds", "peakBytes",
    ]

    @Test func optimaAreSolvedStoredAndDividedBy() throws {
        let folder = Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let solve = ["solve", "cramped_room", "--dynamics", "old", "--horizon", "80", "--counters", "none", "--cache", folder]
        let first = try Program.run(solve + ["--json"])
        #expect(first.status == 0, "\(first.talk)")
        let optimum = try #require(try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
        #expect(Self.keys.isSubset(of: optimum.keys))
        let best = try #require(optimum["lowerBound"] as? Double)
        #expect(best >= 40 && best <= optimum["upperBound"] as? Double ?? 0)
        #expect(try Program.run(solve + ["--json"]).output == first.output, "the second time it is read")

        let store = folder + "/games.sqlite"
        let played = try Program.run([
            "tournament", "--agents", "greedy", "stay", "--maps", "cramped_room", "--episodes", "2", "--horizon", "80", "--db", store,
            "--quiet",
        ])
        #expect(played.status == 0, "\(played.talk)")
        let points = try Self.selfPlay(["matrix", "--db", store, "--json"])
        let share = try Self.selfPlay(["matrix", "--db", store, "--json", "--relative", "optimum", "--cache", folder])
        #expect(points > 0 && abs(share - 100 * points / best) < 1e-9)
        let report = try Program.run([
            "report", "--db", store, "--out", folder + "/report.html", "--relative", "optimum", "--cache", folder,
        ])
        #expect(report.status == 0)
        let page = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
        #expect(page.contains("in percent of the optimum"))

        let missing = try Program.run(["matrix", "--db", store, "--relative", "best-response", "--cache", folder])
        #expect(missing.status != 0 && missing.talk.contains("brigade solve cramped_room --dynamics old --horizon 80 --with"))
    }

    /// The mean score of `greedy` with itself in a matrix printed as JSON.
    private static func selfPlay(_ command: [String]) throws -> Double {
        let output = try Program.run(command).output
        let matrix = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        let tables = try #require(matrix["tables"] as? [[String: Any]])
        let marginals = try #require(tables[0]["marginals"] as? [[String: Any]])
        let greedy = try #require(marginals.first { $0["agent"] as? String == "greedy" })
        return try #require((greedy["selfPlay"] as? [String: Any])?["value"] as? Double)
    }

    @Test func bestResponsesAreSolvedForBothSeats() throws {
        let folder = Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let solve = [
            "solve", "cramped_room", "--dynamics", "old", "--horizon", "60", "--counters", "none", "--cache", folder, "--with",
        ]
        let stay = try Program.run(solve + ["stay", "--json"])
        let found = try #require(try JSONSerialization.jsonObject(with: Data(stay.output.utf8)) as? [[String: Any]])
        #expect(found.map { $0["seat"] as? Int } == [1, 2])
        #expect(found[0]["score"] as? Double ?? 0 > 0, "beside a statue at the start the first cook reaches everything")
        #expect(found[1]["score"] as? Double == 0, "the second is kept from the dishes")
        let greedy = try Program.run(solve + ["greedy"])
        #expect(greedy.status != 0 && greedy.talk.contains("'greedy' does not play by a stationary policy"))
    }

    @Test func ofSeveralMapsThoseThatCanBeSolvedAreTabulated() throws {
        let folder = Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let solve = ["--horizon", "40", "--counters", "none", "--cache", folder, "--markdown"]
        let result = try Program.run(["solve", "cramped_room", "multiplayer_schelling", "cramped_room_single"] + solve)
        let lines = result.output.split(separator: "\n")
        #expect(result.status == 1 && result.talk.contains("multiplayer_schelling: "))
        #expect(lines.count == 4 && lines[0].hasPrefix("| map |") && lines[1].hasPrefix("| --- |"))
        #expect(lines[2].hasPrefix("| cramped_room |") && lines[3].hasPrefix("| cramped_room_single |"))
    }

    @Test func wrongOptionsAreTold() throws {
        let result = try Program.run(["solve", "cramped_room", "--counters", "here"])
        #expect(result.status != 0 && result.talk.contains("--counters 'here' is not auto, all, none, or cells such as 2,2/3,2"))
        let inside = try Program.run(["solve", "cramped_room", "--counters", "1,1"])
        #expect(inside.status != 0 && inside.talk.contains("no cook can use a counter at (1, 1)"))
    }
}
