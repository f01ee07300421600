import Basics
import Foundation

/// What is sent, as OpenAI's chat completions define it, with what the user adds.
struct ChatRequest {
    private let object: [String: JSONValue]
    /// Tokens that the reply may have.
    let limit: Int
    /// Whether the reply comes piece by piece.
    let isStreamed: Bool

    /// Tokens of a reply that is a number, with some for a word before it.
    private static let numberTokens = 8
    /// Tokens whose probabilities are asked for; no endpoint is known to give more than 20, and some give 5.
    private static let alternatives = 10
    /// The temperature, at least, where another answer than before is wanted.
    private static let varied = 0.7

    init(
        _ attempt: MenuAttempt, _ form: AnswerForm, _ settings: ChatSettings, _ dialect: ChatDialect = ChatDialect()
    ) {
        // Probabilities come with one token, which is not worth a stream.
        isStreamed = settings.streams && !(form == .number && dialect.asksProbabilities)
        var object: [String: JSONValue] = [
            "model": .text(settings.model),
            "messages": .list(
                attempt.messages(form).map { .object(["role": .text($0.role.rawValue), "content": .text($0.content)]) }),
            "stream": .truth(isStreamed),
        ]
        let temperature = attempt.isVaried ? max(Self.varied, settings.temperature) : settings.temperature
        if dialect.sendsTemperature { object["temperature"] = Self.number(temperature) }
        let number = dialect.givesProbabilities && dialect.asksProbabilities && !dialect.thinks ? 1 : Self.numberTokens
        limit =
            (form == .number ? min(number, settings.replyTokens) : settings.replyTokens) + (dialect.thinks ? settings.thinkingTokens : 0)
        if !["max_tokens", "max_completion_tokens"].contains(where: settings.body.keys.contains) {
            object[dialect.limitKey] = .integer(limit)
        }
        object.merge(Self.keys(form, attempt.question, dialect)) { _, form in form }
        for (key, value) in settings.body where !ChatSettings.ownKeys.contains(key) { object[key] = value == .null ? nil : value }
        self.object = object
    }

    /// The keys that ask for a form of answer.
    private static func keys(_ form: AnswerForm, _ question: MenuQuestion, _ dialect: ChatDialect) -> [String: JSONValue] {
        switch form {
        case .schema: dialect.schema.keys(question.options, further: question.further.keys.sorted())
        case .json: dialect.sendsFormat ? ["response_format": .object(["type": .text("json_object")])] : [:]
        case .number: dialect.asksProbabilities ? ["logprobs": .truth(true), "top_logprobs": .integer(alternatives)] : [:]
        case .text: [:]
        }
    }

    private static func number(_ value: Double) -> JSONValue { Int(exactly: value).map(JSONValue.integer) ?? .number(value) }

    /// The same request is the same bytes.
    var data: Data {
        get throws(ChatError) {
            do {
                return try JSONText.encoder().encode(object)
            } catch {
                throw .misconfigured("a number of the request is no number")
            }
        }
    }

    /// The messages in a request's bytes.
    static func messages(_ data: Data) -> [ChatMessage]? {
        struct Messages: Decodable { var messages: [ChatMessage] }
        return (try? JSONDecoder().decode(Messages.self, from: data))?.messages
    }
}
