import Foundation
import LanguageModels
import Synchronization

/// A language model whose replies were written down, in the place of an endpoint: one a request, in order.
final class ScriptedModel: ChatTransport {
    private let left: Mutex<ArraySlice<String>>

    /// - Parameter replies: from the first to the last; after that it says nothing that can be used.
    init(_ replies: [String]) { left = Mutex(replies[...]) }

    func send(_ body: Data, _ cancellation: Cancellation, until _: @escaping (Data) -> Bool) throws(ChatError) -> ChatResponse {
        let reply = left.withLock { $0.popFirst() } ?? "I have nothing more to say."
        let completion: [String: Any] = ["choices": [["message": ["content": reply], "finish_reason": "stop"]]]
        // Texts always encode.
        return ChatResponse(status: 200, body: (try? JSONSerialization.data(withJSONObject: completion)) ?? Data())
    }
}
