import Foundation

/// What an endpoint sent back.
public struct ChatResponse: Hashable, Sendable {
    public var status: Int
    public var body: Data
    /// Seconds that the endpoint asks to wait before the next try (`Retry-After`).
    public var retryAfter: Double?

    public init(status: Int, body: Data, retryAfter: Double? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }
}

/// Carries one request to an endpoint and waits for the response.
public protocol ChatTransport: Sendable {
    /// - Parameter isCancelled: asked now and then; once true, the transport throws `ChatProblem.cancelled` soon.
    func send(_ body: Data, isCancelled: () -> Bool) throws(ChatProblem) -> ChatResponse
}
