import Foundation
import Testing

@testable import LanguageModels

/// Keys: how they are sent, where to, and that they are not kept.
@Suite struct SecrecyTests {
    private let server: ChatServer
    private let question = MenuQuestion(
        system: "", question: "Choose:\n- fetch an onion\n- stand by", options: ["fetch an onion", "stand by"])

    init() throws { server = try ChatServer() }

    private func ask(
        _ settings: ChatSettings, key: String
    ) throws -> (result: Result<[String: String], ConversationError>, exchanges: [ChatExchange]) {
        var settings = settings
        settings.keyVariable = "BRIGADE_TEST_KEY"
        settings.repeats = 0
        let transport = try HTTPTransport(settings, environment: ["BRIGADE_TEST_KEY": key])
        let conversation = Conversation(ChatClient(settings, transport: transport), question, tick: 7)
        conversation.wait()
        let result = try #require(conversation.result)
        return (
            result.map { ["skill": question.options[$0.index], "intention": $0.intention] }, conversation.takeExchanges()
        )
    }

    private func log(_ exchanges: [ChatExchange]) throws -> String { String(decoding: try JSONEncoder().encode(exchanges), as: UTF8.self) }

    /// Files that hold a key end in a line break.
    @Test(arguments: ["open sesame", "open sesame\n", " open sesame\r\n"])
    func theKeyIsSentButNeverLogged(key: String) throws {
        let (result, exchanges) = try ask(server.settings("secret"), key: key)
        #expect(try result.get()["skill"] == "fetch an onion")
        #expect(try !log(exchanges).contains("sesame"))
    }

    @Test(arguments: [("basic", "me:open sesame"), ("api-key", "open sesame")])
    func thereAreOtherWaysToSendAKey(model: String, key: String) throws {
        var settings = server.settings(model)
        settings.keyScheme = model
        #expect(try ask(settings, key: key).result.get()["skill"] == "fetch an onion")
    }

    @Test(arguments: [
        (nil, "bearer", "BRIGADE_TEST_KEY, which should hold the key, is not set"), ("", "bearer", "is empty"),
        (" \n", "bearer", "is empty"),
        ("open\nsesame", "bearer", "has a line break"), ("s\u{e9}same", "bearer", "another character"),
        ("sesame", "basic", "user:password"),
        ("open sesame", "a b", "key_as must be"), ("open sesame", "Content-Length", "key_as must be"),
    ])
    func aKeyThatCannotBeSentIsTold(key: String?, scheme: String, problem: String) throws {
        var settings = server.settings("good")
        settings.keyVariable = "BRIGADE_TEST_KEY"
        settings.keyScheme = scheme
        let thrown = #expect(throws: ChatError.self) {
            try HTTPTransport(settings, environment: key.map { ["BRIGADE_TEST_KEY": $0] } ?? [:])
        }
        #expect(thrown?.description.contains(problem) == true && thrown?.description.contains("sesame") == false)
    }

    /// An endpoint may say the key back, spelled in any way that JSON has, and in what is then cut to length.
    @Test(arguments: ["open-sesame/42", #"open"sesame\42"#])
    func aKeyThatIsSaidBackIsNotKept(key: String) throws {
        let (result, exchanges) = try ask(server.settings("echo"), key: key)
        #expect(try result.get()["intention"] == "\(Secret.mark) \(Secret.mark)")
        for part in ["sesame", "\\u0073", key] { #expect(try !log(exchanges).contains(part)) }
        let failed = try ask(server.settings("echo-error"), key: key).exchanges
        #expect(try failed.count == 1 && !log(failed).contains("open"))
        var settings = server.settings("echo-error")
        settings.keyScheme = "basic"
        let basic = try ask(settings, key: "me:\(key)").exchanges
        #expect(try !log(basic).contains(Data("me:\(key)".utf8).base64EncodedString().prefix(12)))
    }

    @Test(arguments: [
        "http://me:sesame@127.0.0.1/v1", "http://me@127.0.0.1/v1", "http://me:ses%20ame@127.0.0.1:99999999/v1",
        "https://host/v1?key=sesame",
        "https://host/v1?api_key=sesame", "https://host/v1?access-token=sesame&a=b", "me:sesame@host", "http://host/v1#sesame", "sesame",
        "ftp://host/v1", "http:///v1", "http://[sesame/v1", "",
    ])
    func anAddressWithASecretIsRefusedWithoutShowingIt(address: String) throws {
        let problem = #expect(throws: ChatError.self) { try ChatAddress(address) }
        #expect(problem?.description.contains("me:") == false || problem?.description.contains("user:password") == true)
        if address.contains("@") || address.contains("?") { #expect(problem?.description.contains("sesame") == false) }
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/chat/completions"), ("https://h/v1//", "https://h/v1/chat/completions"),
        ("https://h/v1?api-version=1", "https://h/v1/chat/completions?api-version=1"), (" http://h ", "http://h/chat/completions"),
        ("http://h/v1/chat/completions", "http://h/v1/chat/completions"), ("http://[::1]:80/v1", "http://[::1]:80/v1/chat/completions"),
    ])
    func anAddressIsCompleted(base: String, url: String) throws {
        #expect(try ChatAddress(base).url == url)
    }

    @Test func aQueryStaysAtTheEnd() throws {
        var settings = server.settings("query")
        settings.baseURL += "/?api-version=1"
        #expect(try ask(settings, key: "open sesame").result.get()["skill"] == "fetch an onion")
    }

    /// The machine's variables send nothing elsewhere unless the settings say so.
    @Test func aProxyIsUsedOnlyWhereAsked() throws {
        for name in ["http_proxy", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
        defer { for name in ["http_proxy", "ALL_PROXY"] { unsetenv(name) } }
        var settings = server.settings("secret")
        settings.retries = 0
        #expect(try ask(settings, key: "open sesame").result.get()["skill"] == "fetch an onion")
        settings.proxy = ProxyAddress.environment
        let (_, exchanges) = try ask(settings, key: "open sesame")
        #expect(exchanges.first?.problem?.contains("cannot be reached") == true)
        // The server answers in the name of any host.
        settings.proxy = server.address
        settings.baseURL = "http://no-such-host.invalid/v1"
        #expect(try ask(settings, key: "open sesame").result.get()["skill"] == "fetch an onion")
        for wrong in ["http://me:sesame@h:1", "sesame", "ftp://h"] {
            let problem = #expect(throws: ChatError.self) { try ProxyAddress.check(wrong) }
            #expect(problem?.description.contains("me:sesame") == false)
        }
    }

    /// Before, waiting cost a whole core.
    @Test func waitingCostsNoProcessorTime() throws {
        var settings = server.settings("silent")
        settings.timeout = 1
        let transport = try HTTPTransport(settings)
        func spent() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let begin = spent()
        #expect(throws: ChatError.timedOut(seconds: 1)) {
            try transport.send(ChatRequest(MenuAttempt(question: question), .schema, settings).data, Cancellation()) { _ in false }
        }
        #expect(spent() - begin < 0.05)
    }
}
