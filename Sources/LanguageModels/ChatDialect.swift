import Foundation
import Synchronization

/// Which of the protocol's forms an endpoint takes: some models know no `max_tokens`, some no `temperature`, some no schema.
struct ChatDialect: Hashable, Sendable {
    /// The key for the tokens of one reply.
    var limitKey = "max_tokens"
    var sendsTemperature = true
    /// The best form of answer, as far as is known.
    var form = AnswerForm.schema
    var schema = SchemaStyle.openAI
    /// Whether `json_object` is asked for where the form is `json`.
    var sendsFormat = true
    /// Whether the probabilities of tokens are asked for where the form is `number`.
    var asksProbabilities = true
    /// Whether the endpoint is known to give the probabilities of tokens, so that one token is enough for a number.
    var givesProbabilities = false
    /// Whether the model spends tokens on thoughts.
    var thinks = false

    /// Words by which endpoints say that they do not know a key, rather than that its value is too large.
    private static let refusals = [
        "unsupported", "not support", "unrecognized", "unknown", "not permitted", "not allowed", "deprecated", "only the default",
    ]
    /// Words by which endpoints speak of the form of the reply.
    private static let formWords = ["response_format", "json_schema", "json_object", "schema", "grammar", "guided"]

    /// What to say instead to an endpoint that answered so; nil where the answer is about something else.
    /// - Parameters:
    ///   - form: that was asked for.
    ///   - isFixed: whether no other form is wanted.
    ///   - isProven: whether the endpoint has taken the form before.
    func adapted(to response: ChatResponse, form: AnswerForm, isFixed: Bool, isProven: Bool) -> ChatDialect? {
        guard response.status >= 400 else { return nil }
        let text = String(decoding: response.body.prefix(8192), as: UTF8.self).lowercased()
        var dialect = self
        // llama-cpp-python's server refuses what it does not know with status 500.
        if form == .number, asksProbabilities, text.contains("logprobs") {
            dialect.asksProbabilities = false
            return dialect
        }
        let isRefused = response.status == 400 || response.status == 422
        if isRefused, let other = adaptedKeys(text) { return other }
        guard Self.formWords.contains(where: text.contains) || (isRefused && !isProven) else { return nil }
        return dialect.stepDown(from: form, isFixed: isFixed) ? dialect : nil
    }

    private func adaptedKeys(_ text: String) -> ChatDialect? {
        guard Self.refusals.contains(where: text.contains) || text.contains("max_completion_tokens") else { return nil }
        var dialect = self
        if limitKey == "max_tokens", text.contains("max_tokens") {
            dialect.limitKey = "max_completion_tokens"
        } else if sendsTemperature, text.contains("temperature") {
            dialect.sendsTemperature = false
        } else {
            return nil
        }
        return dialect
    }

    /// Asks for less than what an endpoint refused.
    /// - Returns: whether there is anything less to ask for.
    private mutating func stepDown(from form: AnswerForm, isFixed: Bool) -> Bool {
        switch form {
        case .schema:
            if let next = schema.next {
                schema = next
                return true
            }
            self.form = .json
            return !isFixed
        case .json:
            guard sendsFormat else { return false }
            sendsFormat = false
            // Without the endpoint's help, a number is more easily said than an object.
            if !isFixed { self.form = .number }
            return true
        case .number:
            defer { asksProbabilities = false }
            return asksProbabilities
        case .text: return false
        }
    }
}

/// What was found out about an endpoint and its model, shared by all who ask there, so that each thing is found out once.
public final class ChatDialectMemory: Sendable {
    private struct State: Sendable {
        var dialect = ChatDialect()
        /// Forms in which a reply could be used as asked for.
        var proven: Set<AnswerForm> = []
    }

    private let state = Mutex(State())

    public init() {}

    var current: ChatDialect { state.withLock { $0.dialect } }

    /// The form in which questions are put first, as far as is known by now.
    public var form: AnswerForm { current.form }

    func isProven(_ form: AnswerForm) -> Bool { state.withLock { $0.proven.contains(form) } }

    /// Takes up what an endpoint that was asked in `dialect` did not refuse.
    func accept(_ dialect: ChatDialect) {
        state.withLock { state in
            // Who asked at the same time may have found out other things.
            if dialect.limitKey != ChatDialect().limitKey { state.dialect.limitKey = dialect.limitKey }
            if !dialect.sendsTemperature { state.dialect.sendsTemperature = false }
            if !dialect.asksProbabilities { state.dialect.asksProbabilities = false }
            if !dialect.sendsFormat { state.dialect.sendsFormat = false }
            if dialect.givesProbabilities { state.dialect.givesProbabilities = true }
            if dialect.thinks { state.dialect.thinks = true }
            if dialect.schema != .openAI { state.dialect.schema = dialect.schema }
            state.dialect.form = dialect.form
        }
    }

    /// Takes note whether a reply could be used as asked for. A form that never worked is not asked for first any more.
    func note(_ form: AnswerForm, worked: Bool) {
        state.withLock { state in
            if worked {
                state.proven.insert(form)
            } else if !state.proven.contains(form), state.dialect.form == form {
                state.dialect.form = form.other
            }
        }
    }
}
