import Agents
import Basics
import Episodes
import Foundation
import Kitchen
import LanguageModels
import Synchronization
import Testing

@testable import Planning

/// Language models that speak and hear over a channel.
@Suite struct ModelTalkTests {
    /// A model that takes the first skill and says what it is given, with what it was asked.
    private final class Talker: ChatTransport {
        let words: String
        let asked = Mutex<[String]>([])

        init(saying words: String) { self.words = words }

        func send(_ body: Data, _ cancellation: Cancellation, until _: @escaping (Data) -> Bool) throws(ChatError) -> ChatResponse {
            let text = String(decoding: body, as: UTF8.self)
            asked.withLock { $0.append(text) }
            // The skills are numbered in the question.
            let reply: [String: Any] = ["analysis": "", "intention": "", "skill": 1, "say": words]
            let answer = (try? JSONSerialization.data(withJSONObject: reply)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let completion: [String: Any] = ["choices": [["message": ["content": answer], "finish_reason": "stop"]]]
            return ChatResponse(status: 200, body: (try? JSONSerialization.data(withJSONObject: completion)) ?? Data())
        }
    }

    /// Says something in some ticks.
    private struct Speaker: Agent {
        let words: [Int: String]

        mutating func begin(_ episode: EpisodeContext) {}
        mutating func act(_ game: KitchenGame) -> Decision { Decision(.stay, message: words[game.timestep]) }
    }

    private func play(_ model: Talker, _ channel: TalkChannel?, turns: Int = 3, hearing words: [Int: String] = [:]) throws -> Episode {
        let settings = ChatSettings(baseURL: "http://127.0.0.1:1/v1", model: "talker")
        var planner = PlannerSettings()
        planner.openingWidth = 0
        var manner = LanguageModelKind.Manner(every: 5, tick: 10, giveUp: 3)
        manner.turns = turns
        let agent = LanguageModelAgent(
            planner: PlannerKind(planner), client: ChatClient(settings, transport: model, dialects: ChatDialectMemory()), manner: manner,
            prompts: try CookPrompts(folder: "", isNamed: false), recorded: nil)
        var agents: [any Agent] = [agent, Speaker(words: words)]
        defer { agents[0].close() }
        var match = try Match(Kitchens.make("cramped_room"), horizon: 60, seed: 1, channel: channel)
        return try match.play(&agents)
    }

    private func said(_ episode: Episode) -> [Episode.Note] { episode.notes.filter { $0.kind == .message && $0.seat == 0 } }

    @Test func itSpeaksAFewTurnsAndMoreWhenItHears() throws {
        let model = Talker(saying: "I take the onions")
        let alone = said(try play(model, TalkChannel(.text)))
        #expect(alone.map(\.text) == Array(repeating: "I take the onions", count: 3))
        let asked = model.asked.withLock { $0 }
        #expect(asked[0].contains("what you tell the other cook") && !asked[0].contains("said at tick"))
        #expect(asked.last?.contains("what you tell") == false, "after its turns it is not asked what to say")
        let other = Talker(saying: "I take the onions")
        let answered = said(try play(other, TalkChannel(.text), turns: 1, hearing: [20: "and \"I\" the dish {{x}}", 40: "done"]))
        #expect(answered.count == 3)
        #expect(other.asked.withLock { $0 }.contains { $0.contains("player 2 said at tick 21 \\\"and 'I' the dish { {x}}\\\"") })
    }

    @Test func theDialogueEndsAndSilenceStaysSilent() throws {
        #expect(said(try play(Talker(saying: "END"), TalkChannel(.text))).isEmpty)
        let silent = Talker(saying: "hello")
        #expect(said(try play(silent, nil)).isEmpty && silent.asked.withLock { $0 }.allSatisfy { !$0.contains("\"say\"") })
        #expect(said(try play(Talker(saying: "hello"), TalkChannel(.text), turns: 0)).isEmpty)
    }

    /// What is no message of the channel is a fault; a long text is cut to the channel's length.
    @Test func onlyTheChannelsMessagesAreHeard() throws {
        let wrong = try play(Talker(saying: "hello"), TalkChannel(.signals))
        #expect(said(wrong).isEmpty && wrong.seats[0].faults == 3)
        #expect(wrong.notes.contains { $0.kind == .fault && $0.text.contains("'hello' is no signal") })
        #expect(said(try play(Talker(saying: "wait"), TalkChannel(.signals))).count == 3)
        let long = said(try play(Talker(saying: String(repeating: "la ", count: 50)), TalkChannel(.text, limit: 10)))
        #expect(long.count == 3 && long.allSatisfy { $0.text.count <= 10 })
    }
}
