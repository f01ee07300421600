import Foundation

/// One message of a chat.
public struct ChatMessage: Codable, Hashable, Sendable {
    /// Who a message is from.
    public enum Role: String, Codable, Sendable { case system, user, assistant }

    /// Who it is from.
    public var role: Role
    /// What it says.
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
    /// Name of the model.
    public var model: String
    /// The environment variable that holds the key; the key itself is never kept or logged. Empty: no key is sent.
    public var keyVariable = ""
    /// How the key is sent: `bearer`, `basic` (then it is `user:password`), or the name of the header that takes it.
    public var keyScheme = "bearer"
    /// The proxy that requests go through, e.g. `http://127.0.0.1:3128`; `environment` takes the machine's variables
    /// (`http_proxy` and its like). Empty: none, even if the variables name one.
    public var proxy = ""
    /// A file of certificates that the endpoint's is checked with, in place of the system's.
    public var certificates = ""
    /// Further keys of a request's body, as they are; one that is null is left out of the request.
    public var body: [String: JSONValue] = [:]
    /// Temperature of sampling; 0 asks for the most likely reply.
    public var temperature = 0.0
    /// The form that answers are asked for in; nil for the best that the endpoint takes.
    public var answer: AnswerForm?
    /// Tokens of one reply.
    public var replyTokens = 400
    /// Tokens of thoughts before a reply, on top of it, from models that think.
    public var thinkingTokens = 1000
    /// Whether replies come piece by piece, so that nothing is waited for after the first whole choice.
    public var streams = false
    /// Seconds until a request is given up.
    public var timeout = 20.0
    /// How often a request that failed in passing (timeout, 408, 429, 5xx, broken connection) is sent again.
    public var retries = 2
    /// Seconds before the first new try; twice as long before each further one, up to `maxPause`.
    public var pause = 0.5
    /// Seconds at most between two attempts.
    public var maxPause = 20.0
    /// Seconds that an endpoint may ask to be left alone (`Retry-After`); with more, the question is given up.
    public var maxWait = 300.0
    /// How often the model is asked again, in another form, after a reply that cannot be used.
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

    /// Keys of a request's body that `body` cannot change.
    public static let ownKeys = ["model", "messages", "stream"]

    /// Headers that say how a request is sent, and are no place for a key.
    private static let otherHeaders = ["host", "content-length", "content-type", "transfer-encoding", "connection", "expect", "accept"]

    /// Checks that `keyScheme` is a word that can be sent.
    /// - Throws: `ChatError.misconfigured`.
    public func checkKeyScheme() throws(ChatError) {
        let isToken =
            !keyScheme.isEmpty && keyScheme.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"()<>@,;:\\\"/[]?={}".utf8.contains($0) }
        guard isToken, !Self.otherHeaders.contains(keyScheme.lowercased()) else {
            throw .misconfigured("key_as must be bearer, basic or the name of a header that takes the key, such as api-key")
        }
    }
}
