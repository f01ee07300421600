import Foundation

/// What is sent, as OpenAI's chat completions define it, with what the user adds.
struct ChatRequest {
    private let object: [String: JSONValue]

    init(_ messages: [ChatMessage], _ settings: ChatSettings, _ dialect: ChatDialect = ChatDialect()) {
        var object: [String: JSONValue] = [
            "model": .text(settings.model),
            "messages": .list(messages.map { .object(["role": .text($0.role.rawValue), "content": .text($0.content)]) }),
            "stream": .truth(false),
        ]
        if dialect.sendsTemperature { object["temperature"] = Self.number(settings.temperature) }
        if !["max_tokens", "max_completion_tokens"].contains(where: settings.body.keys.contains) {
            object[dialect.limitKey] = .integer(settings.replyTokens)
        }
        for (key, value) in settings.body where !ChatSettings.ownKeys.contains(key) { object[key] = value == .null ? nil : value }
        self.object = object
    }

    private static func number(_ value: Double) -> JSONValue { Int(exactly: value).map(JSONValue.integer) ?? .number(value) }

    /// The same request is the same bytes.
    var data: Data {
        get throws(ChatError) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            do {
                return try encoder.encode(object)
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
