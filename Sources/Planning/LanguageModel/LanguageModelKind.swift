import Agents
import Foundation
import KitchenMaps
import LanguageModels
import SourceFiles

/// A planner whose skills a language model chooses.
public struct LanguageModelKind: AgentKind {
    public static let name = "language-model"
    public static let summary = """
        A planner whose skills a language model chooses; it goes on by itself while it waits (docs/language-models.md).
        base_url: OpenAI-compatible endpoint, e.g. http://127.0.0.1:8080/v1
        model: the model's name there
        key_variable: environment variable that holds the key; default none
        key_as: how the key is sent: bearer, basic (it is user:password), or the name of the header that takes it (bearer)
        proxy: e.g. http://127.0.0.1:3128, or 'environment' for what http_proxy and its like say; default none
        certificates: file of certificates to check the endpoint's with; default the system's
        answer: how it chooses: schema (JSON that the endpoint holds to a schema), json, number (one token), or text; default the
            best that the endpoint takes
        body: further keys of a request's body, e.g. {reasoning_effort: low}; one that is null is left out of requests
        prompts: folder with system.txt and choose.txt; default prompts, beside the agent file, or else the shipped ones
        choice: who chooses: model, or without any model (and base_url) random, first or planner (model)
        without_answer: who plays while no skill chosen by the model is under way: planner, stay for nobody, or last for the
            skill that it chose last (planner)
        ask_ahead: whether the next choice is asked for while a skill is under way (true)
        every: ticks after which it is asked again where a question got no answer (5)
        tick_ms: while it waits for an answer, a tick lasts at least so long (150)
        memory: what it is reminded of: choices, analyses for what it said of the state, too, or none (choices)
        belief: what it is told of the others: what the planner inferred, or predicted for what it expected of them itself (asked
            for in schema and json) and what they then did, or none (inferred)
        turns: where a channel is open, messages in a row that it may say while nobody answers (schema and json alone); 0: none (3)
        temperature, reply_tokens, thinking_tokens: of a reply (0, 400), and of thoughts before it (1000)
        stream: whether replies come piece by piece, and nothing is waited for after the first whole choice (false)
        timeout: seconds (20); retries after a passing failure (2); repeats after an unusable reply (2)
        requests_per_minute (60); calls and tokens: of one episode, at most (400, 400000)
        give_up: questions in a row without an answer after which it asks no more in this episode (3)
        recorded: exchanges of an episode ('brigade episodes exchanges'), played in place of the endpoint
        \(ExperienceUse.summary)
        """
    public static var goesByClock: Bool { true }

    /// How the agent asks.
    struct Manner: Sendable, Hashable {
        var every: Int
        /// Seconds.
        var tick: Double
        var giveUp: Int
        var withoutAnswer = WithoutAnswer.planner
        var chooser = SkillChooser.model
        /// Whether the next choice is asked for while a skill is under way.
        var asksAhead = true
        var memory = ModelMemory.choices
        var belief = ModelBelief.inferred
        /// Messages in a row that it may say while it hears nothing.
        var turns = 3
    }

    let settings: ChatSettings
    private(set) var manner: Manner
    let planner: PlannerKind
    private let prompts: String
    /// Whether the agent file names the prompts.
    private let namesPrompts: Bool
    private let recorded: String
    /// What one agent finds out about the endpoint, all know.
    private let dialects = ChatDialectMemory()

    public init(_ reader: inout ParameterReader) {
        let chooser = SkillChooser(rawValue: reader.word("choice", among: SkillChooser.allCases.map(\.rawValue))) ?? .model
        let standard = chooser == .model ? nil : ""
        var settings = ChatSettings(baseURL: reader.text("base_url", standard), model: reader.text("model", standard))
        settings.answer = AnswerForm(rawValue: reader.word("answer", among: ["best"] + AnswerForm.allCases.map(\.rawValue)))
        settings.keyVariable = reader.text("key_variable", settings.keyVariable)
        settings.keyScheme = reader.text("key_as", settings.keyScheme)
        settings.proxy = reader.text("proxy", settings.proxy)
        settings.certificates = reader.path("certificates", "")
        settings.body = Self.body(&reader)
        Self.check(settings, &reader)
        settings.temperature = reader.number("temperature", settings.temperature, in: 0...2)
        settings.replyTokens = reader.count("reply_tokens", settings.replyTokens, in: 16...100_000)
        settings.thinkingTokens = reader.count("thinking_tokens", settings.thinkingTokens, in: 0...100_000)
        settings.streams = reader.flag("stream", settings.streams)
        settings.timeout = reader.number("timeout", settings.timeout, in: 0.05...600)
        settings.retries = reader.count("retries", settings.retries, in: 0...20)
        settings.repeats = reader.count("repeats", settings.repeats, in: 0...20)
        settings.requestsPerMinute = reader.count("requests_per_minute", settings.requestsPerMinute, in: 1...100_000)
        settings.calls = reader.count("calls", settings.calls, in: 0...1_000_000)
        settings.tokens = reader.count("tokens", settings.tokens, in: 0...1_000_000_000)
        manner = Manner(
            every: reader.count("every", 5, in: 1...10_000), tick: reader.number("tick_ms", 150, in: 0...60_000) / 1000,
            giveUp: reader.count("give_up", 3, in: 1...1000),
            withoutAnswer: WithoutAnswer(rawValue: reader.word("without_answer", among: WithoutAnswer.allCases.map(\.rawValue)))
                ?? .planner,
            chooser: chooser, asksAhead: reader.flag("ask_ahead", true),
            memory: ModelMemory(rawValue: reader.word("memory", among: ModelMemory.allCases.map(\.rawValue))) ?? .choices,
            belief: ModelBelief(rawValue: reader.word("belief", among: ModelBelief.allCases.map(\.rawValue))) ?? .inferred,
            turns: reader.count("turns", 3, in: 0...100))
        let prompts = reader.path("prompts", "")
        namesPrompts = !prompts.isEmpty
        self.prompts = namesPrompts ? prompts : reader.folder.isEmpty ? "prompts" : reader.folder + "/prompts"
        recorded = reader.path("recorded", "")
        // A log is played as fast as it can be read.
        if !recorded.isEmpty { settings.pause = 0 }
        self.settings = settings
        var choice = PlannerSettings()
        choice.experience = ExperienceUse(&reader)
        planner = PlannerKind(choice, cacheFolder: reader.catalogue.cacheFolder)
    }

