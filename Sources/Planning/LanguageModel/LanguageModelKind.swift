import Agents
import Foundation
import LanguageModels

/// A planner whose skills a language model chooses.
public struct LanguageModelKind: AgentKind {
    public static let name = "language-model"
    public static let summary = """
        A planner whose skills a language model chooses; it goes on by itself while it waits (docs/language-models.md).
        base_url: OpenAI-compatible endpoint, e.g. http://127.0.0.1:8080/v1
        model: the model's name there
        key_variable: environment variable that holds the key; default none
        prompts: folder with system.txt and choose.txt; default prompts, beside the agent file
        every: ticks between questions, at least (5)
        tick_ms: while it waits for an answer, a tick lasts at least so long (150)
        temperature, reply_tokens: of a reply (0, 400)
        timeout: seconds (20); retries after a passing failure (2); repeats after an unusable reply (2)
        requests_per_minute (60); calls and tokens: of one episode, at most (400, 400000)
        give_up: questions in a row without an answer after which it asks no more in this episode (3)
        recorded: exchanges of an episode ('brigade episodes exchanges'), played in place of the endpoint
        \(ExperienceUse.summary)
        """

    /// How the agent asks.
    struct Manner: Sendable, Hashable {
        var every: Int
        /// Seconds.
        var tick: Double
        var giveUp: Int
    }

    let settings: ChatSettings
    let manner: Manner
    let planner: PlannerKind
    private let prompts: String
    private let recorded: String

    public init(_ reader: inout ParameterReader) {
        var settings = ChatSettings(baseURL: reader.text("base_url"), model: reader.text("model"))
        settings.keyVariable = reader.text("key_variable", settings.keyVariable)
        settings.temperature = reader.number("temperature", settings.temperature, in: 0...2)
        settings.replyTokens = reader.count("reply_tokens", settings.replyTokens, in: 16...100_000)
        settings.timeout = reader.number("timeout", settings.timeout, in: 0.05...600)
        settings.retries = reader.count("retries", settings.retries, in: 0...20)
        settings.repeats = reader.count("repeats", settings.repeats, in: 0...20)
        settings.requestsPerMinute = reader.count("requests_per_minute", settings.requestsPerMinute, in: 1...100_000)
        settings.calls = reader.count("calls", settings.calls, in: 0...1_000_000)
        settings.tokens = reader.count("tokens", settings.tokens, in: 0...1_000_000_000)
        manner = Manner(
            every: reader.count("every", 5, in: 1...10_000), tick: reader.number("tick_ms", 150, in: 0...60_000) / 1000,
            giveUp: reader.count("give_up", 3, in: 1...1000))
        prompts = reader.path("prompts", "prompts")
        recorded = reader.path("recorded", "")
        // A log is played as fast as it can be read.
        if !recorded.isEmpty { settings.pause = 0 }
        self.settings = settings
        var choice = PlannerSettings()
        choice.experience = ExperienceUse(&reader)
        planner = PlannerKind(choice)
    }

    public func makeAgent() throws -> any Agent {
        do {
            _ = try planner.experience()
            let exchanges = recorded.isEmpty ? nil : try ChatExchange.read(recorded)
            let transport: any ChatTransport = try exchanges.map(RecordedTransport.init) ?? HTTPTransport(settings)
            return LanguageModelAgent(
                planner: planner, client: ChatClient(settings, transport: transport), manner: manner,
                prompts: try CookPrompts(folder: prompts), recorded: exchanges)
        } catch let problem as ChatProblem {
            throw AgentProblem(problem.description)
        }
    }
}
