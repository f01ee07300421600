import Foundation

/// What comes back, as far as it is of use.
///
/// Endpoints differ in small things, and all of these are understood: content as a text or as parts, numbers of tokens as whole
/// numbers, fractions or texts, an error under the status 200, and events of a stream that nobody asked for.
struct ChatReply {
    /// What the model said.
    var text: String
    var promptTokens = 0
    var replyTokens = 0
    /// Of the prompt's tokens, those from the endpoint's cache; nil where it does not say.
    var cachedTokens: Int?
    /// Of the reply's tokens, those of thoughts; nil where the endpoint does not say.
    var thoughtTokens: Int?
    /// What a thinking model thought, where the endpoint keeps it apart from the reply.
    var thoughts: String?
    /// The most probable tokens at the first positions.
    var positions: [[TokenProbability]] = []
    /// Whether it stopped because the reply had all the tokens that it may have.
    var isCutOff = false

    /// More than any reply costs; an endpoint that counts more miscounts. A million of them can be added up.
    private static let maxTokens = 1_000_000_000_000

    /// - Parameter limit: the tokens that a reply may have, for the message about one that had them all.
    static func read(_ response: ChatResponse, limit: Int) throws(ChatError) -> ChatReply {
        let object = try? JSONSerialization.jsonObject(with: response.body) as? [String: Any]
        let error = object.flatMap { $0["error"] }.flatMap { $0 is NSNull ? nil : $0 }
        if isQuota(error) { throw .quotaSpent(excerpt(response.body)) }
        guard response.status == 200 else { throw .refused(status: response.status, excerpt(response.body)) }
        if let error, object?["choices"] == nil { throw failure(error) }
        if let object { return try ChatReply(object, limit: limit) }
        guard let stream = ChatStream(response.body) else { throw .malformed("it is no chat completion: \(excerpt(response.body))") }
        if let error = stream.error { throw failure(error) }
        return try ChatReply(stream.completion, limit: limit)
    }

    private init(_ object: [String: Any], limit: Int) throws(ChatError) {
        let usage = object["usage"] as? [String: Any]
        promptTokens = Self.tokens(usage?["prompt_tokens"])
        replyTokens = Self.tokens(usage?["completion_tokens"])
        cachedTokens = Self.cached(object, usage, promptTokens)
        let details = usage?["completion_tokens_details"] as? [String: Any]
        thoughtTokens = details?["reasoning_tokens"].map(Self.tokens)
        guard let choices = object["choices"] as? [Any] else { throw .malformed("it has no choices") }
        guard let choice = choices.first as? [String: Any], let message = choice["message"] as? [String: Any] else {
            throw .malformed("it has no message")
        }
        if let error = choice["error"], !(error is NSNull) { throw Self.failure(error) }
        isCutOff = choice["finish_reason"] as? String == "length"
        let thoughts = Self.thoughtKeys.lazy.compactMap { message[$0] as? String }.first { !$0.isEmpty }
        self.thoughts = thoughts.map { String($0.prefix(Self.maxThoughts)) }
        positions = Self.positions(choice["logprobs"])
        let text = message["content"].flatMap(Self.text) ?? ""
        let isEmpty = text.allSatisfy(\.isWhitespace)
        if isEmpty, let refusal = message["refusal"] as? String, !refusal.isEmpty { throw .declined(Self.line(refusal)) }
        self.text = text
        if isEmpty, positions.isEmpty {
            if isCutOff { throw .cutOff(tokens: limit) }
            throw .malformed("its message is empty")
        }
    }

    /// The text of a message's content; that of thoughts is none.
    static func text(_ content: Any) -> String? {
        if let text = content as? String { return text }
        guard let parts = content as? [Any] else { return nil }
        return parts.compactMap { part in
            if let text = part as? String { return text }
            guard let part = part as? [String: Any] else { return nil }
            let type = part["type"] as? String ?? "text"
            return type == "text" || type == "output_text" ? part["text"] as? String : nil
        }.joined()
    }

    /// Where endpoints keep thoughts apart from the reply.
    static let thoughtKeys = ["reasoning_content", "reasoning"]
    /// Characters of thoughts that are kept.
    private static let maxThoughts = 20_000
    /// Positions, and tokens at each, that are looked at.
    private static let maxPositions = 8
    private static let maxAlternatives = 20

    /// The tokens from the endpoint's cache, as OpenAI, DeepSeek and llama.cpp count them.
    private static func cached(_ object: [String: Any], _ usage: [String: Any]?, _ prompt: Int) -> Int? {
        let details = usage?["prompt_tokens_details"] as? [String: Any]
        let timings = object["timings"] as? [String: Any]
        let counts = [
            details?["cached_tokens"], usage?["prompt_cache_hit_tokens"], timings?["cache_n"], timings?["tokens_cached"],
            object["tokens_cached"],
        ]
        if let count = counts.lazy.compactMap({ $0 as? NSNumber }).first { return min(tokens(count), prompt) }
        // llama.cpp's server counts those that it had to read.
        return timings?["prompt_n"].map { max(0, prompt - tokens($0)) }
    }

    /// The probabilities of tokens, as OpenAI gives them.
    private static func positions(_ logprobs: Any?) -> [[TokenProbability]] {
        let content = (logprobs as? [String: Any])?["content"] as? [Any] ?? []
        return content.prefix(maxPositions).map { position in
            let position = position as? [String: Any]
            let given = position?["top_logprobs"] as? [Any] ?? []
            let found = given.prefix(maxAlternatives).compactMap(token)
            return found.isEmpty ? [position.flatMap(token)].compactMap { $0 } : found
        }
    }

    private static func token(_ value: Any) -> TokenProbability? {
        guard let fields = value as? [String: Any], let token = fields["token"] as? String,
            let logprob = (fields["logprob"] as? NSNumber)?.doubleValue, logprob.isFinite
        else { return nil }
        return TokenProbability(token: String(token.prefix(40)), logprob: logprob)
    }

    private static func tokens(_ value: Any?) -> Int {
        let number = (value as? String).flatMap(Double.init) ?? (value as? NSNumber)?.doubleValue ?? 0
        return number > 0 ? Int(min(number, Double(maxTokens))) : 0
    }

    // MARK: Errors

    private static func failure(_ error: Any) -> ChatError {
        let fields = error as? [String: Any]
        let words = fields?["message"] as? String ?? error as? String ?? "\(error)"
        let number = (fields?["code"] as? NSNumber)?.doubleValue ?? (fields?["code"] as? String).flatMap { Double($0) }
        let code = number.flatMap { Int(exactly: $0) }.flatMap { (100...599).contains($0) ? $0 : nil }
        return .failed(line(words) + (code.map { " (\($0))" } ?? ""), status: code)
    }

    private static func isQuota(_ error: Any?) -> Bool {
        let fields = error as? [String: Any]
        return ["code", "type"].contains { fields?[$0] as? String == "insufficient_quota" }
    }

    /// The beginning of what an endpoint said, on one line.
    private static func excerpt(_ body: Data) -> String {
        let text = String(decoding: body.prefix(2000), as: UTF8.self)
        return text.allSatisfy(\.isWhitespace) ? "nothing more" : line(text)
    }

    private static func line(_ text: String) -> String {
        let pieces = text.unicodeScalars.split { $0.value < 0x20 || $0.value == 0x7F }
        return String(pieces.map { String($0) }.joined(separator: " ").prefix(200))
    }
}