    /// An agent without a file, with the shipped prompts.
    /// - Parameters:
    ///   - chooser: who chooses in the model's place, or the model.
    ///   - tick: seconds that a tick lasts at least while an answer is awaited.
    /// - Throws: `ChatError.misconfigured`.
    public init(_ settings: ChatSettings, chooser: SkillChooser = .model, tick: Double = 0.15) throws(ChatError) {
        if chooser == .model {
            _ = try ChatAddress(settings.baseURL)
            try settings.checkKeyScheme()
        }
        self.settings = settings
        manner = Manner(every: 5, tick: tick, giveUp: 3, chooser: chooser)
        planner = PlannerKind(PlannerSettings())
        (prompts, namesPrompts, recorded) = ("", false, "")
    }

    /// The same agent with another who chooses.
    public func choosing(by chooser: SkillChooser) -> LanguageModelKind {
        var kind = self
        kind.manner.chooser = chooser
        return kind
    }

    public func makeAgent() throws -> any Agent {
        do {
            _ = try planner.experience()
            let exchanges = recorded.isEmpty ? nil : try ChatExchange.read(recorded)
            let transport: any ChatTransport =
                manner.chooser == .model ? try exchanges.map(RecordedTransport.init) ?? HTTPTransport(settings) : RecordedTransport([])
            return LanguageModelAgent(
                planner: planner, client: ChatClient(settings, transport: transport, dialects: dialects), manner: manner,
                prompts: try CookPrompts(folder: prompts, isNamed: namesPrompts), recorded: exchanges)
        } catch let problem as ChatError {
            throw AgentError(problem.description)
        }
    }

    // MARK: Reading the file

    /// What must be right before anything is sent, and what must not be in a file that everybody may read.
    private static func check(_ settings: ChatSettings, _ reader: inout ParameterReader) {
        // A missing text was reported already.
        if !settings.baseURL.isEmpty {
            report("base_url", &reader) { () throws(ChatError) in _ = try ChatAddress(settings.baseURL) }
        }
        report("proxy", &reader) { () throws(ChatError) in try ProxyAddress.check(settings.proxy) }
        report("key_as", &reader) { () throws(ChatError) in try settings.checkKeyScheme() }
    }

    private static func report(_ key: String, _ reader: inout ParameterReader, _ check: () throws(ChatError) -> Void) {
        do throws(ChatError) {
            try check()
        } catch {
            reader.report(error.description, at: key)
        }
    }

    private static func body(_ reader: inout ParameterReader) -> [String: JSONValue] {
        var body: [String: JSONValue] = [:]
        for entry in reader.mapping("body") {
            if ChatSettings.ownKeys.contains(entry.key) {
                reader.report("'\(entry.key)' is filled in by the agent itself; leave it out of body", at: "body")
            } else if let value = JSONValue(entry.value) {
                body[entry.key] = value
            } else {
                reader.report("'\(entry.key)' in body has a number that JSON does not know", at: "body")
            }
        }
        return body
    }
}

extension JSONValue {
    /// The value of a YAML node; nil where it has a number that JSON cannot write.
    fileprivate init?(_ node: Node) {
        switch node.value {
        case .null: self = .null
        case .bool(let truth): self = .truth(truth)
        case .int(let integer): self = .integer(integer)
        case .double(let number):
            guard number.isFinite else { return nil }
            self = .number(number)
        case .text(let text, _): self = .text(text)
        case .list(let items):
            let values = items.map(JSONValue.init)
            guard !values.contains(nil) else { return nil }
            self = .list(values.compactMap { $0 })
        case .mapping(let entries):
            let values = entries.map { ($0.key, JSONValue($0.value)) }
            guard values.allSatisfy({ $0.1 != nil }) else { return nil }
            self = .object(Dictionary(values.compactMap { key, value in value.map { (key, $0) } }, uniquingKeysWith: { _, last in last }))
        }
    }
}
