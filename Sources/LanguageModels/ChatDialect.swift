import Foundation
import Synchronization

/// Which of the protocol's forms an endpoint takes: some models know no `max_tokens`, some no `temperature`.
struct ChatDialect: Hashable, Sendable {
    /// The key for the tokens of one reply.
    var limitKey = "max_tokens"
    var sendsTemperature = true

    /// Words by which endpoints say that they do not know a key, rather than that its value is too large.
    private static let refusals = [
        "unsupported", "not support", "unrecognized", "unknown", "not permitted", "not allowed", "deprecated", "only the default",
    ]

    /// What to say instead to an endpoint that answered so; nil where the answer is about something else.
    func adapted(to response: ChatResponse) -> ChatDialect? {
        guard response.status == 400 || response.status == 422 else { return nil }
        let text = String(decoding: response.body.prefix(8192), as: UTF8.self).lowercased()
        guard Self.refusals.contains(where: text.contains) || text.contains("max_completion_tokens") else { return nil }
        if limitKey == "max_tokens", text.contains("max_tokens") {
            var dialect = self
            dialect.limitKey = "max_completion_tokens"
            return dialect
        }
        if sendsTemperature, text.contains("temperature") {
            var dialect = self
            dialect.sendsTemperature = false
            return dialect
        }
        return nil
    }
}

/// What was found out about an endpoint's dialect, shared by all who ask there, so that each thing is found out once.
public final class ChatDialectMemory: Sendable {
    private let dialect = Mutex(ChatDialect())

    public init() {}

    var current: ChatDialect { dialect.withLock { $0 } }

    /// Takes up what `response` says about a request in the dialect `used`.
    /// - Returns: whether the request is worth sending again in another dialect.
    func adapt(to response: ChatResponse, used: ChatDialect) -> Bool {
        guard let adapted = used.adapted(to: response) else { return false }
        dialect.withLock { dialect in
            if adapted.limitKey != used.limitKey { dialect.limitKey = adapted.limitKey }
            if !adapted.sendsTemperature { dialect.sendsTemperature = false }
        }
        return true
    }
}
