import Foundation
import Testing

@testable import LanguageModels

/// Conversations with a real endpoint that answers well and badly.
@Suite struct ConversationTests {
    private let server: ChatServer
    private let question = MenuQuestion(
        system: "You cook. {{answer}}", question: "Choose:\n- fetch an onion\n- stand by", options: ["fetch an onion", "stand by"])

    init() throws { server = try ChatServer() }

    private func ask(
        _ settings: ChatSettings, environment: [String: String] = [:]
    ) throws -> (result: Result<String, ConversationError>, exchanges: [ChatExchange]) {
        let client = try ChatClient(settings, transport: HTTPTransport(settings, environment: environment))
        return try ask(client)
    }

    private func ask(_ client: ChatClient) throws -> (result: Result<String, ConversationError>, exchanges: [ChatExchange]) {
        let conversation = Conversation(client, question, tick: 7)
        conversation.wait()
        return (try #require(conversation.result).map { question.options[$0.index] }, conversation.takeExchanges())
    }

    @Test(arguments: [
        "good", "chatty", "trailing-comma", "slow", "think", "think-open", "braces", "twice", "list", "nested", "single-quotes",
        "line-break", "bom", "keys", "parts",
    ])
    func aGoodReplyIsTaken(model: String) throws {
        let (result, exchanges) = try ask(server.settings(model))
        #expect(result == .success("fetch an onion"))
        #expect(exchanges.count == 1 && exchanges[0].problem == nil && exchanges[0].asked == 7 && exchanges[0].promptTokens == 100)
    }

    @Test(arguments: [
        ("no-usage", 0, 0), ("null-usage", 0, 0), ("float-usage", 10, 5), ("odd-usage", 0, 0), ("events", 0, 2),
        ("vast-usage", 1_000_000_000_000, 1_000_000_000_000),
    ])
    func tokensAreCountedAsFarAsTheyAreNumbers(model: String, prompt: Int, reply: Int) throws {
        let (result, exchanges) = try ask(server.settings(model))
        #expect(result == .success("fetch an onion"))
        #expect(exchanges.map(\.promptTokens) == [prompt] && exchanges.map(\.replyTokens) == [reply])
    }

    @Test func aModelIsToldWhatWasWrong() throws {
        let (result, exchanges) = try ask(server.settings("malformed"))
        #expect(result == .success("fetch an onion"))
        let problem = "the reply is none of the skills that were listed; take one of them word by word"
        #expect(exchanges.map(\.problem) == [problem, nil] && exchanges.map(\.form) == [.schema, .number])
        #expect(exchanges[1].messages.count == 4 && exchanges[1].messages[3].content.contains(problem))
    }

    @Test(arguments: [
        ("never", 3, "'juggle' is none of the skills"), ("hostile", 3, "is none of the skills"), ("deep", 3, "nested more than 8 deep"),
        ("empty", 3, "it has no message"), ("refusing", 1, "status 401"), ("busy", 3, "status 429"),
        ("redirect", 1, "status 307"), ("endless", 1, "longer than 1048576 bytes and was cut off"), ("cut-off", 3, "cannot be reached"),
        ("endless-lines", 1, "longer than 1048576 bytes and was cut off"), ("endless-headers", 1, "was cut off"),
        ("nobody", 1, "status 404"), ("basic", 1, "status 401: who are you?"), ("quota", 1, "the quota at the endpoint is used up"),
        ("error-200", 3, "answered with an error: Provider returned error: model is overloaded (502)"),
        ("thoughtful", 2, "00 tokens before it said anything"), ("no-json", 3, "no chat completion: <html>"),
        ("truncated", 3, "the JSON object is cut off; it ended at its limit of tokens"),
        ("lasting-thoughts", 3, "the reply ends within its thoughts"),
    ])
    func aBadEndpointIsGivenUp(model: String, tries: Int, problem: String) throws {
        let (result, exchanges) = try ask(server.settings(model))
        #expect(throws: ConversationError.self) { try result.get() }
        #expect(exchanges.count == tries)
        #expect(exchanges.allSatisfy { $0.problem?.contains(problem) == true }, "\(exchanges.map(\.problem))")
    }

    @Test func aPassingFailureIsTriedAgain() throws {
        let (result, exchanges) = try ask(server.settings("flaky"))
        #expect(result == .success("fetch an onion"))
        #expect(exchanges.count == 2 && exchanges[0].problem?.contains("status 500") == true)
    }

    /// What an endpoint says that it does not know is left out from then on, by all who ask there.
    @Test(arguments: [("max-completion-tokens", 1), ("no-temperature", 1), ("both", 2)])
    func anEndpointIsAskedInItsDialect(model: String, mistakes: Int) throws {
        var settings = server.settings(model)
        settings.retries = 0
        let dialects = ChatDialectMemory()
        for mistakes in [mistakes, 0] {
            let client = try ChatClient(settings, transport: HTTPTransport(settings), dialects: dialects)
            let (result, exchanges) = try ask(client)
            #expect(result == .success("fetch an onion"))
            #expect(exchanges.count == mistakes + 1)
            #expect(exchanges.dropLast().allSatisfy { $0.problem?.contains("status 400: {\"error\": {\"message\": \"Unsupported") == true })
        }
    }

    @Test func aRequestHasWhatTheUserAdds() throws {
        var settings = server.settings("body")
        settings.body = [
            "reasoning_effort": .text("low"), "temperature": .null, "model": .text("other"),
            "options": .object(["a": .list([.integer(1), .number(0.5), .truth(true), .null])]),
        ]
        #expect(try ask(settings).result == .success("fetch an onion"))
        settings.body["max_completion_tokens"] = .integer(9)
        settings.model = "max-completion-tokens"
        #expect(try ask(settings).exchanges.count == 1)
    }

    @Test(arguments: [("retry-date", 1.0), ("retry-soon", 1.0)])
    func anEndpointIsLeftAloneAsLongAsItAsks(model: String, least: Double) throws {
        let begin = ContinuousClock.now
        let (result, exchanges) = try ask(server.settings(model))
        #expect(result == .success("fetch an onion") && exchanges.count == 2)
        #expect((ContinuousClock.now - begin) / .seconds(1) >= least)
    }

    @Test func nobodyWaitsForHours() throws {
        let settings = server.settings("retry-hours")
        let client = try ChatClient(settings, transport: HTTPTransport(settings))
        for tries in [1, 0] {
            let (result, exchanges) = try ask(client)
            let problem = #expect(throws: ConversationError.self) { try result.get() }
            #expect(problem?.description.contains("asks for no more requests for 7") == true && exchanges.count == tries)
        }
    }

    @Test(arguments: ["silent", "drip"])
    func silenceHasAnEnd(model: String) throws {
        var settings = server.settings(model)
        settings.timeout = 0.2
        settings.retries = 1
        let (result, exchanges) = try ask(settings)
        #expect(throws: ConversationError.self) { try result.get() }
        #expect(exchanges.map(\.problem) == ["no reply within 0.2 s", "no reply within 0.2 s"])
    }

    /// What was sent by then is logged; what was not sent is not.
    @Test(arguments: [true, false])
    func aConversationCanBeCancelled(isSent: Bool) throws {
        var settings = server.settings(isSent ? "silent" : "good")
        if !isSent { settings.requestsPerMinute = 1 }
        let client = try ChatClient(settings, transport: HTTPTransport(settings))
        if !isSent { #expect(try ask(client).result == .success("fetch an onion")) }
        let conversation = Conversation(client, question, tick: 0)
        conversation.wait(until: .now + .seconds(isSent ? 0.5 : 0.1))
        #expect(conversation.result == nil)
        let begin = ContinuousClock.now
        conversation.cancel()
        conversation.wait()
        #expect(ContinuousClock.now - begin < .seconds(5), "the server is silent for 30 s")
        #expect(conversation.result == .failure(ConversationError(description: "cancelled")))
        #expect(conversation.takeExchanges().map(\.problem) == (isSent ? ["cancelled"] : []))
    }

    @Test func nobodyListens() throws {
        var settings = server.settings("good")
        settings.baseURL = "http://127.0.0.1:1/v1"
        settings.retries = 0
        #expect(try ask(settings).exchanges.first?.problem?.contains("the endpoint cannot be reached") == true)
    }

    @Test func theBudgetIsKept() throws {
        var settings = server.settings("good")
        settings.calls = 2
        let client = try ChatClient(settings, transport: HTTPTransport(settings))
        for _ in 0..<2 { #expect(try ask(client).result == .success("fetch an onion")) }
        #expect(try ask(client).result == .failure(ConversationError(description: "the budget is spent: 2 calls")))
        #expect(client.spent == (2, 240))
        client.restartBudget()
        #expect(try ask(client).result == .success("fetch an onion"))
        settings.calls = 400
        settings.model = "vast-usage"
        settings.tokens = .max
        let vast = try ChatClient(settings, transport: HTTPTransport(settings))
        for _ in 0..<2 { #expect(try ask(vast).result == .success("fetch an onion")) }
        #expect(vast.spent.tokens == 4_000_000_000_000)
        settings.model = "good"
        settings.tokens = 100
        let poor = try ChatClient(settings, transport: HTTPTransport(settings))
        _ = try ask(poor)
        #expect(try ask(poor).result == .failure(ConversationError(description: "the budget is spent: 100 tokens")))
    }

    @Test(arguments: [
        "good", "malformed", "flaky", "never", "refusing", "both", "truncated", "thoughtful", "vast-usage", "refusal", "number-likeliest",
        "no-formats", "long-thoughts",
    ])
    func aLogStandsInForTheEndpoint(model: String) throws {
        let settings = server.settings(model)
        let live = try ask(settings)
        let replayed = try ask(ChatClient(settings, transport: RecordedTransport(live.exchanges)))
        func outline(_ exchanges: [ChatExchange]) -> [[String?]] { exchanges.map { [$0.reply, $0.messages.last?.content] } }
        #expect(outline(replayed.exchanges) == outline(live.exchanges))
        #expect((try? replayed.result.get()) == (try? live.result.get()))
        #expect(replayed.exchanges.map(\.problem) == live.exchanges.map(\.problem))
    }
}
