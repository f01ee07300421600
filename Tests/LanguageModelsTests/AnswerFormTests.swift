import Foundation
import Testing

@testable import LanguageModels

/// Forms of answers: what is asked for, what endpoints make of it, and what is read from a reply.
@Suite struct AnswerFormTests {
    private let server: ChatServer
    private let question = MenuQuestion(
        system: "You cook. {{answer}}", question: "Choose:\n1. fetch an onion\n2. stand by\n", options: ["fetch an onion", "stand by"])

    init() throws { server = try ChatServer() }

    private func ask(
        _ settings: ChatSettings, _ dialects: ChatDialectMemory = ChatDialectMemory()
    ) throws -> (result: Result<MenuChoice, ConversationError>, exchanges: [ChatExchange]) {
        let client = try ChatClient(settings, transport: HTTPTransport(settings), dialects: dialects)
        let conversation = Conversation(client, question, tick: 7)
        conversation.wait()
        return (try #require(conversation.result), conversation.takeExchanges())
    }

    /// An endpoint that refuses a form is asked in the next one; later questions begin with the one that it takes.
    @Test(arguments: [
        ("schema", [AnswerForm.schema]), ("schema-llama", [.schema, .schema]), ("schema-500", [.schema, .schema]),
        ("schema-guided", [.schema, .schema, .schema]),
        ("json-only", [.schema, .schema, .schema, .json]), ("no-formats", [.schema, .schema, .schema, .json, .number, .number]),
        ("no-formats-422", [.schema, .schema, .schema, .json, .number, .number]), ("good", [.schema]),
    ])
    func theBestFormIsFoundOnce(model: String, forms: [AnswerForm]) throws {
        var settings = server.settings(model)
        settings.retries = 0
        let dialects = ChatDialectMemory()
        let (first, exchanges) = try ask(settings, dialects)
        #expect(exchanges.map(\.form) == forms && (try? first.get().reading) == .exact)
        let (second, later) = try ask(settings, dialects)
        #expect(later.map(\.form) == [forms.last] && (try? second.get().isRepeat) == false)
        if model != "good", model != "json-only" { #expect(try second.get().index == 1) }
    }

    /// The endpoint takes the form and the model ignores it: its words are understood, and the form is not asked for again.
    @Test func aFormThatIsIgnoredIsNotAskedForAgain() throws {
        let dialects = ChatDialectMemory()
        let (result, exchanges) = try ask(server.settings("ignores-words"), dialects)
        #expect(try exchanges.count == 1 && result.get().index == 0 && result.get().reading == .nearest)
        #expect(exchanges[0].reading == .nearest && dialects.form == .number)
    }

    /// Nothing helps: a failure that is counted, and nothing is remembered of it.
    @Test func anEndpointThatRefusesEverythingFails() throws {
        var settings = server.settings("no")
        settings.retries = 0
        let dialects = ChatDialectMemory()
        let (result, exchanges) = try ask(settings, dialects)
        #expect(throws: ConversationError.self) { try result.get() }
        #expect(exchanges.count == 6 && exchanges.allSatisfy { $0.problem?.contains("status 400") == true })
        #expect(dialects.form == .schema)
    }

    /// A fixed form stays as it is, but for how it is said.
    @Test(arguments: [(AnswerForm.schema, 3), (.json, 2), (.number, 2), (.text, 1)])
    func aFixedFormStays(form: AnswerForm, tries: Int) throws {
        var settings = server.settings("no")
        settings.retries = 0
        settings.answer = form
        let exchanges = try ask(settings).exchanges
        #expect(exchanges.map(\.form) == Array(repeating: form, count: tries))
    }

    @Test(arguments: ["two", "dot", "with-words", "german", "arabic", "empty-logprobs", "cut"])
    func aNumberIsUnderstood(model: String) throws {
        var settings = server.settings("number-\(model)")
        settings.answer = .number
        let (result, exchanges) = try ask(settings)
        #expect(try result.get() == MenuChoice(index: 1) && exchanges.count == 1)
    }

    /// A small model that is cut off while it goes on with the list has named the option with which it began.
    @Test func theFirstOfAListIsTaken() throws {
        var settings = server.settings("number-list")
        settings.answer = .number
        let (result, exchanges) = try ask(settings)
        #expect(try result.get() == MenuChoice(index: 1, reading: .nearest) && exchanges.count == 1)
    }

    /// The endpoint knows no probabilities, and says so with an error of its own.
    @Test func withoutProbabilitiesANumberIsAskedForWithoutThem() throws {
        var settings = server.settings("no-logprobs")
        settings.answer = .number
        let dialects = ChatDialectMemory()
        #expect(try ask(settings, dialects).exchanges.count == 2)
        #expect(try ask(settings, dialects).exchanges.count == 1)
    }

    @Test(arguments: [("probable", MenuChoice.Reading.exact, 0.832), ("first", .exact, 0.870), ("likeliest", .nearest, 0.622)])
    func theMostProbableNumberIsTaken(model: String, reading: MenuChoice.Reading, certainty: Double) throws {
        var settings = server.settings("number-\(model)")
        settings.answer = .number
        let (result, exchanges) = try ask(settings)
        let choice = try result.get()
        #expect(choice.index == 1 && choice.reading == reading && abs((choice.certainty ?? 0) - certainty) < 0.001)
        #expect(exchanges[0].positions?.first?.count ?? 0 >= 3 && exchanges[0].certainty == choice.certainty)
    }

    @Test(arguments: [
        ("out-of-range", "there is no skill 9"), ("zero", "there is no skill 0"), ("two-numbers", "has 2 numbers"),
        ("other-list", "has 2 numbers"),
        ("apology", "none of the skills"), ("chinese", "none of the skills"), ("contradiction", "the number of one skill and the words"),
        ("both-skills", "none of the skills"), ("unlike", "none of the skills"),
    ])
    func whatMeansNoSkillIsAFailure(model: String, problem: String) throws {
        var settings = server.settings("number-\(model)")
        settings.answer = .number
        let (result, exchanges) = try ask(settings)
        #expect(throws: ConversationError.self) { try result.get() }
        #expect(exchanges.map(\.form) == [.number, .text, .number] && exchanges.map(\.messages.count) == [2, 4, 2])
        #expect(exchanges.allSatisfy { $0.problem?.contains(problem) == true && $0.reading == nil }, "\(exchanges.map(\.problem))")
    }

    @Test func aRefusalIsAskedAgainInAnotherForm() throws {
        let (result, exchanges) = try ask(server.settings("refusal"))
        #expect(throws: ConversationError.self) { try result.get() }
        #expect(exchanges.map(\.problem) == Array(repeating: "the model refuses: I will not cook.", count: 3))
        #expect(exchanges.map(\.form) == [.schema, .number, .text])
    }

    @Test(arguments: [("cached", 80), ("timings", 70), ("good", nil)])
    func cachedTokensAreCounted(model: String, cached: Int?) throws {
        #expect(try ask(server.settings(model)).exchanges.map(\.cachedTokens) == [cached])
    }

    /// Of a stream nothing is waited for after the first whole choice; this one goes on for 20 s.
    @Test(arguments: [(AnswerForm.schema, 0), (.json, 0), (.text, 1)]) func aStreamIsCutAtTheFirstChoice(form: AnswerForm, index: Int)
        throws
    {
        var settings = server.settings("stream")
        (settings.answer, settings.streams, settings.timeout) = (form, true, 15)
        let (result, exchanges) = try ask(settings)
        #expect(try exchanges.count == 1 && result.get().index == index)
        #expect(exchanges[0].isStopped == true && exchanges[0].thoughts == "Hm. Hm. " && exchanges[0].reply?.contains("word") == false)
        #expect(exchanges[0].replyTokens == 4, "a piece counts as a token where the endpoint did not come to count")
    }

    @Test func anErrorInAStreamIsOne() throws {
        var settings = server.settings("stream-error")
        (settings.streams, settings.retries) = (true, 0)
        #expect(try ask(settings).exchanges.last?.problem?.contains("out of memory") == true)
    }

    /// A stream that ends by itself is read like a reply that comes at once.
    @Test func aWholeChoiceIsOneThatNothingCanChange() {
        let reader = MenuReader(options: ["fetch an onion", "stand by"])
        let whole: [(String, AnswerForm)] = [
            ("2\n", .number), ("\n2.\n", .number), ("stand by\n", .text), (#"{"skill": "stand by"}"#, .json),
            (#"<think>{}</think>{"skill": "stand by"}"#, .schema),
        ]
        let open: [(String, AnswerForm)] = [
            ("2", .number), ("\n2", .number), ("1 or 2\n", .number), ("stand", .text), (#"{"skill": "stand by""#, .json), ("{}", .json),
            (#"<think>{"skill": "stand by"}"#, .schema), (#"{"skill": "juggle"}"#, .schema), ("", .text),
        ]
        #expect(whole.allSatisfy { reader.isWhole($0.0, $0.1) })
        #expect(open.allSatisfy { !reader.isWhole($0.0, $0.1) })
    }

    @Test func thoughtsAreKeptAndNotRead() throws {
        let (result, exchanges) = try ask(server.settings("reasoning"))
        #expect(try result.get().index == 0 && exchanges.count == 1)
        #expect(exchanges[0].thoughts?.contains("stand by") == true && exchanges[0].thoughtTokens == 70)
    }

    /// A model that turns out to think gets tokens for it, from then on.
    @Test(arguments: [AnswerForm.schema, .number]) func thoughtsHaveABudget(form: AnswerForm) throws {
        var settings = server.settings("long-thoughts")
        settings.answer = form
        let dialects = ChatDialectMemory()
        let (result, exchanges) = try ask(settings, dialects)
        #expect(try exchanges.count == 2 && result.get().index == (form == .number ? 1 : 0))
        #expect(try ask(settings, dialects).exchanges.count == 1)
        settings.thinkingTokens = 0
        let (without, tries) = try ask(settings)
        #expect(tries.count == 1 && (try? without.get()) == nil)
    }

    @Test(arguments: [
        ("The skill you chose is \"taking an onion from (0, 1)\".", 0), ("I would fill the pot", nil), ("take an onion", nil),
        ("take the onion at (4, 1)", 1), ("deliver it", nil), ("takes a dish", 2), ("Standing by!", 3), ("I will not stand by", nil),
        ("take an onion from (9, 9)", nil), ("takes an onion from (0, 1) or takes an onion from (4, 1)", nil), ("", nil),
    ])
    func wordsMeanOneSkillOrNone(text: String, place: Int?) throws {
        let options = ["takes an onion from (0, 1)", "takes an onion from (4, 1)", "takes a dish from (1, 3)", "stands by"]
        #expect(WordMatch(options).only(text) == place)
    }

    @Test func numbersInTheWordsOfASkillAreNoChoice() throws {
        let reader = MenuReader(options: ["takes a soup of 3 onions from (0, 1)", "stands by"])
        let reply = try ChatReply.read(
            ChatResponse(status: 200, body: Data(#"{"choices": [{"message": {"content": "Taking the soup of 3 onions"}}]}"#.utf8)), limit: 9
        )
        #expect(try reader.choice(reply, .text) == MenuChoice(index: 0, reading: .nearest))
    }
}
