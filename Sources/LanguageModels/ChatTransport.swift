import Foundation

/// What an endpoint sent back.
public struct ChatResponse: Hashable, Sendable {
    /// Status code of HTTP.
    public var status: Int
    /// What the endpoint sent.
    public var body: Data
    /// Seconds that the endpoint asks to wait before the next try (`Retry-After`).
    public var retryAfter: Double?
    /// Whether the rest of the body was not waited for.
    public var isStopped = false

    public init(status: Int, body: Data, retryAfter: Double? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }
}

/// Carries one request to an endpoint and waits for the response.
public protocol ChatTransport: Sendable {
    /// - Parameter isEnough: asked as a response's body grows; once it is true, the rest is not waited for.
    /// - Throws: `ChatError.cancelled` soon after `cancellation` was cancelled.
    func send(_ body: Data, _ cancellation: Cancellation, until isEnough: @escaping (Data) -> Bool) throws(ChatError) -> ChatResponse

    /// The form of the next exchange, where it is known before it is asked, as from a log; nil for a live endpoint.
    var loggedForm: AnswerForm? { get }

    /// `text` without the keys that the transport sends, should an endpoint have said them back.
    func withoutSecrets(_ text: String) -> String
}

extension ChatTransport {
    public var loggedForm: AnswerForm? { nil }
    public func withoutSecrets(_ text: String) -> String { text }
}
