import Basics
import Conformance
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import Testing

@testable import HumanTrials

/// Trials of people: out of an episode and in again, what is refused, and what is not kept.
@Suite struct HumanTrialTests {
    private let file: String

    init() throws { file = try Paths.temporaryFolder() + "/trials.jsonl" }

    private func episode(_ map: String, _ dynamics: Dynamics, seed: UInt64) throws -> Episode {
        let kitchen = try Kitchen(MapLibrary(folder: Paths.maps).layout(map), dynamics: dynamics)
        var random = RandomStream(seed)
        let start = RandomStart(kitchen, probability: 0.5).state(using: &random)
        var recorder = try EpisodeRecorder(kitchen, horizon: 120, seed: 0, start: start)
        while !recorder.game.isOver {
            try recorder.step((0..<kitchen.players).map { _ in Action(rawValue: UInt8(random.next() % 8)) ?? .interact })
        }
        return recorder.episode()
    }

    private func read(_ lines: [String]) throws -> [Result<HumanTrial, RecordError>] {
        try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        var trials: [Result<HumanTrial, RecordError>] = []
        try HumanTrial.forEachLine(in: file, maps: { _ in nil }) { trials.append($0) }
        return trials
    }

    /// Without a folder of maps, since the line brings its map.
    @Test(arguments: ["cramped_room", "forced_coordination"], Dynamics.allCases)
    func anEpisodeGoesOutAndComesBack(map: String, dynamics: Dynamics) throws {
        let episode = try episode(map, dynamics, seed: 4)
        let trial = try #require(try read([HumanTrial.line(of: episode, id: "episode-1", source: "test")]).first).get()
        let back = try trial.episode()
        #expect(back.actions == episode.actions && back.stateHash == episode.stateHash && back.score == episode.score)
        #expect(back.events == episode.events && back.seats == episode.seats && back.pots == episode.pots)
        #expect(trial.origin == "trials.jsonl:1 episode-1" && trial.collection == "trials")
    }

    @Test func whatDiffersIsRefusedAndTheRestIsRead() throws {
        let line = try HumanTrial.line(of: episode("cramped_room", .old, seed: 1), id: "one", source: "test")
        let wrongReward = line.replacing("\"r_replay\":[", with: "\"r_replay\":[[3,20],", maxReplacements: 1)
        let wrongAction = line.replacing("\"a\":\"", with: "\"a\":\"00", maxReplacements: 1)
        let results = try read([wrongReward, line, "{\"id\": 1}", wrongAction, "no JSON"]).map { result in
            Result { () throws(RecordError) in try result.get().episode() }
        }
        let problems = results.map { result -> String in if case .failure(let problem) = result { problem.description } else { "" } }
        #expect(problems[0].contains("trials.jsonl:1: ") && problems[0].contains("trial one, tick 3: reward"), "\(problems[0])")
        #expect(problems[1] == "")
        #expect(problems[2].contains(":3: a trial needs at least id, a"))
        #expect(problems[3].contains(":4: ") && problems[3].contains("trial one"))
        #expect(problems[4].contains(":5: this line is no JSON object"))
    }

    /// What a line leaves out is found by replaying, and told.
    @Test func whatIsNotToldIsReplayedAndNamed() throws {
        let line = try HumanTrial.line(of: episode("cramped_room", .old, seed: 1), id: "one", source: "test")
        func without(_ pattern: Regex<Substring>...) -> String { pattern.reduce(line) { $0.replacing($1, with: "") } }
        let results = try read([
            without(/,"s":\[.*\](?=\})/), without(/,"s":\[.*\](?=\})/, /"r_replay":.*(?="score_replay")/),
            without(/"old_dynamics":true,/),
            line.replacing("\"score_replay\":", with: "\"seats\":[\"human\",\"agent:bot\"],\"score_replay\":"),
        ]).map { try $0.get() }
        #expect(results.map(\.untold) == [[.states], [.states, .rewards], [.dynamics], []])
        #expect(results[3].seats == [.person, .agent("bot")])
        for trial in results { #expect(try trial.episode().actions == results[0].episode().actions) }
    }

    /// A score is compared where rewards are not told.
    @Test func aWrongScoreIsRefused() throws {
        let line = try HumanTrial.line(of: episode("cramped_room", .old, seed: 1), id: "one", source: "test")
            .replacing(/"r_replay":.*(?="score_replay")/, with: "").replacing("\"score_replay\":", with: "\"score_replay\":7")
        let problem = #expect(throws: RecordError.self) { try read([line])[0].get().episode() }
        #expect(problem?.message.contains("the score is") == true)
    }

    @Test(
        arguments: [
            ("2019-train-07", [:], true), ("study/all/76/cramped_room", ["player_0_id": "32"], true),
            ("run-1/1/cramped_room", ["workerid_num": "1"], false), ("run-1/2/cramped_room", ["workerid_num": 2], false),
            ("A1G34TESSXG1R8:3TAYZSBPLQFPU3Q6/room", [:], false), ("65bd15bcaca64888bdeb2b1caf99d096", [:], false),
            ("room 1604704733", [:], false), ("ann@example.org", [:], false),
        ] as [(String, [String: any Sendable], Bool)])
    func idsOfPeopleAreNotKept(id: String, line: [String: any Sendable], isKept: Bool) {
        #expect(PersonIDs.areAbsent(from: id, of: line) == isKept)
    }
}
