import Foundation

/// What the events of a streamed reply say together, however many have come.
struct ChatStream {
    /// What the model has said so far.
    private(set) var text = ""
    /// An error that the endpoint told as an event.
    private(set) var error: Any?
    private var thoughts = ""
    private var pieces = 0
    private var finish: String?
    private var usage: Any?

    /// - Parameter body: lines of `data: {...}`; the last may be incomplete. Nil where no event says anything.
    init?(_ body: Data) {
        let lines = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline).filter { $0.hasPrefix("data:") }
        for line in lines {
            guard let event = try? JSONSerialization.jsonObject(with: Data(line.dropFirst(5).utf8)) as? [String: Any] else { continue }
            take(event)
        }
        guard pieces > 0 || error != nil else { return nil }
    }

    private mutating func take(_ event: [String: Any]) {
        if let error = event["error"], !(error is NSNull) { self.error = error }
        if let usage = event["usage"], !(usage is NSNull) { self.usage = usage }
        guard let choice = (event["choices"] as? [Any])?.first as? [String: Any] else { return }
        finish = choice["finish_reason"] as? String ?? finish
        guard let part = choice["delta"] as? [String: Any] ?? choice["message"] as? [String: Any] else { return }
        let thought = ChatReply.thoughtKeys.lazy.compactMap { part[$0] as? String }.first ?? ""
        let said = part["content"].flatMap(ChatReply.text) ?? ""
        thoughts += thought
        text += said
        pieces += thought.isEmpty && said.isEmpty ? 0 : 1
    }

    /// The same as a reply that comes at once. Where the endpoint did not count tokens, a piece counts as one.
    var completion: [String: Any] {
        var choice: [String: Any] = ["message": ["content": text, "reasoning_content": thoughts]]
        choice["finish_reason"] = finish
        return ["choices": [choice], "usage": usage ?? ["completion_tokens": pieces]]
    }
}
