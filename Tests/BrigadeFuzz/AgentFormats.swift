import Adapting
import Agents
import Foundation
import Kitchen
import KitchenMaps
import Language
import LanguageModels
import Neural
import Oracle
import Planning

extension FuzzFormat {
    static let agents = FuzzFormat(
        name: "agents", ending: ".yaml", inputs: 2_500, seeds: { try $0.files("Agents", ending: ".yaml") },
        read: { input in
            let file = try AgentFile.read(input.path(), catalogue: catalogue)
            // Kinds that start programs or plan for seconds are only read.
            if ["stay", "random", "greedy"].contains(file.kindName) { try play(file.makeAgent(), input.folders) }
        })

    static let sidecars = FuzzFormat(
        name: "sidecars", ending: ".json", inputs: 1_500,
        seeds: { folders in try [ppo, proxy].map { try bytes("\(folders.checkout)/\($0).json") } },
        read: { input in
            for shipped in [ppo, proxy] {
                try? play(
                    policy(network: input.path(), weights: "\(input.folders.checkout)/\(shipped).safetensors", input.folders), input.folders
                )
            }
        })

    static let weights = FuzzFormat(
        name: "weights", ending: ".safetensors", inputs: 1_500,
        seeds: { folders in [try bytes("\(folders.checkout)/\(ppo).safetensors")] },
        read: { input in
            try play(policy(network: "\(input.folders.checkout)/\(ppo).json", weights: input.path(), input.folders), input.folders)
        })

    static let experience = FuzzFormat(
        name: "experience", ending: ".jsonl", inputs: 3_000,
        seeds: { folders in
            let file = try Data(contentsOf: URL(fileURLWithPath: folders.checkout + "/Agents/experience/seven-kitchens.jsonl"))
            return [Array(file.split(separator: UInt8(ascii: "\n")).prefix(12).joined(separator: [UInt8(ascii: "\n")]))]
        },
        read: { input in
            let experience = try Experience(reading: input.path())
            let copy = input.folders.scratch + "/copy.jsonl"
            try experience.write(to: copy)
            guard try Experience(reading: copy) == experience else { throw BrokenPromise("experience reads back as another") }
        })

    static let responses = FuzzFormat(
        name: "responses", ending: ".jsonl", inputs: 3_000,
        seeds: { _ in
            let pairs = (0..<3).map { number in
                MeasuredPair(
                    map: "cramped_room", layout: "0f", dynamics: "old", horizon: 400, partner: ("greedy", "1a"), agent: ("planner", "2b"),
                    seat: 1, episodes: number + 1, score: (200.5, 190, 210), how: "shipped")
            }
            return [Array(try ResponseTable(pairs).text().utf8), Array(try ResponseTable(Array(pairs.prefix(1))).text().utf8)]
        },
        read: { input in
            let table = try ResponseTable(reading: input.path())
            let copy = input.folders.scratch + "/copy.jsonl"
            try table.write(to: copy)
            guard try ResponseTable(reading: copy) == table else { throw BrokenPromise("responses read back as others") }
        })

    static let answers = FuzzFormat(
        name: "answers", ending: ".jsonl", inputs: 60_000,
        seeds: { _ in
            [
                #"{"type": "hello", "protocol": 1}"#, #"{"type": "ready", "episode": 3}"#,
                #"{"type": "refuse", "episode": 3, "reason": "too small"}"#, #"{"type": "info", "text": "hm"}"#,
                #"{"type": "action", "tick": 17, "action": "interact", "message": "mine", "explanation": {"intention": "cook", "plan": ["a", "b"], "beliefs": [{"skill": "x", "probability": 0.5}]}}"#,
            ].map { Array($0.utf8) }
        },
        read: { _ = ProtocolAnswer($0.text) })

    static let replies = FuzzFormat(
        name: "replies", ending: ".json", inputs: 8_000,
        seeds: { _ in
            let object = #"{\"analysis\": \"the pot lacks onions\", \"intention\": \"cook\", \"skill\": \"fetch an onion\"}"#
            return [
                #"{"id": "x", "choices": [{"index": 0, "message": {"role": "assistant", "content": "\#(object)"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 10, "completion_tokens": 5}}"#,
                #"{"choices": [{"message": {"content": [{"type": "text", "text": "<think>{a}</think> ```json\n\#(object)```"}]}}], "usage": null}"#,
                #"{"error": {"message": "Provider returned error: model is overloaded", "code": 502}}"#,
            ].map { Array($0.utf8) }
        },
        read: { input in
            var settings = ChatSettings(baseURL: "http://127.0.0.1:9/v1", model: "fuzz")
            settings.retries = 0
            settings.repeats = 0
            let client = ChatClient(settings, transport: FixedReply(body: input.data))
            let options = ["fetch an onion", "stand by"]
            let question = MenuQuestion(system: "", question: MenuQuestion.list(options), options: options)
            let conversation = Conversation(client, question, tick: 0)
            conversation.wait()
            _ = conversation.takeExchanges()
        })

    private static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// The agent of a sidecar and weights.
    private static func policy(network: String, weights: String, _ folders: FuzzFolders) throws -> any Agent {
        let path = folders.scratch + "/policy.yaml"
        let text = "kind: policy\nparameters:\n  network: \(network)\n  weights: \(weights)\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try AgentFile.read(path, catalogue: catalogue).makeAgent()
    }

    private static let ppo = "Agents/ppo/ppo-cramped_room"
    private static let proxy = "Agents/human-proxies/human-cramped_room"

    /// Every kind that a file can name.
    static let catalogue = AgentCatalogue([
        StayKind.self, RandomKind.self, GreedyKind.self, PolicyKind.self, ProcessKind.self, PlannerKind.self, LanguageModelKind.self,
        HumanProxyKind.self, OptimalKind.self, BestResponseKind.self, TalkerKind.self, PartnerKind.self, TalkingPolicyKind.self,
        FollowerKind.self,
    ])

    /// Some ticks of an agent beside one who stays, with explanations.
    static func play(_ agent: any Agent, _ folders: FuzzFolders) throws {
        var agent = agent
        defer { agent.close() }
        let kitchen = try Kitchen(MapLibrary(folder: folders.checkout + "/Maps").layout("cramped_room"))
        var match = try Match(kitchen, horizon: 6, seed: 1, explains: true)
        match.begin(&agent, seat: 0)
        if let refusal = match.refusal { throw refusal }
        while !match.game.isOver {
            match.act(&agent, seat: 0)
            try match.step()
        }
    }
}

/// An endpoint that always says the same.
private struct FixedReply: ChatTransport {
    let body: Data

    func send(_: Data, _: Cancellation, until _: @escaping (Data) -> Bool) throws(ChatError) -> ChatResponse {
        ChatResponse(status: 200, body: body)
    }
}
