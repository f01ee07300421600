import Agents
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import LanguageModels
import TestSupport
import Testing
import Tournaments

@testable import BrigadeCLI
@testable import Planning

/// A short episode of every kind of agent, recorded in `Tests/Golden/playthroughs` in the manner of OpenSpiel, so that any change
/// of behaviour is a difference that can be read.
///
/// All but the networks are the same on every processor. The networks draw from probabilities of which processors differ in the
/// seventh digit; the seeds are such that no draw lies near a border.
@Suite struct PlaythroughTests {
    /// Who plays whom where.
    struct Plan: CustomTestStringConvertible {
        let kind: String
        let agents: [String]
        var map = "cramped_room"
        var horizon = 60
        /// Whether explanations have numbers of a network.
        var isNetwork = false

        var testDescription: String { kind }
    }

    static let plans = [
        Plan(kind: "stay", agents: ["stay", "stay"], horizon: 5),
        Plan(kind: "random", agents: ["random", "random"], horizon: 40),
        Plan(kind: "greedy", agents: ["greedy", "greedy"], map: "forced_coordination"),
        Plan(kind: "planner", agents: ["planner", "greedy-slow"]),
        Plan(kind: "adaptive", agents: ["adaptive", "greedy-slow"], isNetwork: true),
        Plan(kind: "policy", agents: ["ppo-cramped_room", "ppo-cramped_room"], isNetwork: true),
        Plan(kind: "human-proxy", agents: ["human-cramped_room", "human-cramped_room"], isNetwork: true),
    ]

    static let maps = MapLibrary(folder: Checkout.path("Maps"))
    static let library = AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentOptions.catalogue)

    @Test(arguments: plans) func shippedAgentsPlayAsRecorded(plan: Plan) throws {
        let kitchen = try Kitchen(Self.maps.layout(plan.map), dynamics: .old)
        try compare(plan.kind, plan.agents, kitchen, plan.horizon, plan.agents.map(Self.library.agent), plan.isNetwork)
    }

    /// In a corridor that is solved within a moment.
    @Test func solversPlayAsRecorded() throws {
        var parameters = LayoutParameters()
        parameters.orders = [Recipe(onions: 3, tomatoes: 0)]
        parameters.cookTime = 3
        let layout = try Layout(name: "corridor of three cells", grid: ["XOPXX", "O1 2D", "XDSDX"], parameters: parameters)
        let kitchen = try Kitchen(layout, dynamics: .old)
        try inScratchFolder { folder in
            let optimal = try agent("optimal", "cache: \(folder)", in: folder)
            try compare("optimal", ["optimal", "optimal"], kitchen, 50, [optimal, optimal])
            let names = ["best-response:greedy-plain", "greedy-plain"]
            try compare("best-response", names, kitchen, 50, names.map(Self.library.agent))
        }
    }

    /// With more time to answer than the shipped file gives, so that a busy machine changes nothing.
    @Test func aProgramPlaysAsRecorded() throws {
        let program = Checkout.path("Agents/programs/greedy_cook.py")
        try inScratchFolder { folder in
            let file = try agent("process", "command: [python3, \(program)]\n  deadline_ms: 60000\n  start_ms: 60000", in: folder)
            let kitchen = try Kitchen(Self.maps.layout("cramped_room"), dynamics: .old)
            try compare("process", ["python-greedy", "greedy"], kitchen, 60, [file, Self.library.agent("greedy")])
        }
    }

    /// A model whose replies are a file: good ones, one that rambles, one that names no skill.
    @Test func aLanguageModelPlaysAsRecorded() throws {
        let replies = try String(contentsOfFile: Checkout.path("Tests/Golden/model-replies.txt"), encoding: .utf8)
        let client = ChatClient(
            ChatSettings(baseURL: "http://localhost", model: "recorded"),
            transport: ScriptedModel(replies.split(separator: "\n").map(String.init)))
        // It waits for an answer a minute a tick, at most; so every answer is there in the tick after the question.
        let manner = LanguageModelKind.Manner(every: 5, tick: 60, giveUp: 3)
        let cook = LanguageModelAgent(
            planner: PlannerKind(PlannerSettings()), client: client, manner: manner,
            prompts: try CookPrompts(folder: Checkout.path("Agents/language-models/prompts")), recorded: nil)
        let kitchen = try Kitchen(Self.maps.layout("cramped_room"), dynamics: .old)
        var team: [any Agent] = [cook, try Self.library.agent("greedy").makeAgent()]
        var match = try Match(kitchen, horizon: 60, seed: 1, explains: true)
        let episode = try match.play(&team)
        let text = try Playthrough(title: "language-model", players: ["language-model", "greedy"], episode: episode).text()
        let asked = try #require(episode.notes.first { $0.kind == .exchange }?.data)
        let exchange = try JSONDecoder().decode(ChatExchange.self, from: Data(asked.utf8))
        let question = exchange.messages.map { "\n--- \($0.role)\n\($0.content)" }.joined()
        try expect(text + "\nWhat the model was asked first:\n" + question, "language-model")
    }

    /// But those that play only where somebody talks or sees a part: TalkTests and TalkingPolicyTests have them.
    @Test(.enabled(if: !GoldenFile.isRecording)) func everyKindIsRecorded() throws {
        let others: Set = [FollowerKind.name, TalkingPolicyKind.name]
        let folder = Checkout.path("Tests/Golden/playthroughs")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt") }
        #expect(
            names.sorted() == AgentOptions.catalogue.names.filter { !others.contains($0) }.map { "\($0).txt" }.sorted(), "a kind, a file")
    }

    private func agent(_ kind: String, _ parameters: String, in folder: String) throws -> AgentFile {
        let path = "\(folder)/\(kind).yaml"
        try "kind: \(kind)\nparameters:\n  \(parameters)\n".write(toFile: path, atomically: true, encoding: .utf8)
        return try AgentFile.read(path, catalogue: AgentOptions.catalogue)
    }

    private func compare(
        _ kind: String, _ names: [String], _ kitchen: Kitchen, _ horizon: Int, _ files: [AgentFile], _ isNetwork: Bool = false
    ) throws {
        var team = try files.map { try $0.makeAgent() }
        var match = try Match(kitchen, horizon: horizon, seed: 1, explains: true)
        let episode = try match.play(&team)
        for seat in team.indices { team[seat].close() }
        #expect(episode.status == .finished && episode.notes.allSatisfy { $0.kind != .fault })
        try expect(Playthrough(title: kind, players: names, episode: episode).text(), kind, tolerance: isNetwork ? 0 : nil)
    }

    private func expect(_ text: String, _ kind: String, tolerance: Double? = nil) throws {
        try GoldenFile("playthroughs/\(kind).txt", tolerance: tolerance).expect(text)
    }
}
