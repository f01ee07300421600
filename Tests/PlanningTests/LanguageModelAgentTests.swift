import Agents
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import LanguageModels
import Testing

@testable import Planning

/// A cook whose skills are chosen at a real endpoint that answers well and badly.
@Suite final class LanguageModelAgentTests {
    private let folder = NSTemporaryDirectory() + "brigade-model-\(UUID().uuidString)"
    private let server = Process()
    private let input = Pipe()
    private let port: String
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let output = Pipe()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        server.arguments = ["python3", Self.package + "/Tests/LanguageModelsTests/chat_server.py"]
        server.standardInput = input
        server.standardOutput = output
        try server.run()
        port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    deinit {
        try? input.fileHandleForWriting.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func agent(_ model: String, _ parameters: String = "") throws -> AgentFile {
        let text = """
            kind: language-model
            parameters:
              base_url: http://127.0.0.1:\(port)/v1
              model: \(model)
              prompts: \(Self.package)/Agents/language-models/prompts
              tick_ms: 5000
            \(parameters)
            """
        let path = "\(folder)/\(model)\(parameters.isEmpty ? "" : "-changed").yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try AgentFile.read(path, catalogue: AgentCatalogue([LanguageModelKind.self]))
    }

    /// An episode of `ticks` on cramped_room beside a cook who never moves.
    private func play(_ file: AgentFile, ticks: Int = 120) throws -> (episode: Episode, last: Explanation?) {
        let kitchen = try Kitchens.make("cramped_room")
        var agent = try file.makeAgent()
        defer { agent.close() }
        try agent.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 3, horizon: ticks))
        var recorder = try EpisodeRecorder(kitchen, horizon: ticks, seed: 3)
        while !recorder.game.isOver {
            let decision = agent.act(recorder.game)
            recorder.note(decision, explanation: nil, seat: 0)
            try recorder.step([decision.action, .stay])
        }
        return (recorder.episode(), agent.explain())
    }

    private func exchanges(_ episode: Episode) throws -> [ChatExchange] {
        try episode.notes.filter { $0.kind == .exchange }.map {
            try JSONDecoder().decode(ChatExchange.self, from: Data(($0.data ?? "").utf8))
        }
    }

    @Test func whatTheModelChoosesIsDone() throws {
        let (episode, _) = try play(agent("good"))
        let exchanges = try exchanges(episode)
        #expect(exchanges.count >= 10 && exchanges.allSatisfy { $0.problem == nil && $0.answered ?? 0 > $0.asked })
        #expect(exchanges[0].messages[1].content.contains("Player 1 stands at (1, 2), faces north and holds nothing."))
        #expect(episode.score >= 20, "it chooses the first skill, which the planner thinks best")
    }

    @Test func aModelThatRamblesIsAskedAgain() throws {
        let problems = try exchanges(play(agent("malformed"), ticks: 40).episode).map(\.problem)
        #expect(problems.count >= 4 && problems.prefix(4) == ["the reply has no JSON object", nil, "the reply has no JSON object", nil])
    }

    @Test func withoutAnAnswerThePlannerGoesOnAndSaysSo() throws {
        let (episode, last) = try play(agent("refusing", "  give_up: 2"))
        #expect(try exchanges(episode).count == 2)
        #expect(episode.score >= 40)
        #expect(last?.reason?.contains("status 401") == true && last?.reason?.contains("is not asked any more") == true)
    }

    @Test(arguments: ["good", "malformed", "flaky"])
    func aLogPlaysTheSameEpisode(model: String) throws {
        let live = try play(agent(model), ticks: 60).episode
        let lines = live.notes.filter { $0.kind == .exchange }.compactMap(\.data)
        let log = folder + "/\(model).jsonl"
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: log))
        let replayed = try play(agent(model, "  recorded: \(log)"), ticks: 60).episode
        #expect(!lines.isEmpty && replayed.actions == live.actions)
    }

    @Test func whatIsMissingIsTold() throws {
        let key = #expect(throws: MapProblems.self) { try self.agent("good", "  key_variable: BRIGADE_NO_SUCH_KEY").makeAgent() }
        #expect(key?.description.contains("BRIGADE_NO_SUCH_KEY, which should hold the key, is not set") == true)
        let log = #expect(throws: MapProblems.self) { try self.agent("good", "  recorded: nowhere.jsonl").makeAgent() }
        #expect(log?.description.contains("nowhere.jsonl: there is no such file of exchanges") == true)
    }
}
