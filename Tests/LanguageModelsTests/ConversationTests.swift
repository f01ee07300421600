import Foundation
import LanguageModels
import Testing

/// Conversations with a real endpoint that answers well and badly.
@Suite struct ConversationTests {
    private let server: ChatServer
    private let question = [ChatMessage(.system, "You cook."), ChatMessage(.user, "Choose:\n- fetch an onion\n- stand by")]

    init() throws { server = try ChatServer() }

    private func ask(
        _ settings: ChatSettings, environment: [String: String] = [:]
    ) throws -> (result: Result<String, ConversationProblem>, exchanges: [ChatExchange]) {
        let client = try ChatClient(settings, transport: HTTPTransport(settings, environment: environment))
        return try ask(client)
    }

    private func ask(_ client: ChatClient) throws -> (result: Result<String, ConversationProblem>, exchanges: [ChatExchange]) {
        let conversation = Conversation(client, question, tick: 7, check: Self.skill)
        conversation.wait()
        return (try #require(conversation.result), conversation.takeExchanges())
    }

    /// The skill in a reply, if it is one that was offered.
    @Sendable private static func skill(_ reply: ReplyObject) throws(ReplyProblem) -> String {
        guard let skill = reply["skill"] else { throw ReplyProblem("it has no skill") }
        guard ["fetch an onion", "stand by"].contains(skill) else { throw ReplyProblem("there is no skill '\(skill)'") }
        return skill
    }

    @Test(arguments: ["good", "chatty", "trailing-comma", "slow"])
    func aGoodReplyIsTaken(model: String) throws {
        let (result, exchanges) = try ask(server.settings(model))
        #expect(result == .success("fetch an onion"))
        #expect(exchanges.count == 1 && exchanges[0].problem == nil && exchanges[0].asked == 7 && exchanges[0].promptTokens == 100)
    }

    @Test func aModelIsToldWhatWasWrong() throws {
        let (result, exchanges) = try ask(server.settings("malformed"))
        #expect(result == .success("fetch an onion"))
        #expect(exchanges.map(\.problem) == ["the reply has no JSON object", nil])
        #expect(exchanges[1].messages.count == 4 && exchanges[1].messages[3].content.contains("the reply has no JSON object"))
    }

    @Test(arguments: [
        ("never", 3, "there is no skill 'juggle'"), ("hostile", 3, "there is no skill"), ("deep", 3, "nested more than 8 deep"),
        ("empty", 3, "it has no message"), ("refusing", 1, "status 401"), ("busy", 3, "status 429"),
        ("redirect", 1, "status 307"), ("endless", 1, "longer than 1048576 bytes"), ("cut-off", 3, "cannot be reached"),
        ("nobody", 1, "status 404"),
    ])
    func aBadEndpointIsGivenUp(model: String, tries: Int, problem: String) throws {
        let (result, exchanges) = try ask(server.settings(model))
        #expect(throws: ConversationProblem.self) { try result.get() }
        #expect(exchanges.count == tries)
        #expect(exchanges.allSatisfy { $0.problem?.contains(problem) == true }, "\(exchanges.map(\.problem))")
    }

    @Test func aPassingFailureIsTriedAgain() throws {
        let (result, exchanges) = try ask(server.settings("flaky"))
        #expect(result == .success("fetch an onion"))
        #expect(exchanges.count == 2 && exchanges[0].problem?.contains("status 500") == true)
    }

    @Test func silenceHasAnEnd() throws {
        var settings = server.settings("silent")
        settings.timeout = 0.2
        settings.retries = 1
        let (result, exchanges) = try ask(settings)
        #expect(throws: ConversationProblem.self) { try result.get() }
        #expect(exchanges.map(\.problem) == ["no reply within 0.2 s", "no reply within 0.2 s"])
    }

    @Test func aConversationCanBeCancelled() throws {
        let settings = server.settings("silent")
        let conversation = Conversation(
            try ChatClient(settings, transport: HTTPTransport(settings)), question, tick: 0, check: Self.skill)
        conversation.cancel()
        conversation.wait()
        #expect(conversation.result == .failure(ConversationProblem(description: "cancelled")))
        #expect(conversation.takeExchanges().isEmpty)
    }

    @Test func nobodyListens() throws {
        var settings = server.settings("good")
        settings.baseURL = "http://127.0.0.1:1/v1"
        settings.retries = 0
        #expect(try ask(settings).exchanges.first?.problem?.contains("the endpoint cannot be reached") == true)
    }

    @Test func theKeyIsSentButNeverLogged() throws {
        var settings = server.settings("secret")
        settings.keyVariable = "BRIGADE_TEST_KEY"
        let (result, exchanges) = try ask(settings, environment: ["BRIGADE_TEST_KEY": "open sesame"])
        #expect(result == .success("fetch an onion"))
        let log = String(decoding: try JSONEncoder().encode(exchanges) + JSONEncoder().encode(settings), as: UTF8.self)
        #expect(!log.contains("sesame") && log.contains("BRIGADE_TEST_KEY"))
        let unset = #expect(throws: ChatProblem.self) { try ask(settings) }
        #expect(unset?.description.contains("BRIGADE_TEST_KEY") == true)
    }

    @Test func theBudgetIsKept() throws {
        var settings = server.settings("good")
        settings.calls = 2
        let client = try ChatClient(settings, transport: HTTPTransport(settings))
        for _ in 0..<2 { #expect(try ask(client).result == .success("fetch an onion")) }
        #expect(try ask(client).result == .failure(ConversationProblem(description: "the budget is spent: 2 calls")))
        #expect(client.spent == (2, 240))
        client.restartBudget()
        #expect(try ask(client).result == .success("fetch an onion"))
        settings.tokens = 100
        let poor = try ChatClient(settings, transport: HTTPTransport(settings))
        _ = try ask(poor)
        #expect(try ask(poor).result == .failure(ConversationProblem(description: "the budget is spent: 100 tokens")))
    }

    @Test(arguments: ["good", "malformed", "flaky", "never", "refusing"])
    func aLogStandsInForTheEndpoint(model: String) throws {
        let settings = server.settings(model)
        let live = try ask(settings)
        let replayed = try ask(ChatClient(settings, transport: RecordedTransport(live.exchanges)))
        func outline(_ exchanges: [ChatExchange]) -> [[String?]] { exchanges.map { [$0.reply, $0.messages.last?.content] } }
        #expect(outline(replayed.exchanges) == outline(live.exchanges))
        #expect((try? replayed.result.get()) == (try? live.result.get()))
    }
}
