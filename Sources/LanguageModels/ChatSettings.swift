import Foundation

/// One message of a chat.
public struct ChatMessage: Codable, Hashable, Sendable {
    public enum Role: String, Codable, Sendable { case system, user, assistant }

    public var role: Role
    public var content: String

    public init(_ role: Role, _ content: String) {
        self.role = role
        self.content = content
    }
}

/// Where a language model is reached and what it may cost.
///
/// The endpoint speaks OpenAI's chat completions, as llama.cpp's server, Ollama, vLLM and hosted services do.
public struct ChatSettings: Codable, Hashable, Sendable {
    /// Up to and without `/chat/completions`, e.g. `http://127.0.0.1:8080/v1`.
    public var baseURL: String
    public var model: String
    /// The environment variable that holds the key; the key itself is never kept or logged. Empty: no key is sent.
    public var keyVariable = ""
    public var temperature = 0.0
    /// Tokens of one reply.
    public var replyTokens = 400
    /// Seconds until a request is given up.
    public var timeout = 20.0
    /// How often a request that failed in passing (timeout, 408, 429, 5xx, broken connection) is sent again.
    public var retries = 2
    /// Seconds before the first new try; twice as long before each further one, up to `longestPause`.
    public var pause = 0.5
    public var longestPause = 20.0
    /// How often the model is told what was wrong with its reply and asked again.
    public var repeats = 2
    /// Requests sent in any minute, at most.
    public var requestsPerMinute = 60
    /// Requests of one episode, at most.
    public var calls = 400
    /// Tokens of one episode, at most: of prompts and replies as the endpoint counts them.
    public var tokens = 400_000

    public init(baseURL: String, model: String) {
        self.baseURL = baseURL
        self.model = model
    }
}
