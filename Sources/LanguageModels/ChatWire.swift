import Foundation

/// What is sent, as OpenAI's chat completions define it.
struct ChatRequest: Codable, Hashable {
    var model: String
    var messages: [ChatMessage]
    var temperature: Double
    var maxTokens: Int
    var stream = false

    private enum CodingKeys: String, CodingKey {
        case model, messages, temperature, stream
        case maxTokens = "max_tokens"
    }

    init(_ messages: [ChatMessage], _ settings: ChatSettings) {
        model = settings.model
        self.messages = messages
        temperature = settings.temperature
        maxTokens = settings.replyTokens
    }

    /// The same request is the same bytes.
    var data: Data {
        get throws(ChatProblem) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            do {
                return try encoder.encode(self)
            } catch {
                throw .misconfigured("the temperature is no number")
            }
        }
    }
}

/// What comes back, as far as it is of use.
struct ChatReply: Codable {
    struct Choice: Codable {
        struct Message: Codable { var content: String? }

        var message: Message
        var finishReason: String?

        private enum CodingKeys: String, CodingKey {
            case message
            case finishReason = "finish_reason"
        }
    }

    struct Usage: Codable {
        var promptTokens: Int?
        var replyTokens: Int?

        private enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case replyTokens = "completion_tokens"
        }
    }

    var choices: [Choice]
    var usage: Usage?

    /// What the model said.
    var text: String? { choices.first?.message.content }

    init(_ reply: String, _ exchange: ChatExchange) {
        choices = [Choice(message: .init(content: reply))]
        usage = Usage(promptTokens: exchange.promptTokens, replyTokens: exchange.replyTokens)
    }

    /// - Throws: `ChatProblem`.
    static func read(_ response: ChatResponse) throws(ChatProblem) -> ChatReply {
        guard response.status == 200 else {
            let text = String(decoding: response.body.prefix(200), as: UTF8.self)
            throw ChatProblem.refused(status: response.status, text.split(whereSeparator: \.isNewline).joined(separator: " "))
        }
        guard let reply = try? JSONDecoder().decode(ChatReply.self, from: response.body) else {
            throw ChatProblem.malformed("it is no chat completion")
        }
        guard reply.text != nil else { throw ChatProblem.malformed("it has no message") }
        return reply
    }
}
